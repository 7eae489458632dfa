from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig

from xiwei.ledger import registry

if TYPE_CHECKING:
    from xiwei.service.demo.ground import World


class Rounds(AppConfig):
    """Storey 5: planned work."""

    name = "xiwei.rounds"

    def ready(self) -> None:
        """Give the ledger this app's words, messages their sentences, and plan anew what a changed standard changes."""
        from django.utils.translation import gettext_lazy as _

        from xiwei.estate.papers import nouns
        from xiwei.notices import heard
        from xiwei.rounds import listeners, topics
        from xiwei.rounds.heard import BODIES, GREEN, TITLES
        from xiwei.rounds.nouns import EQUIPMENT
        from xiwei.rounds.queries import doing, green_says, upkeep
        from xiwei.rounds.queries.equipment import address_of, way_from
        from xiwei.rounds.words import EQUIPMENT_TITLES, WORDS
        from xiwei.service import daily, place_says, ticket_ways
        from xiwei.service.demo import besides

        besides.know("rounds", _demo)
        registry.speak(WORDS)
        heard.know([*TITLES, *BODIES, *GREEN])
        topics.offer()
        daily.know("rounds", daily.Daily(_("今天的路线"), "rounds_mine", "route", doing.parts_of_day))
        daily.know("rounds.green", daily.Daily(_("绿化这一周"), "greening", "plant-2", green_says.parts_of_day))
        place_says.keep("rounds", upkeep.of_place)
        place_says.know("rounds.green", green_says.of_place)
        place_says.keep("rounds.green", green_says.upkeep_of)
        place_says.open_by("equipment", address_of)
        ticket_ways.know("equipment", way_from)
        nouns.know(EQUIPMENT)
        registry.open_at("rounds.equipment", "equipment_book")
        heard.know(EQUIPMENT_TITLES)
        registry.listen("standards.standard_changed", listeners.standard_changed)
        registry.listen("standards.grade_set", listeners.grade_set)


def _demo(world: "World", now: datetime) -> int:
    """The demo is read only where it is seeded."""
    from xiwei.rounds import demo

    return demo.write(world, now)

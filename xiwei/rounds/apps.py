from django.apps import AppConfig

from xiwei.ledger import registry


class Rounds(AppConfig):
    """Storey 5: planned work."""

    name = "xiwei.rounds"

    def ready(self) -> None:
        """Give the ledger this app's words, and plan anew what a changed standard changes."""
        from django.utils.translation import gettext_lazy as _

        from xiwei.estate.papers import nouns
        from xiwei.notices import heard
        from xiwei.rounds import listeners
        from xiwei.rounds.nouns import EQUIPMENT
        from xiwei.rounds.queries import doing, upkeep
        from xiwei.rounds.queries.equipment import address_of, way_from
        from xiwei.rounds.words import EQUIPMENT_TITLES, WORDS
        from xiwei.service import daily, place_says, ticket_ways

        registry.speak(WORDS)
        daily.know("rounds", daily.Daily(_("今天的路线"), "rounds_mine", "route", doing.parts_of_day))
        place_says.keep("rounds", upkeep.of_place)
        place_says.open_by("equipment", address_of)
        ticket_ways.know("equipment", way_from)
        nouns.know(EQUIPMENT)
        registry.open_at("rounds.equipment", "equipment_book")
        heard.know(EQUIPMENT_TITLES)
        registry.listen("standards.standard_changed", listeners.standard_changed)
        registry.listen("standards.grade_set", listeners.grade_set)

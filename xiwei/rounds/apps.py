from django.apps import AppConfig

from xiwei.ledger import registry


class Rounds(AppConfig):
    """Storey 5: planned work."""

    name = "xiwei.rounds"

    def ready(self) -> None:
        """Give the ledger this app's words, and plan anew what a changed standard changes."""
        from django.utils.translation import gettext_lazy as _

        from xiwei.notices import heard, topics
        from xiwei.rounds import listeners
        from xiwei.rounds.heard import SENTENCES
        from xiwei.rounds.queries import doing, green_says, upkeep
        from xiwei.rounds.words import WORDS
        from xiwei.service import daily, place_says

        registry.speak(WORDS)
        daily.know("rounds", daily.Daily(_("今天的路线"), "rounds_mine", "route", doing.parts_of_day))
        daily.know("rounds.green", daily.Daily(_("绿化这一周"), "greening", "plant-2", green_says.parts_of_day))
        place_says.keep("rounds", upkeep.of_place)
        place_says.know("rounds.green", green_says.of_place)
        place_says.keep("rounds.green", green_says.upkeep_of)
        heard.know(SENTENCES)
        topics.offer("rounds.green", _("打药和修剪公告"), _("几时、在哪、多久不能进"), {"rounds.green_work"})
        registry.listen("standards.standard_changed", listeners.standard_changed)
        registry.listen("standards.grade_set", listeners.grade_set)

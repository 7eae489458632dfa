from django.apps import AppConfig

from xiwei.ledger import registry


class People(AppConfig):
    """Storey 2."""

    name = "xiwei.people"

    def ready(self) -> None:
        """Give the ledger this app's words, the first day its steps, an erasure its part."""
        from xiwei.estate import firstday
        from xiwei.people import erasures
        from xiwei.people.actions import erasing
        from xiwei.people.firstday import STEPS
        from xiwei.people.words import WORDS

        registry.speak(WORDS)
        erasures.know("people", erasing.PART)
        for step in STEPS:
            firstday.need(step)

from django.apps import AppConfig

from xiwei.ledger import registry


class People(AppConfig):
    """Storey 2."""

    name = "xiwei.people"

    def ready(self) -> None:
        """Give the ledger this app's words, the first day its steps, an erasure its parts; say what is kept, and how long."""
        from xiwei.estate import firstday
        from xiwei.people import erasures, known, purposes, retention
        from xiwei.people.actions import erasing, forgetting
        from xiwei.people.firstday import STEPS
        from xiwei.people.keeps import KEEPS
        from xiwei.people.periods import PERIODS
        from xiwei.people.stated import PURPOSES
        from xiwei.people.words import WORDS

        registry.speak(WORDS)
        erasures.know("people", erasing.PART)
        erasures.know("people.kept", forgetting.PART)
        for purpose in PURPOSES:
            purposes.know(purpose)
        for period in PERIODS:
            retention.know(period)
        for kept in KEEPS:
            known.tell(kept)
        for step in STEPS:
            firstday.need(step)

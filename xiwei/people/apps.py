from django.apps import AppConfig

from xiwei.ledger import registry


class People(AppConfig):
    """Storey 2."""

    name = "xiwei.people"

    def ready(self) -> None:
        """Give the ledger its words, the first day its steps, an erasure its parts, the archive its noun; say what is kept."""
        from xiwei.estate import arrangements, firstday
        from xiwei.estate.papers import nouns, promised
        from xiwei.people import erasures, known, purposes, retention
        from xiwei.people.actions import erasing, forgetting, papers
        from xiwei.people.firstday import STEPS
        from xiwei.people.households import HOUSEHOLD
        from xiwei.people.keeps import KEEPS
        from xiwei.people.periods import PERIODS
        from xiwei.people.queries import called, transfers
        from xiwei.people.stated import PURPOSES
        from xiwei.people.words import WORDS

        registry.speak(WORDS)
        erasures.know("archive", papers.PART)  # before the ties to homes go
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
        nouns.know(HOUSEHOLD)
        promised.tell("people.transfers", transfers.papers_to_come)
        arrangements.shelter("people", called.names_about)

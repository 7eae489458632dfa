from django.apps import AppConfig

from xiwei.ledger import registry


class Rounds(AppConfig):
    """Storey 5: planned work."""

    name = "xiwei.rounds"

    def ready(self) -> None:
        """Give the ledger this app's words, and plan anew what a changed standard changes."""
        from xiwei.rounds import listeners
        from xiwei.rounds.words import WORDS

        registry.speak(WORDS)
        registry.listen("standards.standard_changed", listeners.standard_changed)
        registry.listen("standards.grade_set", listeners.grade_set)

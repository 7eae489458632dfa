from django.apps import AppConfig


class Ledger(AppConfig):
    """Storey 0."""

    name = "xiwei.ledger"

    def ready(self) -> None:
        """The ledger's own words."""
        from xiwei.ledger import registry
        from xiwei.ledger.words import WORDS

        registry.speak(WORDS)

from django.apps import AppConfig

from xiwei.ledger import registry


class Standards(AppConfig):
    """Storey 2."""

    name = "xiwei.standards"

    def ready(self) -> None:
        """Give the ledger this app's words."""
        from xiwei.standards.words import WORDS

        registry.speak(WORDS)

from django.apps import AppConfig

from xiwei.ledger import registry


class Estate(AppConfig):
    """Storey 1."""

    name = "xiwei.estate"

    def ready(self) -> None:
        """Give the ledger this app's words."""
        from xiwei.estate.words import WORDS

        registry.speak(WORDS)

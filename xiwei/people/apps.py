from django.apps import AppConfig

from xiwei.ledger import registry


class People(AppConfig):
    """Storey 2."""

    name = "xiwei.people"

    def ready(self) -> None:
        """Give the ledger this app's words."""
        from xiwei.people.words import WORDS

        registry.speak(WORDS)

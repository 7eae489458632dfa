from django.apps import AppConfig

from xiwei.ledger import registry


class Service(AppConfig):
    """Storey 4: the heart."""

    name = "xiwei.service"

    def ready(self) -> None:
        """Give the ledger this app's words, and the settings page its topics."""
        from xiwei.service import topics
        from xiwei.service.words import WORDS

        registry.speak(WORDS)
        topics.offer()

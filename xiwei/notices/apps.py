from django.apps import AppConfig

from xiwei.ledger import registry


class Notices(AppConfig):
    """Storey 3."""

    name = "xiwei.notices"

    def ready(self) -> None:
        """Give the ledger this app's words."""
        from xiwei.notices.words import WORDS

        registry.speak(WORDS)

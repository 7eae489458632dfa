from django.apps import AppConfig

from xiwei.ledger import registry


class Standards(AppConfig):
    """Storey 2."""

    name = "xiwei.standards"

    def ready(self) -> None:
        """Give the ledger this app's words, and listen to the ground."""
        from xiwei.standards import listeners
        from xiwei.standards.words import WORDS

        registry.speak(WORDS)
        registry.listen("estate.company_founded", listeners.company_founded)
        registry.listen("estate.project_opened", listeners.project_opened)

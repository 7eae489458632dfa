from django.apps import AppConfig

from xiwei.ledger import registry


class Standards(AppConfig):
    """Storey 2."""

    name = "xiwei.standards"

    def ready(self) -> None:
        """Give the ledger this app's words and a copying its parts, and listen to the ground."""
        from xiwei.estate import arrangements
        from xiwei.shared import tongue
        from xiwei.standards import catalogue, listeners
        from xiwei.standards.actions import copying
        from xiwei.standards.words import WORDS

        registry.speak(WORDS)
        tongue.know(catalogue.english_names() | catalogue.english_prices() | catalogue.english_standards())
        registry.listen("estate.company_founded", listeners.company_founded)
        registry.listen("estate.project_opened", listeners.project_opened)
        for part in copying.PARTS:
            arrangements.offer(part)

from django.apps import AppConfig

from xiwei.ledger import registry


class Estate(AppConfig):
    """Storey 1."""

    name = "xiwei.estate"

    def ready(self) -> None:
        """Give the ledger this app's words, the archive its nouns, and the first day its steps, and a copying its part."""
        from xiwei.estate import arrangements, firstday
        from xiwei.estate.actions import copying
        from xiwei.estate.papers import kinds, nouns
        from xiwei.estate.words import WORDS
        from xiwei.shared import tongue

        registry.speak(WORDS)
        registry.open_at("estate.document", "document")
        tongue.know(kinds.english_names())
        for noun in nouns.own():
            nouns.know(noun)
        for step in firstday.own_steps():
            firstday.need(step)
        arrangements.offer(copying.PLACES)

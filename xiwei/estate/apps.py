from django.apps import AppConfig

from xiwei.ledger import registry


class Estate(AppConfig):
    """Storey 1."""

    name = "xiwei.estate"

    def ready(self) -> None:
        """Give the ledger this app's words, and the first day its steps."""
        from xiwei.estate import firstday
        from xiwei.estate.words import WORDS

        registry.speak(WORDS)
        for step in firstday.own_steps():
            firstday.need(step)

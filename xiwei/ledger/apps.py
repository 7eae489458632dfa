from django.apps import AppConfig


class Ledger(AppConfig):
    """Storey 0."""

    name = "xiwei.ledger"

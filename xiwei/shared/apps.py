from django.apps import AppConfig


class Shared(AppConfig):
    """Storey 0, without models."""

    name = "xiwei.shared"

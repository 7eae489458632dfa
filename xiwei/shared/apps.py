from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Shared(AppConfig):
    """Storey 0, without models."""

    name = "xiwei.shared"

    def ready(self) -> None:
        """Whatever `migrate` made, row security is on every tenant's table when it ends; a request is its thread's."""
        from xiwei.shared import threads
        from xiwei.shared.rowsecurity import policies

        threads.keep_by_thread()
        post_migrate.connect(policies.keep, dispatch_uid="xiwei.row_security")

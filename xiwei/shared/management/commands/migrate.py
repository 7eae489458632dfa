"""Django's own `migrate`, with every company's rows in sight."""

from typing import Any

from django.core.management.commands import migrate

from xiwei.shared import scope


class Command(migrate.Command):
    """A step that changes rows must meet them: outside every scope PostgreSQL would show it none, and say nothing."""

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django does it."""
        with scope.everywhere("a migration changes every company's rows"):
            super().handle(*args, **options)

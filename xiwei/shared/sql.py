"""Migration steps that say their SQL once for each database."""

from typing import Any

from django.db.migrations.operations.base import Operation


class VendorSQL(Operation):
    """Run `sqlite` on SQLite, `postgresql` on PostgreSQL; `undo` has the same two keys. State does not change."""

    reversible = True

    def __init__(self, *, sqlite: list[str], postgresql: list[str], undo: dict[str, list[str]]):
        self.sqlite, self.postgresql, self.undo = sqlite, postgresql, undo

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing Django knows of changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the statements of the database at hand, one by one."""
        for statement in getattr(self, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take them back."""
        for statement in self.undo[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """What `migrate --plan` prints."""
        return "SQL by database"

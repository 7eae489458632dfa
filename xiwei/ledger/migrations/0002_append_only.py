"""Entries are never changed and never deleted: the database itself refuses (law 3)."""

from django.db import migrations

from xiwei.shared.sql import VendorSQL

TABLE = "ledger_entry"
SAYS = "the ledger is append-only"

SQLITE = [
    *(
        f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        for verb in ("update", "delete")
    ),
    # INSERT OR REPLACE deletes the old row without asking the DELETE trigger.
    f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "
    f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
]
POSTGRESQL = [
    f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
]
UNDO = {
    "sqlite": [f"DROP TRIGGER {TABLE}_no_{verb}" for verb in ("update", "delete", "replace")],
    "postgresql": [
        f"DROP TRIGGER {TABLE}_no_change ON {TABLE}",
        f"DROP TRIGGER {TABLE}_no_truncate ON {TABLE}",
        f"DROP FUNCTION {TABLE}_refuse",
    ],
}
DO = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [VendorSQL(sqlite=SQLITE, postgresql=POSTGRESQL, undo=UNDO)]

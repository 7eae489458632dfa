"""Entries are never changed and never deleted: the database itself refuses (law 3)."""

from django.db import migrations

from xiwei.shared.sql import VendorSQL

TABLE = "ledger_entry"
SAYS = "the ledger is append-only"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        VendorSQL(
            sqlite=[
                f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
                for verb in ("update", "delete")
            ],
            postgresql=[
                f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
                f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
                f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
            ],
            undo={
                "sqlite": [f"DROP TRIGGER {TABLE}_no_update", f"DROP TRIGGER {TABLE}_no_delete"],
                "postgresql": [f"DROP TRIGGER {TABLE}_no_change ON {TABLE}", f"DROP FUNCTION {TABLE}_refuse"],
            },
        )
    ]

"""Seals are never changed nor deleted; of a leaf nothing changes but that its salt goes, with the words it was for."""

from django.db import migrations

from xiwei.shared.sql import VendorSQL

SAYS = "a seal is for ever"
KEPT = ("entry_id", "company_id", "chain_id", "place", "said", "hash")
ONLY_SALT = "NEW.salt IS NULL AND " + " AND ".join(f"NEW.{name} = OLD.{name}" for name in KEPT)

SQLITE = [
    *(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        for table in ("ledger_seal", "ledger_leaf")
    ),
    f"CREATE TRIGGER ledger_seal_no_update BEFORE UPDATE ON ledger_seal BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    f"CREATE TRIGGER ledger_leaf_no_update BEFORE UPDATE ON ledger_leaf WHEN NOT ({ONLY_SALT}) "
    f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
]
POSTGRESQL = [
    f"CREATE FUNCTION ledger_seal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    "CREATE TRIGGER ledger_seal_no_change BEFORE UPDATE OR DELETE ON ledger_seal "
    "FOR EACH ROW EXECUTE FUNCTION ledger_seal_refuse()",
    "CREATE TRIGGER ledger_leaf_no_delete BEFORE DELETE ON ledger_leaf "
    "FOR EACH ROW EXECUTE FUNCTION ledger_seal_refuse()",
    "CREATE TRIGGER ledger_leaf_no_update BEFORE UPDATE ON ledger_leaf "
    f"FOR EACH ROW WHEN (NOT ({ONLY_SALT})) EXECUTE FUNCTION ledger_seal_refuse()",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_seal_refuse()"
        for table in ("ledger_seal", "ledger_leaf")
    ),
]
UNDO = {
    "sqlite": [
        f"DROP TRIGGER {table}_no_{verb}" for table in ("ledger_seal", "ledger_leaf") for verb in ("update", "delete")
    ],
    "postgresql": ["DROP FUNCTION ledger_seal_refuse CASCADE"],
}
DO = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_seals")]
    operations = [VendorSQL(sqlite=SQLITE, postgresql=POSTGRESQL, undo=UNDO)]

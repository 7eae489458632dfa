"""Chains and seals are never changed nor deleted; of a leaf nothing changes but that its salt goes, with its words."""

from django.db import migrations

from xiwei.shared.sql import VendorSQL

SAYS = "a seal is for ever"
KEPT = ("entry_id", "company_id", "chain_id", "position", "words", "hash")
TABLES = ("ledger_chain", "ledger_seal", "ledger_leaf")
FIXED = ("ledger_chain", "ledger_seal")
ONLY_SALT = "NEW.salt IS NULL AND " + " AND ".join(f"NEW.{name} = OLD.{name}" for name in KEPT)

# INSERT OR REPLACE deletes the row that stands in its way without asking the DELETE trigger.
SAME = {
    "ledger_chain": "id = NEW.id OR (company_id = NEW.company_id AND project_id = NEW.project_id)",
    "ledger_seal": "id = NEW.id OR (chain_id = NEW.chain_id AND number = NEW.number)",
    "ledger_leaf": "entry_id = NEW.entry_id OR (chain_id = NEW.chain_id AND position = NEW.position)",
}

SQLITE = [
    *(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        for table in TABLES
    ),
    *(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        for table in FIXED
    ),
    f"CREATE TRIGGER ledger_leaf_no_update BEFORE UPDATE ON ledger_leaf WHEN NOT ({ONLY_SALT}) "
    f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    *(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        for table, same in SAME.items()
    ),
]
POSTGRESQL = [
    f"CREATE FUNCTION ledger_seal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    *(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_seal_refuse()"
        for table in FIXED
    ),
    "CREATE TRIGGER ledger_leaf_no_delete BEFORE DELETE ON ledger_leaf "
    "FOR EACH ROW EXECUTE FUNCTION ledger_seal_refuse()",
    "CREATE TRIGGER ledger_leaf_no_update BEFORE UPDATE ON ledger_leaf "
    f"FOR EACH ROW WHEN (NOT ({ONLY_SALT})) EXECUTE FUNCTION ledger_seal_refuse()",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_seal_refuse()"
        for table in TABLES
    ),
]
UNDO = {
    "sqlite": [f"DROP TRIGGER {table}_no_{verb}" for table in TABLES for verb in ("update", "delete", "replace")],
    "postgresql": ["DROP FUNCTION ledger_seal_refuse CASCADE"],
}
DO = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_seals")]
    operations = [VendorSQL(sqlite=SQLITE, postgresql=POSTGRESQL, undo=UNDO)]

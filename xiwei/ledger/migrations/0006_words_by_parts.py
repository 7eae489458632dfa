"""What a line says is sealed in four parts, each of which can be taken away: the database lets words go, never change.

Seals of the form before (version 1) stood in no release. They are let go here, and the worker seals all lines anew.
"""

from django.db import migrations, models

from xiwei.shared.sql import VendorSQL

ENTRY, LEAF = "the ledger is append-only", "a seal is for ever"
WORDS = ("subject_label", "actor_label", "data")
PLAIN = (
    "id", "kind", "subject_type", "subject_id", "company_id", "project_id", "building_id", "place_id", "room_id",
    "household_id", "person_id", "actor_person_id", "actor_staff_id", "at", "written_at", "seen_by",
)  # fmt: skip
KEPT = ("entry_id", "company_id", "chain_id", "position", "words", "hash")

# DANGER: this is all that stands between a line and whoever would change it. What a line says may go whole, or by whole
# keys of its data; nothing may come in its place.
_FIXED = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in (*PLAIN, "evidence"))
_LABELS = " AND ".join(f"NEW.{name} IN (OLD.{name}, '')" for name in WORDS[:2])
_SOME = "NOT (" + " AND ".join(f"NEW.{name} = OLD.{name}" for name in WORDS) + ")"  # saving a line again is refused too
PG_TAKEN = f"{_FIXED} AND {_LABELS} AND {_SOME} AND NEW.data <@ OLD.data"
SQLITE_TAKEN = (
    f"{_FIXED.replace('IS NOT DISTINCT FROM', 'IS')} AND {_LABELS} AND {_SOME} AND json_type(NEW.data) = 'object' AND NOT EXISTS ("
    "SELECT 1 FROM json_each(NEW.data) comes LEFT JOIN json_each(OLD.data) was ON was.key = comes.key "
    "WHERE was.key IS NULL OR comes.type IS NOT was.type OR comes.value IS NOT was.value)"
)
ONLY_SALT = " AND ".join(f"NEW.{name} = OLD.{name}" for name in KEPT)

OFF = {
    "sqlite": [
        *(f"DROP TRIGGER ledger_{table}_no_delete" for table in ("leaf", "seal", "chain")),
        "DROP TRIGGER ledger_leaf_no_update",
        "DROP TRIGGER ledger_leaf_no_replace",
        "DROP TRIGGER ledger_entry_no_update",
    ],
    "postgresql": [
        *(f"DROP TRIGGER ledger_{table}_no_truncate ON ledger_{table}" for table in ("leaf", "seal", "chain")),
        "DROP TRIGGER ledger_leaf_no_delete ON ledger_leaf",
        "DROP TRIGGER ledger_leaf_no_update ON ledger_leaf",
        "DROP TRIGGER ledger_entry_no_change ON ledger_entry",
    ],
}
EMPTY = {
    "sqlite": [f"DELETE FROM ledger_{table}" for table in ("leaf", "seal", "chain")],  # noqa: S608
    "postgresql": ["TRUNCATE ledger_leaf, ledger_seal, ledger_chain", "SET CONSTRAINTS ALL IMMEDIATE"],
}


def _sqlite(words: str, salt: str) -> list[str]:
    def refuse(table: str, name: str, when: str, says: str) -> str:
        return (
            f"CREATE TRIGGER ledger_{table}_{name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )

    same = "entry_id = NEW.entry_id OR (chain_id = NEW.chain_id AND position = NEW.position)"
    return [
        *(
            refuse(table, "no_delete", f"DELETE ON ledger_{table}", LEAF)
            for table in ("leaf", "seal", "chain")
        ),
        refuse("leaf", "no_update", f"UPDATE ON ledger_leaf WHEN NOT ({salt})", LEAF),
        refuse(
            "leaf", "no_replace", f"INSERT ON ledger_leaf WHEN EXISTS (SELECT 1 FROM ledger_leaf WHERE {same})", LEAF  # noqa: S608
        ),
        refuse("entry", "no_update", f"UPDATE ON ledger_entry{words}", ENTRY),
    ]


def _postgresql(words: list[str], salt: str) -> list[str]:
    return [
        *(
            f"CREATE TRIGGER ledger_{table}_no_truncate BEFORE TRUNCATE ON ledger_{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_seal_refuse()"
            for table in ("leaf", "seal", "chain")
        ),
        "CREATE TRIGGER ledger_leaf_no_delete BEFORE DELETE ON ledger_leaf "
        "FOR EACH ROW EXECUTE FUNCTION ledger_seal_refuse()",
        "CREATE TRIGGER ledger_leaf_no_update BEFORE UPDATE ON ledger_leaf "
        f"FOR EACH ROW WHEN (NOT ({salt})) EXECUTE FUNCTION ledger_seal_refuse()",
        *words,
    ]


_REFUSE = "FOR EACH ROW{} EXECUTE FUNCTION ledger_entry_refuse()"
ON = {
    "sqlite": _sqlite(f" WHEN NOT ({SQLITE_TAKEN})", ONLY_SALT),
    "postgresql": _postgresql(
        [
            f"CREATE TRIGGER ledger_entry_no_change BEFORE UPDATE ON ledger_entry {_REFUSE.format(f' WHEN (NOT ({PG_TAKEN}))')}",
            f"CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry {_REFUSE.format('')}",
        ],
        ONLY_SALT,
    ),
}
_BEFORE = {
    "sqlite": _sqlite("", f"NEW.salt IS NULL AND {ONLY_SALT}"),
    "postgresql": _postgresql(
        [f"CREATE TRIGGER ledger_entry_no_change BEFORE UPDATE OR DELETE ON ledger_entry {_REFUSE.format('')}"],
        f"NEW.salt IS NULL AND {ONLY_SALT}",
    ),
}
_AWAY = {
    "sqlite": OFF["sqlite"],
    "postgresql": [*OFF["postgresql"], "DROP TRIGGER ledger_entry_no_delete ON ledger_entry"],
}
# What a flush needs: the triggers as they were before this step, and as they are after it (conftest.py).
DO = {vendor: [*OFF[vendor], *ON[vendor]] for vendor in OFF}
UNDO = {vendor: [*_AWAY[vendor], *_BEFORE[vendor]] for vendor in OFF}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_seals_stand")]
    operations = [
        VendorSQL(
            **{vendor: [*OFF[vendor], *EMPTY[vendor]] for vendor in OFF},
            undo=_BEFORE,
        ),
        migrations.AlterField(
            "leaf",
            "salt",
            models.CharField(
                max_length=264,
                help_text="hex, hashed with what the entry says; part by part once some is erased (leaves.py)",
            ),
        ),
        migrations.AlterField(
            "leaf",
            "words",
            models.CharField(max_length=64, help_text="the hash of what stands for each part of what it says, hex"),
        ),
        VendorSQL(**ON, undo={vendor: [*_AWAY[vendor], *EMPTY[vendor]] for vendor in OFF}),
    ]

"""On PostgreSQL, too, a line's words go by whole keys of its data alone: nothing may be trimmed inside one.

`<@` looks into what is nested, and so let {"areas": ["a", "b"]} become {"areas": []}. SQLite's trigger was right before.
"""

from importlib import import_module

from django.db import migrations

from xiwei.shared.sql import VendorSQL

BEFORE = import_module("xiwei.ledger.migrations.0006_words_by_parts")  # a name that begins with a digit

_OFF = "DROP TRIGGER ledger_entry_no_change ON ledger_entry"
# A trigger's condition may hold no query of its own, so a function of the two answers. By their text: as jsonb 3 is 3.0,
# and the leaf was hashed of the one.
_LEFT = (
    "CREATE FUNCTION ledger_words_left(comes jsonb, was jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ "
    "SELECT CASE WHEN jsonb_typeof(comes) <> 'object' THEN false ELSE NOT EXISTS ("
    "SELECT 1 FROM jsonb_each(comes) one WHERE (was -> one.key)::text IS DISTINCT FROM one.value::text) END $$"
)
_TAKEN = BEFORE.PG_TAKEN.replace("NEW.data <@ OLD.data", "ledger_words_left(NEW.data, OLD.data)")
_ON = (
    "CREATE TRIGGER ledger_entry_no_change BEFORE UPDATE ON ledger_entry "
    f"FOR EACH ROW WHEN (NOT ({_TAKEN})) EXECUTE FUNCTION ledger_entry_refuse()"
)
# What a flush needs, as of the steps before (conftest.py).
DO: dict[str, list[str]] = {"sqlite": [], "postgresql": [_LEFT, _OFF, _ON]}
UNDO: dict[str, list[str]] = {
    "sqlite": [],
    "postgresql": [_OFF, "DROP FUNCTION ledger_words_left(jsonb, jsonb)", BEFORE.ON["postgresql"][-2]],
}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_words_by_parts")]
    operations = [VendorSQL(sqlite=DO["sqlite"], postgresql=DO["postgresql"], undo=UNDO)]

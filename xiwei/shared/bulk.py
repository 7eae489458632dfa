"""Insert many rows of a model at a third of the ORM's price: for imports and for a year of the demo's history.

`bulk_create` prepares each value through five calls; here a model's plain columns go to the driver as they are.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

# Kinds whose values the drivers take as they are; all others pass through the field's own preparation.
_PLAIN = (models.CharField, models.IntegerField, models.BooleanField, models.TextField)


def insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write the rows, in the caller's transaction, and give each its id. Nothing is validated, no signal is sent.

    What a row points to must stand already: a foreign key's id is taken from the object it holds.
    """
    if not rows:
        return
    assert transaction.get_connection().in_atomic_block, "ids are counted inside the transaction that uses them"
    fields = list(model._meta.concrete_fields)
    readers = [_reader(field) for field in fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in [model._meta.pk, *_others(fields)])
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        for row, pk in zip(rows, _ids(cursor, model, len(rows)), strict=True):
            row.pk = pk
            row._state.adding, row._state.db = False, connection.alias
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608
            [(row.pk, *[read(row) for read in readers]) for row in rows],
        )


def _others(fields: Sequence[models.Field]) -> list[models.Field]:
    return [field for field in fields if not field.primary_key]


def _reader(field: models.Field) -> Callable[[models.Model], Any]:
    """How to read one column's value, as the driver takes it, from a row."""
    name = field.attname
    if isinstance(field, models.ForeignKey):
        held, cached = field.name, field.is_cached

        def key(row: models.Model) -> Any:
            value = getattr(row, name)
            if value is None and cached(row) and (target := getattr(row, held)) is not None:
                setattr(row, held, target)  # not the id alone: that would forget the object, and ask for it again
                return target.pk
            return value

        return key
    if isinstance(field, _PLAIN):
        return lambda row: getattr(row, name)
    return lambda row: field.get_db_prep_save(getattr(row, name), connection)


def _ids(cursor: CursorWrapper, model: type[models.Model], count: int) -> Sequence[int]:
    """So many ids that nobody else will be given.

    PostgreSQL counts them off its sequence. SQLite has one writer at a time, and we are it: the transaction holds
    the lock (BEGIN IMMEDIATE), so the next ids are ours.
    """
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), model._meta.pk.column, count],
        )
        return [number for (number,) in cursor.fetchall()]
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    last = (cursor.fetchone() or (0,))[0]
    return range(last + 1, last + 1 + count)

"""Insert rows of a model at a third of the ORM's price: an import's many, a year of history, and the few of each asking.

`bulk_create` prepares each value through five calls; here a model's plain columns go to the driver as they are.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.db import connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

# So many rows go as one statement that gives their ids back; more are counted off first and sent by the batch.
FEW = 8

# Kinds whose values the drivers take as they are; all others pass through the field's own preparation.
_PLAIN = (models.CharField, models.IntegerField, models.BooleanField, models.TextField)


def insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write the rows, in the caller's transaction, and give each its id. Nothing is validated, no signal is sent.

    What a row points to must stand already: a foreign key's id is taken from the object it holds.
    """
    if not rows:
        return
    assert transaction.get_connection().in_atomic_block, "ids are counted inside the transaction that uses them"
    if len(rows) <= FEW:
        _insert_few(model, rows)
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    readers = [_reader(field, connections[connection.alias]) for field in fields]
    with connection.cursor() as cursor:
        for row, pk in zip(rows, _ids(cursor, model, len(rows)), strict=True):
            row.pk = pk
            row._state.adding, row._state.db = False, connection.alias
        values = [(row.pk, *[read(row) for read in readers]) for row in rows]
        _send(cursor, model, [model._meta.pk, *fields], values)


def insert_keyed(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write rows that bear keys of their own, in the caller's transaction. As with `insert`, nothing is validated."""
    assert transaction.get_connection().in_atomic_block, "what is written together stands together"
    fields = model._meta.concrete_fields
    readers = [_reader(field, connections[connection.alias]) for field in fields]
    with connection.cursor() as cursor:
        _send(cursor, model, list(fields), [tuple(read(row) for read in readers) for row in rows])


def _insert_few(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    into, one, pk, readers = _few_of(model, connection.vendor)
    values = [read(row) for row in rows for read in readers]
    with connection.cursor() as cursor:
        cursor.execute(f"{into} VALUES {', '.join([one] * len(rows))} RETURNING {pk}", values)
        # Both databases count upwards in the order of the rows; in which order they tell is not promised.
        ids = sorted(number for (number,) in cursor.fetchall())
    for row, number in zip(rows, ids, strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, connection.alias


@cache
def _few_of(model: type[models.Model], vendor: str) -> tuple[str, str, str, list[Callable[[models.Model], Any]]]:
    """A model's INSERT up to its values, the holes of one row, its key, and how each column is read from a row."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    into = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names})"
    key = connection.ops.quote_name(str(model._meta.pk.column))
    return into, f"({', '.join(['%s'] * len(fields))})", key, [_few_reader(field) for field in fields]


def _few_reader(field: models.Field) -> Callable[[models.Model], Any]:
    """As `_reader`, but nothing is kept from one row to the next, and PostgreSQL gets what its driver takes."""
    name = field.attname
    if isinstance(field, (models.ForeignKey, *_PLAIN)):
        return _reader(field, connection)
    if isinstance(field, models.DateTimeField):
        return lambda row: _as_kept(row.__dict__[name])
    return lambda row: field.get_db_prep_save(row.__dict__[name], connection)


@lru_cache(maxsize=256)
def _as_kept(moment: datetime | None) -> Any:
    """A moment as the database keeps it; the rows of one deed bear the same few."""
    return connection.ops.adapt_datetimefield_value(moment)


def _send(cursor: CursorWrapper, model: type[models.Model], fields: list[Any], values: list[tuple[Any, ...]]) -> None:
    """On SQLite row by row, which costs nothing there; to PostgreSQL all rows as one JSON document.

    An import of 100,000 rows takes 39 s so, 60 s by rows in a pipeline, and longer by lists of VALUES. COPY would be
    faster still, but it is refused on tables with row-level security.
    """
    names = [connection.ops.quote_name(str(field.column)) for field in fields]
    into = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(names)})"
    if connection.vendor == "sqlite":
        cursor.executemany(f"{into} VALUES ({', '.join(['%s'] * len(fields))})", values)
        return
    columns = [f"c{place}" for place in range(len(fields))]
    types = ", ".join(f"{name} {field.rel_db_type(connection)}" for name, field in zip(columns, fields, strict=True))
    document = json.dumps([dict(zip(columns, row, strict=True)) for row in values], default=_said, ensure_ascii=False)
    cursor.execute(f"{into} SELECT {', '.join(columns)} FROM json_to_recordset(%s::json) AS r({types})", [document])  # noqa: S608


def _said(value: Any) -> str:
    """A moment or a day as PostgreSQL reads it back."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a document of rows")


def _reader(field: models.Field, database: BaseDatabaseWrapper) -> Callable[[models.Model], Any]:
    """How to read one column's value, as the driver takes it, from a row.

    `database` is the connection itself where many rows follow: its proxy looks the thread's up anew for each value.
    """
    name = field.attname
    if isinstance(field, models.ForeignKey):
        cache = field.cache_name

        def key(row: models.Model) -> Any:
            value = row.__dict__[name]
            if value is None and (target := row._state.fields_cache.get(cache)) is not None:
                # Set past the descriptor, which would forget the object it holds and ask the database for it again.
                value = row.__dict__[name] = target.pk
            return value

        return key
    if isinstance(field, _PLAIN):
        return lambda row: row.__dict__[name]
    if database.vendor == "postgresql":
        return lambda row: row.__dict__[name]
    if isinstance(field, models.DateField):
        return _day_reader(field, database)
    return lambda row: field.get_db_prep_save(row.__dict__[name], database)


def _day_reader(field: models.Field, database: BaseDatabaseWrapper) -> Callable[[models.Model], Any]:
    """Of many rows most bear the same few moments: each is prepared once."""
    name = field.attname
    known: dict[Any, Any] = {None: None}

    def read(row: models.Model) -> Any:
        value = row.__dict__[name]
        if value not in known:
            known[value] = field.get_db_prep_save(value, database)
        return known[value]

    return read


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

"""Queries compiled once and asked often, each time with other values.

Django writes a query's SQL anew at every call. For a page of this product that took six times as long as the database
took to answer (docs/benchmarks.md), so what hot pages ask is described once, as ever in the ORM's own words, and its SQL
kept:

    @prepared
    def _late_of(worker: Given, now: Given) -> QuerySet[Ticket]:
        return Ticket.objects.filter(worker=worker, due_at__lt=now)

    _late_of(worker=7, now=now)     # a list, read from the database at each call

What is given by name changes from call to call and is never part of the SQL; a list of values is given for `__in`. What is
given by place is part of the query's shape, and each shape is compiled for itself: the sort order, which filters apply.
The scope is part of it too, for the managers put it into each query.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet, prefetch_related_objects

from xiwei.shared import scope

R = TypeVar("R")
MOST = 2000  # shapes kept; a hundred are in use where one company works
BEYOND = 2**63  # no column holds more
LISTS = (list, tuple, set, frozenset)


class Given(Expression):
    """Where a value will stand. It can be compared and counted with; Python cannot reckon with it, and says so."""

    def __init__(self, name: str, many: bool):
        super().__init__()
        self.name, self.many = name, many

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """One placeholder, and itself in the place of its value."""
        return "%s", [self]

    def _combine(self, other: Any, connector: str, reversed: bool) -> Any:
        # `now - timedelta(days=7)` would be reckoned by the database, beside every index.
        raise TypeError(f"{self.name} has no value yet: reckon before, and give the result")


class _Shape:
    """One compiled query: its SQL in pieces between the placeholders, and what stands in each."""

    def __init__(self, found: QuerySet[Any]):
        self.found = found
        # DANGER: compiled on a copy, for compiling changes the query itself, and threads share this one.
        self.query = found.query.chain()
        self.compiler = self.query.get_compiler(found.db)
        self.values: tuple[Any, ...] = ()
        self.composite = False
        try:
            sql, self.values = self.compiler.as_sql()
        except EmptyResultSet:
            self.pieces: list[str] = []  # nothing can be found, whatever is given
            return
        self.composite = self.compiler.has_composite_fields([column[0] for column in self.compiler.select])
        self.pieces = sql.split("%s")
        assert len(self.pieces) == len(self.values) + 1, sql

    def ask(self, given: dict[str, Any], connection: Any) -> list[Any]:
        """What the database answers, as this kind of queryset gives it."""
        if not self.pieces:
            return []
        try:
            asks = self._with(given, connection)
        except EmptyResultSet:
            return []
        # Each thread has a connection of its own, and with it what turns this database's values into Python's.
        converters = connection.__dict__.setdefault("_prepared", WeakKeyDictionary())
        compiler = _alike(
            self.compiler,
            connection=connection,
            as_sql=lambda *_, **__: asks,
            has_composite_fields=lambda _: self.composite,
        )
        if self not in converters:
            found = compiler.get_converters([column[0] for column in compiler.select])
            converters[self] = {at: ([_quick(one, connection) for one in some], of) for at, (some, of) in found.items()}
        compiler.get_converters = lambda _: converters[self]
        asked = _alike(self.found, _query=_Compiled(self.query, compiler), _result_cache=None)
        rows: Any = self.found._iterable_class
        answer = list(rows(asked))
        if lookups := self.found._prefetch_related_lookups:  # type: ignore[attr-defined]
            prefetch_related_objects(answer, *lookups)
        return answer

    def _with(self, given: dict[str, Any], connection: Any) -> tuple[str, list[Any]]:
        sql, values = [self.pieces[0]], []
        for place, after in zip(self.values, self.pieces[1:], strict=True):
            if not isinstance(place, Given):
                values.append(place)
                sql.append("%s")
            elif place.many:
                some = [_adapted(one, connection) for one in given[place.name]] or [None]  # IN (NULL) finds nothing
                values += some
                sql.append(", ".join(["%s"] * len(some)))
            else:
                values.append(_adapted(given[place.name], connection))
                sql.append("%s")
            sql.append(after)
        return "".join(sql), values


def _quick(converter: Callable[..., Any], connection: Any) -> Callable[..., Any]:
    """SQLite's moments made aware in one step where they are kept in UTC: Django takes ten calls for each."""
    if connection.vendor != "sqlite" or converter != connection.ops.convert_datetimefield_value:
        return converter
    if connection.timezone is not UTC:
        return converter

    def aware(value: Any, of: Any, connection: Any) -> Any:
        naive = type(value) is datetime and value.tzinfo is None
        return value.replace(tzinfo=UTC) if naive else converter(value, of, connection)

    return aware


def _alike(one: Any, **other: Any) -> Any:
    """The same thing but for these: a copy.copy of a queryset would ask it, and one of a compiler is slow."""
    found = object.__new__(type(one))
    found.__dict__ = {**one.__dict__, **other}
    return found


class _Compiled:
    """Stands where a queryset has its query, and has the compiler at hand."""

    def __init__(self, query: Any, compiler: Any):
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _adapted(value: Any, connection: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, int) and not -BEYOND <= value < BEYOND:
        raise EmptyResultSet  # a forged id: nothing has it, and SQLite could not even be asked
    assert value is not None and not isinstance(value, QuerySet), "NULL is compared by isnull, in the shape"
    return value


def prepared(build: Callable[..., QuerySet[Any, R]]) -> Callable[..., list[R]]:
    """The query that `build` describes, compiled at its first call in each shape and scope; calling it asks.

    `build` receives what is given by place as it is (it must be hashable), and a Given for each name. Raises
    scope.OutOfScope, at every call, where `build` reads a tenant's rows and no scope is open.
    """
    shapes: dict[Hashable, _Shape] = {}

    @wraps(build)
    def ask(*shape: Hashable, **given: Any) -> list[R]:
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, scope.current(), shape, tuple(given))
        found = shapes.get(key)
        if found is None:
            names = {name: Given(name, isinstance(value, LISTS)) for name, value in given.items()}
            found = _Shape(build(*shape, **names))
            if len(shapes) >= MOST:
                shapes.clear()
            shapes[key] = found
        return found.ask(given, connection)

    return ask


def hold(one: Model, **rows: list[Any]) -> None:
    """Give a row what belongs to it, by the name of each relation, as prefetch_related would have found it.

    What is asked further of a relation (`.filter`, `.get`) is asked of this row's own, as ever.
    """
    kept = one.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, found in rows.items():
        manager = getattr(one, name)
        # DANGER: the manager gives this queryset again to whoever asks further. It must be the relation's own: a bare
        # QuerySet(model) would answer .filter() from the rows of every ticket, and a deed would befall another's.
        kept.pop(name, None)
        asked: Any = manager.get_queryset()
        asked._result_cache, asked._prefetch_done = list(found), True
        for row in found:
            setattr(row, manager.field.name, one)
        kept[name] = asked


@prepared
def _by_key(model: type[Model], pk: Given) -> QuerySet[Model]:
    return model._default_manager.filter(pk=pk)


def fill(one: Model, *names: str) -> None:
    """Fetch what these foreign keys lead to, each by its key and in scope, before the attributes are read."""
    for name in names:
        field = one._meta.get_field(name)
        pk = getattr(one, field.attname)  # type: ignore[union-attr]
        if pk is not None and not field.is_cached(one):  # type: ignore[union-attr]
            found = first(_by_key(field.related_model, pk=pk))
            if found is not None:  # out of scope: whoever reads it asks for it, and is refused
                setattr(one, name, found)


def first(found: Iterable[R]) -> R | None:
    """The first of what was found, or None."""
    return next(iter(found), None)

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

import copy
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, Model, QuerySet, prefetch_related_objects

from xiwei.shared import scope

R = TypeVar("R")
MOST = 2000  # shapes kept; a hundred are in use where one company works
LISTS = (list, tuple, set, frozenset)


class Given(Expression):
    """Where a value will stand. It can be compared and counted with; Python cannot reckon with it, and says so."""

    def __init__(self, name: str, many: bool):
        super().__init__()
        self.name, self.many = name, many

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list["Given"]]:
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
        try:
            sql, self.values = self.compiler.as_sql()
        except EmptyResultSet:
            self.pieces: list[str] = []  # nothing can be found, whatever is given
            return
        self.pieces = sql.split("%s")
        assert len(self.pieces) == len(self.values) + 1, sql

    def ask(self, given: dict[str, Any]) -> list[Any]:
        """What the database answers, as this kind of queryset gives it."""
        if not self.pieces:
            return []
        sql, values = self._with(given)
        compiler = copy.copy(self.compiler)
        compiler.connection = connection  # each thread has its own
        compiler.as_sql = lambda *_, **__: (sql, values)
        asked: QuerySet[Any] = QuerySet.__new__(type(self.found))
        asked.__dict__ = {**self.found.__dict__, "_query": _Compiled(self.query, compiler), "_result_cache": None}
        answer = list(self.found._iterable_class(asked))  # type: ignore[attr-defined]
        if lookups := self.found._prefetch_related_lookups:  # type: ignore[attr-defined]
            prefetch_related_objects(answer, *lookups)
        return answer

    def _with(self, given: dict[str, Any]) -> tuple[str, list[Any]]:
        sql, values = [self.pieces[0]], []
        for place, after in zip(self.values, self.pieces[1:], strict=True):
            if not isinstance(place, Given):
                values.append(place)
                sql.append("%s")
            elif place.many:
                some = [_adapted(one) for one in given[place.name]] or [None]  # IN (NULL) finds nothing
                values += some
                sql.append(", ".join(["%s"] * len(some)))
            else:
                values.append(_adapted(given[place.name]))
                sql.append("%s")
            sql.append(after)
        return "".join(sql), values


class _Compiled:
    """Stands where a queryset has its query, and has the compiler at hand."""

    def __init__(self, query: Any, compiler: Any):
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, Model):
        return value.pk
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
        companies = scope.current()
        key = (connection.vendor, companies, shape)
        found = shapes.get(key) if companies is not None else None
        if found is None:
            names = {name: Given(name, isinstance(value, LISTS)) for name, value in given.items()}
            found = _Shape(build(*shape, **names))
            if len(shapes) >= MOST:
                shapes.clear()
            shapes[key] = found
        return found.ask(given)

    return ask


def first(found: Iterable[R]) -> R | None:
    """The first of what was found, or None."""
    return next(iter(found), None)

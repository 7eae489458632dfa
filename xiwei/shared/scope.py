"""Which companies' rows may be read now. A query made outside any scope raises: forgetting is not possible.

The middleware opens the scope of the person who asks; the worker opens that of the job it does. On PostgreSQL,
row-level security reads the same scope (xiwei/shared/rowsecurity/), so a query that slips past this guard finds nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models import F

EVERY: frozenset[int] = frozenset({-1})
_companies: ContextVar[frozenset[int] | None] = ContextVar("xiwei_scope", default=None)


class OutOfScope(RuntimeError):
    """A tenant's table was read with no company's scope open: a fault in our program, never the user's."""


def current() -> frozenset[int] | None:
    """Ids of the companies in scope, EVERY, or None where no scope is open."""
    return _companies.get()


def said(companies: frozenset[int] | None) -> str:
    """A scope as PostgreSQL is told it: "" where none is open, "*" for every company, else ids parted by commas."""
    return "*" if companies == EVERY else ",".join(map(str, sorted(companies or ())))


@contextmanager
def within(companies: Iterable[int]) -> Iterator[None]:
    """Read only these companies' rows while the block runs."""
    token = _companies.set(frozenset(companies))
    try:
        yield
    finally:
        _companies.reset(token)


@contextmanager
def everywhere(why: str) -> Iterator[None]:
    """Read all companies' rows: for the clock, migrations, commands and the association's counts. Say why."""
    assert why, "say why all companies' rows are read"
    token = _companies.set(EVERY)
    try:
        yield
    finally:
        _companies.reset(token)


class TenantQuerySet(models.QuerySet):
    """Rows that bear `company_id`."""

    def in_scope(self) -> "TenantQuerySet":
        """Those of the companies in scope; raises OutOfScope where none is open."""
        companies = _companies.get()
        if companies is None:
            raise OutOfScope(f"{self.model.__name__} was read outside a company's scope")
        if companies is EVERY or companies == EVERY:
            return self
        if len(companies) == 1:
            return self.filter(company_id=next(iter(companies)))
        return self.filter(company_id__in=companies)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """The default manager of every tenant's table."""

    def get_queryset(self) -> TenantQuerySet:
        return super().get_queryset().in_scope()

    def known(self, **found: Any) -> TenantQuerySet:
        """Rows in scope by ids already found: `known(pk__in=ids)`.

        The company is asked for as a sum, `in_company`, which no index begins with: without statistics SQLite would
        rather read all of a company's rows by their index than a few by their ids.
        """
        companies = _companies.get()
        if companies is None:
            return self.get_queryset()  # which raises
        rows = super().get_queryset().filter(**found).alias(in_company=F("company_id") + 0)
        return rows if companies == EVERY else rows.filter(in_company__in=sorted(companies))

    def none(self) -> TenantQuerySet:
        """Nobody's rows: a form's choice begins so, before anyone asks, and needs no scope."""
        return TenantQuerySet(self.model, using=self._db).none()

"""PostgreSQL's row security on every tenant's table: none forgotten, none that leaks. The connection: shared/tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, models, transaction

from tests.house.test_storeys import NOBODYS
from xiwei.shared import scope
from xiwei.shared.rowsecurity import policies

ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security")
EACH = pytest.mark.parametrize("model", policies.tenants(), ids=lambda model: model._meta.label)
# Lines of the ledger and their seals are refused any change before anyone asks whose they are.
FOR_EVER = ("ledger.Entry", "ledger.Chain", "ledger.Seal", "ledger.Leaf")
CHANGEABLE = [model for model in policies.tenants() if model._meta.label not in FOR_EVER]
A, B = 901, 902
BEGAN = datetime(2026, 9, 21, tzinfo=UTC)
OTHERWISE = {"closes": 900, "data": {}, "evidence": []}
# What a table's own constraints want besides, though the column may be empty: a place, where there is no equipment.
BESIDES = {"rounds.Point": {"place_id": 1}, "rounds.SpotCheck": {"place_id": 1}}


def row(model: type[models.Model], company: int) -> models.Model:
    """One row of this company that the table's own constraints take; what it points to need not stand till commit."""
    values = {
        field.attname: _value(field, place, company)
        for place, field in enumerate(model._meta.concrete_fields)
        if not isinstance(field, models.AutoField) and not field.null
    }
    return model(**{**values, **BESIDES.get(model._meta.label, {}), "company_id": company})


def _value(field: models.Field, place: int, company: int) -> Any:
    number = company - A + 1  # small: five stars are the most
    if field.name in OTHERWISE:
        return OTHERWISE[field.name]
    if isinstance(field, models.DateField):
        moment = BEGAN + timedelta(hours=place)
        return moment if isinstance(field, models.DateTimeField) else moment.date()
    if isinstance(field, models.TimeField):
        return BEGAN.time()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.JSONField):
        return []
    return number if isinstance(field, models.ForeignKey | models.IntegerField) else str(number)


@contextmanager
def rows_of_both(model: type[models.Model], *, guarded: bool = True) -> Iterator[str]:
    """The table's name, while a row of A and a row of B are in it, and nothing else."""
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic():
        if not guarded:
            said(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        said(f"DELETE FROM {table}") if model in CHANGEABLE else None
        model._default_manager.bulk_create([row(model, A), row(model, B)])
        yield table
        transaction.set_rollback(True)


def said(statement: str, *params: Any) -> int:
    """Run it raw, past every manager; returns how many rows it met."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount


def companies_in(table: str) -> list[int]:
    """Whose rows a raw SELECT meets."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT company_id FROM {table} ORDER BY company_id")
        return [company for (company,) in cursor.fetchall()]


@contextmanager
def nowhere() -> Iterator[None]:
    """As a thread begins: no scope is open."""
    token = scope._companies.set(None)
    try:
        yield
    finally:
        scope._companies.reset(token)


def test_every_model_with_a_company_is_a_tenant():
    bears = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("xiwei.") and any(f.attname == "company_id" for f in model._meta.concrete_fields)
    }
    assert {model._meta.label for model in policies.tenants()} == bears - set(NOBODYS)


@ON_POSTGRESQL
@pytest.mark.django_db
def test_every_tenants_table_bears_our_policy_and_no_other():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.polname, p.polcmd, c.relrowsecurity, c.relforcerowsecurity "
            "FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid "
            "WHERE pg_table_is_visible(c.oid) AND (p.polname IS NOT NULL OR c.relrowsecurity)"
        )
        standing = sorted(cursor.fetchall())
    every = "*"  # SELECT, INSERT, UPDATE, DELETE
    wanted = [(model._meta.db_table, policies.POLICY, every, True, True) for model in policies.tenants()]
    assert standing == sorted(wanted)


@ON_POSTGRESQL
@pytest.mark.django_db
@EACH
def test_raw_sql_meets_only_the_companies_in_scope(model):
    with rows_of_both(model) as table:
        with scope.within({A}):
            assert companies_in(table) == [A]
        with scope.within({A, B}):
            assert companies_in(table) == [A, B]
        with scope.within(set()):
            assert companies_in(table) == []
        with nowhere():
            assert companies_in(table) == []
        assert companies_in(table) == [A, B]  # the test's own scope: everywhere


@ON_POSTGRESQL
@pytest.mark.django_db
@EACH
def test_a_row_of_another_company_cannot_be_written(model):
    with rows_of_both(model) as table:
        said(f"DELETE FROM {table}") if model in CHANGEABLE else None
        with scope.within({A}), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            model._default_manager.bulk_create([row(model, B)])


@ON_POSTGRESQL
@pytest.mark.django_db
@pytest.mark.parametrize("model", CHANGEABLE, ids=lambda model: model._meta.label)
def test_a_row_of_another_company_can_be_neither_changed_nor_taken_nor_given(model):
    with rows_of_both(model) as table:
        with scope.within({A}):
            assert said(f"UPDATE {table} SET id = id WHERE company_id = %s", B) == 0
            assert said(f"DELETE FROM {table} WHERE company_id = %s", B) == 0
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                said(f"UPDATE {table} SET company_id = %s", B)
            assert said(f"DELETE FROM {table}") == 1
        assert companies_in(table) == [B]


@ON_POSTGRESQL
@pytest.mark.django_db
@EACH
def test_without_the_policy_all_of_this_would_leak(model):
    """The control: what the tests above see refused is refused by nothing else."""
    with rows_of_both(model, guarded=False) as table, scope.within({A}):
        assert companies_in(table) == [A, B]
        if model in CHANGEABLE:
            assert said(f"DELETE FROM {table} WHERE company_id = %s", B) == 1
            model._default_manager.bulk_create([row(model, B)])
            assert companies_in(table) == [A, B]

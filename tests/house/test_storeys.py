"""What imports cannot show: foreign keys, the company on every tenant's table, the guard on reading it."""

from django.apps import apps
from django.db import models

from tests.house.code import STOREY
from xiwei.shared.scope import TenantManager

# Tables of no one company, each with its reason.
NOBODYS = {
    "estate.Company": "the company itself",
    "people.Person": "a person may live with one company and work for another",
    "people.Role": "the common roles are everybody's; a company's own bear its id",
    "notices.Preference": "how one person wishes to be told, whoever tells them",
    "standards.Holiday": "the nation's calendar",
    "ledger.Fact": "the worker's outbox: it reads all companies' and opens the scope of each",
    "ledger.Once": "keys of phones: found by their owner",
    "ledger.Lease": "the worker's machinery",
    "ledger.Turn": "the worker's machinery",
    "ledger.Edition": "names only: which arrangements changed, nothing of them",
}
FORBIDDEN = {"Request", "Signal", "Task", "Event"}


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("xiwei.")]


def foreign_keys(model: type[models.Model]) -> list[models.ForeignKey]:
    return [field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]


def leans(model: type[models.Model], field: models.ForeignKey) -> bool:
    """Whether the key points down, or stays in its app."""
    here, there = model._meta.app_label, field.related_model._meta.app_label
    return here == there or STOREY.get(there, 99) < STOREY[here]


def test_every_app_has_its_storey():
    installed = {app.label for app in apps.get_app_configs() if app.name.startswith("xiwei.")}
    assert installed == set(STOREY)


def test_foreign_keys_only_point_down():
    wrong = [
        f"{model._meta.label}.{key.name}" for model in ours() for key in foreign_keys(model) if not leans(model, key)
    ]
    assert wrong == []


def test_no_foreign_key_leaves_the_ledger():
    ledgers = [model for model in ours() if model._meta.app_label == "ledger"]
    led = [key for model in ledgers for key in foreign_keys(model)]
    assert [key.name for key in led if key.related_model not in ledgers] == []


def test_every_tenants_table_bears_its_company():
    bears = {model._meta.label for model in ours() if "company_id" in {f.attname for f in model._meta.concrete_fields}}
    assert {model._meta.label for model in ours()} - bears - set(NOBODYS) == set()


def test_every_tenants_table_is_read_through_the_scope():
    unguarded = {model._meta.label for model in ours() if not isinstance(model._default_manager, TenantManager)}
    assert unguarded - set(NOBODYS) == set()


def test_no_tenant_may_be_without_a_company():
    nullable = [
        model._meta.label
        for model in ours()
        if model._meta.label not in NOBODYS
        and any(f.attname == "company_id" and f.null for f in model._meta.concrete_fields)
    ]
    assert nullable == []


def test_no_model_bears_a_frameworks_word():
    assert [model._meta.label for model in ours() if model.__name__ in FORBIDDEN] == []


def test_every_constraint_holds_on_both_databases():
    """SQLite silently leaves out a constraint with nulls_distinct=False: say it with a condition instead."""
    silent = [
        constraint.name
        for model in ours()
        for constraint in model._meta.constraints
        if getattr(constraint, "nulls_distinct", None) is not None
    ]
    assert silent == []

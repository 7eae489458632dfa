"""What a new company and a new project begin with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xiwei.estate.models import Company, Project
from xiwei.ledger import actions as ledger
from xiwei.standards import catalogue, rules
from xiwei.standards.actions.timing import set_hours
from xiwei.standards.models import Hours, MenuItem, TimePromise
from xiwei.standards.queries import kept, menu
from xiwei.standards.queries.copying import DEFAULT_HOURS


@transaction.atomic
def fill_company(company: Company, *, by: rules.By, now: datetime) -> int:
    """Give a new company the common menu and time promises (D5). Items and promises it has already are left alone.

    Returns how many items were added; running it again adds none.
    """
    rules.check_may_manage(by, company_id=company.pk)
    held = set(MenuItem.objects.filter(company=company).values_list("code", flat=True))
    fresh = [_item(company, row, now) for row in catalogue.items() if row["code"] not in held]
    MenuItem.objects.bulk_create(fresh)
    menu.WORDS.put_many((item.pk, menu.said_of(item)) for item in fresh)
    _fill_promises(company, now)
    if fresh:
        ledger.record("standards.menu_filled", company, by=by, at=now, count=len(fresh))
    return len(fresh)


def _item(company: Company, row: Mapping[str, Any], now: datetime) -> MenuItem:
    copied = {name: row[name] for name in ("code", *rules.FIELDS) if name in row}
    return MenuItem(company=company, since=now, setting=row["place"], **copied)


def _fill_promises(company: Company, now: datetime) -> None:
    held = set(TimePromise.objects.filter(company=company, project=None).values_list("urgency", "clock"))
    TimePromise.objects.bulk_create(
        TimePromise(company=company, since=now, **row)
        for row in catalogue.time_promises()
        if (row["urgency"], row["clock"]) not in held
    )
    kept.changed()


@transaction.atomic
def fill_project(project: Project, *, by: rules.By, now: datetime) -> None:
    """Give a new project the default working hours, where it has none."""
    if not Hours.objects.filter(project=project).exists():
        set_hours(project, hours=DEFAULT_HOURS, by=by, now=now)

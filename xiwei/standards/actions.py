"""Fill a new company's menu and promises; revise them with a reason; keep hours and holidays."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from xiwei.estate.models import Company, Project
from xiwei.ledger import actions as ledger
from xiwei.standards import catalogue, rules
from xiwei.standards.models import Holiday, Hours, MenuItem, TimePromise
from xiwei.standards.queries import menu

# Until a project says otherwise: 08:30 to 18:00 on every weekday but Sunday, in minutes of the local day.
DEFAULT_HOURS = [(weekday, 510, 1080) for weekday in range(6)]
COPIED = (
    "code", "name", "line", "done_by", "kind", "urgency", "covers", "excludes", "duration_minutes", "price_fen",
    "price_unit", "price_note", "steps", "evidence", "reading", "certificate", "words", "goes_with", "danger", "source",
)  # fmt: skip


@transaction.atomic
def fill_company(company: Company, *, by: ledger.By, now: datetime) -> int:
    """Give a new company the common menu and time promises (D5). Items and promises it has already are left alone.

    Returns how many items were added; running it again adds none.
    """
    held = set(MenuItem.objects.filter(company=company).values_list("code", flat=True))
    fresh = [_item(company, row, now) for row in catalogue.items() if row["code"] not in held]
    MenuItem.objects.bulk_create(fresh)
    menu.WORDS.put_many((item.pk, menu.said_of(item)) for item in fresh)
    _fill_promises(company, now)
    if fresh:
        ledger.record("standards.menu_filled", company, by=by, at=now, count=len(fresh))
    return len(fresh)


def _item(company: Company, row: Mapping[str, Any], now: datetime) -> MenuItem:
    return MenuItem(company=company, since=now, setting=row["place"], **{name: row[name] for name in COPIED})


def _fill_promises(company: Company, now: datetime) -> None:
    held = set(TimePromise.objects.filter(company=company).values_list("urgency", "clock"))
    TimePromise.objects.bulk_create(
        TimePromise(company=company, since=now, **row)
        for row in catalogue.time_promises()
        if (row["urgency"], row["clock"]) not in held
    )


@transaction.atomic
def fill_project(project: Project, *, by: ledger.By, now: datetime) -> None:
    """Give a new project the default working hours, where it has none."""
    if not Hours.objects.filter(project=project).exists():
        set_hours(project, hours=DEFAULT_HOURS, by=by, now=now)


@transaction.atomic
def set_hours(project: Project, *, hours: Sequence[tuple[int, int, int]], by: ledger.By, now: datetime) -> None:
    """The project's working hours, whole: (weekday, opens, closes) in minutes. Running clocks keep their due moments."""
    rules.check_hours(hours)
    Hours.objects.filter(project=project).delete()
    Hours.objects.bulk_create(
        Hours(company_id=project.company_id, project=project, weekday=day, opens=opens, closes=closes)
        for day, opens, closes in hours
    )
    ledger.record(
        "standards.hours_changed", project, by=by, at=now, project=project.name, hours=rules.said_hours(hours)
    )


@transaction.atomic
def revise_item(item: MenuItem, *, by: ledger.By, now: datetime, reason: str, **changed: Any) -> MenuItem:
    """A new version takes over now; tickets keep the version they were promised under (民法典 938)."""
    item = MenuItem.objects.select_for_update().get(pk=item.pk)
    rules.check_revision(item, reason=reason, changed=changed)
    kept = model_to_dict(item, exclude=["id", "company", "version", "since", "until"])
    item.until = now
    item.save(update_fields=["until"])
    fresh = MenuItem.objects.create(
        company_id=item.company_id, since=now, version=item.version + 1, **{**kept, **changed}
    )
    menu.WORDS.drop(item.pk)
    menu.WORDS.put(fresh.pk, menu.said_of(fresh))
    ledger.record("standards.item_revised", fresh, by=by, at=now, name=fresh.name, version=fresh.version, reason=reason)
    return fresh


@transaction.atomic
def retire_item(item: MenuItem, *, by: ledger.By, now: datetime, reason: str) -> MenuItem:
    """The service is no longer offered; what was promised under it stands."""
    item = MenuItem.objects.select_for_update().get(pk=item.pk)
    rules.check_revision(item, reason=reason, changed={})
    item.until = now
    item.save(update_fields=["until"])
    menu.WORDS.drop(item.pk)
    ledger.record("standards.item_retired", item, by=by, at=now, name=item.name, reason=reason)
    return item


@transaction.atomic
def change_promise(promise: TimePromise, *, by: ledger.By, now: datetime, minutes: int, reason: str) -> TimePromise:
    """Another length for what is promised from now on; clocks that run keep theirs."""
    promise = TimePromise.objects.select_for_update().get(pk=promise.pk)
    rules.check_promise(promise, minutes=minutes, reason=reason)
    promise.until = now
    promise.save(update_fields=["until"])
    fresh = TimePromise.objects.create(
        company_id=promise.company_id, project_id=promise.project_id, urgency=promise.urgency, clock=promise.clock,
        minutes=minutes, round_the_clock=promise.round_the_clock, source=reason[:120], since=now,
    )  # fmt: skip
    ledger.record(
        "standards.promise_changed", fresh, by=by, at=now, urgency=fresh.get_urgency_display(),
        clock=fresh.get_clock_display(), old=rules.said_minutes(promise.minutes), new=rules.said_minutes(minutes),
        reason=reason,
    )  # fmt: skip
    return fresh


@transaction.atomic
def load_holidays(days: Sequence[tuple[date, bool, str]]) -> int:
    """Make the holiday table say these days (date, works, name); days not named stay. Returns how many changed.

    The nation's calendar belongs to no company, so it has no line in a company's ledger; `manage.py load_holidays`
    prints what it did.
    """
    held = {day.date: day for day in Holiday.objects.all()}
    fresh = [Holiday(date=day, works=works, name=name) for day, works, name in days if day not in held]
    changed = [
        held[day] for day, works, name in days if day in held and (held[day].works, held[day].name) != (works, name)
    ]
    wanted = {day: (works, name) for day, works, name in days}
    for row in changed:
        row.works, row.name = wanted[row.date]
    Holiday.objects.bulk_create(fresh)
    Holiday.objects.bulk_update(changed, ["works", "name"])
    return len(fresh) + len(changed)

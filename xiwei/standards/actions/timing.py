"""Set how soon things are promised, and when the clocks run."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xiwei.estate.models import Company, Project
from xiwei.ledger import actions as ledger
from xiwei.shared.tongue import as_kept, kept_choice
from xiwei.standards import rules, saying
from xiwei.standards.models import Holiday, Hours, TimePromise
from xiwei.standards.queries import kept


@transaction.atomic
def set_hours(project: Project, *, hours: Sequence[rules.Span], by: rules.By, now: datetime) -> Project:
    """The project's working hours, whole: (weekday, opens, closes) in minutes. Running clocks keep their due moments."""
    rules.check_may_manage(by, company_id=project.company_id)
    rules.check_hours(hours)
    Hours.objects.filter(project=project).delete()
    Hours.objects.bulk_create(
        Hours(company_id=project.company_id, project=project, weekday=day, opens=opens, closes=closes)
        for day, opens, closes in hours
    )
    kept.changed()
    with as_kept():
        said = saying.said_hours(hours)
    ledger.record("standards.hours_changed", project, by=by, at=now, project=project.name, hours=said)
    return project


@transaction.atomic
def set_promise(
    company: Company,
    *,
    project: Project | None = None,
    urgency: str,
    clock: str,
    minutes: int,
    by: rules.By,
    now: datetime,
    reason: str,
) -> TimePromise:
    """Another length for what is promised from now on, in the whole company or in one project; running clocks keep theirs.

    The clock stays the company's: working time, or round the clock. Raises NotNow for a clock nobody promises
    (a planned service comes when agreed) and where nothing would change.
    """
    rules.check_may_manage(by, company_id=company.pk)
    rules.check_length(minutes, reason)
    base, held = _in_force(company, project, urgency, clock)
    before = held or base
    rules.check_another(before, minutes=minutes)
    if held:
        held.until = now
        held.save(update_fields=["until"])
    fresh = TimePromise.objects.create(
        company=company,
        project=project,
        urgency=urgency,
        clock=clock,
        minutes=minutes,
        round_the_clock=before.round_the_clock,
        source=reason.strip(),
        since=now,
    )
    kept.changed()
    _record("standards.promise_changed", fresh, before, fresh, by=by, now=now, reason=reason)
    return fresh


@transaction.atomic
def drop_promise(promise: TimePromise, *, by: rules.By, now: datetime, reason: str) -> TimePromise:
    """A project gives up its own length: from now on the company's stands there again. Returns the company's."""
    rules.check_may_manage(by, company_id=promise.company_id)
    promise = TimePromise.objects.select_related("project").select_for_update(of=("self",)).get(pk=promise.pk)
    rules.check_may_drop(promise)
    rules.check_reason(reason)
    base, _ = _in_force(promise.company, None, promise.urgency, promise.clock)
    promise.until = now
    promise.save(update_fields=["until"])
    kept.changed()
    _record("standards.promise_dropped", promise, promise, base, by=by, now=now, reason=reason)
    return base


def _in_force(
    company: Company, project: Project | None, urgency: str, clock: str
) -> tuple[TimePromise, TimePromise | None]:
    """The company's row, locked so that two who change one cell come after each other, and the row to be ended."""
    rows = TimePromise.objects.select_for_update().filter(
        company=company, urgency=urgency, clock=clock, until__isnull=True
    )
    base = rows.filter(project__isnull=True).first()
    rules.check_promised(base)
    assert base is not None
    return base, rows.filter(project=project).first() if project else base


def _record(
    kind: str, promise: TimePromise, old: TimePromise, new: TimePromise, *, by: rules.By, now: datetime, reason: str
) -> None:
    with as_kept():
        lengths = [saying.said_length(one.minutes, round_the_clock=one.round_the_clock) for one in (old, new)]
    ledger.record(
        kind,
        promise,
        by=by,
        at=now,
        whose=promise.project.name if promise.project else "",
        urgency=kept_choice(promise, "urgency"),
        clock=kept_choice(promise, "clock"),
        old=lengths[0],
        new=lengths[1],
        reason=reason.strip(),
    )


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
    kept.changed()
    return len(fresh) + len(changed)

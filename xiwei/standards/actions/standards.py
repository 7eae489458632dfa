"""Keep the standards: take up the common library, revise, retire, withdraw what has not begun; grade a project (A7)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xiwei.estate.models import Company, Project
from xiwei.ledger import actions as ledger
from xiwei.shared import tongue
from xiwei.standards import catalogue, rules
from xiwei.standards.models import ServiceGrade, Standard
from xiwei.standards.queries import standards as queries
from xiwei.standards.rules import standards as checks


@transaction.atomic
def adopt_library(company: Company, *, by: rules.By, now: datetime) -> int:
    """Give a company each standard of the common library that it has not, in force from today; how many those were."""
    rules.check_may_manage(by, company_id=company.pk)
    held = queries.codes_of(queries.lock_company(company).pk)
    fresh = [row for code, row in catalogue.standards().items() if code not in held]
    Standard.objects.bulk_create(
        Standard(company=company, code=row["code"], since=timezone.localdate(now), made_at=now, **_fields(row))
        for row in fresh
    )
    if fresh:
        ledger.record("standards.library_adopted", company, by=by, at=now, count=len(fresh))
    return len(fresh)


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in checks.FIELDS}


@transaction.atomic
def add_standard(
    company: Company, *, code: str, by: rules.By, now: datetime, since: date, reason: str, **fields: Any
) -> Standard:
    """A standard of the company's own. Raises BadInput or NotNow; then nothing is written."""
    rules.check_may_manage(by, company_id=company.pk)
    rules.check_reason(reason)
    checks.check_fresh_code(code, queries.codes_of(queries.lock_company(company).pk) | catalogue.standards().keys())
    checks.check_may_hold_from(since, today=timezone.localdate(now))
    checks.check_standard(fields)
    made = Standard.objects.create(
        company=company, code=code, since=since, reason=reason.strip(), made_at=now, **_fields(fields)
    )
    ledger.record("standards.standard_added", made, by=by, at=now, name=made.name, since=str(since), reason=made.reason)
    _tell(made, from_day=since, now=now)
    return made


@transaction.atomic
def revise_standard(
    standard: Standard, *, by: rules.By, now: datetime, since: date, reason: str, **changed: Any
) -> Standard:
    """A new version from a day to come; rounds until then, and all that were, keep theirs.

    Raises BadInput where nothing differs or the day is past, NotNow where another revised it meanwhile.
    """
    rules.check_may_manage(by, company_id=standard.company_id)
    today = timezone.localdate(now)
    checks.check_latest(_same(standard), today=today)
    checks.check_may_hold_from(since, today=today)
    kept = queries.fields_of(standard)
    changed = {name: value for name, value in changed.items() if kept[name] != value}
    checks.check_revision(changed, reason)
    checks.check_standard({**kept, **changed})
    standard.until = since
    standard.save(update_fields=["until"])
    fresh = Standard.objects.create(
        company_id=standard.company_id, code=standard.code, version=queries.last_number(standard) + 1,
        since=since,
        reason=reason.strip(), made_at=now, **{**kept, **changed},
    )  # fmt: skip
    ledger.record(
        "standards.standard_revised", fresh, by=by, at=now, name=fresh.name, version=fresh.version, since=str(since),
        fields="、".join(tongue.kept(checks.FIELDS[name]) for name in changed), reason=fresh.reason,
    )  # fmt: skip
    _tell(fresh, from_day=since, now=now)
    return fresh


def _tell(standard: Standard, *, from_day: date, now: datetime) -> None:
    """What is planned from that day on is planned anew, by the storeys above."""
    ledger.publish(
        "standards.standard_changed", company_id=standard.company_id, at=now,
        company=standard.company_id, code=standard.code, since=str(from_day),
    )  # fmt: skip


def _same(standard: Standard) -> Standard:
    """The row as it is now, held; another version may have come after it since the form was opened."""
    now = queries.lock_latest(standard.company_id, standard.code)
    if now.pk == standard.pk:
        standard.until = now.until
        return standard
    standard.refresh_from_db()
    return standard


@transaction.atomic
def withdraw_version(standard: Standard, *, by: rules.By, now: datetime, reason: str) -> Standard:
    """Take back a version whose day has not come; the one before it goes on. Returns that one."""
    rules.check_may_manage(by, company_id=standard.company_id)
    rules.check_reason(reason)
    standard = _same(standard)
    checks.check_pending(standard, today=timezone.localdate(now))
    before = queries.before(standard)
    standard.until = standard.since  # it held on no day; its row stays, for what is planned ahead may point to it
    standard.save(update_fields=["until"])
    before.until = None
    before.save(update_fields=["until"])
    ledger.record(
        "standards.version_withdrawn", before, by=by, at=now, name=standard.name, version=standard.version,
        reason=reason.strip(),
    )  # fmt: skip
    _tell(before, from_day=standard.since, now=now)
    return before


@transaction.atomic
def retire_standard(standard: Standard, *, by: rules.By, now: datetime, since: date, reason: str) -> Standard:
    """Nothing is planned under it from `since` on; what was done under it stands."""
    rules.check_may_manage(by, company_id=standard.company_id)
    today = timezone.localdate(now)
    standard = _same(standard)
    checks.check_latest(standard, today=today)
    checks.check_may_hold_from(since, today=today)
    rules.check_reason(reason)
    standard.until = since
    standard.save(update_fields=["until"])
    ledger.record(
        "standards.standard_retired",
        standard,
        by=by,
        at=now,
        name=standard.name,
        since=str(since),
        reason=reason.strip(),
    )
    _tell(standard, from_day=since, now=now)
    return standard


@transaction.atomic
def set_grade(project: Project, *, grade: int, since: date, source: str, by: rules.By, now: datetime) -> ServiceGrade:
    """From a day on the project is served at this grade; a day that has a grade already gets this one in its place."""
    rules.check_may_manage(by, company_id=project.company_id)
    last = ServiceGrade.objects.select_for_update().filter(project=project).order_by("-since").first()
    today = timezone.localdate(now)
    checks.check_grade(grade, source, since, today=today, last=last.since if last else None)
    row, _made = ServiceGrade.objects.update_or_create(
        project=project, since=since,
        defaults={"company_id": project.company_id, "grade": grade, "source": source.strip()},
    )  # fmt: skip
    ledger.record(
        "standards.grade_set", row, by=by, at=now, grade=tongue.kept(checks.GRADES[grade]), since=str(since),
        source=row.source,
    )  # fmt: skip
    ledger.publish("standards.grade_set", company_id=project.company_id, at=now, project=project.pk, since=str(since))
    return row

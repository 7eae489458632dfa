"""Make the roster, and give leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from xiwei.estate.models import Project
from xiwei.estate.rules import By
from xiwei.ledger import actions as ledger
from xiwei.people.models import Leave, LeaveState, Line, Shift, Staff
from xiwei.people.queries import rosters as queries
from xiwei.people.rules import rosters as rules
from xiwei.people.rules.staff import check_line
from xiwei.shared.tongue import as_kept, kept

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Made:
    """What came of a roster: shifts written, and those left out because the person is on leave."""

    project: Project
    count: int
    left_out: list[Shift]

    @property
    def pk(self) -> int:
        """The roster is the project's."""
        return self.project.pk


@transaction.atomic
def make_roster(
    project: Project,
    *,
    line: str,
    staff: Sequence[Staff],
    cycle: str,
    first: date,
    last: date,
    by: By,
    now: datetime,
) -> Made:
    """Write the shifts of these people for these days (both count) by a cycle of rules.CYCLES.

    Those on granted leave are left out and reported. All or none: raises NotNow naming the first clash, NotAllowed
    for someone without a post here, BadInput for days or a cycle that cannot be.
    """
    rules.check_may_roster(by, project)
    rules.check_days(first, last)
    rules.check_some_staff(staff)
    check_line(line)
    for one in staff:
        rules.check_serves(one, project)
    wanted = [
        _shift(project, one, line, *rules.span_of(turn, day))
        for place, one in enumerate(staff)
        for day in _days(first, last)
        if (turn := rules.CYCLES[cycle].turn(day, first=first, place=place))
    ]
    return _write(project, wanted, first=first, last=last, by=by, now=now)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _shift(project: Project, staff: Staff, line: str, starts_at: datetime, ends_at: datetime) -> Shift:
    return Shift(
        company_id=project.company_id,
        project=project,
        staff=staff,
        line=line,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _write(project: Project, wanted: list[Shift], *, first: date, last: date, by: By, now: datetime) -> Made:
    """Check against what stands and write; nothing wanted, no line."""
    # The people are held, so that two rosters made at once cannot both overlook the other's shifts.
    queries.lock_staff_of(wanted)
    away = queries.leaves_over(wanted)
    left_out = [shift for shift in wanted if queries.on_leave(shift, away)]
    kept = [shift for shift in wanted if not queries.on_leave(shift, away)]
    rules.check_no_clash(kept, queries.standing_beside(kept))
    Shift.objects.bulk_create(kept, batch_size=500)
    if kept:
        ledger.record(
            "people.roster_made",
            project,
            by=by,
            at=now,
            project=project.name,
            from_day=first.isoformat(),
            to_day=last.isoformat(),
            count=len(kept),
        )
    return Made(project, len(kept), left_out)


@transaction.atomic
def copy_week(project: Project, *, monday: date, by: By, now: datetime) -> Made:
    """Write the week of `monday` as the week before it was; shifts that stand already are left as they are.

    People who have left, or are on leave, are left out. Raises NotNow naming the first clash.
    """
    rules.check_may_roster(by, project)
    standing = {queries.mark(shift) for shift in queries.shifts_of_week(project, monday)}
    wanted = []
    for shift in queries.shifts_of_week(project, monday - WEEK):
        moved = _shift(project, shift.staff, shift.line, shift.starts_at + WEEK, shift.ends_at + WEEK)
        moved.duty_officer = shift.duty_officer
        if queries.mark(moved) not in standing and shift.staff.left_on is None:
            wanted.append(moved)
    return _write(project, wanted, first=monday, last=monday + timedelta(days=6), by=by, now=now)


@transaction.atomic
def add_shift(
    project: Project,
    *,
    staff: Staff,
    line: str,
    starts_at: datetime,
    ends_at: datetime,
    by: By,
    now: datetime,
) -> Shift:
    """One more shift by hand. Raises as make_roster does, and NotNow for someone on granted leave then."""
    rules.check_may_roster(by, project)
    rules.check_serves(staff, project)
    rules.check_shift_times(starts_at, ends_at)
    check_line(line)
    shift = _shift(project, staff, line, starts_at, ends_at)
    queries.lock_staff_of([shift])
    rules.check_present(shift, queries.on_leave(shift, queries.leaves_over([shift])))
    rules.check_no_clash([shift], queries.standing_beside([shift]))
    shift.save()
    _record("people.shift_added", shift, by=by, now=now)
    return shift


@transaction.atomic
def drop_shift(shift: Shift, *, by: By, now: datetime) -> Project:
    """Take a shift that has not begun off the roster."""
    shift = queries.lock_shift(shift)
    rules.check_may_roster(by, shift.project)
    rules.check_not_begun(shift, now=now)
    _record("people.shift_dropped", shift, by=by, now=now)
    shift.delete()
    return shift.project


@transaction.atomic
def name_officer(shift: Shift, *, officer: bool, by: By, now: datetime) -> Shift:
    """Who answers for the whole project's line in these hours; one at a time. Raises NotNow naming the other."""
    shift = queries.lock_shift(shift)
    rules.check_may_roster(by, shift.project)
    if officer:
        rules.check_one_officer(shift, queries.officers_beside(shift))
    if shift.duty_officer != officer:
        shift.duty_officer = officer
        shift.save(update_fields=["duty_officer"])
        _record("people.officer_named" if officer else "people.officer_ended", shift, by=by, now=now)
    return shift


def _record(kind: str, shift: Shift, *, by: By, now: datetime) -> None:
    staff = shift.staff
    with as_kept():
        span = rules.said(shift)
    ledger.record(
        kind,
        shift.project,
        by=by,
        at=now,
        person=staff.person,
        name=staff.name,
        line=kept(Line(shift.line).label),
        span=span,
    )


@transaction.atomic
def ask_leave(staff: Staff, *, starts_at: datetime, ends_at: datetime, reason: str, by: By, now: datetime) -> Leave:
    """Ask for time away; the fact people.leave_asked tells whoever answers.

    Raises NotAllowed for another's leave without the right, BadInput for times or a reason that cannot be.
    """
    rules.check_may_ask(by, staff)
    queries.lock_staff_ids([staff.pk])
    rules.check_leave(starts_at, ends_at, reason, queries.open_leaves(staff))
    leave = Leave.objects.create(
        company_id=staff.company_id,
        staff=staff,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip()[:100],
    )
    _tell("people.leave_asked", leave, by=by, now=now, reason=leave.reason)
    return leave


@transaction.atomic
def grant_leave(leave: Leave, *, by: By, now: datetime, cover: Staff | None = None) -> Leave:
    """Say yes; while it runs, `cover` serves, or without one the stand-ins of the person's groups.

    The fact people.leave_granted lets duties pass to whoever stands in. Raises NotAllowed, NotNow where it has its
    answer, BadInput for a stand-in who cannot.
    """
    leave = queries.lock_leave(leave)
    rules.check_may_answer(by, leave)
    rules.check_asked(leave)
    if cover is not None:
        rules.check_cover(cover, leave, queries.open_leaves(cover))
    leave.cover = cover
    _answer(leave, LeaveState.GRANTED, "", by)
    _tell("people.leave_granted", leave, by=by, now=now, cover=cover.name if cover else "各服务组的替班")
    return leave


@transaction.atomic
def refuse_leave(leave: Leave, *, reason: str, by: By, now: datetime) -> Leave:
    """Say no, and why."""
    leave = queries.lock_leave(leave)
    rules.check_may_answer(by, leave)
    rules.check_asked(leave)
    rules.check_answer(reason)
    _answer(leave, LeaveState.REFUSED, reason.strip()[:100], by)
    _tell("people.leave_refused", leave, by=by, now=now, reason=leave.answer)
    return leave


def _answer(leave: Leave, state: LeaveState, said: str, by: By) -> None:
    leave.state, leave.answer = state, said
    leave.answered_by = by if isinstance(by, Staff) else None
    leave.save(update_fields=["state", "answer", "answered_by", "cover"])


@transaction.atomic
def withdraw_leave(leave: Leave, *, by: By, now: datetime) -> Leave:
    """Take it back, or end it early: from now the person is at work again."""
    leave = queries.lock_leave(leave)
    rules.check_may_withdraw(by, leave, now=now)
    leave.state = LeaveState.WITHDRAWN
    leave.save(update_fields=["state"])
    _tell("people.leave_withdrawn", leave, by=by, now=now)
    return leave


def _tell(kind: str, leave: Leave, *, by: By, now: datetime, **data: str) -> None:
    """The line about the colleague, and the fact for the storeys above."""
    staff = leave.staff
    ledger.publish(kind, company_id=leave.company_id, at=now, leave=leave.pk, staff=staff.pk)
    ledger.record(kind, staff, by=by, at=now, person=staff.person, name=staff.name, **data)

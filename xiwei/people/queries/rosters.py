"""Find who works when: a week's grid, what stands beside a shift, leave and whom it waits for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.people.models import Leave, LeaveState, Line, Shift, Staff
from xiwei.people.queries.staff import colleagues, with_posts
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.people.rules import rosters as rules

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Slot:
    """A shift as the grid shows it, with the leave that lies over it, if one does."""

    shift: Shift
    leave: Leave | None

    @property
    def part(self) -> tuple[datetime, datetime] | None:
        """From when to when of the shift the leave takes; None where it takes all of it, or there is none."""
        if self.leave is None:
            return None
        part = max(self.leave.starts_at, self.shift.starts_at), min(self.leave.ends_at, self.shift.ends_at)
        return None if part == (self.shift.starts_at, self.shift.ends_at) else part


@dataclass(frozen=True)
class Row:
    """One line of work over the seven days."""

    line: str
    label: str
    days: list[list[Slot]]


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def shifts_of_week(project: Project, monday: date) -> list[Shift]:
    """The shifts that begin in the week, in order."""
    found = Shift.objects.filter(
        project=project, starts_at__gte=_midnight(monday), starts_at__lt=_midnight(monday + WEEK)
    )
    return list(found.select_related("staff__person", "project"))


def week(project: Project, monday: date) -> list[Row]:
    """The grid: each line of work with its shifts by day, and who is away; a line nobody works is there, empty."""
    shifts = shifts_of_week(project, monday)
    away = leaves_over(shifts)
    rows = {line.value: Row(line.value, str(line.label), [[] for _ in range(7)]) for line in Line}
    for shift in shifts:
        day = (timezone.localdate(shift.starts_at) - monday).days
        rows[shift.line].days[day].append(Slot(shift, on_leave(shift, away)))
    return list(rows.values())


def leaves_over(shifts: Sequence[Shift]) -> list[Leave]:
    """Granted leave of these shifts' people that touches the time they span."""
    if not shifts:
        return []
    return list(
        Leave.objects.filter(
            staff_id__in={shift.staff_id for shift in shifts},
            state=LeaveState.GRANTED,
            starts_at__lt=max(shift.ends_at for shift in shifts),
            ends_at__gt=min(shift.starts_at for shift in shifts),
        ).select_related("cover", "staff")
    )


def on_leave(shift: Shift, away: Iterable[Leave]) -> Leave | None:
    """The leave that lies over a shift."""
    return next(
        (
            leave
            for leave in away
            if leave.staff_id == shift.staff_id and leave.starts_at < shift.ends_at and shift.starts_at < leave.ends_at
        ),
        None,
    )


def standing_beside(shifts: Sequence[Shift]) -> list[Shift]:
    """Shifts of the same people, in any project, that touch the time these span."""
    if not shifts:
        return []
    return list(
        Shift.objects.filter(
            staff_id__in={shift.staff_id for shift in shifts},
            starts_at__lt=max(shift.ends_at for shift in shifts),
            ends_at__gt=min(shift.starts_at for shift in shifts),
        ).select_related("staff", "project")
    )


def mark(shift: Shift) -> tuple[int, str, datetime]:
    """What makes a shift the same as another of its project."""
    return shift.staff_id, shift.line, shift.starts_at


def officers_beside(shift: Shift) -> list[Shift]:
    """Whoever answers for the same line of the project in these hours."""
    found = Shift.objects.filter(project_id=shift.project_id, line=shift.line, duty_officer=True)
    touching = found.filter(starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at)
    return list(touching.select_related("staff", "project"))


def lock_staff_ids(ids: Iterable[int]) -> None:
    """Hold these people's rows until the transaction ends, in one order so that two cannot wait for each other."""
    list(Staff.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk").values_list("pk"))


def lock_staff_of(shifts: Sequence[Shift]) -> None:
    """Hold the people of these shifts."""
    lock_staff_ids(shift.staff_id for shift in shifts)


def lock_shift(shift: Shift) -> Shift:
    """The shift as it is now, held."""
    held = Shift.objects.select_for_update(of=("self",))
    return held.select_related("staff__person", "project").get(pk=shift.pk)


def lock_leave(leave: Leave) -> Leave:
    """The leave as it is now, held, with the posts that say who answers it."""
    held = Leave.objects.select_for_update(of=("self",)).select_related("staff__person")
    return held.prefetch_related("staff__posts").get(pk=leave.pk)


def open_leaves(staff: Staff) -> list[Leave]:
    """Leave asked or granted."""
    return list(Leave.objects.filter(staff=staff, state__in=[LeaveState.ASKED, LeaveState.GRANTED]))


def workers(project: Project) -> QuerySet[Staff]:
    """Those with a present post in the project, and the company's own."""
    placed = Q(posts__project=project) | Q(posts__project__isnull=True, company_id=project.company_id)
    found = Staff.objects.filter(placed, posts__until__isnull=True, left_on__isnull=True).distinct()
    return with_posts(found).order_by("number", "pk")


@dataclass(frozen=True)
class Offer:
    """Whom a form offers: those of the line first, then `besides` under what they are; and who is not offered, and why."""

    fit: list[Staff]
    besides: list[Staff]
    rest: list[tuple[Staff, str]]
    off: frozenset[int] = frozenset()  # ids of those offered who have no shift then, where their line keeps a roster
    covering: Mapping[int, Sequence[str]] = field(default_factory=dict)  # by id, for whom they stand in then already

    @property
    def all(self) -> list[Staff]:
        return [*self.fit, *self.besides]


def stand_ins(leave: Leave) -> Offer:
    """Who could serve while this leave runs: at work then, of the same line, or in charge; of other lines where none is."""
    away = _away(leave.company_id, leave.starts_at, leave.ends_at)
    offer = _offer(list(colleagues(leave.staff)), rules.lines_of(leave.staff), away)
    return replace(offer, off=_off(offer.all, leave), covering=covering(leave))


def covering(leave: Leave) -> dict[int, list[str]]:
    """Who was named to stand in for somebody in these hours already, and the names of whom."""
    found: dict[int, list[str]] = defaultdict(list)
    touching = Leave.objects.filter(
        company_id=leave.company_id,
        state=LeaveState.GRANTED,
        cover__isnull=False,
        starts_at__lt=leave.ends_at,
        ends_at__gt=leave.starts_at,
    )
    for one in touching.exclude(pk=leave.pk).select_related("staff").order_by("starts_at", "pk"):
        if one.cover_id and one.staff.name not in found[one.cover_id]:
            found[one.cover_id].append(one.staff.name)
    return dict(found)


def _off(people: list[Staff], leave: Leave) -> frozenset[int]:
    """Of these, who has no shift while the leave runs, though they are rostered about then: they would come for it."""
    near = Shift.objects.filter(
        staff__in=people, starts_at__lt=leave.ends_at + WEEK, ends_at__gt=leave.starts_at - WEEK
    ).order_by()
    at_work = near.filter(starts_at__lt=leave.ends_at, ends_at__gt=leave.starts_at).values_list("staff_id", flat=True)
    return frozenset(near.values_list("staff_id", flat=True)) - frozenset(at_work)


def for_line(project: Project, line: str, monday: date) -> Offer:
    """Who could be put on the line's roster of a week: of the line, and not on granted leave for the whole of it."""
    begin, end = _midnight(monday), _midnight(monday + WEEK)
    gone = _away(project.company_id, begin, end)
    whole = {
        pk: leave
        for pk, leave in gone.items()
        if leave.state == LeaveState.GRANTED and leave.starts_at <= begin and leave.ends_at >= end
    }
    return _offer(list(workers(project)), {line}, whole)


def _away(company_id: int, begin: datetime, end: datetime) -> dict[int, Leave]:
    """Leave asked or granted that touches the time, by whose it is."""
    found = Leave.objects.filter(
        company_id=company_id,
        state__in=[LeaveState.ASKED, LeaveState.GRANTED],
        starts_at__lt=end,
        ends_at__gt=begin,
    )
    return {leave.staff_id: leave for leave in found}


def _offer(people: list[Staff], lines: set[str], away: dict[int, Leave]) -> Offer:
    here = [one for one in people if one.pk not in away]
    fit = [one for one in here if rules.lines_of(one) & lines]
    others = [one for one in here if one not in fit]
    besides = [one for one in others if Line.MANAGEMENT in rules.lines_of(one)] if fit else others
    rest = [(one, rules.why_away(away[one.pk])) for one in people if one.pk in away]
    rest += [(one, rules.why_of_another_line(one)) for one in others if one not in besides]
    return Offer(fit, besides, rest)


def project_for_roster(who: Who, pk: int) -> Project:
    """The project whose roster one may read. Raises Project.DoesNotExist for a stranger, NotAllowed else."""
    project = Project.objects.select_related("company").get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    rules.check_may_see_roster(staff, project)
    return project


def shift_for(who: Who, pk: int) -> Shift:
    """A shift of a roster one may read. Raises Shift.DoesNotExist or NotAllowed."""
    shift = Shift.objects.select_related("project", "staff").get(pk=pk)
    try:
        project_for_roster(who, shift.project_id)
    except Project.DoesNotExist as absent:
        raise Shift.DoesNotExist from absent
    return shift


def own_leaves(who: Who) -> list[Leave]:
    """One's own leave, latest first."""
    found = Leave.objects.filter(staff_id__in=[staff.pk for staff in who.staff])
    return list(found.select_related("cover", "answered_by", "staff")[:50])


def leaves_of(staff: Staff) -> list[Leave]:
    """A colleague's leave, latest first."""
    return list(Leave.objects.filter(staff=staff).select_related("cover")[:20])


def leaves_to_answer(who: Who) -> list[Leave]:
    """Leave that waits for this person's word, the soonest first."""
    asked = Leave.objects.filter(_rostered_by(who), state=LeaveState.ASKED).distinct().order_by("starts_at")
    found = asked.select_related("staff__person").prefetch_related("staff__posts__role", "staff__posts__project")
    return [leave for leave in found if rules.may_answer(who.staff_in(leave.company_id), leave)]


def leaves_granted(who: Who, *, now: datetime) -> list[Leave]:
    """Granted leave that is not over, of the people whose roster one makes; the soonest first."""
    found = Leave.objects.filter(_rostered_by(who), state=LeaveState.GRANTED, ends_at__gt=now)
    return list(found.distinct().order_by("starts_at", "pk").select_related("staff__person", "cover"))


def _rostered_by(who: Who) -> Q:
    reach = Q(pk__in=[])
    for company_id, project_id in who.reach(Permission.ROSTER_MANAGE):
        where = Q(company_id=company_id)
        reach |= (
            where & Q(staff__posts__project_id=project_id, staff__posts__until__isnull=True) if project_id else where
        )
    return reach


def leave_now(staff: Staff, *, now: datetime) -> Leave | None:
    """The granted leave that runs for them at this moment."""
    running = Leave.objects.filter(staff=staff, state=LeaveState.GRANTED, starts_at__lte=now, ends_at__gt=now)
    return running.select_related("cover__person").first()


def who_answers(leave: Leave) -> list[Staff]:
    """The colleagues who may answer a leave: directors of its projects first among all who may."""
    found = Staff.objects.filter(company_id=leave.company_id, left_on__isnull=True).exclude(pk=leave.staff_id)
    able = [staff for staff in with_posts(found) if rules.may_answer(staff, leave)]
    places = {post.project_id for post in leave.staff.posts.all() if post.until is None}
    near = [staff for staff in able if places & {post.project_id for post in staff.posts.all() if post.project_id}]
    return near or able


def leave_for(who: Who, pk: int) -> Leave:
    """One's own leave, or one that waits for one's answer. Raises Leave.DoesNotExist else."""
    leave = Leave.objects.select_related("staff__person").prefetch_related("staff__posts__role").get(pk=pk)
    asking = who.staff_in(leave.company_id)
    if asking is None:
        raise Leave.DoesNotExist
    if asking.pk != leave.staff_id:
        rules.check_over(asking, leave.staff)
    return leave


def shifts_during(leave: Leave) -> list[Shift]:
    """The shifts a leave lies over: what its stand-in would do."""
    found = Shift.objects.filter(staff_id=leave.staff_id, starts_at__lt=leave.ends_at, ends_at__gt=leave.starts_at)
    return list(found.select_related("project", "staff"))


def shifts_ahead(staff: Staff, *, now: datetime, days: int = 14) -> list[Shift]:
    """A colleague's shifts now and in the days to come."""
    found = Shift.objects.filter(staff=staff, ends_at__gt=now, starts_at__lt=now + timedelta(days=days))
    return list(found.select_related("project"))


def own_shifts(who: Who, *, now: datetime) -> list[Shift]:
    """One's own shifts now and in the two weeks to come, in every company one works for, in order."""
    found = [shift for staff in who.staff for shift in shifts_ahead(staff, now=now)]
    return sorted(found, key=lambda shift: shift.starts_at)

"""What a director, a butler and a company see first: worklists and counts, each by its own index."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Avg, Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.people.models import Household, Staff
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.service.models import Decline, GroupArea, Ticket, TicketState, WorkOrder
from xiwei.service.rules.ending import BAD, DIRECTOR_FROM

ROW = ("project", "room", "place", "building", "item", "answering", "first_contact", "asker")
HOURS_AHEAD = 8


def projects_of(who: Who, permission: Permission) -> list[Project]:
    """The projects where this person holds the permission, by code."""
    return [
        one
        for one in Project.objects.order_by("company_id", "code")
        if who.may(permission, company_id=one.company_id, project_id=one.pk)
    ]


@dataclass(frozen=True)
class Hour:
    """One column of "promises at risk by the hour"."""

    label: str
    due: int
    over: bool = False


def open_in(project: Project) -> QuerySet[Ticket]:
    """Every open ticket of a project, by its nearest promise."""
    return Ticket.objects.filter(project=project, closed_at__isnull=True)


def at_risk(project: Project, now: datetime) -> list[Hour]:
    """How many clocks fall due in each of the next hours, after those already over."""
    soon = open_in(project).filter(due_at__lt=now + timedelta(hours=HOURS_AHEAD)).exclude(state=TicketState.WAITING)
    dues = [due for due in soon.values_list("due_at", flat=True) if due is not None]
    hours = [Hour("已超时", sum(due < now for due in dues), over=True)]
    for ahead in range(HOURS_AHEAD):
        begins, ends = now + timedelta(hours=ahead), now + timedelta(hours=ahead + 1)
        count = sum(begins <= due < ends for due in dues)
        hours.append(Hour(f"{timezone.localtime(ends):%H:%M} 前", count))
    return hours


def escalations(project: Project) -> QuerySet[Ticket]:
    """What waits for the director: breached or escalated, reopened twice, or taken on by them; worst first."""
    return (
        open_in(project)
        .filter(Q(level__gte=2) | Q(reopened__gte=DIRECTOR_FROM))
        .exclude(state=TicketState.DONE)
        .select_related(*ROW)
        .order_by("-level", "due_at", "pk")[:10]
    )


def nearest(project: Project, now: datetime) -> QuerySet[Ticket]:
    """The next promises to fall due."""
    return open_in(project).filter(level__lt=2, due_at__gte=now).select_related(*ROW).order_by("due_at", "pk")[:8]


def declines(project: Project) -> QuerySet[Decline]:
    """Wishes that wait for the director's consent."""
    return (
        Decline.objects.filter(ticket__project=project, consented__isnull=True)
        .select_related("ticket__project", "ticket__item", "ticket__room", "ticket__place", "asked_by")
        .order_by("asked_at")[:10]
    )


def unhappy(project: Project, now: datetime) -> QuerySet[Ticket]:
    """Bad ratings of the last two weeks, and matters opened again: households to ring today."""
    since = now - timedelta(days=14)
    bad = Q(stars__lte=BAD, closed_at__gte=since)
    again = Q(reopened__gte=1, closed_at__isnull=True)
    return (
        Ticket.objects.filter(bad | again, project=project).select_related(*ROW, "household").order_by("-asked_at")[:10]
    )


@dataclass(frozen=True)
class Standing:
    """A project in figures, each with its comparison; rates are in per cent, None where nothing was counted."""

    open: int
    over: int
    today_new: int
    today_done: int
    month_ended: int
    kept: int | None
    confirmed: int | None
    stars: float | None
    waiting: int = 0


def standing(project: Project, now: datetime) -> Standing:
    """The figures above the board: what is open and late, what today brought, and how thirty days went."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    now_open = open_in(project).aggregate(
        open=Count("pk"), over=Count("pk", filter=Q(level__gte=2)), waiting=Count("pk", filter=Q(state="waiting"))
    )
    recent = Ticket.objects.filter(project=project)
    ended = recent.filter(closed_at__gte=now - timedelta(days=30), outcome__gt="").aggregate(
        ended=Count("pk"),
        kept=Count("pk", filter=Q(level__lt=2)),
        confirmed=Count("pk", filter=Q(outcome__in=("confirmed", "called_back"))),
        stars=Avg("stars"),
    )
    total = ended["ended"]
    return Standing(
        **now_open,
        today_new=recent.filter(asked_at__gte=midnight).count(),
        today_done=recent.filter(closed_at__gte=midnight).count(),
        month_ended=total,
        kept=round(100 * ended["kept"] / total) if total else None,
        confirmed=round(100 * ended["confirmed"] / total) if total else None,
        stars=round(ended["stars"], 1) if ended["stars"] else None,
    )


def by_line(project: Project) -> list[dict[str, Any]]:
    """Open tickets by line of work, with those late: the bars of the board."""
    rows = (
        open_in(project).order_by().values("line").annotate(open=Count("pk"), over=Count("pk", filter=Q(level__gte=2)))
    )
    return sorted((dict(row) for row in rows), key=lambda row: -row["open"])


def load_of_staff(project: Project) -> list[dict[str, Any]]:
    """Who has how much in hand now."""
    rows = (
        WorkOrder.objects.filter(project=project, ended_at__isnull=True)
        .order_by()
        .values("worker_id", "worker__name", "line")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(ticket__level__gte=2)))
    )
    return sorted(rows, key=lambda row: (-row["count"], row["worker_id"]))


def sheltered(staff: Staff) -> QuerySet[Household]:
    """The households of a butler: those of the buildings and units their groups serve (A12)."""
    areas = GroupArea.objects.filter(group__members__staff=staff, group__members__line="butler")
    whole = areas.filter(unit__isnull=True).values("building_id")
    units = areas.filter(unit__isnull=False).values("unit_id")
    return Household.objects.filter(
        Q(room__building_id__in=whole) | Q(room__unit_id__in=units), until__isnull=True
    ).select_related("room", "project")


@dataclass(frozen=True)
class Needing:
    """A household that needs its butler today, and why."""

    household: Household
    reasons: list[str]
    ticket: Ticket


def needing_me(staff: Staff, now: datetime) -> list[Needing]:
    """A butler's households with a reason today: a promise due, a late matter, one to confirm, a bad last time."""
    homes = sheltered(staff)
    soon = now + timedelta(hours=24)
    unsaid = Q(state=TicketState.DONE) | Q(level__gte=1) | Q(promised_for__lte=soon) | Q(state=TicketState.RECEIVED)
    bad = Q(stars__lte=BAD, closed_at__gte=now - timedelta(days=7))
    weight = Case(When(level__gte=2, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = (
        Ticket.objects.filter(Q(closed_at__isnull=True) & unsaid | bad, household__in=homes.values("pk"))
        .select_related(*ROW, "household__room")
        .annotate(weight=weight)
        .order_by("household_id", "weight", "due_at")[:200]
    )
    found = []
    for _, mine in groupby(rows, key=lambda ticket: ticket.household_id):
        tickets = list(mine)
        reasons = list(dict.fromkeys(_reason(ticket, soon) for ticket in tickets))
        found.append(Needing(tickets[0].household, reasons, tickets[0]))
    return sorted(found, key=lambda one: (-one.ticket.level, one.ticket.due_at or soon))[:30]


def _reason(ticket: Ticket, soon: datetime) -> str:
    if ticket.closed_at is not None:
        return f"上次只给了 {ticket.stars} 星"
    if ticket.level >= 2:
        return "已超时限"
    if ticket.state == TicketState.DONE:
        return "等您回访确认"
    if ticket.state == TicketState.RECEIVED:
        return "还没有承诺"
    if ticket.promised_for and ticket.promised_for <= soon:
        return "承诺 24 小时内到期"
    return "快到时限"


def newcomers(staff: Staff, now: datetime) -> QuerySet[Household]:
    """Who moved in within the last month."""
    return sheltered(staff).filter(since__gte=(now - timedelta(days=30)).date()).order_by("-since")[:5]


@dataclass(frozen=True)
class Side:
    """One project on the company's page."""

    project: Project
    standing: Standing


def side_by_side(who: Who, now: datetime) -> list[Side]:
    """The company's projects, each by the same figures; a handful of queries a project."""
    return [Side(one, standing(one, now)) for one in projects_of(who, Permission.COMPANY_SEE)]


def months(project_ids: list[int], now: datetime) -> list[dict[str, Any]]:
    """Tickets asked and stars given in each of the last twelve months, for the line above the projects."""
    start = (
        timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0) - timedelta(days=335)
    ).replace(day=1)
    counted: dict[str, list[int]] = {}
    rows = Ticket.objects.filter(project_id__in=project_ids, asked_at__gte=start).values_list("asked_at", "level")
    for asked_at, level in rows.iterator():
        month = f"{timezone.localtime(asked_at):%Y-%m}"
        sums = counted.setdefault(month, [0, 0])
        sums[0] += 1
        sums[1] += level >= 2
    return [{"month": month, "asked": asked, "late": late} for month, (asked, late) in sorted(counted.items())]

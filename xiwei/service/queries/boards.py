"""What a director, a butler and a company see first: worklists and counts, each by its own index."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Avg, Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Project
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.service.models import NEAREST_FIRST, Decline, Ticket, TicketState, WorkOrder
from xiwei.service.models.tickets import called
from xiwei.service.queries import signoffs, unfixed
from xiwei.service.queries.erasing import ERASED
from xiwei.service.queries.late import late, once_late
from xiwei.service.queries.rows import Row, rows_of
from xiwei.service.rules.ending import BAD, CHIPS, DIRECTOR_FROM, beyond_chips
from xiwei.service.rules.timing import ESCALATED
from xiwei.shared.prepared import Given, prepared
from xiwei.shared.tongue import joined

HOURS_AHEAD = 8
# Where whoever asked can be rung (Ticket.asker_number).
NUMBERS = ("asker_phone", "asker__phone", "asker__noted_phone", "asker__other_phone")


def projects_of(who: Who, permission: Permission) -> list[Project]:
    """The projects where this person holds the permission, by code."""
    posts = [post for staff in who.staff for post in staff.posts.all() if post.until is None]
    granting = [post for post in posts if permission in post.role.permissions]
    found = {post.project_id: post.project for post in granting if post.project}
    whole = {post.company_id for post in granting if post.project is None}
    if whole:
        found |= {one.pk: one for one in Project.objects.filter(company_id__in=whole)}
    return sorted(found.values(), key=lambda one: (one.company_id, one.code))


@dataclass(frozen=True)
class Hour:
    """One column of "promises at risk by the hour"."""

    label: str
    due: int
    over: bool = False


def open_in(project: Project | Given) -> QuerySet[Ticket]:
    """Every open ticket of a project."""
    return Ticket.objects.filter(project=project, closed_at__isnull=True)


def at_risk(project: Project, now: datetime) -> list[Hour]:
    """How many clocks fall due in each of the next hours, after those already over."""
    return hours_of(by_line(project, now), now)


def hours_of(lines: list[dict[str, Any]], now: datetime) -> list[Hour]:
    """`at_risk` from what `by_line` has read."""
    ends = [now + timedelta(hours=ahead) for ahead in range(1, HOURS_AHEAD + 1)]
    hours = [Hour(gettext("已超时"), sum(row["over"] for row in lines), over=True)]
    coming = [sum(row[f"hour_{n}"] for row in lines) for n in range(HOURS_AHEAD)]
    return hours + [
        Hour(gettext("{time:%H:%M} 前").format(time=timezone.localtime(end)), due)
        for end, due in zip(ends, coming, strict=True)
    ]


@prepared
def _worst(project: Given) -> QuerySet[Ticket, int]:
    """What waits for the director: breached or escalated, reopened twice, or taken on by them; worst first."""
    worst = open_in(project).filter(Q(level__gte=2) | Q(reopened__gte=DIRECTOR_FROM)).exclude(state=TicketState.DONE)
    return worst.order_by("-level", *NEAREST_FIRST).values_list("pk", flat=True)[:10]


@prepared
def _nearest(project: Given, now: Given) -> QuerySet[Ticket, int]:
    """The next moments to fall due, as the chart counts them: what waits is not among them."""
    coming = open_in(project).filter(due_at__gte=now).exclude(state=TicketState.WAITING)
    return coming.order_by(*NEAREST_FIRST).values_list("pk", flat=True)[:8]


def nearest(project: Project, now: datetime) -> list[Row]:
    """The next eight moments to fall due."""
    return rows_of(_nearest(project=project, now=now))


def declines(project: Project) -> list[Decline]:
    """Wishes that wait for the director's consent."""
    return _declines(project=project)


@prepared
def _declines(project: Given) -> QuerySet[Decline]:
    asked = Decline.objects.filter(ticket__project=project, consented__isnull=True).order_by("asked_at")[:10]
    return asked.select_related("ticket__item", "asked_by")


class Unhappy(NamedTuple):
    """Who was let down, by what they said of it, and the matter as a row."""

    row: Row
    name: str
    has_number: bool
    reopened: int
    stars: int | None  # of the rating that stands: what was opened again is not judged yet
    chips: tuple[str, ...]
    words: str

    @property
    def called(self) -> str:
        """Who asked, by the family name alone (Ticket.asker_called)."""
        return called(self.name)

    @property
    def said(self) -> str:
        """The chips they chose, and their own words if they say more; opened again: that it was, and what was said then."""
        if self.stars is None:
            times = gettext("第 {reopened} 次说没修好").format(reopened=self.reopened)
            return f"{times}：{self.words}" if self.words else times
        chips = [CHIPS[chip] for chip in self.chips if chip in CHIPS]
        words = beyond_chips(self.chips, self.words)
        return joined([*chips, *([f"“{words}”"] if words else [])]) or gettext("没有留话")


def _let_down(project: Project, now: datetime) -> list[dict[str, Any]]:
    """Bad ratings of the last two weeks, and matters opened again: households to ring today; the latest asked first."""
    # Each by its own index, which holds no more than these numbers; asked together or in their order, neither is used.
    ids = [*_rated_badly(project=project, since=now - timedelta(days=14)), *_again(project=project)]
    return _latest_of(ids=ids) if ids else []


def _unhappy(one: dict[str, Any], row: Row, complaint: str) -> Unhappy:
    judged = one["closed_at"] is not None and one["rating__stars"] is not None
    return Unhappy(
        row,
        name=one["asker__name"] or one["asker_name"],
        has_number=any(one[name] for name in NUMBERS),
        reopened=one["reopened"],
        stars=one["rating__stars"] if judged else None,
        chips=tuple(one["rating__chips"]) if judged else (),
        words=one["rating__words"] if judged else complaint,
    )


@prepared
def _rated_badly(project: Given, since: Given) -> QuerySet[Ticket, int]:
    bad = Ticket.objects.filter(project=project, closed_at__gte=since, stars__lte=BAD)
    return bad.order_by().values_list("pk", flat=True)


@prepared
def _again(project: Given) -> QuerySet[Ticket, int]:
    return open_in(project).filter(reopened__gte=1).order_by().values_list("pk", flat=True)


@prepared
def _latest_of(ids: Given) -> QuerySet[Ticket, dict[str, Any]]:
    # Whoever was erased is nobody to ring or to call on.
    latest = Ticket.objects.known(pk__in=ids).exclude(ERASED).order_by("-asked_at", "-pk")
    rating = ("rating__stars", "rating__chips", "rating__words")
    return latest.values("pk", "closed_at", "reopened", "asker_name", "asker__name", *NUMBERS, *rating)[:10]


@dataclass(frozen=True)
class Lists:
    """The three lists of the board."""

    escalations: list[Row]
    nearest: list[Row]
    unhappy: list[Unhappy]


def three_lists(project: Project, now: datetime) -> Lists:
    """What waits for the director, what falls due next, who was let down: each found as numbers, their rows read at once."""
    worst, coming = _worst(project=project), _nearest(project=project, now=now)
    let_down = _let_down(project, now)
    read = {row.pk: row for row in rows_of({*worst, *coming, *(one["pk"] for one in let_down)})}
    complaints = unfixed.said_again([one["pk"] for one in let_down if one["closed_at"] is None])
    return Lists(
        escalations=[read[pk] for pk in worst],
        nearest=[read[pk] for pk in coming],
        unhappy=[_unhappy(one, read[one["pk"]], complaints.get(one["pk"], "")) for one in let_down],
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
    once: int = 0


def standings(projects: Collection[Project], now: datetime) -> dict[int, Standing]:
    """The figures of each project, in three queries: what is open and late, what today brought, how thirty days went.

    A promise is kept where no clock of any round ran over; opening again forgives nothing.
    """
    return _standings(projects, now, _lines(projects, now))


def standing(project: Project, now: datetime) -> Standing:
    """The same of one."""
    return standings([project], now)[project.pk]


def _standings(
    projects: Collection[Project], now: datetime, lines: dict[int, list[dict[str, Any]]]
) -> dict[int, Standing]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    month = _month(projects=projects, midnight=midnight, since=min(midnight, now - timedelta(days=30)))
    ended = {row["project_id"]: row for row in month}
    new = dict(_new(projects=projects, midnight=midnight))
    return {one.pk: _standing(lines[one.pk], ended.get(one.pk, NOTHING), new.get(one.pk, 0)) for one in projects}


@prepared
def _month(projects: Given, midnight: Given, since: Given) -> QuerySet[Ticket, dict[str, Any]]:
    ended, done = Ticket.objects.filter(project__in=projects, closed_at__gte=since).order_by(), Q(outcome__gt="")
    return ended.values("project_id").annotate(
        today=Count("pk", filter=Q(closed_at__gte=midnight)),
        ended=Count("pk", filter=done),
        kept=Count("pk", filter=done & Q(breached=False)),
        confirmed=Count("pk", filter=Q(outcome__in=("confirmed", "called_back"))),
        mean=Avg("stars", filter=done),
    )


@prepared
def _new(projects: Given, midnight: Given) -> QuerySet[Ticket, Any]:
    asked = Ticket.objects.filter(project__in=projects, asked_at__gte=midnight).order_by()
    return asked.values_list("project_id").annotate(count=Count("pk"))


NOTHING: dict[str, Any] = {"today": 0, "ended": 0, "kept": 0, "confirmed": 0, "mean": None}


def _standing(lines: list[dict[str, Any]], month: dict[str, Any], new: int) -> Standing:
    total, mean = month["ended"], month["mean"]
    return Standing(
        **{name: sum(row[name] for row in lines) for name in ("open", "over", "waiting", "once")},
        today_new=new,
        today_done=month["today"],
        month_ended=total,
        kept=round(100 * month["kept"] / total) if total else None,
        confirmed=round(100 * month["confirmed"] / total) if total else None,
        stars=round(mean, 1) if mean else None,
    )


def by_line(project: Project, now: datetime) -> list[dict[str, Any]]:
    """Open tickets by line of work, with those late, once late and waiting, and those due in each of the next hours.

    The bars of the board, its tiles and its chart: one reading of what is open, from the index alone.
    """
    return _lines([project], now)[project.pk]


def _lines(projects: Collection[Project], now: datetime) -> dict[int, list[dict[str, Any]]]:
    ends = {f"end_{ahead}": now + timedelta(hours=ahead) for ahead in range(HOURS_AHEAD + 1)}
    counted = _counted(projects=projects, **ends)
    lines: dict[int, list[dict[str, Any]]] = {one.pk: [] for one in projects}
    for row in sorted(counted, key=lambda row: -row["open"]):
        lines[row["project_id"]].append(row)
    return lines


@prepared
def _counted(projects: Given, **ends: Given) -> QuerySet[Ticket, dict[str, Any]]:
    """Open tickets by project and line, and those due between each of the moments `ends`, of which the first is now."""
    running, now = ~Q(state=TicketState.WAITING), ends["end_0"]
    hours = {
        f"hour_{n}": Count("pk", filter=running & Q(due_at__gte=begin, due_at__lt=end))
        for n, (begin, end) in enumerate(pairwise(ends.values()))
    }
    found = Ticket.objects.filter(project__in=projects, closed_at__isnull=True).order_by().values("project_id", "line")
    return found.annotate(
        open=Count("pk"),
        over=Count("pk", filter=late(now)),
        once=Count("pk", filter=once_late(now)),
        waiting=Count("pk", filter=Q(state="waiting")),
        **hours,
    )


class InHand(NamedTuple):
    """The open ones of a line, and those of them that are late."""

    line: str
    open: int
    over: int


def in_hand(lines: list[dict[str, Any]]) -> list[InHand]:
    """What the board says of each line, from what `by_line` has read."""
    return [InHand(row["line"], row["open"], row["over"]) for row in lines]


def figures(project: Project, now: datetime) -> tuple[Standing, list[dict[str, Any]]]:
    """`standing` and `by_line` from one reading of what is open."""
    lines = _lines([project], now)
    return _standings([project], now, lines)[project.pk], lines[project.pk]


class Load(NamedTuple):
    """What one has in hand of one line."""

    worker: str
    line: str
    orders: int
    late: int


def load_of_staff(project: Project, now: datetime) -> list[Load]:
    """Who has how much in hand now, and how much of it is late."""
    overdue = {(worker, line): count for worker, line, count in _late_in_hand(project=project, now=now)}
    loads = sorted(_in_hand(project=project), key=lambda load: (-load[3], load[0]))
    return [Load(name, line, count, overdue.get((pk, line), 0)) for pk, name, line, count in loads]


@prepared
def _late_in_hand(project: Given, now: Given) -> QuerySet[WorkOrder, Any]:
    over = open_in(project).filter(late(now)).order_by().values("pk")
    live = WorkOrder.objects.filter(project=project, ended_at__isnull=True, ticket__in=over).order_by()
    return live.values_list("worker_id", "line").annotate(count=Count("pk"))


@prepared
def _in_hand(project: Given) -> QuerySet[WorkOrder, Any]:
    live = WorkOrder.objects.filter(project=project, ended_at__isnull=True).order_by()
    return live.values_list("worker_id", "worker__name", "line").annotate(count=Count("pk"))


@dataclass(frozen=True)
class Side:
    """One project on the company's page."""

    project: Project
    standing: Standing
    unsigned: int  # days not signed two working days after they ended


def side_by_side(who: Who, now: datetime) -> list[Side]:
    """The company's projects, the worst first, each by the same figures."""
    projects = projects_of(who, Permission.COMPANY_SEE)
    figured, unsigned = standings(projects, now), signoffs.overdue(projects, now)
    sides = [Side(one, figured[one.pk], len(unsigned[one.pk])) for one in projects]
    return sorted(
        sides, key=lambda side: (-side.standing.over, 101 if side.standing.kept is None else side.standing.kept)
    )


def escalated(projects: list[Project]) -> list[Row]:
    """What came up to the company: over half as much again of its time, and not yet done; the nearest moment first."""
    worst = Ticket.objects.filter(project__in=projects, closed_at__isnull=True, level__gte=ESCALATED)
    ids = worst.exclude(state=TicketState.DONE).order_by(*NEAREST_FIRST).values_list("pk", flat=True)
    return rows_of(ids[:10])


def months(project_ids: list[int], now: datetime) -> list[dict[str, Any]]:
    """Tickets asked and stars given in each of the last twelve months, for the line above the projects."""
    start = (
        timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0) - timedelta(days=335)
    ).replace(day=1)
    counted: dict[str, list[int]] = {}
    rows = Ticket.objects.filter(project_id__in=project_ids, asked_at__gte=start).values_list("asked_at", "breached")
    for asked_at, breached in rows.iterator():
        month = f"{timezone.localtime(asked_at):%Y-%m}"
        sums = counted.setdefault(month, [0, 0])
        sums[0] += 1
        sums[1] += breached
    return [{"month": month, "asked": asked, "late": late} for month, (asked, late) in sorted(counted.items())]

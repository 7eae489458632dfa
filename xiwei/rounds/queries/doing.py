"""Find what a worker does today, and what bears on a deed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Place
from xiwei.people.models import Staff
from xiwei.people.queries.who import Who
from xiwei.rounds.models import Equipment, Round, RoundState, Stop, StopPhoto, StopState, Weather
from xiwei.rounds.rules import permissions
from xiwei.rounds.rules.doubts import Before
from xiwei.service.daily import Part
from xiwei.shared.templatetags.xiwei import when
from xiwei.standards.models import MenuItem

OPEN_STOPS = (StopState.WAITING, StopState.MISSED, StopState.SKIPPED)
OVER = timedelta(hours=24)  # how long what fell short stays on its worker's day, to be made up for


def day_of(staff: Staff, *, now: datetime) -> QuerySet[Round]:
    """One's rounds of now: open ones that start within the next day, what fell short lately, what was ended today."""
    soon = Q(state__in=[RoundState.PLANNED, RoundState.BEGUN], starts_at__lt=now + timedelta(hours=18))
    lately = Q(state__in=[RoundState.SHORT, RoundState.DONE, RoundState.SETTLED, RoundState.DROPPED])
    rows = Round.objects.filter(soon | lately & Q(due_at__gt=now - OVER, starts_at__lt=now + OVER), worker=staff)
    return rows.select_related("route", "project", "worker").order_by("starts_at", "pk")


def of_line(staff: Staff, *, now: datetime) -> QuerySet[Round]:
    """Open rounds of one's lines and projects today that are nobody's."""
    mine = Q(pk__in=[])
    for post in staff.posts.all():
        if post.until is None:
            here = Q(project_id=post.project_id) if post.project_id else Q(company_id=post.company_id)
            mine |= here & Q(line=post.line)
    rows = Round.objects.filter(mine, worker__isnull=True, state__in=[RoundState.PLANNED, RoundState.BEGUN])
    return rows.filter(starts_at__lt=now + timedelta(hours=18)).select_related("route", "project").order_by("starts_at")


def parts_of_day(staff: Staff, now: datetime) -> list[Part]:
    """One's rounds as the page 今日 shows them: what is to be walked, and what fell short and can be made up for."""
    rounds = [
        one for one in day_of(staff, now=now) if one.state in (RoundState.PLANNED, RoundState.BEGUN, RoundState.SHORT)
    ]
    stops = stops_of(rounds)
    return [_part(one, stops[one.pk], now) for one in rounds]


def _part(one: Round, stops: list[Stop], now: datetime) -> Part:
    points = {stop.position for stop in stops if stop.state != StopState.DROPPED}
    left = {stop.position for stop in stops if stop.state in OPEN_STOPS}
    if one.state == RoundState.SHORT:
        says = gettext("漏了 {left} 处，能补请补").format(left=len(left))
    elif len(left) < len(points):
        says = gettext("还剩 {left} 处，共 {points} 处").format(left=len(left), points=len(points))
    else:
        says = gettext("{points} 处，约 {minutes} 分钟").format(points=len(points), minutes=one.minutes)
    return Part(
        one.route.name, says, when(one.starts_at, now), reverse("round", args=[one.pk]), "route",
        pressing=one.starts_at <= now,
    )  # fmt: skip


def stops_of(rounds: Collection[Round]) -> dict[int, list[Stop]]:
    """The stops of these rounds by round, in the order one walks; dropped ones too, so that one sees what fell away."""
    rows = Stop.objects.filter(round__in=rounds).select_related("standard", "place", "equipment__place", "by", "ticket")
    made: dict[int, list[Stop]] = {one.pk: [] for one in rounds}
    for stop in rows.order_by("round_id", "position", "pk"):
        made[stop.round_id].append(stop)
    return made


def round_for(who: Who, pk: int) -> Round:
    """A round one may read: of one's line, or of a project whose rounds one sees.

    Raises Round.DoesNotExist for a stranger, NotAllowed for a colleague of another line.
    """
    found = Round.objects.select_related("route", "project__company", "worker__person").get(pk=pk)
    staff = who.staff_in(found.company_id)
    if staff is None:
        raise Round.DoesNotExist
    if not permissions.may_see(staff, found.project):
        permissions.check_may_do(staff, found)
    return found


def last_before(staff: Staff, *, beside: Collection[int]) -> Before | None:
    """What this person did last, of what has come in; `beside` are the stops being written."""
    rows = Stop.objects.filter(by=staff, at__isnull=False).exclude(pk__in=beside).order_by("-received_at", "-at")
    row = rows.values_list("at", "place_id", "equipment_id").first()
    return Before(row[0], (row[1], row[2])) if row else None


def hashes_seen(company_id: int, hashes: Collection[str]) -> set[str]:
    """Which of these pictures were sent before, at whichever stop."""
    if not hashes:
        return set()
    rows = StopPhoto.objects.filter(company_id=company_id, original__in=hashes)
    return set(rows.values_list("original", flat=True))


def named_by(project_id: int, code: str) -> str:
    """What of the project bears this code: the name of a place or of equipment; "" where nothing does."""
    code = code.strip().upper()
    place = Place.objects.filter(project_id=project_id, code=code).values_list("name", flat=True).first()
    if place:
        return str(place)
    return str(Equipment.objects.filter(project_id=project_id, code=code).values_list("name", flat=True).first() or "")


def item_of(company_id: int, codes: Collection[str]) -> MenuItem | None:
    """The menu item that a defect becomes: the first of these codes that is on today's menu."""
    rows = {one.code: one for one in MenuItem.objects.filter(company_id=company_id, code__in=codes, until__isnull=True)}
    return next((rows[code] for code in codes if code in rows), None)


def left(of: Round) -> dict[str, int]:
    """How many of its stops stand in each state."""
    made: dict[str, int] = {}
    for state in Stop.objects.filter(round=of).values_list("state", flat=True):
        made[state] = made.get(state, 0) + 1
    return made


def what_became(of: Round, position: int) -> str:
    """Why nothing waits at a point any more, in a sentence: who did it and when, or why it fell away; "" where unknown."""
    stops = Stop.objects.filter(round=of, position=position).select_related("by", "place", "equipment")
    for stop in stops:
        if stop.state == StopState.DROPPED:
            now = Round.objects.only("why").get(pk=of.pk)
            return gettext("“{spot}”已从这一趟里去掉了：{why}。").format(
                spot=stop.spot, why=now.why or gettext("路线有变")
            )
        if stop.by and stop.at:
            return gettext("“{spot}”已由{name}在 {at} 做过。").format(
                spot=stop.spot, name=stop.by.name, at=f"{timezone.localtime(stop.at):%H:%M}"
            )
    return ""


def warnings_of(of: Round) -> list[Weather]:
    """Warnings of weather that stand while the round is walked."""
    rows = Weather.objects.filter(
        project_id=of.project_id, called_off_at__isnull=True, starts_at__lt=of.due_at, ends_at__gt=of.starts_at
    )
    return list(rows)

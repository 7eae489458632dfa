"""How a place or a piece of equipment is looked after: each standard kept there, when last and by whom, when next (D6).

Five queries at any age.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from xiwei.estate.models import Place
from xiwei.rounds.models import Equipment, Point, RoundState, Route, Stop, StopState
from xiwei.rounds.queries.planning import grades_of
from xiwei.rounds.rules.planning import follows, next_moment
from xiwei.service.place_says import Upkeep
from xiwei.standards.models import ServiceLine, Standard
from xiwei.standards.queries import standards
from xiwei.standards.rules.standards import fits

RECENT = 60  # of a place's latest stops: among them is the last of every standard that is kept at least now and then
AHEAD = timedelta(days=400)
DONE = (StopState.DONE, StopState.MADE_UP)


Spot = Place | Equipment


def of_place(place: Place, now: datetime) -> list[Upkeep]:
    """The regular work of a place, for its own page, which strangers read: when guards come is not said to them."""
    return [one for one in of_spot(place, now) if one.line != ServiceLine.ORDER]


def of_spot(spot: Spot, now: datetime) -> list[Upkeep]:
    """The regular work there, what comes next first; what neither was done nor is planned is left out."""
    last, planned = _last(spot), _planned(spot)
    wanted = {one.code: one for one in _kept_here(spot, now)}
    ahead = _next_of(spot, wanted.values(), now)
    made = [
        Upkeep(
            title=(last[code].standard if code in last else wanted[code]).name,
            line=(last[code].standard if code in last else wanted[code]).line,
            last_at=last[code].at if code in last else None,
            by=_by(last[code]) if code in last else "",
            next_at=planned.get(code) or ahead.get(code),
        )
        for code in dict.fromkeys([*planned, *ahead, *last])
        if code in last or code in wanted
    ]
    return sorted(made, key=lambda one: (one.next_at is None, one.next_at or now))


def _by(stop: Stop) -> str:
    """Who it was, as the ledger's public lines name them: by the name that colleagues and residents say."""
    return stop.by.actor.label if stop.by else ""


def _at(spot: Spot) -> Q:
    return Q(place=spot) if isinstance(spot, Place) else Q(equipment=spot)


def _last(spot: Spot) -> dict[str, Stop]:
    """The last time of each standard, of the latest stops there."""
    rows = Stop.objects.filter(_at(spot), at__isnull=False).select_related("standard", "by").order_by("-at")[:RECENT]
    found: dict[str, Stop] = {}
    for stop in rows:
        if stop.state in DONE:
            found.setdefault(stop.code, stop)
    return found


def _planned(spot: Spot) -> dict[str, datetime]:
    """When each standard is next by the rounds already planned."""
    open_rounds = Q(round__state__in=[RoundState.PLANNED, RoundState.BEGUN])
    rows = Stop.objects.filter(open_rounds, _at(spot), state=StopState.WAITING).order_by("round__starts_at")
    found: dict[str, datetime] = {}
    for code, starts in rows.values_list("code", "round__starts_at")[:RECENT]:
        found.setdefault(code, starts)
    return found


def _kept_here(spot: Spot, now: datetime) -> list[Standard]:
    kind = spot.project.kind
    of_kind = {"place_kind" if isinstance(spot, Place) else "equipment_kind": spot.kind}
    rows = standards.in_force(spot.company_id, timezone.localdate(now)).only(
        "code", "name", "line", "kinds", "places", "equipment", "grades", "months", "since", "until", "company_id"
    )
    return [one for one in rows if fits(one, project_kind=kind, **of_kind)]


def _next_of(spot: Spot, wanted: Iterable[Standard], now: datetime) -> dict[str, datetime]:
    """When each standard is next by its rule on the first route that leads here, for what is not planned yet."""
    routes = _routes(spot, timezone.localdate(now))
    grades = grades_of(spot.project_id) if routes else []
    found: dict[str, datetime] = {}
    for standard in wanted:
        for route in routes:
            if follows(route, standard) and (moment := _after(route, standard, grades, now)):
                found[standard.code] = moment
                break
    return found


def _routes(spot: Spot, today: date) -> Sequence[Route]:
    standing = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    return list(Route.objects.filter(standing, pk__in=Point.objects.filter(_at(spot)).values("route_id")))


def _after(route: Route, standard: Standard, grades: Sequence[tuple[date, int]], now: datetime) -> datetime | None:
    moment = next_moment(route, standard, grades, after=timezone.make_naive(now), within=AHEAD)
    return timezone.make_aware(moment) if moment else None

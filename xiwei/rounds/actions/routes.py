"""Draw routes: which places and equipment, in which order, by which standards, whose they usually are (A2, A7)."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from xiwei.estate.models import Place, Project
from xiwei.ledger import actions as ledger
from xiwei.ledger.actions import By
from xiwei.people.models import Staff
from xiwei.rounds.actions.planning import plan_day
from xiwei.rounds.models import Equipment, Point, Route
from xiwei.rounds.queries import planning as queries
from xiwei.rounds.rules import permissions, routes
from xiwei.shared import tongue

Spot = Place | Equipment


@transaction.atomic
def draw_route(
    project: Project, *, name: str, line: str, spots: Sequence[Spot], begins_on: date, by: Staff, now: datetime,
    codes: Sequence[str] = (), worker: Staff | None = None, starts: time | None = None,
) -> Route:  # fmt: skip
    """A new route; days already planned take it up. Raises NotAllowed or BadInput; then nothing is written."""
    permissions.check_may_plan(by, project)
    queries.lock_project(project)
    routes.check(project, name=name, line=line, spots=spots, codes=codes, worker=worker)
    routes.check_name(name, queries.route_names(project))
    routes.check_begins(begins_on, today=timezone.localdate(now))
    route = Route.objects.create(
        company_id=project.company_id, project=project, name=name.strip(), line=line, codes=list(codes),
        begins_on=begins_on, worker=worker, **({"starts": starts} if starts else {}),
    )  # fmt: skip
    _points(route, spots)
    ledger.record("rounds.route_drawn", route, by=by, at=now, name=route.name, count=len(spots))
    _replan(project, by=by, now=now)
    return route


@transaction.atomic
def change_route(route: Route, *, spots: Sequence[Spot], by: Staff, now: datetime, **changed: Any) -> Route:
    """Change what a route is; what is planned and not begun follows. `changed`: name, codes, worker, starts.

    Raises NotAllowed, NotNow for a route that has ended, or BadInput.
    """
    project = queries.lock_project(route.project)
    permissions.check_may_plan(by, project)
    route = queries.lock_route(route.pk)
    routes.check_stands(route)
    kept = {name: getattr(route, name) for name in routes.CHANGEABLE}
    wanted = {**kept, **changed}
    routes.check(project, name=wanted["name"], line=route.line, spots=spots, codes=wanted["codes"],
                 worker=wanted["worker"])  # fmt: skip
    routes.check_name(wanted["name"], queries.route_names(project) - {route.name})
    fields = [name for name in routes.CHANGEABLE if kept[name] != wanted[name]]
    moved = [(one.place, one.equipment) for one in route.points.all()] != [_pair(spot) for spot in spots]
    routes.check_some(fields or moved)
    for name in fields:
        setattr(route, name, wanted[name])
    if fields:
        route.save(update_fields=fields)
    if moved:
        route.points.all().delete()
        _points(route, spots)
    said = [tongue.kept(routes.CHANGEABLE[name]) for name in fields] + ([tongue.kept(routes.SPOTS)] if moved else [])
    ledger.record("rounds.route_changed", route, by=by, at=now, name=route.name, fields="、".join(said))
    _replan(project, by=by, now=now)
    return queries.lock_route(route.pk)


@transaction.atomic
def end_route(route: Route, *, last: date, reason: str, by: Staff, now: datetime) -> Route:
    """The route's last day; what was planned after it is dropped, what was done stands. Raises NotAllowed, NotNow, BadInput."""
    project = queries.lock_project(route.project)
    permissions.check_may_plan(by, project)
    route = queries.lock_route(route.pk)
    routes.check_stands(route)
    routes.check_last(last, reason, today=timezone.localdate(now))
    route.ends_on = last
    route.save(update_fields=["ends_on"])
    ledger.record("rounds.route_ended", route, by=by, at=now, name=route.name, day=str(last), reason=reason.strip())
    _replan(project, by=by, now=now)
    return route


def _points(route: Route, spots: Sequence[Spot]) -> None:
    Point.objects.bulk_create(
        Point(company_id=route.company_id, route=route, position=rank, place=place, equipment=equipment)
        for rank, (place, equipment) in enumerate(map(_pair, spots), start=1)
    )


def _pair(spot: Spot) -> tuple[Place | None, Equipment | None]:
    return (spot, None) if isinstance(spot, Place) else (None, spot)


def _replan(project: Project, *, by: By, now: datetime) -> None:
    for day in queries.days_planned_from(project, timezone.localdate(now)):
        plan_day(project, day, by=by, now=now)  # type: ignore[arg-type]

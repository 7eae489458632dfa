"""Find routes, what they could lead to, and what they come to in a week."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from xiwei.estate.models import Place, Project
from xiwei.people.models import Staff
from xiwei.people.queries.who import Who
from xiwei.rounds.models import Equipment, EquipmentState, Point, Route
from xiwei.rounds.queries import planning
from xiwei.rounds.rules import permissions
from xiwei.rounds.rules.fitting import Spot, Wanted, by_spot, key_of, wanted_at
from xiwei.rounds.rules.planning import Draft, Ground, of_route
from xiwei.rounds.rules.routes import LINES
from xiwei.shared.tongue import Said
from xiwei.standards import catalogue
from xiwei.standards.models import Standard
from xiwei.standards.queries import standards

WEEK = timedelta(days=7)


@dataclass
class Listed:
    """A route as the list shows it: what it comes to in the next seven days."""

    route: Route
    points: int
    times: int = 0
    minutes: int = 0


@dataclass
class Routes:
    """A project's routes by line, those that ended, and the spots that a standard wants and no route leads to."""

    lines: list[tuple[str, Said, list[Listed]]]
    ended: list[Route]
    left_out: list[tuple[str, Said, list[Spot]]] = field(default_factory=list)

    @property
    def count_left_out(self) -> int:
        return sum(len(spots) for _, _, spots in self.left_out)


def route_for(who: Who, pk: int) -> Route:
    """A route of a project whose rounds one sees, with its points. As planning's `project_for`."""
    route = Route.objects.select_related("project__company", "worker__person").get(pk=pk)
    staff = who.staff_in(route.company_id)
    if staff is None:
        raise Route.DoesNotExist
    permissions.check_may_see(staff, route.project)
    return route


def spots_of_route(route: Route) -> list[Spot]:
    """Where it leads, in order."""
    points = Point.objects.filter(route=route).select_related("place__building", "equipment__place__building")
    return [one.place or one.equipment for one in points.order_by("position")]


def spots(project: Project) -> list[Spot]:
    """Every place with a standing code and all running equipment, by building and name: what a route can lead to."""
    places = Place.objects.filter(project=project, retired_at__isnull=True).select_related("building", "unit")
    machines = Equipment.objects.filter(project=project, state=EquipmentState.RUNNING)
    return [
        *places.order_by("building__rank", "building_id", "unit__rank", "unit_id", "name"),
        *machines.select_related("place__building").order_by("kind", "name"),
    ]


def offered(project: Project, led: Sequence[Spot]) -> list[Spot]:
    """All that a route could lead to; what was retired since stays on its route until it is taken off."""
    every = spots(project)
    known = {key_of(spot) for spot in every}
    return [*every, *(one for one in led if key_of(one) not in known)]


def kind_of(spot: Spot) -> tuple[str, Said]:
    """A spot's kind: its code and what it is called."""
    if isinstance(spot, Place):
        return spot.kind, spot.get_kind_display()
    return f"equipment-{spot.kind}", str(catalogue.equipment_kinds().get(spot.kind, {}).get("name", spot.kind))


def of_line(project: Project, line: str, day: date) -> list[Standard]:
    """The line's standards that hold on a day."""
    return list(standards.in_force(project.company_id, day).filter(line=line))


def walkers(project: Project, line: str) -> QuerySet[Staff]:
    """Who serves a line in the project, by name: a route's usual worker is one of them."""
    here = Q(posts__project=project) | Q(posts__project__isnull=True)
    rows = Staff.objects.filter(here, company_id=project.company_id, posts__line=line, posts__until__isnull=True)
    return rows.filter(left_on__isnull=True).select_related("person").distinct().order_by("name", "pk")


def listed(project: Project, today: date) -> Routes:
    """All routes with their next seven days: eight queries, however many there are."""
    ground = planning.ground(project, today, today + WEEK)
    standing = list(planning.routes_of(project).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)))
    rows = {route.pk: Listed(route, len(route.points.all())) for route in standing}
    for route, points in ground.routes:
        for draft in of_route(ground, route, points, today, today + WEEK - timedelta(days=1)):
            rows[route.pk].times += 1
            rows[route.pk].minutes += draft.minutes
    found = [(line, label, [row for row in rows.values() if row.route.line == line]) for line, label in LINES]
    ended = Route.objects.filter(project=project, ends_on__lt=today).order_by("-ends_on", "name")
    return Routes([one for one in found if one[2]], list(ended[:50]), _left_out(project, standing, today))


def _left_out(project: Project, routes: Collection[Route], today: date) -> list[tuple[str, Said, list[Spot]]]:
    led: dict[str, set[str]] = defaultdict(set)
    for route in routes:
        led[route.line] |= {key_of(point.place or point.equipment) for point in route.points.all()}  # type: ignore[arg-type]
    of_company, grade = list(standards.in_force(project.company_id, today)), standards.grade_of(project, today)
    every = spots(project)
    made: list[tuple[str, Said, list[Spot]]] = []
    for line, label in LINES:
        wanted = by_spot(wanted_at([one for one in of_company if one.line == line], every, project.kind, grade))
        if missing := [spot for spot in every if key_of(spot) in wanted and key_of(spot) not in led[line]]:
            made.append((line, label, missing))
    return made


def preview(route: Route, led: Sequence[Spot], today: date) -> list[Draft]:
    """The rounds that a route, written or not, would have in the seven days from today or its first."""
    first = max(today, route.begins_on)
    last = first + WEEK - timedelta(days=1)
    ground = Ground(
        route.project.kind,
        planning.grades_of(route.project),
        [],
        standards.holding_between(route.company_id, first, last),
    )
    points = [
        Point(route=route, position=rank, **({"place": one} if isinstance(one, Place) else {"equipment": one}))
        for rank, one in enumerate(led, start=1)
    ]
    return sorted(of_route(ground, route, points, first, last), key=lambda draft: draft.starts)


def by_day(drafts: Sequence[Draft]) -> list[tuple[date, list[Draft]]]:
    """The rounds under their days."""
    made: dict[date, list[Draft]] = defaultdict(list)
    for draft in drafts:
        made[draft.starts.date()].append(draft)
    return list(made.items())


def wanted(project: Project, line: str, led: Sequence[Spot], today: date) -> list[Wanted]:
    """The line's standards at the project's grade of today, with the spots of these that each fits."""
    return wanted_at(of_line(project, line, today), led, project.kind, standards.grade_of(project, today))

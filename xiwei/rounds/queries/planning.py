"""Find what a plan is made of, and what was planned."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from xiwei.estate.models import Project
from xiwei.rounds.models import DayPlan, Point, Round, Route, SpotCheck, Stop, StopState, Weather
from xiwei.rounds.queries.staffing import bounds
from xiwei.rounds.rules.planning import Draft, Ground, drafts
from xiwei.standards.models import ServiceGrade
from xiwei.standards.queries import standards


def ground(project: Project, first: date, last: date) -> Ground:
    """What the days from `first` to `last` are planned from: four queries."""
    routes = routes_of(project).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first), begins_on__lte=last)
    return Ground(
        project.kind,
        grades_of(project.pk),
        [(route, list(route.points.all())) for route in routes],
        standards.holding_between(project.company_id, first, last),
    )


def grades_of(project_id: int) -> list[tuple[date, int]]:
    """The project's grades on record, the earliest first."""
    rows = ServiceGrade.objects.filter(project_id=project_id).order_by("since")
    return list(rows.values_list("since", "grade"))


def routes_of(project: Project) -> QuerySet[Route]:
    """The project's routes with their points, by line and name."""
    points = Point.objects.select_related("place", "equipment__place").order_by("position")
    rows = Route.objects.filter(project=project).select_related("worker__person", "project")
    return rows.prefetch_related(Prefetch("points", points)).order_by("line", "name")


def planned_drafts(project: Project, first: date, last: date) -> list[Draft]:
    """The rounds that the days would have, by the standards alone: no weather, nobody chosen."""
    return drafts(ground(project, first, last), first, last)


def lock_project(project: Project) -> Project:
    """The project's row, held: two who plan one day come after each other."""
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


def rounds_of_day(project: Project, day: date) -> list[Round]:
    """The rounds of a day with their stops, whatever their state."""
    rows = Round.objects.filter(project=project, day=day).select_related("route", "worker__person")
    return list(
        rows.prefetch_related("stops__standard", "stops__place", "stops__equipment__place").order_by("starts_at")
    )


def warnings(project: Project, first: date, last: date) -> list[Weather]:
    """Warnings that touch the days and were not called off, the earliest first."""
    begin, end = bounds(first, last)
    rows = Weather.objects.filter(project=project, starts_at__lt=end, ends_at__gt=begin, called_off_at__isnull=True)
    return list(rows.order_by("starts_at", "pk"))


def days_planned_from(project: Project, since: date) -> list[date]:
    """Days from `since` on that were planned already."""
    rows = DayPlan.objects.filter(project=project, day__gte=since)
    return list(rows.order_by("day").values_list("day", flat=True))


def projects_with_routes(day: date) -> QuerySet[Project]:
    """Projects in scope that have a route standing on a day."""
    standing = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    routes = Route.objects.filter(standing, begins_on__lte=day)
    return Project.objects.filter(pk__in=routes.values("project_id")).select_related("company").order_by("pk")


def unplanned(day: date) -> QuerySet[Project]:
    """Those whose day nobody has planned yet."""
    done = DayPlan.objects.filter(day=day)
    return projects_with_routes(day).exclude(pk__in=done.values("project_id"))


def rounds_ahead(now: datetime, until: datetime) -> QuerySet[Round]:
    """Rounds not begun that start between now and then, with what it takes to give them to another."""
    rows = Round.objects.filter(state="planned", starts_at__gte=now, starts_at__lt=until)
    return rows.select_related("route", "worker", "project__company").order_by("project_id", "starts_at", "pk")


def lock_round(pk: int) -> Round:
    """The round as it is now, held."""
    held = Round.objects.select_for_update(of=("self",))
    return held.select_related("route", "project__company", "worker__person").get(pk=pk)


def lock_stops(of: Round, states: Iterable[str] = StopState.values) -> list[Stop]:
    """The round's stops in these states, held, in their order; the round is held before them."""
    rows = Stop.objects.select_for_update(of=("self",)).filter(round=of, state__in=list(states))
    return list(rows.select_related("standard", "place", "equipment__place").order_by("position", "pk"))


def late(now: datetime) -> QuerySet[Round]:
    """Rounds past their time that are still open."""
    return Round.objects.filter(state__in=["planned", "begun"], due_at__lte=now).order_by("due_at", "pk")


def lock_route(pk: int) -> Route:
    """The route as it is now, held, with its points."""
    held = Route.objects.select_for_update(of=("self",)).select_related("project__company", "worker__person")
    return held.prefetch_related("points__place", "points__equipment__place").get(pk=pk)


def route_names(project: Project) -> set[str]:
    """Names of the project's standing routes."""
    return set(Route.objects.filter(project=project, ends_on__isnull=True).values_list("name", flat=True))


def busy_in(month: date) -> list[Project]:
    """Projects with rounds or spot checks in a month, given by its first day."""
    after = (month + timedelta(days=32)).replace(day=1)
    rounds = Round.objects.filter(day__gte=month, day__lt=after).values("project_id")
    checks = SpotCheck.objects.filter(day__gte=month, day__lt=after).values("project_id")
    return list(Project.objects.filter(Q(pk__in=rounds) | Q(pk__in=checks)).order_by("pk"))

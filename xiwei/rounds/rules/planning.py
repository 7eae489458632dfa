"""What is due when: routes and standards make the rounds of a day. Pure: it reads objects, and asks no table.

For each route, each version of a standard of its line that fits a point gives moments by its rule at the project's
grade. Those of one moment are one round; what is due some time of a day joins the day's first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from xiwei.rounds.models import Point, Route
from xiwei.standards import recurrence
from xiwei.standards.models import Standard
from xiwei.standards.rules.standards import DEFAULT_GRADE, fits, rule_at

WALK = 2  # minutes from one point to the next, as planned [O]
GRACE = timedelta(minutes=60)  # after its usual length, a round at an hour of its own is late [O]
MOST = 500  # stops of one round


@dataclass(frozen=True)
class Due:
    """One standard at one point."""

    point: Point
    standard: Standard
    grade: int


@dataclass
class Draft:
    """A round not yet written: naive local moments; `timed` where a standard asks for the hour."""

    route: Route
    starts: datetime
    stops: list[Due] = field(default_factory=list)
    timed: bool = True

    @property
    def points(self) -> int:
        return len({one.point.position for one in self.stops})

    @property
    def minutes(self) -> int:
        """What it usually takes: its stops, and the walking between points."""
        return sum(one.standard.minutes for one in self.stops) + WALK * self.points

    @property
    def due(self) -> datetime:
        """Until when it counts as done in time: an hour after its usual end; without an hour of its own, the day's end."""
        if not self.timed:
            return datetime.combine(self.starts.date() + timedelta(days=1), time.min)
        return self.starts + timedelta(minutes=self.minutes) + GRACE

    @property
    def certificates(self) -> set[str]:
        """What whoever walks it must hold."""
        return {one.standard.certificate for one in self.stops} - {""}


Grades = Sequence[tuple[date, int]]  # from which day which grade, the earliest first


@dataclass(frozen=True)
class Ground:
    """What a plan is made of: a project's kind, its grades, its routes with their points, its company's standards."""

    project_kind: str
    grades: Grades
    routes: Sequence[tuple[Route, Sequence[Point]]]
    standards: Sequence[Standard]  # every version that holds on some day of the span


def spans(
    standard: Standard, route: Route, grades: Grades, first: date, last: date
) -> Iterator[tuple[date, date, int]]:
    """The days in which a version holds on a route, cut where the grade changes: (from, to, grade)."""
    begin = max(first, standard.since, route.begins_on)
    end = min([last, *([route.ends_on] if route.ends_on else [])])
    if standard.until:
        end = min(end, standard.until - timedelta(days=1))
    changes = [day for day, _ in grades if begin < day <= end]
    for start, stop in zip([begin, *changes], [*(day - timedelta(days=1) for day in changes), end], strict=True):
        if start <= stop:
            yield start, stop, grade_on(grades, start)


def grade_on(grades: Grades, day: date) -> int:
    """The grade of a day."""
    return next((grade for since, grade in reversed(grades) if since <= day), DEFAULT_GRADE)


def follows(route: Route, standard: Standard) -> bool:
    """Whether a route asks for a standard at all."""
    return route.line == standard.line and (not route.codes or standard.code in route.codes)


def fitting(points: Iterable[Point], standard: Standard, project_kind: str) -> list[Point]:
    """The points at which a standard is wanted; what is retired, stopped or scrapped wants nothing."""
    return [point for point in points if _stands(point) and _fits(point, standard, project_kind)]


def _stands(point: Point) -> bool:
    if point.equipment:
        return point.equipment.state == "running"
    return point.place is not None and point.place.retired_at is None


def _fits(point: Point, standard: Standard, project_kind: str) -> bool:
    if point.equipment:
        return fits(standard, project_kind=project_kind, equipment_kind=point.equipment.kind)
    assert point.place is not None, "a point is a place or a piece of equipment"
    return fits(standard, project_kind=project_kind, place_kind=point.place.kind)


def drafts(ground: Ground, first: date, last: date) -> list[Draft]:
    """Every round of the days from `first` to `last`, by moment; of one moment, in the routes' order."""
    found = [draft for route, points in ground.routes for draft in of_route(ground, route, points, first, last)]
    return sorted(found, key=lambda draft: draft.starts)


Sources = list[list[Due]]  # what one moment brings together, each list that of one standard at its points


def of_route(ground: Ground, route: Route, points: Sequence[Point], first: date, last: date) -> list[Draft]:
    """The rounds of one route. Those that bring the same things together share one list of stops: nobody changes it."""
    timed: dict[datetime, Sources] = defaultdict(list)
    some_time: dict[date, Sources] = defaultdict(list)
    for standard in ground.standards:
        if not follows(route, standard):
            continue
        wanted = fitting(points, standard, ground.project_kind)
        for begin, end, grade in spans(standard, route, ground.grades, first, last) if wanted else ():
            rule = rule_at(standard, grade)
            stops = [Due(point, standard, grade) for point in wanted]
            for moment in _moments(rule, standard, route, begin, end):
                if recurrence.says_hour(rule):
                    timed[moment].append(stops)
                else:
                    some_time[moment.date()].append(stops)
    return _joined(route, timed, some_time)


def _moments(rule: str, standard: Standard, route: Route, begin: date, end: date) -> Iterable[datetime]:
    if not rule:
        return ()
    return recurrence.moments(rule, anchor=route.begins_on, first=begin, last=end, months=standard.months)


def _joined(route: Route, timed: Mapping[datetime, Sources], some_time: Mapping[date, Sources]) -> list[Draft]:
    made = dict(timed)
    firsts: dict[date, datetime] = {}
    for moment in sorted(made):
        firsts.setdefault(moment.date(), moment)
    untimed = set()
    for day, sources in some_time.items():
        moment = firsts.get(day) or datetime.combine(day, route.starts)
        made[moment] = [*made.get(moment, []), *sources]
        if day not in firsts:
            untimed.add(moment)
    known: dict[tuple[int, ...], list[Due]] = {}
    return [
        Draft(route, moment, _together(sources, known), timed=moment not in untimed)
        for moment, sources in made.items()
    ]  # fmt: skip


def _together(sources: Sources, known: dict[tuple[int, ...], list[Due]]) -> list[Due]:
    """Their stops in the order one walks, `MOST` at most; a year brings the same few together again and again."""
    key = tuple(map(id, sources))
    if key not in known:
        every = [one for stops in sources for one in stops]
        known[key] = sorted(every, key=lambda one: (one.point.position, one.standard.code))[:MOST]
    return known[key]


def next_moment(
    route: Route, standard: Standard, grades: Grades, *, after: datetime, within: timedelta
) -> datetime | None:
    """When a standard is next due on a route, local; None where not within that time, or never again."""
    last = after.date() + within
    for begin, end, grade in spans(standard, route, grades, after.date(), last):
        rule = rule_at(standard, grade)
        for moment in _moments(rule, standard, route, begin, end):
            due = moment if recurrence.says_hour(rule) else datetime.combine(moment.date(), route.starts)
            if due > after:
                return due
    return None

"""Find equipment: the registry with what presses, one by its code, its book. The registry asks as often for one as for many."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Project
from xiwei.people.models import Staff
from xiwei.people.queries.who import Who
from xiwei.rounds.models import Breakdown, Equipment, EquipmentState, Point, RoundState, Route, Stop, StopState
from xiwei.rounds.queries.planning import grades_of
from xiwei.rounds.rules import equipment as rules
from xiwei.rounds.rules.equipment import Mean, Pressing
from xiwei.rounds.rules.planning import follows, next_moment
from xiwei.service.models import Ticket
from xiwei.service.queries import tickets
from xiwei.service.ticket_ways import Way
from xiwei.shared import codes, scope
from xiwei.standards.models import Standard
from xiwei.standards.queries import standards
from xiwei.standards.rules.standards import fits

DONE = (StopState.DONE, StopState.MADE_UP)
AHEAD = timedelta(days=400)
MOST = 30  # of a history, on its page


def project_for(who: Who, pk: int) -> Project:
    """The project whose registry one may read. Raises Project.DoesNotExist for a stranger, NotAllowed for a colleague."""
    project = Project.objects.select_related("company").get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    rules.check_may_read(staff, project)
    return project


def equipment_for(who: Who, pk: int) -> Equipment:
    """One piece whose book one may read. Raises Equipment.DoesNotExist for a stranger, NotAllowed for a colleague."""
    one = Equipment.objects.select_related("project__company", "place", "parent").get(pk=pk)
    staff = who.staff_in(one.company_id)
    if staff is None:
        raise Equipment.DoesNotExist
    rules.check_may_read(staff, one.project)
    return one


def breakdown_for(who: Who, pk: int) -> Breakdown:
    """One breakdown, likewise."""
    found = Breakdown.objects.select_related("equipment__project__company", "equipment__place", "ticket", "by").get(
        pk=pk
    )
    staff = who.staff_in(found.company_id)
    if staff is None:
        raise Breakdown.DoesNotExist
    rules.check_may_read(staff, found.equipment.project)
    return found


@scope.everywhere("the code on a piece of equipment opens its page, of whatever company")
def by_code(code: str) -> Equipment | None:
    """The equipment of a code as it was typed or scanned; None for one scrapped or never given."""
    found = Equipment.objects.filter(code=codes.read(code)).exclude(state=EquipmentState.SCRAPPED)
    return found.select_related("project__company", "place").first()


def address_of(code: str) -> str:
    """The page of the equipment that bears a code; "" where none does."""
    one = by_code(code)
    return reverse("equipment_public", args=[one.code]) if one else ""


def lock(pk: int) -> Equipment:
    """The row, held."""
    return Equipment.objects.select_for_update(of=("self",)).select_related("project__company", "place").get(pk=pk)


def names(project: Project) -> set[str]:
    """Names that pieces in use or standing still bear."""
    rows = Equipment.objects.filter(project=project).exclude(state=EquipmentState.SCRAPPED)
    return set(rows.values_list("name", flat=True))


def above(project: Project) -> dict[int, int]:
    """The parent of each piece that has one."""
    return dict(Equipment.objects.filter(project=project, parent__isnull=False).values_list("pk", "parent_id"))


def parts_standing(one: Equipment) -> list[str]:
    """Names of its parts that are not scrapped."""
    rows = Equipment.objects.filter(parent=one).exclude(state=EquipmentState.SCRAPPED)
    return list(rows.values_list("name", flat=True))


def failing(one: Equipment) -> Breakdown | None:
    """The breakdown that has no end yet."""
    return Breakdown.objects.filter(equipment=one, ends_at__isnull=True).first()


def at_place(place_id: int) -> list[Equipment]:
    """What stands at a place and is not scrapped."""
    return list(Equipment.objects.filter(place_id=place_id).exclude(state=EquipmentState.SCRAPPED).order_by("name"))


def way_from(ticket: Ticket, staff: Staff) -> Way | None:
    """From a ticket at a public place on to what failed there, for whoever may write it down."""
    if ticket.place_id is None or not rules.may_tend(staff, ticket.project):
        return None
    return Way(gettext("记设备故障"), "engine", reverse("ticket_equipment", args=[ticket.pk]))


def registries_of(staff: Staff) -> list[Project]:
    """The projects of one's posts whose registry one may read."""
    posts = [post for post in staff.posts.all() if post.until is None and post.project]
    return [post.project for post in posts if post.project and rules.may_read(staff, post.project)]


# ---- the registry


@dataclass
class Row:
    """One piece as the registry shows it: its depth in the tree, when it was last and is next looked after, what presses."""

    one: Equipment
    depth: int = 0
    last_at: datetime | None = None
    next_at: datetime | None = None
    missed: bool = False
    failing: bool = False
    pressing: list[Pressing] = field(default_factory=list)

    @property
    def red(self) -> bool:
        """Whether something is over its time."""
        return self.missed or self.failing or any(told.red for told in self.pressing)

    @property
    def near(self) -> bool:
        """Whether something comes near."""
        return bool(self.pressing) and not self.red

    @property
    def rank(self) -> tuple[bool, bool, bool, datetime | str, str]:
        """Overdue first, then what is next."""
        following = self.next_at.isoformat() if self.next_at else ""
        return (not self.red, not self.near, not self.next_at, following, self.one.name)


def registry(
    project: Project, now: datetime, *, kind: str = "", place_id: int | None = None, words: str = "",
    pressing: bool = False, scrapped: bool = False,
) -> list[Row]:  # fmt: skip
    """The pieces of a project as a tree in the order one should look: overdue first, parts under what they are parts of."""
    rows = Equipment.objects.filter(project=project).select_related("place")
    rows = rows.filter(state=EquipmentState.SCRAPPED) if scrapped else rows.exclude(state=EquipmentState.SCRAPPED)
    if kind:
        rows = rows.filter(kind=kind)
    if place_id:
        rows = rows.filter(place_id=place_id)
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(code__iexact=codes.read(words)) | Q(registration__icontains=words)
        )
    made = looked_after(project, list(rows), now)
    return _tree([row for row in made if row.red or row.near] if pressing else made)


def _tree(rows: Sequence[Row]) -> list[Row]:
    """Parts under what they are parts of; a part whose parent is not shown stands by itself."""
    shown = {row.one.pk for row in rows}
    below: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        below[row.one.parent_id if row.one.parent_id in shown else None].append(row)
    return list(_walk(below, None, 0))


def _walk(below: dict[int | None, list[Row]], of: int | None, depth: int) -> Iterator[Row]:
    for _rank, row, branch in sorted(_branches(below, of, depth), key=lambda one: one[0]):
        yield row
        yield from branch


def _branches(
    below: dict[int | None, list[Row]], of: int | None, depth: int
) -> Iterator[tuple[Any, Row, list[Row]]]:  # fmt: skip
    """Each with all that lies below it, ranked by what of them comes first: a part over its time lifts its whole."""
    for row in below.get(of, ()):
        row.depth = depth
        branch = list(_walk(below, row.one.pk, depth + 1))
        yield min([row.rank, *(part.rank for part in branch)]), row, branch


def looked_after(project: Project, pieces: Sequence[Equipment], now: datetime) -> list[Row]:
    """Each with when it was last and is next looked after, and what presses: seven queries for any number."""
    today = timezone.localdate(now)
    last, repaired = _last(project)
    planned, by_repair = _planned(project)
    missed, failures, ahead = _missed(project), _failing(project), Ahead(project, now)
    made = []
    for one in pieces:
        row = Row(one, last_at=last.get(one.pk), missed=one.pk in missed, failing=one.pk in failures)
        following = ahead.of(one)
        if one.state == EquipmentState.RUNNING:
            row.next_at = planned.get(one.pk) or min(following.values(), default=None)
        lift = by_repair.get(one.pk) or following.get("repair")
        row.pressing = rules.pressing(
            one,
            last=_day(repaired.get(one.pk)),
            following=max(_day(lift) or today, today) if lift else None,
            today=today,
        )
        made.append(row)
    return made


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _last(project: Project) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """When each piece was last looked after: by whomever, and by the repairers' standards."""
    rows = Stop.objects.filter(project=project, equipment__isnull=False, at__isnull=False, state__in=DONE)
    whoever: dict[int, datetime] = {}
    repaired: dict[int, datetime] = {}
    for pk, line, at in rows.order_by().values_list("equipment_id", "standard__line").annotate(last=Max("at")):
        whoever[pk] = max(at, whoever.get(pk, at))
        if line == "repair":
            repaired[pk] = at
    return whoever, repaired


def _planned(project: Project) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """When each is next by the rounds already planned: by whomever, and by the repairers' standards."""
    rows = Stop.objects.filter(
        project=project, equipment__isnull=False, state=StopState.WAITING,
        round__state__in=[RoundState.PLANNED, RoundState.BEGUN],
    )  # fmt: skip
    whoever: dict[int, datetime] = {}
    repaired: dict[int, datetime] = {}
    found = rows.order_by("round__starts_at").values_list("equipment_id", "standard__line", "round__starts_at")
    for pk, line, starts in found:
        whoever.setdefault(pk, starts)
        if line == "repair":
            repaired.setdefault(pk, starts)
    return whoever, repaired


def _missed(project: Project) -> set[int]:
    """Pieces with something missed or not done that nobody has made up for or signed off since."""
    open_now = Q(state__in=[StopState.MISSED, StopState.SKIPPED])
    rows = Stop.objects.filter(project=project, equipment__isnull=False).order_by()
    missed = rows.filter(open_now).values_list("equipment_id", "code").annotate(last=Max("day"))
    done = rows.filter(state__in=DONE).values_list("equipment_id", "code").annotate(last=Max("day"))
    since = {(pk, code): day for pk, code, day in done}
    return {pk for pk, code, day in missed if since.get((pk, code), date.min) < day}


def _failing(project: Project) -> set[int]:
    rows = Breakdown.objects.filter(equipment__project=project, ends_at__isnull=True)
    return set(rows.values_list("equipment_id", flat=True))


class Ahead:
    """When pieces of a project are next due by the rules of their routes: reckoned once for each route and standard."""

    def __init__(self, project: Project, now: datetime):
        self.project, self.now, self.today = project, now, timezone.localdate(now)
        standing = Q(route__ends_on__isnull=True) | Q(route__ends_on__gte=self.today)
        points = Point.objects.filter(standing, route__project=project, equipment__isnull=False)
        self.routes: dict[int, list[Route]] = defaultdict(list)
        for point in points.select_related("route"):
            self.routes[point.equipment_id or 0].append(point.route)
        self.standards = list(standards.in_force(project.company_id, self.today)) if self.routes else []
        self.grades = grades_of(project.pk) if self.routes else []
        self._reckoned: dict[tuple[int, int], datetime | None] = {}

    def of(self, one: Equipment) -> dict[str, datetime]:
        """The next moment by each line."""
        found: dict[str, datetime] = {}
        for route in self.routes.get(one.pk, ()):
            for standard in self.standards:
                if not follows(route, standard):
                    continue
                if not fits(standard, project_kind=self.project.kind, equipment_kind=one.kind):
                    continue
                moment = self._next(route, standard)
                if moment:
                    found[standard.line] = min(moment, found.get(standard.line, moment))
        return found

    def _next(self, route: Route, standard: Standard) -> datetime | None:
        key = route.pk, standard.pk
        if key not in self._reckoned:
            after = timezone.make_naive(self.now)
            moment = next_moment(route, standard, self.grades, after=after, within=AHEAD)
            self._reckoned[key] = timezone.make_aware(moment) if moment else None
        return self._reckoned[key]


def parents_for(project: Project) -> QuerySet[Equipment]:
    """What another piece may be a part of."""
    return Equipment.objects.filter(project=project).exclude(state=EquipmentState.SCRAPPED).order_by("kind", "name")


# ---- the book


@dataclass(frozen=True)
class Figures:
    """What a piece's breakdowns come to: the means with their cases, the cost by year."""

    count: int
    between: Mean
    to_repair: Mean
    costs: list[tuple[int, int]]


def figures(one: Equipment) -> Figures:
    """Of all its breakdowns."""
    rows = list(
        Breakdown.objects.filter(equipment=one).order_by("begins_at").values_list("begins_at", "ends_at", "cost_fen")
    )
    spans = [(begins, ends) for begins, ends, _cost in rows]
    costs: dict[int, int] = defaultdict(int)
    for begins, _ends, cost in rows:
        costs[timezone.localdate(begins).year] += cost
    return Figures(len(rows), rules.between(spans), rules.to_repair(spans), sorted(costs.items(), reverse=True))


def breakdowns(one: Equipment) -> list[Breakdown]:
    """The latest of them."""
    return list(Breakdown.objects.filter(equipment=one).select_related("ticket", "by")[:MOST])


def history(one: Equipment) -> list[Stop]:
    """When it was looked after: the latest stops that were done, made up for, or could not be."""
    rows = Stop.objects.filter(equipment=one, at__isnull=False).select_related("standard", "by", "ticket")
    return list(rows.order_by("-at")[:MOST])


def with_parts(one: Equipment, now: datetime) -> tuple[Row, list[Row]]:
    """One piece as the registry shows it, and what it is made of."""
    parts = Equipment.objects.filter(parent=one).exclude(state=EquipmentState.SCRAPPED).select_related("place")
    row, *below = looked_after(one.project, [one, *parts], now)
    return row, sorted(below, key=lambda part: part.rank)


def tickets_near(who: Who, one: Equipment) -> QuerySet[Ticket]:
    """Tickets at its place that this person may read: what a breakdown may belong to, the latest first."""
    rows = tickets.for_person(who).filter(place_id=one.place_id) if one.place_id else Ticket.objects.none()
    return rows.order_by("-asked_at")


def pressing_in(project: Project, now: datetime) -> list[tuple[Equipment, list[Pressing]]]:
    """What presses in a project and the director was not told yet."""
    rows = Equipment.objects.filter(project=project, state=EquipmentState.RUNNING).select_related("place")
    found: Iterable[Row] = looked_after(project, list(rows), now)
    return [(row.one, new) for row in found if (new := rules.untold(row.one, row.pressing))]


def projects_with_equipment() -> QuerySet[Project]:
    """Projects in scope that have any in use."""
    owners: Collection[int] = Equipment.objects.filter(state=EquipmentState.RUNNING).values("project_id")
    return Project.objects.filter(pk__in=owners).select_related("company").order_by("pk")

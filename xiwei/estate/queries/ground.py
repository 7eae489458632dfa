"""Find the ground: projects one may see, their buildings, rooms, places; a wall's code; a city's counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from xiwei.estate import rules
from xiwei.estate.models import Building, Company, CompanyKind, Place, Project, ProjectKind, Room
from xiwei.estate.rules import Asker
from xiwei.ledger.models import Entry
from xiwei.shared import codes, scope
from xiwei.shared.refusals import NotAllowed


def projects_for(who: Asker) -> QuerySet[Project]:
    """The projects whose registers this person may see, with how much stands in each."""
    condition = Q(pk__in=[])
    for company_id, project_id in who.reach(rules.SEE):
        condition |= Q(pk=project_id) if project_id else Q(company_id=company_id)
    return with_counts(Project.objects.filter(condition).select_related("company"))


def with_counts(projects: QuerySet[Project]) -> QuerySet[Project]:
    """building_count, room_count, place_count: one subquery each, because three joins would multiply."""
    return projects.annotate(
        building_count=_count(Building.objects.all()),
        room_count=_count(Room.objects.all()),
        place_count=_count(Place.objects.filter(retired_at__isnull=True)),
    )


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.filter(project_id=OuterRef("pk")).order_by().values("project_id").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def project_for(who: Asker, pk: int) -> Project:
    """One project for its registers. Raises DoesNotExist for a stranger, NotAllowed for a colleague."""
    project = with_counts(Project.objects.select_related("company")).get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    rules.check_may_see(staff, project)
    return project


def building_for(who: Asker, pk: int) -> Building:
    """One building, on the same terms. Raises Building.DoesNotExist or NotAllowed."""
    building = Building.objects.select_related("project__company").get(pk=pk)
    staff = who.staff_in(building.company_id)
    if staff is None:
        raise Building.DoesNotExist
    rules.check_may_see(staff, building.project)
    return building


def place_for(who: Asker, pk: int) -> Place:
    """One place, on the same terms. Raises Place.DoesNotExist or NotAllowed."""
    place = Place.objects.select_related("project__company", "building").get(pk=pk)
    staff = who.staff_in(place.company_id)
    if staff is None:
        raise Place.DoesNotExist
    rules.check_may_see(staff, place.project)
    return place


def companies_to_open_in(who: Asker) -> QuerySet[Company]:
    """Companies in which this person may open a project."""
    ids = [company_id for company_id, project_id in who.reach(rules.MANAGE) if project_id is None]
    return Company.objects.filter(pk__in=ids, kind=CompanyKind.PROPERTY)


def buildings(project: Project) -> QuerySet[Building]:
    """A project's buildings with their units and `room_count`."""
    return Building.objects.filter(project=project).prefetch_related("units").annotate(room_count=Count("rooms"))


def rooms_by_floor(building: Building) -> list[tuple[str, list[tuple[int, list[Room]]]]]:
    """A building's rooms as it is drawn: by unit, then from the top floor down."""
    drawn: dict[str, dict[int, list[Room]]] = {}
    for room in (
        Room.objects.filter(building=building)
        .select_related("unit")
        .order_by("unit__rank", "unit_id", "-floor", "number")
    ):
        floors = drawn.setdefault(room.unit.name if room.unit else "", {})
        floors.setdefault(room.floor, []).append(room)
    return [(unit, list(floors.items())) for unit, floors in drawn.items()]


def building_names(project: Project) -> list[str]:
    """Names already taken."""
    return list(Building.objects.filter(project=project).values_list("name", flat=True))


def place_names(project: Project) -> set[str]:
    """Names already taken; a retired place keeps its name, because its history does."""
    return set(Place.objects.filter(project=project).values_list("name", flat=True))


def labels_taken(project: Project, rooms: Sequence[Room]) -> set[str]:
    """Which of these rooms' labels stand already."""
    labels = [room.label for room in rooms]
    return set(Room.objects.filter(project=project, label__in=labels).values_list("label", flat=True))


def lock_project(project: Project) -> Project:
    """As it is now, held until the transaction ends: who adds to its ground, or copies into it, comes after another who does."""
    return Project.objects.select_related("company").select_for_update(of=("self",)).get(pk=project.pk)


def lock_place(place: Place) -> Place:
    """The place as it is now, held until the transaction ends."""
    return Place.objects.select_for_update().get(pk=place.pk)


def places(
    project: Project,
    *,
    kind: str = "",
    building_id: int | None = None,
    words: str = "",
    retired: bool = False,
    ids: Iterable[int] = (),
) -> QuerySet[Place]:
    """A project's places, narrowed; building 0 means those that belong to no building."""
    found = Place.objects.filter(project=project, retired_at__isnull=not retired).select_related("building")
    if kind:
        found = found.filter(kind=kind)
    if building_id is not None:
        found = found.filter(building_id=building_id or None)
    if words.strip():
        found = found.filter(Q(name__icontains=words.strip()) | Q(code__istartswith=words.strip()))
    if ids:
        found = found.filter(pk__in=ids)
    return found.order_by("building__rank", "building_id", "kind", "name")


@scope.everywhere("a wall code opens its place, of whatever company")
def place_by_code(code: str) -> Place | None:
    """The place of a wall code as it was typed or scanned; None for one changed, retired or never given.

    Of whatever company: the one door that needs no scope, for it opens it.
    """
    found = Place.objects.filter(code=codes.read(code), retired_at__isnull=True)
    return found.select_related("project__company", "building").first()


def codes_printed(project: Project) -> int:
    """How many times this project's wall codes were printed."""
    return Entry.objects.filter(project_id=project.pk, kind="estate.codes_printed").count()


@dataclass(frozen=True)
class MemberCounts:
    """One company in the association's eyes: numbers only."""

    company: Company
    projects: int
    rooms: int


@dataclass(frozen=True)
class KindCounts:
    """One kind of project over all members."""

    label: str
    projects: int
    rooms: int
    places: int


@dataclass(frozen=True)
class AssociationCounts:
    """A city's trade in numbers (B1)."""

    members: list[MemberCounts]
    kinds: list[KindCounts]

    @property
    def present(self) -> list[KindCounts]:
        """The kinds that members look after."""
        return [kind for kind in self.kinds if kind.projects]

    @property
    def absent(self) -> list[str]:
        """The kinds that none of them does."""
        return [kind.label for kind in self.kinds if not kind.projects]

    @property
    def projects(self) -> int:
        return sum(kind.projects for kind in self.kinds)

    @property
    def rooms(self) -> int:
        return sum(kind.rooms for kind in self.kinds)

    @property
    def places(self) -> int:
        return sum(kind.places for kind in self.kinds)


def association_counts(who: Asker) -> AssociationCounts:
    """Members and their projects, counted. Raises NotAllowed to whoever has no post in an association."""
    ids = {company_id for company_id, _ in who.reach(rules.ASSOCIATION)}
    if not ids:
        raise NotAllowed(gettext("这一页给行业协会看会员的数目，您的身份不能打开。"))
    with scope.everywhere("the association's counts"):
        members = list(Company.objects.filter(association_id__in=ids).order_by("name"))
        rows = list(with_counts(Project.objects.filter(company__in=members)).order_by())
    return AssociationCounts(
        [_member(member, [row for row in rows if row.company_id == member.pk]) for member in members],
        [_kind(kind, [row for row in rows if row.kind == kind.value]) for kind in ProjectKind],
    )


def _member(company: Company, rows: list) -> MemberCounts:
    return MemberCounts(company, len(rows), sum(row.room_count for row in rows))


def _kind(kind: ProjectKind, rows: list) -> KindCounts:
    return KindCounts(
        str(kind.label),
        len(rows),
        sum(row.room_count for row in rows),
        sum(row.place_count for row in rows),
    )

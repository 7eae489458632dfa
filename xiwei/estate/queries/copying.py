"""Find it: projects to be like, what their places would make here, and what came of a copying."""

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from xiwei.estate import rules
from xiwei.estate.arrangements import Fate, Row
from xiwei.estate.models import Building, Place, Project, Unit
from xiwei.estate.queries.ground import with_counts
from xiwei.estate.rules import Asker
from xiwei.ledger.models import Entry

KIND = "estate.arrangements_copied"


def sources(who: Asker, target: Project) -> QuerySet[Project]:
    """The company's other projects that this person makes ready too: samples first, then those of its kind."""
    condition = Q(pk__in=[])
    for company_id, project_id in who.reach(rules.MANAGE):
        if company_id == target.company_id:
            condition |= Q(pk=project_id) if project_id else Q(company_id=company_id)
    found = Project.objects.filter(condition, company_id=target.company_id).exclude(pk=target.pk)
    alike = Case(When(kind=target.kind, then=0), default=1)
    return with_counts(found).order_by("-sample", alike, "name", "pk")


def source_for(who: Asker, pk: int) -> Project:
    """A project of a company one works for. Raises Project.DoesNotExist for a stranger."""
    project = Project.objects.select_related("company").get(pk=pk)
    if who.staff_in(project.company_id) is None:
        raise Project.DoesNotExist
    return project


def copied(target: Project, pk: int) -> Entry:
    """The line of one copying into this project. Raises Entry.DoesNotExist."""
    return Entry.objects.get(pk=pk, kind=KIND, company_id=target.company_id, project_id=target.pk)


def places_beside(source: Project, target: Project) -> list[Row]:
    """The source's places in use: which come, which the target has a namesake of, and which need a building it lacks."""
    taken = set(Place.objects.filter(project=target).values_list("name", flat=True))
    buildings = {one.name: one for one in Building.objects.filter(project=target)}
    units = {(one.building_id, one.name): one for one in Unit.objects.filter(building__project=target)}
    rows = Place.objects.filter(project=source, retired_at__isnull=True).select_related("building", "unit")
    return [_place_row(place, taken, buildings, units) for place in rows]


def _place_row(
    place: Place, taken: set[str], buildings: dict[str, Building], units: dict[tuple[int, str], Unit]
) -> Row:
    building = buildings.get(place.building.name) if place.building else None
    unit = units.get((building.pk, place.unit.name)) if building and place.unit else None
    if place.name in taken:
        return Row(place.name, Fate.STAYS, _("这里已有同名的，照旧"))
    if (place.building and not building) or (place.unit and not unit):
        return Row(place.name, Fate.CANNOT, _("这里还没有同名的楼栋或单元；登记以后可以再带一次"))
    return Row(place.name, Fate.COMES, how=(place.kind, building, unit))

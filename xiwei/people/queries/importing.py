"""What an import meets: the rooms, homes and persons a batch is about; and the imports of a project."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from xiwei.estate.models import Building, Project, Room, Unit
from xiwei.ledger.queries import is_at_work
from xiwei.people.importing import naming
from xiwei.people.importing.plan import Home, Known
from xiwei.people.models import Household, Import, ImportState, Person, Staff, Tenure
from xiwei.people.queries.people import unknown_to
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission, check_permission
from xiwei.shared import scope


def known(project: Project) -> Known:
    """The project's buildings and units, before any room is asked for."""
    found = Known(project)
    for building in Building.objects.filter(project=project).order_by("-rank", "-pk"):
        found.buildings[naming.building_key(building.name)] = building
    units = Unit.objects.filter(building__project=project).select_related("building").order_by("-rank", "-pk")
    for unit in units:
        found.units[naming.building_key(unit.building.name), naming.unit_key(unit.name)] = unit
    return found


def meet(found: Known, *, labels: Collection[str], names: Mapping[str, str]) -> None:
    """Add the rooms of these labels with their homes, and whom these phones stand for, given with the sheet's names."""
    rooms = Room.objects.filter(project=found.project, label__in=labels)
    found.rooms = {room.label: room for room in rooms}
    by_room: dict[int, Home] = {}
    standing = Household.objects.filter(room__in=list(found.rooms.values()), until=None).order_by("pk")
    for household in standing:
        by_room.setdefault(household.room_id, Home(household))
    homes = {home.household.pk: home for home in by_room.values()}
    tenures = Tenure.objects.filter(household__in=list(homes), until=None).select_related("person").order_by("pk")
    for tenure in tenures:
        home = homes[tenure.household_id]
        tenure.household = home.household
        home.tenures.append(tenure)
    found.homes = by_room
    found.persons, found.taken = _holders(found.project.company_id, names)
    found.fixed = _fixed(found, [tenure.person for home in by_room.values() for tenure in home.tenures])


def _holders(company_id: int, names: Mapping[str, str]) -> tuple[dict[str, Person], set[str]]:
    """Whom each phone stands for in this company, as `people.actions.ensure_resident` finds one; and the phones whose
    accounts it is told nothing of: whoever is new with such a one is only noted with it."""
    accounts = {person.mobile: person for person in Person.objects.filter(phone__in=names)}
    foreign = unknown_to(company_id, accounts.values()) if accounts else set()
    known = {phone: person for phone, person in accounts.items() if person.pk not in foreign}
    named = {phone: person for phone, person in accounts.items() if person.name == names[phone]}
    ties = Tenure.objects.filter(company_id=company_id, person__noted_phone__in=names).select_related("person")
    noted = {tie.person.mobile: tie.person for tie in ties.order_by("-pk")}
    return named | noted | known, accounts.keys() - known.keys() - named.keys()


@scope.everywhere("one sheet corrects nobody whom others know too")
def _fixed(found: Known, people: Collection[Person]) -> set[int]:
    """Those a sheet may not give another phone: proved or chosen by themselves, serving, or another company's too."""
    ids = [person.pk for person in people]
    own = {
        person.pk
        for person in people
        if person.phone_verified or not person.password.startswith(UNUSABLE_PASSWORD_PREFIX)
    }
    serving = Staff.objects.filter(person__in=ids).values_list("person_id", flat=True)
    elsewhere = Tenure.objects.filter(person__in=ids).exclude(company_id=found.project.company_id)
    return own | set(serving) | set(elsewhere.values_list("person_id", flat=True))


def placed_otherwise(project: Project, names: Mapping[str, tuple[str, int]]) -> dict[str, list[str]]:
    """Phones of the sheet that this project knows under another name: that name, and a room of theirs.

    Only this project's own residents: nothing is told of whom others know.
    """
    mobile = Coalesce("person__phone", "person__noted_phone")
    living = Tenure.objects.filter(household__project=project, until=None).annotate(mobile=mobile)
    told = living.exclude(mobile=None).values_list("mobile", "person__name", "household__room__label").order_by("-pk")
    return {
        phone: [name, label]
        for phone, name, label in told.iterator(chunk_size=5000)
        if phone in names and names[phone][0] != name
    }


def project_for(who: Who, pk: int) -> Project:
    """The project to import into. Raises DoesNotExist for a stranger, NotAllowed for a colleague without the right."""
    project = Project.objects.select_related("company").get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    check_permission(staff, Permission.PEOPLE_IMPORT, company_id=project.company_id, project_id=project.pk)
    return project


def import_for(who: Who, project_pk: int, pk: int) -> Import:
    """One import of a project, on the same terms."""
    project = project_for(who, project_pk)
    return Import.objects.select_related("project__company", "by").get(project=project, pk=pk)


def history(project: Project) -> QuerySet[Import]:
    """The project's imports, the latest first."""
    return Import.objects.filter(project=project).select_related("by")


def lock(found: Import) -> Import:
    """The import as it stands, held until the transaction ends."""
    return Import.objects.select_for_update(of=("self",)).select_related("project", "by").get(pk=found.pk)


def is_stranded(found: Import) -> bool:
    """It should be at work and no job is: its workers died at it, or were never there to take it up."""
    if found.state not in (ImportState.CHECKING, ImportState.RUNNING):
        return False
    return not is_at_work(found.task)


def residents(project: Project) -> dict[int, list[Tenure]]:
    """Those who belong to each room's household now, by room."""
    found: dict[int, list[Tenure]] = defaultdict(list)
    tenures = (
        Tenure.objects.filter(household__project=project, household__until=None, until=None)
        .select_related("household", "person")
        .order_by("household_id", "-contact", "pk")
    )
    for tenure in tenures.iterator(chunk_size=2000):
        found[tenure.household.room_id].append(tenure)
    return found


def rooms_to_write(project: Project) -> QuerySet[Room]:
    """Every room of the project as a sheet lists them."""
    return (
        Room.objects.filter(project=project)
        .select_related("building", "unit")
        .order_by("building__rank", "building_id", "unit__rank", "unit_id", "floor", "number")
    )


def files_due(company_id: int, before: datetime, spare: Collection[int]) -> QuerySet[Import]:
    """Sheets that were carried in before then and whose files are still there. A file is of no one person: none is spared."""
    return Import.objects.filter(company_id=company_id, state=ImportState.DONE, ended_at__lt=before).exclude(folder="")

"""Find homes: a project's households by building and by words, and the ties of one person."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from xiwei.estate import spoken
from xiwei.estate.models import Building, Project, Room, RoomKind
from xiwei.people.models import Household, Person, Staff, Tenure
from xiwei.people.queries.who import Who
from xiwei.people.rules import grounds
from xiwei.people.rules import homes as rules
from xiwei.shared import phones
from xiwei.shared.prepared import Given, prepared
from xiwei.shared.refusals import NotNow

FIRST_ROOMS = 10


def project_for_homes(who: Who, pk: int) -> Project:
    """The project whose households one may list. Raises Project.DoesNotExist for a stranger, NotAllowed else."""
    project = Project.objects.select_related("company").get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    rules.check_may_see_homes(staff, project)
    return project


def households(project: Project, *, building_id: int | None = None, words: str = "") -> QuerySet[Household]:
    """Present households with room and `people`; words are a room, a name, a phone or its last four digits."""
    found = Household.objects.filter(project=project, until__isnull=True)
    if building_id:
        found = found.filter(room__building_id=building_id)
    if words := words.strip():
        found = found.filter(_said(words))
    living = Count("tenures", filter=Q(tenures__until__isnull=True), distinct=True)
    return (
        found.select_related("room__building", "room__unit")
        .annotate(people=living)
        .order_by("room__building__rank", "room__unit__rank", "room__floor", "room__number", "pk")
    )


def found_by(projects: Collection[Project], words: str) -> QuerySet[Household]:
    """The same of several estates, with room alone: for a search by anything, which finds no home for most words."""
    of = [one.pk for one in projects]
    ids = _behind(words, of) if spoken.door(words) else _found(phones.is_asked_for(words), projects=of, words=words)
    if not ids:
        return Household.objects.none()
    order = ("project__code", "room__building__rank", "room__unit__rank", "room__floor", "room__number", "pk")
    return Household.objects.filter(pk__in=ids).select_related("room").order_by(*order)


def _behind(words: str, project_ids: Collection[int]) -> list[int]:
    here = Household.objects.filter(_said(words), project_id__in=project_ids, until__isnull=True)
    return list(here.order_by().values_list("pk", flat=True))


@prepared
def _found(ends_a_phone: bool, *, projects: Given, words: Given) -> QuerySet[Household, int]:
    here = Household.objects.filter(_asked(words, ends_a_phone), project__in=projects, until__isnull=True)
    return here.order_by().values_list("pk", flat=True).distinct()


def _said(words: str) -> Q:
    if said := spoken.door(words):
        number = Q(room__number=said.number) | Q(room__number__endswith=f"-{said.number}")
        there = spoken.inside(said, "room__building__name", "room__unit__name")
        return number & there | Q(room__label__icontains=words)
    # By id, that the joins of what was asked keep the count of people whole.
    return Q(pk__in=Household.objects.filter(_asked(words, phones.is_asked_for(words))).values("pk"))


def _asked(words: str | Given, ends_a_phone: bool) -> Q:
    name = Q(name__icontains=words) | Q(tenures__person__name__icontains=words, tenures__until__isnull=True)
    ends = Q(tenures__person__phone__endswith=words) | Q(tenures__person__noted_phone__endswith=words)
    phone = ends & Q(tenures__until__isnull=True)
    return Q(room__label__icontains=words) | name | (phone if ends_a_phone else Q())


def buildings(project: Project) -> QuerySet[Building]:
    """For the chips above the list."""
    return Building.objects.filter(project=project)


@dataclass(frozen=True)
class Lacking:
    """What an estate without a household has: how many rooms people could live or work in, and the first of them."""

    rooms: int
    first: list[Room]


def lacking_homes(project: Project) -> Lacking:
    """What stands ready for households, where there is none yet: what to do next depends on it."""
    rooms = Room.objects.filter(project=project).exclude(kind__in=(RoomKind.PARKING, RoomKind.STORAGE))
    first = rooms.order_by("building__rank", "building_id", "unit__rank", "floor", "number")[:FIRST_ROOMS]
    return Lacking(rooms.count(), list(first))


def tenures_of(person: Person, staff: Staff) -> list[Tenure]:
    """Where this person lives now within the company of `staff`."""
    found = Tenure.objects.filter(
        person=person, company_id=staff.company_id, until__isnull=True, household__until__isnull=True
    )
    return list(found.select_related("household__room").order_by("pk"))


def person_for_call(who: Who, pk: int) -> tuple[Person, Staff]:
    """A resident of a company one works for, and oneself there.

    Raises Person.DoesNotExist for a stranger, NotAllowed for a colleague who may not call them: no name is shown either.
    """
    person = Person.objects.get(pk=pk)
    tenures = Tenure.objects.filter(person=person, until__isnull=True, household__until__isnull=True)
    for company_id in tenures.values_list("company_id", flat=True).distinct():
        if staff := who.staff_in(company_id):
            rules.check_calls(staff, tenures_of(person, staff))
            return person, staff
    raise Person.DoesNotExist


def why_called(person: Person, staff: Staff) -> str:
    """Why this one of `person_for_call` may call them, as the page says it; "" where no number is known."""
    try:
        return grounds.said([rules.check_may_call(staff, person, tenures_of(person, staff))])
    except NotNow:
        return ""


def room_to_keep(who: Who, pk: int) -> Room:
    """A room whose households one may register. Raises Room.DoesNotExist for a stranger, NotAllowed for a colleague."""
    room = Room.objects.select_related("project", "building").get(pk=pk)
    _check_keeps(who, room, room.project_id)
    return room


def tenure_to_keep(who: Who, pk: int) -> Tenure:
    """A tie one may change. Raises Tenure.DoesNotExist for a stranger, NotAllowed for a colleague without the right."""
    tenure = Tenure.objects.select_related("household__room", "household__project", "person").get(pk=pk)
    _check_keeps(who, tenure, tenure.household.project_id)
    return tenure


def _check_keeps(who: Who, found: Room | Tenure, project_id: int) -> None:
    staff = who.staff_in(found.company_id)
    if staff is None:
        raise type(found).DoesNotExist
    rules.check_may_keep_homes(staff, company_id=found.company_id, project_id=project_id)


def living_in(room: Room) -> list[Household]:
    """The households in this room now, each with its present `ties`: one, where no sheet gave it several."""
    now = Tenure.objects.filter(until__isnull=True).select_related("person").order_by("-contact", "since", "pk")
    homes = Household.objects.filter(room=room, until__isnull=True).order_by("pk")
    return list(homes.prefetch_related(Prefetch("tenures", now, to_attr="ties")))


def lived_in(room: Room) -> QuerySet[Household]:
    """The households that were in this room before, the latest first."""
    return Household.objects.filter(room=room, until__isnull=False).order_by("-until", "-pk")


def namesake(household: Household | None, name: str) -> Person | None:
    """The one without a phone who goes by this name in the household now: sent twice, a form finds whom it made."""
    if household is None:
        return None
    phoneless = Q(person__phone=None, person__noted_phone=None)
    ties = Tenure.objects.filter(phoneless, household=household, until=None, person__name=name)
    found = ties.select_related("person").first()
    return found.person if found else None

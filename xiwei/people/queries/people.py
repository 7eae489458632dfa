"""Find persons, and who is in a room now."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from xiwei.estate.models import Company, Room
from xiwei.people.models import Household, Person, Staff, Tenure
from xiwei.people.queries.who import Who
from xiwei.shared import scope
from xiwei.shared.prepared import Given, first, prepared


def lock(person: Person) -> Person:
    """The person's row as it stands, held until the transaction ends."""
    return Person.objects.select_for_update().get(pk=person.pk)


@prepared
def _by_pk(pk: Given) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)


def by_pk(pk: int) -> Person | None:
    """The person of this id, or nobody."""
    return first(_by_pk(pk=pk))


def by_phone(phone: str) -> Person | None:
    """The person of this number (as shared.phones.read gives it), or nobody."""
    return Person.objects.filter(phone=phone).first()


@scope.everywhere("a person's own companies, by their own rows")
def companies_of(person: Person) -> list[Company]:
    """The companies this person serves or lives with now; their own rows, so no scope is asked for."""
    serves = Staff.objects.filter(person=person, left_on=None).values("company_id")
    lives = Tenure.objects.filter(person=person, until=None).values("company_id")
    return list(Company.objects.filter(Q(pk__in=serves) | Q(pk__in=lives)))


def unknown_to(company_id: int, people: Iterable[Person]) -> set[int]:
    """Ids of those who never lived with this company nor served it: its staff are told nothing of them by a phone."""
    ids = {person.pk for person in people}
    lived = Tenure.objects.filter(person__in=ids, company_id=company_id).values_list("person_id", flat=True)
    served = Staff.objects.filter(person__in=ids, company_id=company_id).values_list("person_id", flat=True)
    return ids - set(lived) - set(served)


def noted(company_id: int, phone: str) -> Person | None:
    """The one this company registered with a phone that an account of another name holds; the first, or nobody."""
    ties = Tenure.objects.filter(company_id=company_id, person__noted_phone=phone).select_related("person")
    found = ties.order_by("pk").first()
    return found.person if found else None


def household_of(room: Room) -> Household | None:
    """The household that lives in this room now: who rents it before who holds it; the earliest, where sheets gave several."""
    return Household.objects.filter(room=room, until=None).order_by("-rents", "pk").first()


@scope.everywhere("the demo's cast is of three companies")
def cast(numbers: list[str]) -> list[Person]:
    """The persons of these numbers in that order, with what they serve as and where they live, in four queries."""
    serving = Staff.objects.filter(left_on=None).select_related("company")
    living = Tenure.objects.filter(until=None).select_related("household__room", "household__project")
    found = Person.objects.filter(phone__in=numbers, is_active=True).prefetch_related(
        Prefetch("employments", serving), Prefetch("tenures", living)
    )
    return sorted(found, key=lambda person: numbers.index(person.phone or ""))


def role_in_words(person: Person) -> str:
    """What someone read by cast() is, in a few words: 翠湖物业 管家, 翠湖花园 1栋1单元501."""
    serves = [f"{staff.company.short_name} {staff.title}" for staff in person.employments.all()]
    homes = [tenure.household for tenure in person.tenures.all()]
    return "，".join(serves + [f"{home.project.name} {home.room.label}" for home in homes])


def face_for(who: Who, pk: int) -> Person | None:
    """The person of a picture this one may see: themself; staff of their companies; for staff, residents there too.

    Neighbours see no neighbour's face.
    """
    seen = Q(pk=who.person.pk if who.person else None)
    seen |= Q(pk__in=Staff.objects.filter(company__in=who.companies, left_on=None).values("person"))
    serves = {staff.company_id for staff in who.staff}
    seen |= Q(pk__in=Tenure.objects.filter(company__in=serves, until=None).values("person"))
    return Person.objects.exclude(face="").filter(seen, pk=pk).first()

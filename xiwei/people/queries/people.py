"""Find persons, and who is in a room now."""

from django.db.models import Q, QuerySet

from xiwei.estate.models import Company, Room
from xiwei.people.models import Household, Person, Staff, Tenure


def lock(person: Person) -> Person:
    """The person's row as it stands, held until the transaction ends."""
    return Person.objects.select_for_update().get(pk=person.pk)


def by_phone(phone: str) -> Person | None:
    """The person of this number (as shared.phones.read gives it), or nobody."""
    return Person.objects.filter(phone=phone).first()


def companies_of(person: Person) -> QuerySet[Company]:
    """The companies this person serves or lives with now; their own rows, so no scope is asked for."""
    serves = Staff._base_manager.filter(person=person, left_on=None).values("company_id")
    lives = Tenure._base_manager.filter(person=person, until=None).values("company_id")
    return Company.objects.filter(Q(pk__in=serves) | Q(pk__in=lives))


def household_of(room: Room) -> Household | None:
    """The household in this room now; the earliest, where the sheets gave it several."""
    return Household._base_manager.filter(room=room, until=None).order_by("pk").first()

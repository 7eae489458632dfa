"""Find what is kept of a person in one company, for its erasure."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q

from xiwei.ledger.models import Entry
from xiwei.ledger.seals import leaves
from xiwei.people.erased import Erased
from xiwei.people.models import Household, Invitation, Person, Staff, Tenure
from xiwei.shared import scope

CHUNK = 2_000


def homes(person: Person, company_id: int) -> list[int]:
    """The households of this company they ever belonged to, by number."""
    return list(Tenure.objects.filter(person=person, company_id=company_id).values_list("household_id", flat=True))


def empty_homes(person: Person, company_id: int) -> list[int]:
    """Those of their homes in which nobody lives any more: where a family stays, the home's papers are the family's."""
    theirs = homes(person, company_id)
    lived_in = Tenure.objects.filter(household_id__in=theirs, until=None, household__until=None)
    return sorted(set(theirs) - set(lived_in.values_list("household_id", flat=True)))


def lives_in(person: Person, company_id: int) -> list[Tenure]:
    """Where they live now."""
    found = Tenure.objects.filter(person=person, company_id=company_id, until=None)
    return list(found.select_related("household__room").order_by("pk"))


def served(person: Person, company_id: int) -> bool:
    """Whether the company ever employed them: its papers on that are kept by other laws."""
    return Staff.objects.filter(person=person, company_id=company_id).exists()


@scope.everywhere("whether anyone else still knows this person")
def known_elsewhere(person: Person, company_id: int) -> bool:
    """Whether another company has them as a resident or as staff, now or before."""
    ties = (Tenure.objects, Staff.objects)
    return any(rows.filter(person=person).exclude(company_id=company_id).exists() for rows in ties)


@scope.everywhere("whom an older backup brought back, in whichever company")
def brought_back(one: Erased) -> Person | None:
    """Who is erased on the list and not in this database; None where they are erased, or were never in it."""
    told = Entry.objects.filter(kind="people.erased", company_id=one.company_id, at=one.at)
    if (told.filter(data__token=one.token) if one.token else told).exists():
        return None
    return Person.objects.filter(pk=one.person_id, joined_at=one.joined_at).first()


def named_after(person: Person, company_id: int) -> list[Household]:
    """The households that go by this person's name, or by one they had."""
    names = {person.name, *names_before(person, company_id)}
    return list(Household.objects.filter(pk__in=homes(person, company_id), name__in=names))


def invitations(person: Person, company_id: int) -> list[Invitation]:
    """Those that were sent to them."""
    phones = [phone for phone in (person.phone, person.noted_phone) if phone]
    return list(Invitation.objects.filter(company_id=company_id, phone__in=phones))


NAMED = ("people.name_changed", "people.name_corrected", "people.tenure_opened", "people.tenure_ended")


def names_before(person: Person, company_id: int) -> set[str]:
    """What they were called before their name was changed or put right: by the lines of those days, theirs and of their ties."""
    told = Entry.objects.filter(company_id=company_id, person_id=person.pk, kind__in=NAMED)
    said = [data.get(word) for data in told.values_list("data", flat=True) for word in ("before", "name")]
    return {name for name in said if name}


def lines(person: Person, company_id: int) -> Iterator[dict[str, Any]]:
    """The lines that are about them, that they wrote, and all of their homes: in any of these they may be named.

    It reads all lines of the company once (nothing is indexed by who wrote a line as a resident), and locks nothing.
    """
    theirs = Q(person_id=person.pk) | Q(actor_person_id=person.pk) | Q(household_id__in=homes(person, company_id))
    found = Entry.objects.filter(theirs, company_id=company_id).order_by("pk")
    yield from found.values(*leaves.COLUMNS).iterator(CHUNK)


def lines_about(subject_type: str, numbers: Collection[int]) -> Iterator[dict[str, Any]]:
    """All lines about these things."""
    found = Entry.objects.filter(subject_type=subject_type, subject_id__in=numbers).order_by("pk")
    yield from found.values(*leaves.COLUMNS).iterator(CHUNK)

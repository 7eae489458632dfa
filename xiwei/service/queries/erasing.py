"""Find the matters of whoever is to be erased."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from xiwei.people.models import Person
from xiwei.service.models import Photo, Ticket
from xiwei.service.models.tickets import OPEN
from xiwei.shared.names import NOBODY

# Whose asker is erased: nobody to ring or to call on any more.
ERASED = Q(asker__name=NOBODY) | Q(asker__isnull=True, asker_name="", words="")


def asked_by(person: Person, company_id: int) -> QuerySet[Ticket]:
    """What they asked of this company, by their account or told under their number."""
    phones = [phone for phone in (person.phone, person.noted_phone, person.other_phone) if phone]
    told = Q(asker=None, asker_phone__in=phones)
    return Ticket.objects.filter(Q(asker=person) | told, company_id=company_id).order_by("pk")


def still_open(person: Person, company_id: int) -> list[Ticket]:
    """Those of them that are still being done."""
    found = asked_by(person, company_id).filter(state__in=OPEN)
    return list(found.select_related("project", "item").order_by("pk"))


def shared_files(photos: Collection[Photo]) -> set[str]:
    """The files of these pictures that another picture shows too: they must not go with them."""
    paths = {photo.path for photo in photos}
    others = Photo.objects.filter(path__in=paths).exclude(pk__in=[photo.pk for photo in photos])
    return set(others.values_list("path", flat=True))

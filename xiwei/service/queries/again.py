"""What one who tells a need told before, and what is still being done about it: to be added to, not told again."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from xiwei.people.models import Person
from xiwei.service.models import Ticket
from xiwei.service.models.tickets import PUBLIC

MOST = 30
SHOWN_WITH = ("project", "room", "place", "building", "item", "asker")


def at_home(household_ids: Iterable[int], *, line: str) -> QuerySet[Ticket]:
    """Open matters of these homes in the line the words are understood to be of, whoever of the home told them."""
    return _latest(Q(household_id__in=list(household_ids), line=line))


def in_public(
    person: Person, *, project_id: int, place_id: int | None, building_id: int | None, line: str
) -> QuerySet[Ticket]:
    """Open matters of this very place, or without one of the building and line, that this person told."""
    here = Q(place_id=place_id) if place_id else Q(building_id=building_id, line=line)
    return _latest(PUBLIC & here, asker=person, project_id=project_id)


def by_codes(codes: Iterable[str], *, place_id: int) -> QuerySet[Ticket]:
    """Open matters of this place that were told without an account, by the follow codes their teller holds."""
    return _latest(Q(follow_code__in=list(codes)), place_id=place_id, asker__isnull=True)


def _latest(which: Q, **more: object) -> QuerySet[Ticket]:
    # No limit of days: while it is open, telling it once more would make a second matter of it.
    found = Ticket.objects.filter(which, closed_at__isnull=True, **more).select_related(*SHOWN_WITH)
    return found.order_by("-asked_at", "-pk")[:MOST]

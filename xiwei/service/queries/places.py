"""What a wall code opens: the place, for anyone, with nothing of anybody (D6)."""

from django.db.models import Q, QuerySet

from xiwei.estate.models import Place
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.service.models import Ticket
from xiwei.service.models.tickets import PUBLIC
from xiwei.shared import codes, scope


def open_here(place: Place) -> QuerySet[Ticket]:
    """What is being done about this place now: public matters only.

    And what was told of its building without saying where in it ("楼道的灯不亮"): it may well be here.
    """
    return (
        Ticket.objects.filter(PUBLIC, _about(place), closed_at__isnull=True)
        .select_related("item", "project", "place", "building")
        .order_by("due_at", "pk")[:10]
    )


def _about(place: Place) -> Q:
    here = Q(place=place)
    return here | Q(place__isnull=True, building=place.building_id) if place.building_id else here


def matter_of(place: Place, pk: int) -> Ticket | None:
    """A public matter of this place, done or not, with the steps it has come through; nothing for any other."""
    found = Ticket.objects.filter(PUBLIC, _about(place), pk=pk)
    return found.select_related("item", "project", "place", "merged_into").prefetch_related("promises").first()


def serves(who: Who, place: Place | Ticket) -> bool:
    """Whether this person works in the project of the place or matter."""
    here = {"company_id": place.company_id, "project_id": place.project_id}
    return who.may(Permission.TICKET_TAKE, **here) or who.may(Permission.TICKET_SEE, **here)


def is_stranger(who: Who, where: Place | Ticket) -> bool:
    """Whether this one neither lives in the estate nor serves it: an account of elsewhere makes nobody less of a stranger."""
    return not serves(who, where) and all(one.household.project_id != where.project_id for one in who.tenures)


@scope.everywhere("a follow code opens its ticket, of whatever company")
def by_follow_code(code: str) -> Ticket | None:
    """The ticket one without an account may follow: the code is theirs alone, drawn at random."""
    found = Ticket.objects.filter(follow_code=codes.read(code))
    return found.select_related("project", "place", "item", "first_contact", "answering__person", "asker").first()

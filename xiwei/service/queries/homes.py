"""What a resident's first page shows."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from xiwei.notices.models import Message
from xiwei.people.models import Tenure
from xiwei.people.queries.who import Who
from xiwei.service.models import Ticket, TicketState, WorkOrder
from xiwei.service.queries.orders import of_household
from xiwei.service.queries.tickets import listed, of_person, of_resident
from xiwei.shared.prepared import Given, prepared

MOST = 5


def chosen(who: Who, household: str) -> Tenure:
    """The home asked for, if it is one of theirs; else their first. `who` has at least one."""
    return next((one for one in who.tenures if str(one.household_id) == household), who.tenures[0])


@dataclass(frozen=True)
class Own:
    """What is being done for a person now, the nearest promise first; and the last few that ended, to rate or open again."""

    open: list[Ticket]
    ended: list[Ticket]


def own(who: Who) -> Own:
    """A resident's own, as their first page shows it: sorted as numbers, then fetched together."""
    assert who.person is not None
    now, then = _going(person=who.person), _over(person=who.person)
    found = {one.pk: one for one in _listed(ids=[*now, *then])} if now or then else {}
    return Own([found[pk] for pk in now], [found[pk] for pk in then])


@prepared
def _going(person: Given) -> QuerySet[Ticket, int]:
    mine = of_person(person).filter(closed_at__isnull=True)
    return mine.order_by(F("due_at").asc(nulls_last=True), "-asked_at").values_list("pk", flat=True)[:20]


@prepared
def _over(person: Given) -> QuerySet[Ticket, int]:
    mine = of_person(person).filter(closed_at__isnull=False)
    return mine.order_by("-closed_at").values_list("pk", flat=True)[:5]


@prepared
def _listed(ids: Given) -> QuerySet[Ticket]:
    return listed(Ticket.objects.known(pk__in=ids))


@dataclass(frozen=True)
class Awaited:
    """What stands still until this resident says a word: work to look at, prices to agree to, a reply not yet read."""

    done: list[Ticket]
    quoted: list[WorkOrder]
    replies: list[Message]

    def __bool__(self) -> bool:
        return bool(self.done or self.quoted or self.replies)


def awaited(who: Who) -> Awaited:
    """Of their own matters and their homes', never of those they only follow; the longest waiting first."""
    assert who.person is not None
    theirs = {"person": who.person, "homes": who.household_ids}
    return Awaited(done=_done(**theirs), quoted=_quoted(**theirs), replies=_unread_replies(person=who.person))


@prepared
def _done(person: Given, homes: Given) -> QuerySet[Ticket]:
    mine = Ticket.objects.filter(of_resident(person, homes), state=TicketState.DONE)
    return mine.select_related("project", "room", "place", "building", "item").order_by("done_at", "pk")[:MOST]


@prepared
def _quoted(person: Given, homes: Given) -> QuerySet[WorkOrder]:
    mine = of_household(person, homes)
    return mine.filter(ended_at__isnull=True, quoted_fen__gt=0, agreed_at__isnull=True).order_by("pk")[:MOST]


@prepared
def _unread_replies(person: Given) -> QuerySet[Message]:
    """A courteous no is to be read, not found by chance among the steps of other matters."""
    unread = Message.objects.filter(person=person, about="service.declined", read_at__isnull=True)
    return unread.order_by("at")[:MOST]

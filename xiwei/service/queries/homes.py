"""What a resident's first page shows."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from xiwei.notices.models import Message
from xiwei.people.models import Person, Tenure
from xiwei.people.queries.who import Who
from xiwei.service.models import Ticket, TicketState, WorkOrder
from xiwei.service.queries.orders import for_resident
from xiwei.service.queries.tickets import listed, of_person

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
    mine = of_person(who.person)
    going = mine.filter(closed_at__isnull=True).order_by(F("due_at").asc(nulls_last=True), "-asked_at")
    over = mine.filter(closed_at__isnull=False).order_by("-closed_at")
    now, then = (list(some.values_list("pk", flat=True)) for some in (going[:20], over[:5]))
    found = {one.pk: one for one in listed(Ticket.objects.known(pk__in=now + then))}
    return Own([found[pk] for pk in now], [found[pk] for pk in then])


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
    mine = Q(asker=who.person) | Q(household_id__in=who.household_ids)
    done = Ticket.objects.filter(mine, state=TicketState.DONE).select_related(
        "project", "room", "place", "building", "item"
    )
    quoted = for_resident(who).filter(ended_at__isnull=True, quoted_fen__gt=0, agreed_at__isnull=True)
    return Awaited(
        done=list(done.order_by("done_at", "pk")[:MOST]),
        quoted=list(quoted.order_by("pk")[:MOST]),
        replies=list(_unread_replies(who.person)[:MOST]),
    )


def _unread_replies(person: Person) -> QuerySet[Message]:
    """A courteous no is to be read, not found by chance among the steps of other matters."""
    return Message.objects.filter(person=person, about="service.declined", read_at__isnull=True).order_by("at")

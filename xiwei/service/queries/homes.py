"""What a resident's first page shows."""

from dataclasses import dataclass

from django.db.models import F

from xiwei.people.models import Tenure
from xiwei.people.queries.who import Who
from xiwei.service.models import Ticket
from xiwei.service.queries.tickets import listed, of_person


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

"""What a resident's first page shows."""

from django.db.models import F, QuerySet

from xiwei.people.models import Tenure
from xiwei.people.queries.who import Who
from xiwei.service.models import Ticket
from xiwei.service.queries.tickets import of_person


def chosen(who: Who, household: str) -> Tenure:
    """The home asked for, if it is one of theirs; else their first. `who` has at least one."""
    return next((one for one in who.tenures if str(one.household_id) == household), who.tenures[0])


def open_tickets(who: Who) -> QuerySet[Ticket]:
    """What is being done for this person now, the nearest promise first."""
    assert who.person is not None
    return (
        of_person(who.person)
        .filter(closed_at__isnull=True)
        .order_by(F("due_at").asc(nulls_last=True), "-asked_at")[:20]
    )


def lately_ended(who: Who) -> QuerySet[Ticket]:
    """The last few that ended: to rate, to thank, to open again."""
    assert who.person is not None
    return of_person(who.person).filter(closed_at__isnull=False).order_by("-closed_at")[:5]

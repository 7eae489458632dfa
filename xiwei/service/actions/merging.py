"""The same matter told several times: one goes on, the others follow it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Person, Staff
from xiwei.service.actions import ordering
from xiwei.service.actions.moving import move
from xiwei.service.actions.telling import tell_residents
from xiwei.service.models import Follower, Ticket
from xiwei.service.queries import tickets
from xiwei.service.rules import checks, discretion
from xiwei.service.rules.merging import check_same


@transaction.atomic
def merge(ticket: Ticket, *, into: Ticket, by: Staff, now: datetime) -> Ticket:
    """`ticket` ends and `into` goes on; those who asked the first follow the other, and are told so.

    Each has its line: `into` says that it speaks for one more.
    """
    first, second = sorted((ticket, into), key=lambda one: one.pk)
    locked = {one.pk: tickets.lock(one) for one in (first, second)}  # in one order, so that two merges cannot cross
    ticket, into = locked[ticket.pk], locked[into.pk]
    checks.check_may("merge", ticket, by)
    check_same(ticket, into)
    ordering.cancel_all(ticket, by=by, now=now, reason=f"已并入{into.number}")
    _carry_followers(ticket, into, now)
    ticket.merged_into, ticket.closed_at = into, now
    title = discretion.title_for_neighbours(into)  # another told it: those of this one are their neighbours
    move(ticket, "merge", by=by, now=now, other=into.number, title=title)
    ledger.record("service.joined", into, by=by, at=now, seen_by=Seen.RESIDENT, other=ticket.number)
    tell_residents(
        ticket, about="service.merged", title=f"已合并跟进：{title}", body="同一件事已有人报过，每一步都会同时通知您。",
        now=now, key="merged",
    )  # fmt: skip
    return ticket


def _carry_followers(ticket: Ticket, into: Ticket, now: datetime) -> None:
    """Who asked, those of their home, and who followed: all are told when it is done."""
    theirs = Q(pk=ticket.asker_id) | Q(following__ticket=ticket)
    if ticket.household_id:
        theirs |= Q(tenures__household_id=ticket.household_id, tenures__until__isnull=True)
    people = set(Person.objects.filter(theirs).values_list("pk", flat=True))
    Follower.objects.bulk_create(
        (
            Follower(company_id=into.company_id, ticket=into, person_id=pk, at=now)
            for pk in sorted(people)
            if pk != into.asker_id
        ),
        ignore_conflicts=True,
    )

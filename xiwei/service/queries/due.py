"""What is due by now: the worklists of the clock, each by its own index."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from xiwei.people.models import Leave, LeaveState
from xiwei.service.models import Clock, Ticket, TicketState, Wait
from xiwei.service.queries.books import works_in
from xiwei.service.rules.ending import CONFIRMING

BATCH = 500


def clocks(now: datetime) -> QuerySet[Clock]:
    """Clocks that have something to say."""
    return Clock.objects.filter(next_at__lte=now).select_related("ticket").order_by("next_at")[:BATCH]


def waits(now: datetime) -> QuerySet[Wait]:
    """Waits whose time is up."""
    return Wait.objects.filter(ended_at__isnull=True, until__lte=now).select_related("ticket").order_by("until")[:BATCH]


def unconfirmed(now: datetime) -> QuerySet[Ticket]:
    """Done tickets old enough to lapse, with an attempt to reach the resident."""
    return (
        Ticket.objects.filter(state=TicketState.DONE, done_at__lte=now - CONFIRMING, call_backs__isnull=False)
        .distinct()
        .order_by("done_at")[:BATCH]
    )


def _away(now: datetime, whom: str = "first_contact_id") -> Exists:
    leave = Leave.objects.filter(staff_id=OuterRef(whom), state=LeaveState.GRANTED, starts_at__lte=now, ends_at__gt=now)
    return Exists(leave)


def without_anyone(now: datetime) -> QuerySet[Ticket]:
    """Open tickets whose answering person is absent or gone: the first contact, or a director who bore it for them."""
    return Ticket.objects.filter(
        Q(answering__left_on__isnull=False) | Q(_away(now, "answering_id")), closed_at__isnull=True
    ).order_by("pk")[:BATCH]


def first_contact_back(now: datetime) -> QuerySet[Ticket]:
    """Open tickets answered for an absent first contact who is here again, and has not moved to another project."""
    covered = Ticket.objects.filter(closed_at__isnull=True, covered=True, first_contact__left_on__isnull=True)
    here = works_in(OuterRef("project_id"), "first_contact_id")
    return covered.filter(here).exclude(_away(now)).order_by("pk")[:BATCH]

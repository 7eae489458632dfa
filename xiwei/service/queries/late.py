"""What is late now: one meaning for every tile, chart, list and bar."""

from datetime import datetime

from django.db.models import Q

from xiwei.service.models import Ticket, TicketState
from xiwei.service.queries.rows import Row
from xiwei.service.rules.timing import BREACHED
from xiwei.shared.prepared import Given


def late(now: datetime | Given, prefix: str = "") -> Q:
    """Open, its nearest moment past, and not waiting (what waits is said to wait). `prefix` leads to the ticket."""
    past = Q(**{f"{prefix}closed_at__isnull": True, f"{prefix}due_at__lt": now})
    return past & ~Q(**{f"{prefix}state": TicketState.WAITING})


def once_late(now: datetime | Given) -> Q:
    """Open and over a limit in this round, yet not late now: it waits, is done, or its next moment is still to come."""
    return Q(closed_at__isnull=True, level__gte=BREACHED) & (
        Q(due_at__isnull=True) | Q(due_at__gte=now) | Q(state=TicketState.WAITING)
    )


def is_late(one: Ticket | Row, now: datetime) -> bool:
    """The same of one already read."""
    return one.is_open and one.state != TicketState.WAITING and one.due_at is not None and one.due_at < now

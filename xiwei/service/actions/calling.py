"""A worker rings the one who asked: the number is shown for the work, and that it was shown is a line."""

from datetime import datetime

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Staff
from xiwei.service.actions.ordering import locked
from xiwei.service.models import WorkOrder
from xiwei.service.rules.orders import check_may_ring


@transaction.atomic
def show_number(order: WorkOrder, *, by: Staff, now: datetime) -> str:
    """The number of the one who asked, for the worker who has the order in hand; who asked reads that it was shown.

    Raises NotAllowed for anybody else, NotNow once the order is over or where no number was left.
    """
    order = locked(order)
    check_may_ring(order, by)
    ticket = order.ticket
    ledger.record(
        "service.number_shown",
        ticket,
        by=by,
        at=now,
        seen_by=Seen.RESIDENT,
        person=ticket.asker,
        name=ticket.asker_label,
    )
    return ticket.asker_number

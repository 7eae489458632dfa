"""Ringing the one who asked: their number is shown for the work or for the matter, and that it was shown is a line."""

from datetime import datetime
from typing import Any

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.actions import looks
from xiwei.people.models import Staff, ViewingKind
from xiwei.people.queries import looks as look_queries
from xiwei.service.actions.ordering import locked
from xiwei.service.models import Ticket, WorkOrder
from xiwei.service.queries import consenting, tickets
from xiwei.service.rules.calling import check_may_call_about, check_may_ring, check_willing
from xiwei.shared.tongue import as_kept

NUMBER = "电话"


@transaction.atomic
def show_number(order: WorkOrder, *, by: Staff, now: datetime) -> str:
    """The number of the one who asked, for the worker who has the order in hand; who asked reads that it was shown.

    Raises NotAllowed for anybody else, NotNow once the order is over or where no number was left.
    """
    order = locked(order)
    check_may_ring(order, by)
    return _shown(order.ticket, "上门", by, now)


@transaction.atomic
def show_number_of(ticket: Ticket, *, by: Staff, now: datetime) -> str:
    """The same for those who speak with the estate's people: whoever holds phone.call there, and who was asked.

    Raises NotAllowed for anybody else, NotNow where no number was left.
    """
    ticket = tickets.lock(ticket)
    check_may_call_about(ticket, by)
    check_willing(ticket, willing=consenting.may_call_back(ticket))
    return _shown(ticket, "联系这件事", by, now)


def _shown(ticket: Ticket, why: str, by: Staff, now: datetime) -> str:
    matter = (ticket._meta.label_lower, ticket.pk)
    told: dict[str, Any] = {"household": ticket.household, "person": ticket.asker, "matter": matter}
    if look_queries.looks_still(by, what=NUMBER, now=now, **told):
        return ticket.asker_number
    with as_kept():
        name, what = ticket.asker_label, str(ticket)
    looks.note(
        ViewingKind.PHONE, project_id=ticket.project_id, by=by, now=now, what=NUMBER, why=f"{why}：{what}", **told
    )
    ledger.record(
        "service.number_shown",
        ticket,
        by=by,
        at=now,
        seen_by=Seen.RESIDENT,
        person=ticket.asker,
        name=name,
        why=why,
    )
    return ticket.asker_number

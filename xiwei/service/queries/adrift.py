"""Matters whose work stopped and that nobody has in hand: what somebody must be sent to, before anything else."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from xiwei.people.models import Staff
from xiwei.people.rules import Permission, projects_with
from xiwei.service.models import NEAREST_FIRST, OrderState, Ticket, TicketState, WorkOrder
from xiwei.service.rules.moves import ALIVE
from xiwei.service.rules.orders import broken_off

MOST = 10
MOVING = [state for state in ALIVE if state != TicketState.WAITING]


def _adrift(where: Q) -> QuerySet[Ticket]:
    """Open, not waiting, the last order not finished; asked of each open ticket, of which a project has hundreds."""
    orders = WorkOrder.objects.filter(ticket=OuterRef("pk"))
    last = orders.order_by("-offered_at", "-pk").values("state")[:1]
    stopped = Exists(orders.filter(state=OrderState.COULD_NOT_FINISH))
    return (
        Ticket.objects.filter(where, stopped, closed_at__isnull=True, state__in=MOVING)
        .annotate(last=Subquery(last))
        .filter(last=OrderState.COULD_NOT_FINISH)
        .select_related("project", "room", "place", "building", "item", "answering", "asker")
        .order_by(*NEAREST_FIRST)
    )


def to_send(staff: Staff) -> list[Ticket]:
    """Those for which this one may send somebody."""
    projects = projects_with(staff, Permission.ORDER_ASSIGN)
    where = Q(company_id=staff.company_id) if projects is None else Q(project_id__in=projects)
    return list(_adrift(where)[:MOST])


def answered_for(staff: Staff) -> list[Ticket]:
    """Those this one answers for, or was asked first."""
    return list(_adrift(Q(answering=staff) | Q(first_contact=staff))[:MOST])


def in_project(project_id: int) -> list[Ticket]:
    """Those of a project, for its director."""
    return list(_adrift(Q(project_id=project_id))[:MOST])


def broke_off(ticket: Ticket) -> dict[str, Any] | None:
    """What its page says of work that could not be finished, until somebody comes again: why, what it takes, who comes.

    Reads `ticket.orders` with their workers.
    """
    if (last := broken_off(ticket)) is not None:
        return {"order": last, "worker": None}
    orders = sorted(ticket.orders.all(), key=lambda one: (one.offered_at, one.pk))
    live = next((one for one in orders if one.is_live and one.state != OrderState.ARRIVED), None)
    stopped = next((one for one in reversed(orders) if one.state != OrderState.CANCELLED and one != live), None)
    if live is None or stopped is None or stopped.state != OrderState.COULD_NOT_FINISH:
        return None
    return {"order": stopped, "worker": live.worker}

"""Matters whose work stopped and that nobody has in hand: what somebody must be sent to, before anything else."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from xiwei.estate.models import Project
from xiwei.people.models import Staff
from xiwei.people.rules import Permission, projects_with
from xiwei.service.models import NEAREST_FIRST, OrderState, Ticket, TicketState, WorkOrder
from xiwei.service.queries.rows import Row, rows_of
from xiwei.service.rules.moves import ALIVE
from xiwei.service.rules.orders import broken_off
from xiwei.shared.prepared import Given, prepared

MOST = 10
MOVING = [state for state in ALIVE if state != TicketState.WAITING]


def _adrift(where: Q) -> QuerySet[Ticket, int]:
    """Open, not waiting, the last order not finished; asked of each open ticket, of which a project has hundreds."""
    orders = WorkOrder.objects.filter(ticket=OuterRef("pk"))
    last = orders.order_by("-offered_at", "-pk").values("state")[:1]
    stopped = Exists(orders.filter(state=OrderState.COULD_NOT_FINISH))
    found = Ticket.objects.filter(where, stopped, closed_at__isnull=True, state__in=MOVING).annotate(
        last=Subquery(last)
    )
    return found.filter(last=OrderState.COULD_NOT_FINISH).order_by(*NEAREST_FIRST).values_list("pk", flat=True)[:MOST]


def to_send(staff: Staff) -> list[Row]:
    """Those for which this one may send somebody."""
    projects = projects_with(staff, Permission.ORDER_ASSIGN)
    return rows_of(_of_company(company=staff.company_id) if projects is None else _of_projects(projects=list(projects)))


def answered_for(staff: Staff) -> list[Row]:
    """Those this one answers for, or was asked first."""
    return rows_of(_answered_for(staff=staff))


def in_project(project: Project) -> list[Row]:
    """Those of a project, for its director."""
    return rows_of(_of_projects(projects=[project.pk]))


@prepared
def _of_company(company: Given) -> QuerySet[Ticket, int]:
    return _adrift(Q(company_id=company))


@prepared
def _of_projects(projects: Given) -> QuerySet[Ticket, int]:
    return _adrift(Q(project_id__in=projects))


@prepared
def _answered_for(staff: Given) -> QuerySet[Ticket, int]:
    return _adrift(Q(answering=staff) | Q(first_contact=staff))


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

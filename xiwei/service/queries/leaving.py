"""What is in the hands of someone who is about to have them empty: they left, or moved to another project."""

from django.db.models import OuterRef, QuerySet

from xiwei.service.models import HandOver, Ticket, WorkOrder
from xiwei.service.queries.books import works_in


def orders(staff_id: int) -> QuerySet[WorkOrder]:
    """Their live orders in projects where they work no more (all of them, once they left)."""
    live = WorkOrder.objects.filter(worker_id=staff_id, ended_at__isnull=True).select_related("ticket")
    return live.exclude(works_in(OuterRef("project_id"), "worker_id"))


def hand_overs(staff_id: int) -> QuerySet[HandOver]:
    """Orders of such projects they are asked to take over."""
    asked = HandOver.objects.filter(taker_id=staff_id, answered_at__isnull=True).select_related("order__ticket")
    return asked.exclude(works_in(OuterRef("order__project_id"), "taker_id"))


def tickets(staff_id: int) -> QuerySet[Ticket]:
    """Open tickets of such projects they answer for."""
    open_ones = Ticket.objects.filter(answering_id=staff_id, closed_at__isnull=True)
    return open_ones.exclude(works_in(OuterRef("project_id"), "answering_id"))

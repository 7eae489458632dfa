"""Find work orders, from the worker."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from xiwei.people.models import Person, Staff
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.service.models import HandOver, OrderState, Ticket, TicketState, WorkOrder
from xiwei.service.queries.late import late
from xiwei.service.queries.tickets import of_resident
from xiwei.shared.prepared import Given

WITH_TICKET = (
    "ticket__project",
    "ticket__room",
    "ticket__place",
    "ticket__building",
    "ticket__item",
    "ticket__asker",
    "ticket__first_contact",
)


def lock(order: WorkOrder) -> WorkOrder:
    """The order again, held until the transaction ends. Lock its ticket first, so that no two lock in another order."""
    return (
        WorkOrder.objects.select_for_update(of=("self",))
        .select_related(*WITH_TICKET, "worker__person", "ticket__answering__person", "ticket__first_contact__person")
        .prefetch_related("hand_overs")
        .get(pk=order.pk)
    )


def for_person(who: Who) -> QuerySet[WorkOrder]:
    """The orders this person may open: their own, those offered to them to take over, those of projects they see."""
    staff_ids = [staff.pk for staff in who.staff]
    return (
        WorkOrder.objects.filter(
            Q(worker_id__in=staff_ids)
            | Q(hand_overs__taker_id__in=staff_ids)
            | who.projects_with(Permission.TICKET_SEE)
        )
        .select_related(*WITH_TICKET, "worker__person")
        .distinct()
    )


def in_hand(staff: Staff, now: datetime) -> QuerySet[WorkOrder]:
    """A worker's day: live orders, the urgent and late first, then the urgent, then the late, then by the nearest moment.

    What waits (for parts, for the resident) comes after all that can be done.
    """
    urgent, over = Q(ticket__urgency="urgent"), late(now, "ticket__")
    pressing = Case(
        When(ticket__state=TicketState.WAITING, then=Value(4)),
        When(urgent & over, then=Value(0)),
        When(urgent, then=Value(1)),
        When(over, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return (
        WorkOrder.objects.filter(worker=staff, ended_at__isnull=True)
        .select_related(*WITH_TICKET)
        .order_by(pressing, F("ticket__due_at").asc(nulls_last=True), "pk")
    )


def done_since(staff: Staff, since: datetime) -> QuerySet[WorkOrder]:
    """What the worker has ended since a moment."""
    return (
        WorkOrder.objects.filter(worker=staff, ended_at__gte=since).select_related(*WITH_TICKET).order_by("-ended_at")
    )


def to_answer(staff: Staff) -> QuerySet[HandOver]:
    """Hand-overs that wait for this person's yes or no."""
    return (
        HandOver.objects.filter(taker=staff, answered_at__isnull=True, order__ended_at__isnull=True)
        .select_related(
            "giver",
            "order__ticket__project",
            "order__ticket__item",
            "order__ticket__place",
            "order__ticket__room",
            "order__ticket__building",
        )
        .order_by("offered_at")
    )


def for_resident(who: Who) -> QuerySet[WorkOrder]:
    """The orders on tickets this person may have the resident's word on."""
    if who.person is None:
        return WorkOrder.objects.none()
    return of_household(who.person, who.household_ids)


def of_household(person: Person | Given, homes: Collection[int] | Given) -> QuerySet[WorkOrder]:
    """The orders on what this person asked for, or somebody of their homes."""
    return WorkOrder.objects.filter(of_resident(person, homes, at="ticket__")).select_related(
        *WITH_TICKET, "worker__person"
    )


def stages_shown(order: WorkOrder) -> set[str]:
    """Of which stages of the work there are photos: under this order, and under those that were handed over into it."""
    hands, began = [order.pk], order.offered_at
    given = order.ticket.orders.filter(state=OrderState.HANDED_OVER, line=order.line).order_by("-ended_at", "-pk")
    for pk, ended_at, offered_at in given.values_list("pk", "ended_at", "offered_at"):
        if ended_at == began:  # handing over ends the one and begins the next in the same moment
            hands.append(pk)
            began = offered_at
    return set(order.ticket.photos.filter(order_id__in=hands).order_by().values_list("stage", flat=True))


def open_to(who: Who, ticket: Ticket) -> set[int]:
    """The ticket's orders whose page this person may open. Reads `ticket.orders`."""
    if who.may(Permission.TICKET_SEE, company_id=ticket.company_id, project_id=ticket.project_id):
        return {order.pk for order in ticket.orders.all()}
    return set(for_person(who).filter(ticket=ticket).order_by().values_list("pk", flat=True))

"""Find tickets, always from the person who asks (law 6)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Prefetch, Q, QuerySet

from xiwei.estate.models import Room
from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Person, Staff
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission, permits
from xiwei.service.models import (
    CallBack,
    Clock,
    Decline,
    HandOver,
    OrderState,
    Photo,
    Promise,
    Ticket,
    TicketState,
    Wait,
    WorkOrder,
)
from xiwei.service.queries.late import is_late

SHOWN_WITH = ("project", "building", "room", "place", "item", "first_contact", "answering", "asker")


def lock(ticket: Ticket) -> Ticket:
    """The ticket again, held until the transaction ends; every ticket action begins here."""
    return (
        Ticket.objects.select_for_update(of=("self",))
        .select_related(
            "project",
            "item",
            "room",
            "place",
            "building",
            "first_contact__person",
            "answering__person",
            "asker",
        )
        .get(pk=ticket.pk)
    )


def visible_to(who: Who) -> Q:
    """Which tickets this person may open: their own and their homes', those they follow, and those they see as staff."""
    if who.person is None:
        return Q(pk__in=[])
    mine = Q(asker=who.person) | Q(household_id__in=who.household_ids) | Q(followers__person=who.person)
    return mine | served_by(who) if who.staff else mine


def served_by(who: Who) -> Q:
    """Which tickets this person sees as staff: of projects they may see, and those they answer for or work on."""
    staff_ids = [staff.pk for staff in who.staff]
    found = Q(first_contact_id__in=staff_ids) | Q(answering_id__in=staff_ids)
    found |= Q(orders__worker_id__in=staff_ids) | Q(orders__hand_overs__taker_id__in=staff_ids)
    return found | who.projects_with(Permission.TICKET_SEE)


def serving(who: Who, ticket: Ticket) -> Staff | None:
    """The employment through which this person sees a ticket of `page_of` as staff.

    None for a colleague who merely asked for it, lives there or follows it: they read no internal note.
    """
    staff = who.staff_in(ticket.company_id)
    if staff is None:
        return None
    orders = list(ticket.orders.all())
    hands = {ticket.first_contact_id, ticket.answering_id, *(order.worker_id for order in orders)}
    hands |= {one.taker_id for order in orders for one in order.hand_overs.all()}
    return staff if staff.pk in hands or permits(staff, Permission.TICKET_SEE, ticket.project_id) else None


def for_person(who: Who) -> QuerySet[Ticket]:
    """Every ticket this person may open."""
    return Ticket.objects.filter(pk__in=Ticket.objects.filter(visible_to(who)).values("pk"))


def page_of(who: Who, pk: int) -> Ticket:
    """One ticket with all that its page shows. Raises Ticket.DoesNotExist for a stranger."""
    orders = WorkOrder.objects.select_related("worker__person").prefetch_related(
        Prefetch("hand_overs", HandOver.objects.select_related("giver", "taker")), "bookings"
    )
    return (
        Ticket.objects.filter(visible_to(who))
        .select_related(*SHOWN_WITH, "household", "first_contact__person", "answering__person", "merged_into__project")
        .prefetch_related(
            Prefetch("orders", orders),
            Prefetch("clocks", Clock.objects.order_by("due_at")),
            Prefetch("promises", Promise.objects.select_related("by")),
            Prefetch("photos", Photo.objects.order_by("pk")),
            Prefetch("waits", Wait.objects.order_by("started_at")),
            Prefetch("declines", Decline.objects.select_related("asked_by", "answered_by")),
            Prefetch("call_backs", CallBack.objects.select_related("by")),
        )
        .distinct()
        .get(pk=pk)
    )


def of_person(person: Person) -> QuerySet[Ticket]:
    """A resident's own: asked, their homes', and followed; newest first."""
    homes = person.tenures.filter(until__isnull=True).values("household_id")
    return Ticket.objects.filter(
        Q(asker=person) | Q(household_id__in=homes) | Q(pk__in=person.following.values("ticket_id"))
    ).select_related("project", "room", "place", "building", "item", "first_contact", "answering", "asker")


def worklist(who: Who, *, permission: Permission = Permission.TICKET_SEE) -> QuerySet[Ticket]:
    """Open tickets of the projects this person may see, the nearest promise first."""
    return (
        Ticket.objects.filter(who.projects_with(permission), closed_at__isnull=True)
        .select_related("project", "room", "place", "building", "item", "first_contact", "answering", "asker")
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )


def answered_by(staff: Staff) -> QuerySet[Ticket]:
    """What a member of staff answers for now: as first contact, or for one who is away."""
    return (
        Ticket.objects.filter(answering=staff, closed_at__isnull=True)
        .select_related("project", "room", "place", "building", "item", "first_contact", "asker")
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )


def by_need(found: Iterable[Ticket], now: datetime) -> list[Ticket]:
    """The order of need: said not to be fixed, late now, to be told that it is done, then the nearest moment.

    In each, as they stood.
    """
    return sorted(found, key=lambda one: _rank(one, now))


def _rank(ticket: Ticket, now: datetime) -> int:
    if ticket.state == TicketState.REOPENED:
        return 0
    return 1 if is_late(ticket, now) else 2 if ticket.state == TicketState.DONE else 3


def near(
    *, place_id: int | None, building_id: int | None, line: str, project_id: int, since: datetime
) -> QuerySet[Ticket]:
    """Open public-place tickets that may be the same matter: same place, or same building and line, asked lately."""
    here = Q(place_id=place_id) if place_id else Q(building_id=building_id, line=line)
    return (
        Ticket.objects.filter(
            here, project_id=project_id, household__isnull=True, room__isnull=True, asked_at__gte=since
        )
        .exclude(state__in=[TicketState.CLOSED, TicketState.MERGED, TicketState.DECLINED])
        .select_related("project", "place", "building", "item", "asker")
        .order_by("-asked_at")[:5]
    )


def near_home(who: Who, *, room: Room, line: str, since: datetime) -> QuerySet[Ticket]:
    """Open tickets of this home that may be the same matter, of those this person may open anyway."""
    return (
        for_person(who)
        .filter(room=room, line=line, closed_at__isnull=True, asked_at__gte=since)
        .select_related("project", "room", "place", "building", "item", "asker")
        .order_by("-asked_at")[:5]
    )


def live_orders(ticket: Ticket) -> QuerySet[WorkOrder]:
    """The orders still in somebody's hands."""
    return ticket.orders.filter(ended_at__isnull=True).exclude(state=OrderState.CANCELLED)


LINK_TEXTED = "service.link_texted"


def links_texted(ticket: Ticket) -> list[datetime]:
    """When its follow link was texted to who asked."""
    return [line.at for line in ledger.timeline(subject=ticket, kinds=(LINK_TEXTED,), seen_by=Seen.STAFF)]


def links_texted_by(staff: Staff, now: datetime) -> int:
    """How many follow links this one texted in the last day."""
    lines = ledger.timeline(staff_id=staff.pk, kinds=(LINK_TEXTED,), seen_by=Seen.STAFF)
    return sum(line.at > now - timedelta(days=1) for line in lines)

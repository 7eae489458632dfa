"""Find tickets, always from the person who asks (law 6)."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from xiwei.estate.models import Room
from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Entry, Seen
from xiwei.people.models import Person, Staff, Tenure
from xiwei.people.queries.who import Reach, Who, within
from xiwei.people.rules import Permission, grounds
from xiwei.service.models import (
    Clock,
    Decline,
    Follower,
    HandOver,
    OrderState,
    Photo,
    Promise,
    Ticket,
    TicketState,
    Wait,
    WorkOrder,
)
from xiwei.service.models.tickets import PUBLIC
from xiwei.service.queries.late import is_late
from xiwei.shared.prepared import Given, fill, first, hold, prepared


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
    mine = _of(who.person, who.household_ids)
    return mine | served_by(who) if who.staff else mine


def _of(person: Person | Given, household_ids: Collection[int] | Given) -> Q:
    """Theirs (of_resident), and what they follow outside any home."""
    follows = Follower.objects.filter(ticket=OuterRef("pk"), person=person)
    return of_resident(person, household_ids) | Q(Exists(follows), household__isnull=True, room__isnull=True)


def of_resident(person: Person | Given, homes: Collection[int] | Given, *, at: str = "") -> Q:
    """The same as the rule parties.is_theirs, of many: their homes' matters, and what they asked for outside any home
    or in one that has changed hands.

    `at` leads from other rows to their ticket ("ticket__").
    """
    theirs = Q(**{f"{at}household__isnull": True}) | Q(**{f"{at}asker_keeps": True})
    return Q(theirs, **{f"{at}asker": person}) | Q(**{f"{at}household_id__in": homes})


def household_spoke(ticket: Ticket) -> bool:
    """Whether anybody has said or decided something of it as a resident, and not as staff."""
    lines = Entry.objects.filter(subject_type=Ticket._meta.label_lower, subject_id=ticket.pk)
    return lines.filter(actor_person_id__isnull=False, actor_staff_id__isnull=True).exists()


def served_by(who: Who) -> Q:
    """Which tickets this person sees as staff: of projects they may see, and those they answer for or work on."""
    return who.projects_with(Permission.TICKET_SEE) | served_as([staff.pk for staff in who.staff])


def served_as(staff_ids: Collection[int] | Given) -> Q:
    """Those that these employments answer for or work on, or are asked to take over."""
    # Asked of each ticket, and joined to none: joins would tell a ticket once for every order and every hand.
    works = WorkOrder.objects.filter(ticket=OuterRef("pk"), worker_id__in=staff_ids)
    asked = HandOver.objects.filter(order__ticket=OuterRef("pk"), taker_id__in=staff_ids)
    found = Q(first_contact_id__in=staff_ids) | Q(answering_id__in=staff_ids)
    return found | Exists(works) | Exists(asked)


def serving(who: Who, ticket: Ticket) -> Staff | None:
    """The employment through which this person sees a ticket of `page_of` as staff.

    None for a colleague who merely asked for it, lives there or follows it: they read no internal note.
    """
    return serving_because(who, ticket)[0]


def serving_because(who: Who, ticket: Ticket) -> tuple[Staff | None, str]:
    """The same, with what lets them see it as a clause: the page says it from here, so that it cannot say another reason."""
    staff = who.staff_in(ticket.company_id)
    if staff is None:
        return None, ""
    where = {"company_id": ticket.company_id, "project_id": ticket.project_id}
    if ground := grounds.by_post(staff, Permission.TICKET_SEE, **where):
        return staff, ground
    if staff.pk in (ticket.first_contact_id, ticket.answering_id):
        return staff, gettext("这件事由您跟到办好")
    orders = list(ticket.orders.all())
    if staff.pk in (order.worker_id for order in orders):
        return staff, gettext("这件事的工单派给了您")
    if HandOver.objects.filter(order__in=[order.pk for order in orders], taker=staff).exists():
        return staff, gettext("同事请您接手这件事的工单")
    return None, ""


def for_person(who: Who) -> QuerySet[Ticket]:
    """Every ticket this person may open."""
    return Ticket.objects.filter(pk__in=Ticket.objects.filter(visible_to(who)).values("pk"))


def page_of(who: Who, pk: int) -> Ticket:
    """One ticket with what its page always shows; the rest is fetched where it is asked for.

    Few joins: PostgreSQL weighs the orders of joins before it reads a row, and for a dozen that takes half a second.
    Raises Ticket.DoesNotExist for a stranger.
    """
    ticket = first(
        _page(
            who.reach(Permission.TICKET_SEE),
            bool(who.staff),
            pk=pk,
            person=who.person.pk if who.person else 0,
            homes=who.household_ids,
            staff=[staff.pk for staff in who.staff],
        )
    )
    if ticket is None:
        raise Ticket.DoesNotExist
    fill(ticket, "room", "place", "asker")
    clocks = {"clocks": _belonging(Clock, "due_at", ticket=pk)} if ticket.is_open else {}
    hold(
        ticket,
        orders=_orders(ticket=pk),
        promises=_belonging(Promise, "at", "pk", ticket=pk),
        photos=_belonging(Photo, "pk", ticket=pk),
        declines=_belonging(Decline, "asked_at", ticket=pk),
        **clocks,
    )
    _meet_hands([ticket.first_contact, ticket.answering, *(order.worker for order in ticket.orders.all())])
    return ticket


@prepared
def _page(reach: Reach, serves: bool, *, pk: Given, person: Given, homes: Given, staff: Given) -> QuerySet[Ticket]:
    mine = _of(person, homes)
    seen = mine | within(reach) | served_as(staff) if serves else mine
    return Ticket.objects.filter(seen, pk=pk).select_related("project", "item", "first_contact", "answering")


@prepared
def _orders(ticket: Given) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(ticket=ticket).select_related("worker")


def _meet_hands(hands: Collection[Staff]) -> None:
    """Fetch the persons of these, for their pictures: one query for all, where each join would be three."""
    people = {one.pk: one for one in _people(ids=list({one.person_id for one in hands}))}
    for one in hands:
        one.person = people[one.person_id]


@prepared
def _people(ids: Given) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=ids)


@prepared
def _belonging(model: type[Model], *order: str, ticket: Given) -> QuerySet[Model, Any]:
    return model._default_manager.filter(ticket=ticket).order_by(*order)


@prepared
def _running(ticket: Given) -> QuerySet[Wait]:
    return Wait.objects.filter(ticket=ticket, ended_at=None)[:1]


def wait_of(ticket: Ticket) -> Wait | None:
    """What it waits for now."""
    return first(_running(ticket=ticket)) if ticket.state == TicketState.WAITING else None


def of_person(person: Person | Given) -> QuerySet[Ticket]:
    """A resident's own: their homes', and outside any home what they asked for or follow; newest first."""
    homes = Tenure.objects.filter(person=person, until__isnull=True).order_by().values("household_id")
    follows = Follower.objects.filter(person=person, ticket__household__isnull=True).order_by().values("ticket_id")
    # Each by its own index; asked for together, they would read every ticket of the company.
    theirs = Q(household__isnull=True) | Q(asker_keeps=True)
    asked = Ticket.objects.filter(theirs, asker=person).order_by().values("pk")
    lived = Ticket.objects.known(household_id__in=homes).order_by().values("pk")
    return Ticket.objects.known(pk__in=asked.union(lived, follows))


def listed(found: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """With what a resident's list shows, and what hides the names in others' words."""
    return found.select_related("room", "place", "item", "asker").prefetch_related("project", "building")


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


NEAR = 30  # of a place are read, for whoever tells a need to be asked of the few that tell of the same


def near(
    *, place_id: int | None, building_id: int | None, line: str, project_id: int, since: datetime
) -> QuerySet[Ticket]:
    """Open public-place tickets that may be the same matter: same place, or same building and line, asked lately."""
    here = Q(place_id=place_id) if place_id else Q(building_id=building_id, line=line)
    return (
        Ticket.objects.filter(PUBLIC, here, project_id=project_id, asked_at__gte=since)
        .exclude(state__in=[TicketState.CLOSED, TicketState.MERGED, TicketState.DECLINED])
        .select_related("project", "place", "building", "item", "asker")
        .order_by("-asked_at")[:NEAR]
    )


def near_home(who: Who, *, room: Room, line: str, since: datetime) -> QuerySet[Ticket]:
    """Open tickets of this home that may be the same matter, of those this person may open anyway."""
    return (
        for_person(who)
        .filter(room=room, line=line, closed_at__isnull=True, asked_at__gte=since)
        .select_related("project", "room", "place", "building", "item", "asker")
        .order_by("-asked_at")[:NEAR]
    )


def live_orders(ticket: Ticket) -> QuerySet[WorkOrder]:
    """The orders still in somebody's hands."""
    return ticket.orders.filter(ended_at__isnull=True).exclude(state=OrderState.CANCELLED)


# One visit: what was looked up on the way is still shown at the end of it.
A_VISIT = timedelta(hours=12)


def number_seen(ticket: Ticket, staff: Staff, now: datetime) -> bool:
    """Whether this one was shown the asker's number in the last hours, by a line that stands."""
    lines = ledger.timeline(
        subject=ticket, staff_id=staff.pk, kinds=("service.number_shown",), seen_by=Seen.STAFF, limit=1
    )
    return any(line.at > now - A_VISIT for line in lines)


LINK_TEXTED = "service.link_texted"


def links_texted(ticket: Ticket) -> list[datetime]:
    """When its follow link was texted to who asked."""
    return [line.at for line in ledger.timeline(subject=ticket, kinds=(LINK_TEXTED,), seen_by=Seen.STAFF)]


def links_texted_by(staff: Staff, now: datetime) -> int:
    """How many follow links this one texted in the last day."""
    lines = ledger.timeline(staff_id=staff.pk, kinds=(LINK_TEXTED,), seen_by=Seen.STAFF)
    return sum(line.at > now - timedelta(days=1) for line in lines)

"""What someone is to a ticket: the one place where persons and staff become parties."""

from collections.abc import Collection
from dataclasses import dataclass

from xiwei.ledger.models import Actor
from xiwei.people.models import Person, Staff
from xiwei.people.rules import Permission, permits
from xiwei.service.models import Ticket, WorkOrder
from xiwei.service.rules.moves import Party


@dataclass(frozen=True)
class Holder:
    """Whoever holds the follow code of a ticket told without an account: the word of the one who asked is theirs."""

    ticket_id: int

    @property
    def actor(self) -> Actor:
        return Actor("访客（凭跟踪码）")


Asker = Person | Holder
By = Person | Staff | Actor | Holder


def parties(ticket: Ticket, by: By, *, order: WorkOrder | None = None) -> frozenset[Party]:
    """All that `by` is to this ticket (and to one order of it).

    A Person is asked about their homes with one query where it is a home's. The system's Actor is the clock.
    """
    if isinstance(by, Actor):
        return frozenset({Party.CLOCK})
    if isinstance(by, Person | Holder):
        return frozenset({Party.ASKER}) if speaks_for(ticket, by) else frozenset()
    return frozenset(_staff_parties(ticket, by, order))


def speaks_for(ticket: Ticket, person: Asker) -> bool:
    """Whether this person may have the resident's word (is_theirs).

    A follow code stands for whoever asked without an account; one with an account signs in.
    """
    if isinstance(person, Holder):
        return ticket.pk == person.ticket_id and ticket.asker_id is None
    if ticket.household_id is None or (ticket.asker_keeps and ticket.asker_id == person.pk):
        return is_theirs(ticket, person, ())
    homes = person.tenures.filter(household_id=ticket.household_id, until__isnull=True)
    return is_theirs(ticket, person, list(homes.values_list("household_id", flat=True)))


def is_theirs(ticket: Ticket, person: Person, homes: Collection[int]) -> bool:
    """Whether the matter is this person's, who lives in `homes` now; queries' `of_resident` is the same of many.

    A home's matter is of whoever lives there, and no longer of one who asked and moved out, but where the home changed
    hands with all its people (`asker_keeps`); any other is the asker's.
    """
    asked = ticket.asker_id == person.pk
    return (asked and (ticket.household_id is None or ticket.asker_keeps)) or ticket.household_id in homes


def _staff_parties(ticket: Ticket, staff: Staff, order: WorkOrder | None) -> set[Party]:
    if staff.company_id != ticket.company_id or staff.left_on is not None:
        return set()
    found: set[Party] = set()
    if staff.pk in (ticket.answering_id, ticket.first_contact_id):
        found.add(Party.ANSWERING)
    if permits(staff, Permission.TICKET_ANSWER, ticket.project_id):
        found.add(Party.HELPER)
    if permits(staff, Permission.TICKET_MANAGE, ticket.project_id):
        found.add(Party.DIRECTOR)
    if order is not None and order.worker_id == staff.pk:
        found.add(Party.WORKER)
    if order is None and any(one.worker_id == staff.pk and one.is_live for one in ticket.orders.all()):
        found.add(Party.WORKER)
    return found

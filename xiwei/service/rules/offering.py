"""What a page offers of a ticket or an order: what may be done that makes sense now, and what stands open first."""

from collections.abc import Collection
from datetime import datetime

from xiwei.people.models import Person, Staff
from xiwei.service.models import Ticket, TicketState
from xiwei.service.rules import checks, ending
from xiwei.service.rules.locating import may_locate
from xiwei.service.rules.orders import broken_off, may_assign
from xiwei.service.rules.parties import Asker

# What somebody is waited for, once it is theirs to do: it stands open on the page, whoever reads it.
AWAITED = frozenset({"answer", "promise", "finish", "call_back", "resume", "confirm", "rate"})
# A worker's one next thing, before the work itself: the first of these that may be done is the one big button.
NEXT = ("take_over", "accept", "set_out", "arrive")
# The work itself: one form, which is saved or ended.
WORK = frozenset({"tick", "finish"})


def to_resident(ticket: Ticket, by: Asker, *, now: datetime) -> set[str]:
    """What whoever has the resident's word may do now; thanks are a person's, for a code has no name to thank by."""
    found = checks.ticket_verbs(ticket, by) - _too_late(ticket, now)
    if not ending.may_turn_back(ticket):
        found.discard("withdraw")
    if ending.may_rate(ticket, by=by, stars=5, chips=(), words=""):
        found.add("rate")
    if isinstance(by, Person) and ending.can_thank(ticket):
        found.add("thank")
    return found


def to_staff(ticket: Ticket, staff: Staff, *, now: datetime) -> set[str]:
    """What a member of staff may do now; who answers for it already has nothing to step into."""
    found = checks.ticket_verbs(ticket, staff) - _settled(ticket) - _too_late(ticket, now)
    if ticket.answering_id == staff.pk:
        found.discard("step_in")
    if not may_locate(ticket):
        found.discard("locate")
    found -= _other_end(found, ticket)
    if ticket.answering_id != staff.pk and any(
        one.is_live and one.worker_id == staff.pk for one in ticket.orders.all()
    ):
        found -= {"begin", "finish"}  # their order is begun and finished on its own page
    if may_assign(ticket, by=staff):
        found.add("assign")
    return found


def _other_end(offered: Collection[str], ticket: Ticket) -> set[str]:
    """Of answering and finishing the one that does not fit: what is answered in words ends by its answer. Reads orders."""
    in_hand = any(order.is_live for order in ticket.orders.all())
    answers = "answer" in offered and ending.answered_in_words(ticket) and not in_hand
    return {"finish"} if answers else {"answer"}


def _too_late(ticket: Ticket, now: datetime) -> set[str]:
    return set() if ending.may_reopen(ticket, now) else {"reopen"}


def _settled(ticket: Ticket) -> set[str]:
    """Verbs of staff that wait for something else: the director answers a decline only when one was asked for."""
    if any(one.consented is None for one in ticket.declines.all()):
        return {"ask_decline"}
    return {"decline", "refuse_decline"}


def first(verbs: Collection[str], ticket: Ticket) -> set[str]:
    """Of what is offered, what stands open on the page: what this reader is waited for; the rest is a tap away.

    A decline that waits is answered before anything; work in somebody's hands is ended by them, not from here; work that
    stopped is given to somebody; and whoever may say it is fixed may as well say it is not. Reads `ticket.orders`.
    """
    offered = set(verbs)
    if "decline" in offered:
        return offered & {"decline", "refuse_decline"}
    found = offered & AWAITED
    if any(order.is_live for order in ticket.orders.all()):
        found -= {"finish"}
    if broken_off(ticket):  # nothing is done yet: somebody is to be sent
        found -= {"finish"}
        found |= offered & {"assign"} if ticket.state != TicketState.WAITING else set()
    if "answer" in found:  # an answer now is better than the promise of one
        found -= {"promise"}
    return found | (offered & {"reopen"} if "confirm" in offered else set())


def next_of(verbs: Collection[str]) -> str:
    """The one thing an order's worker is waited for before the work itself; "" where there is none."""
    return next((verb for verb in NEXT if verb in verbs), "")


def beside(verbs: Collection[str]) -> set[str]:
    """What may be done to an order beside its next step and the work itself: a tap away."""
    return set(verbs) - set(NEXT) - WORK

"""How every verb moves a ticket or an order: by its row in the table, with its line; the one way in and out of a state."""

from datetime import datetime
from typing import Any

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Person
from xiwei.service.actions import clocks
from xiwei.service.actions.letting_go import drop_decline, drop_hand_over
from xiwei.service.actions.telling import tell_residents, tell_staff
from xiwei.service.models import Ticket, TicketState, WorkOrder
from xiwei.service.rules.checks import check_order_now, check_ticket_now
from xiwei.service.rules.moves import ALIVE, Move, order_move, ticket_move
from xiwei.service.rules.parties import Holder
from xiwei.shared.tongue import kept


def move(
    ticket: Ticket, verb: str, *, by: ledger.By, now: datetime, ends_in: str = "", kind: str = "", **kept: Any
) -> Ticket:
    """Set the state the table names, save, and write the verb's line. The caller has locked and checked who may.

    `kept` may set `seen_by`; else the resident reads what the table has words for, and staff the rest. `ends_in` is
    for a verb whose end its answer decides, `kind` for one whose line is said otherwise of this matter.
    """
    row = ticket_move(verb)
    set_state(ticket, verb, by=by, now=now, ends_in=ends_in)
    ticket.save()
    kept.setdefault("seen_by", Seen.RESIDENT if row.notice or isinstance(by, Person | Holder) else Seen.STAFF)
    ledger.record(kind or row.kind, ticket, by=by, at=now, **kept)
    return ticket


def set_state(ticket: Ticket, verb: str, *, by: ledger.By, now: datetime, ends_in: str = "") -> Move:
    """Set the state, unsaved: the one place where it changes. Raises NotNow where the table does not let it be left.

    What belongs to the state ends with it: a wait, and at the end of the matter its clocks and an unanswered decline.
    """
    row = ticket_move(verb)
    check_ticket_now(row, ticket)
    state = ends_in or row.after
    if not state:
        return row
    if ticket.state == TicketState.WAITING != state:
        _end_wait(ticket, now)
    ticket.state = state
    if state not in ALIVE:
        clocks.stop(ticket, at=now)
        drop_decline(ticket, by=by, now=now)
    return row


def _end_wait(ticket: Ticket, now: datetime) -> None:
    """Whoever leaves the waiting state ends the wait: one left open would silence the clocks of a later round."""
    ticket.waits.filter(ended_at__isnull=True).update(ended_at=now)
    clocks.reckon(ticket, now=now)


def move_order(order: WorkOrder, verb: str, *, by: ledger.By, now: datetime, stamp: str = "", **kept: Any) -> WorkOrder:
    """The same for an order, whose ticket the caller has locked; with its end, a hand-over nobody answered ends too."""
    row = order_move(verb)
    check_order_now(row, order)
    order.state = row.after or order.state
    if stamp:
        setattr(order, stamp, now)
    if not order.is_live:
        order.ended_at = now
    order.save()
    kept.setdefault("seen_by", Seen.RESIDENT if row.notice else Seen.STAFF)
    ledger.record(row.kind, order.ticket, by=by, at=now, **kept)
    if not order.is_live:
        drop_hand_over(order, by=by, now=now)
    return order


def seen_by(ticket: Ticket) -> Seen:
    """Who reads what was done: work in a public place is for all to see, where it was done (D6)."""
    return Seen.PUBLIC if ticket.is_public else Seen.RESIDENT


def mark_done(ticket: Ticket, *, by: ledger.By, now: datetime, note: str = "", verb: str = "finish") -> Ticket:
    """The work is done: all clocks stop, and the resident is asked; the first contact sees to their answer.

    Work that was finished while the matter waited has ended the wait. By the verb "answer" the note is the end itself,
    and the resident reads it in the message.
    """
    ticket.begun_at, ticket.done_at = ticket.begun_at or now, now
    if ticket.state == TicketState.WAITING:
        set_state(ticket, "resume", by=by, now=now, ends_in=TicketState.IN_PROGRESS)
    move(ticket, verb, by=by, now=now, note=note, seen_by=seen_by(ticket))
    about, key = ticket_move(verb).kind, f"done:{ticket.reopened}"
    said = f"已答复，请您看看：{ticket.title}" if verb == "answer" else f"已办好，请您确认：{ticket.title}"
    again = f"{kept(ticket.unfixed_said)}点一下就会重新处理。"
    tell_residents(ticket, about=about, title=said, body=(note if verb == "answer" else "") or again, now=now, key=key)
    title, body = words_of_end(ticket)
    tell_staff(
        ticket, [ticket.answering], about=about, title=title, body=body, now=now, key=key,
    )  # fmt: skip
    return ticket


def words_of_end(ticket: Ticket) -> tuple[str, str]:
    """What whoever answers for it hears once the work is done: to wait for the resident's word, or to look for themselves."""
    if ticket.is_noticed:
        return f"已办好，请您去看看：{ticket.title}", "这件事没有报事的人，看过没问题就办结。"
    return f"已办好，等业主确认：{ticket.title}", "业主没有点确认的话，请打电话回访。"

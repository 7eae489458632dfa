"""How every verb moves a ticket: by its row in the table, with its line; and the one end all orders share."""

from datetime import datetime
from typing import Any

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Person
from xiwei.service.actions import clocks
from xiwei.service.actions.telling import tell_residents, tell_staff
from xiwei.service.models import Ticket, TicketState
from xiwei.service.rules.moves import ticket_move


def move(ticket: Ticket, verb: str, *, by: ledger.By, now: datetime, **kept: Any) -> Ticket:
    """Set the state the table names, save, and write the verb's line. The caller has locked and checked.

    `kept` may set `seen_by`; else the resident reads what the table has words for, and staff the rest.
    """
    row = ticket_move(verb)
    if ticket.state == TicketState.WAITING and row.after not in (None, TicketState.WAITING):
        _end_wait(ticket, now)
    if row.after:
        ticket.state = row.after
    ticket.save()
    kept.setdefault("seen_by", Seen.RESIDENT if row.notice or isinstance(by, Person) else Seen.STAFF)
    ledger.record(row.kind, ticket, by=by, at=now, **kept)
    return ticket


def _end_wait(ticket: Ticket, now: datetime) -> None:
    """Whoever leaves the waiting state ends the wait: one left open would silence the clocks of a later round."""
    ticket.waits.filter(ended_at__isnull=True).update(ended_at=now)


def seen_by(ticket: Ticket) -> Seen:
    """Who reads what was done: work in a public place is for all to see, where it was done (D6)."""
    return Seen.PUBLIC if ticket.is_public else Seen.RESIDENT


def mark_done(ticket: Ticket, *, by: ledger.By, now: datetime, note: str = "") -> Ticket:
    """The work is done: all clocks stop, and the resident is asked; the first contact sees to their answer."""
    ticket.done_at = now
    clocks.stop(ticket, at=now)
    move(ticket, "finish", by=by, now=now, note=note, seen_by=seen_by(ticket))
    tell_residents(
        ticket, about="service.done", title=f"已办好，请您确认：{ticket.title}", body="没修好点一下就会重新处理。",
        now=now, key=f"done:{ticket.reopened}",
    )  # fmt: skip
    tell_staff(
        ticket, [ticket.answering], about="service.done", title=f"已办好，待业主确认：{ticket.title}",
        body="业主没有点确认的话，请打电话回访。", now=now, key=f"done:{ticket.reopened}",
    )  # fmt: skip
    return ticket

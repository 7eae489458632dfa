"""Who answers for a ticket, when its first contact is away, gone, or the director takes it (A4, A5)."""

from datetime import datetime

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.people.models import Staff
from xiwei.service.actions.moving import move
from xiwei.service.actions.routing import spot_of
from xiwei.service.actions.telling import tell_staff
from xiwei.service.models import Ticket
from xiwei.service.queries import duty, tickets
from xiwei.service.rules import checks
from xiwei.service.rules.promises import check_words


@transaction.atomic
def step_in(ticket: Ticket, *, by: Staff, now: datetime, words: str = "") -> Ticket:
    """The director takes the answering on; the first contact stays first contact, and hears of it."""
    ticket = tickets.lock(ticket)
    checks.check_may("step_in", ticket, by)
    check_words(words, most=200)
    ticket.answering, ticket.covered = by, False
    move(ticket, "step_in", by=by, now=now, words=words.strip())
    tell_staff(
        ticket, [ticket.first_contact], about="service.stepped_in", title=f"{by.name}已亲自接手：{ticket.title}",
        body=words.strip(), now=now, key=f"stepped_in:{now.timestamp()}",
    )  # fmt: skip
    return ticket


@transaction.atomic
def pass_duty(ticket: Ticket, *, now: datetime) -> bool:
    """Whoever answers for it is away or gone: who was named to stand in does, else the director, until they return.

    A line says so (A4). Where the director themself is away, whoever stands above them; what cannot be passed on stays
    where it is.
    """
    ticket = tickets.lock(ticket)
    return ticket.is_open and pass_on(ticket, now=now)


def pass_on(ticket: Ticket, *, now: datetime) -> bool:
    """To `duty.in_place_of`, in the caller's transaction; the caller has locked the ticket, or has just written it."""
    heir = duty.in_place_of(ticket.answering, spot_of(ticket), now)
    if heir.pk == ticket.answering_id:
        return False
    # Only what the first contact bore themself goes back to them; what the director took on stays the directors'.
    ticket.covered = ticket.covered or ticket.answering_id == ticket.first_contact_id
    ticket.answering = heir
    ticket.save(update_fields=["answering", "covered"])
    tell_staff(
        ticket, [heir], about="service.duty_passed", title=f"请您代为负责：{ticket.title}",
        body=f"首问人{ticket.first_contact.name}不在岗。", now=now, key=f"duty:{now:%Y%m%d}",
    )  # fmt: skip
    ledger.record(
        "service.duty_passed",
        ticket,
        by=SYSTEM,
        at=now,
        seen_by=Seen.RESIDENT,
        first=ticket.first_contact.name,
        to=heir.name,
    )
    return True


@transaction.atomic
def return_duty(ticket: Ticket, *, now: datetime) -> bool:
    """The first contact is back: they answer again. What the director took by reopening or stepping in stays theirs."""
    ticket = tickets.lock(ticket)
    if not ticket.is_open or not ticket.covered:
        return False
    ticket.answering, ticket.covered = ticket.first_contact, False
    ticket.save(update_fields=["answering", "covered"])
    tell_staff(
        ticket, [ticket.first_contact], about="service.duty_returned", title=f"交还给您：{ticket.title}",
        body="您不在时的进展都在时间线上。", now=now, key=f"back:{now:%Y%m%d}",
    )  # fmt: skip
    ledger.record(
        "service.duty_returned",
        ticket,
        by=SYSTEM,
        at=now,
        seen_by=Seen.RESIDENT,
        first=ticket.first_contact.name,
    )
    return True

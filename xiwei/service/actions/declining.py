"""A wish that cannot be met: asked for with a reason and an alternative, consented to by the director (C2)."""

from datetime import datetime

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Staff
from xiwei.service.actions import ordering, routing
from xiwei.service.actions.moving import move
from xiwei.service.actions.telling import tell_residents, tell_staff
from xiwei.service.models import Decline, Ticket
from xiwei.service.queries import duty, tickets
from xiwei.service.rules import checks, declining


@transaction.atomic
def ask_decline(
    ticket: Ticket, *, by: Staff, now: datetime, reason: str, alternative: str, reply: str, tried: str = ""
) -> Decline:
    """Ask the director's consent to say no; the ticket goes on and its clocks run until the answer."""
    ticket = tickets.lock(ticket)
    checks.check_may("ask_decline", ticket, by)
    declining.check_asking(ticket, reason=reason, alternative=alternative, reply=reply, tried=tried)
    decline = Decline.objects.create(
        company_id=ticket.company_id, ticket=ticket, reason=reason.strip(), alternative=alternative.strip(),
        reply=reply.strip(), tried=tried.strip(), asked_by=by, asked_at=now,
    )  # fmt: skip
    move(ticket, "ask_decline", by=by, now=now, reason=decline.reason, alternative=decline.alternative)
    boss = duty.director(routing.spot_of(ticket), now)
    tell_staff(
        ticket, [boss], about="service.decline_asked", title=f"请您同意婉拒：{ticket.title}", body=decline.reason,
        now=now, key=f"decline:{decline.pk}",
    )  # fmt: skip
    return decline


@transaction.atomic
def consent(decline: Decline, *, by: Staff, now: datetime, reply: str | None = None) -> Ticket:
    """The director agrees: clocks stop, orders are cancelled, and the resident reads the courteous reply.

    `reply` is the director's own wording of it; None leaves the one proposed. Where it differs, a line of the staff keeps
    both, and who proposed the other hears of it. Raises BadInput for one too short or too long.
    """
    ticket = tickets.lock(decline.ticket)
    checks.check_may("decline", ticket, by)
    if reply is not None:
        declining.check_reply(reply)
    decline = _answered(decline, by, now, consented=True)
    _reword(ticket, decline, reply, by=by, now=now)
    ordering.cancel_all(ticket, by=by, now=now, reason="已婉拒")
    ticket.closed_at = now
    move(
        ticket,
        "decline",
        by=by,
        now=now,
        reason=decline.reason,
        alternative=decline.alternative,
        tried=decline.tried,
    )
    tell_residents(
        ticket, about="service.declined", title=f"关于您的请求：{ticket.title}", body=decline.reply, now=now,
        key=f"declined:{decline.pk}",
    )  # fmt: skip
    return ticket


def _reword(ticket: Ticket, decline: Decline, reply: str | None, *, by: Staff, now: datetime) -> None:
    """In the caller's transaction: the reply as the director wrote it, and what it was before."""
    said, proposed = (reply or decline.reply).strip(), decline.reply
    if said == proposed:
        return
    decline.reply = said
    decline.save(update_fields=["reply"])
    tell_staff(
        ticket, [one for one in (decline.asked_by,) if one != by], about="service.decline_reworded",
        title=f"主任同意婉拒，回复改了几句：{ticket.title}", body=said, now=now, key=f"reworded:{decline.pk}",
    )  # fmt: skip
    ledger.record("service.decline_reworded", ticket, by=by, at=now, seen_by=Seen.STAFF, proposed=proposed, reply=said)


@transaction.atomic
def refuse_consent(decline: Decline, *, by: Staff, now: datetime, answer: str) -> Ticket:
    """The director does not agree: it shall be done, and why."""
    ticket = tickets.lock(decline.ticket)
    checks.check_may("refuse_decline", ticket, by)
    declining.check_answer(answer)
    decline = _answered(decline, by, now, consented=False, answer=answer.strip())
    move(ticket, "refuse_decline", by=by, now=now, reason=decline.answer)
    tell_staff(
        ticket, [decline.asked_by], about="service.decline_refused", title=f"主任不同意婉拒：{ticket.title}",
        body=decline.answer, now=now, key=f"refused_decline:{decline.pk}",
    )  # fmt: skip
    return ticket


def _answered(decline: Decline, by: Staff, now: datetime, *, consented: bool, answer: str = "") -> Decline:
    decline = Decline.objects.select_for_update().select_related("asked_by__person").get(pk=decline.pk)
    declining.check_pending(decline)
    decline.consented, decline.answered_by, decline.answered_at, decline.answer = consented, by, now, answer
    decline.save(update_fields=["consented", "answered_by", "answered_at", "answer"])
    return decline

"""Wait for a reason the resident can read, and go on."""

from datetime import datetime

from django.db import transaction

from xiwei.people.models import Staff
from xiwei.service.actions.going_on import carry_on
from xiwei.service.actions.moving import move
from xiwei.service.actions.standing import stand_still
from xiwei.service.actions.telling import tell_of_delay, tell_residents, tell_staff
from xiwei.service.models import Ticket
from xiwei.service.queries import tickets
from xiwei.service.rules import checks
from xiwei.service.rules.parties import By
from xiwei.service.rules.promises import check_until, check_words, state_after_wait


@transaction.atomic
def wait(
    ticket: Ticket, *, by: Staff, now: datetime, reason: str, waits_for: str, until: datetime, words: str = ""
) -> Ticket:
    """The matter stands still. Waiting for the resident or a permit stops the clocks; for parts or hands it does not."""
    ticket = tickets.lock(ticket)
    checks.check_may("wait", ticket, by)
    check_until(until, now)
    check_words(waits_for, least=1, most=60)
    check_words(words, most=200)
    label, day = stand_still(ticket, by=by, now=now, reason=reason, waits_for=waits_for, until=until, words=words)
    tell_residents(
        ticket, about="service.waiting", title=f"{label}：{ticket.title}", body=f"{words.strip()} 预计{day}继续。".strip(),
        now=now, key=f"wait:{ticket.waits.count()}",
    )  # fmt: skip
    tell_of_delay(
        ticket, by=by, about="service.waiting", title=f"{label}：{ticket.title}",
        body=f"{waits_for.strip()}。{words.strip()} 预计{day}继续。", now=now, key=f"wait:{ticket.waits.count()}",
    )  # fmt: skip
    return ticket


@transaction.atomic
def resume(ticket: Ticket, *, by: By, now: datetime) -> Ticket:
    """The wait is over, and the ticket is again what it was before. A stopped clock runs on from where it stood.

    Work that could not be finished, and waited for what it lacked, is offered again.
    """
    ticket = tickets.lock(ticket)
    checks.check_may("resume", ticket, by)
    before = ticket.waits.get(ended_at__isnull=True).state_before
    move(ticket, "resume", by=by, now=now, ends_in=state_after_wait(before, ticket.promised_for))
    tell_staff(
        ticket, [ticket.answering], about="service.resumed", title=f"等待结束：{ticket.title}", body="请继续处理。",
        now=now, key=f"resumed:{ticket.waits.count()}",
    )  # fmt: skip
    carry_on(ticket, now=now)
    return ticket

"""A matter stands still: the wait, its clocks and its line, for whichever deed brings it about."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from xiwei.people.models import Staff
from xiwei.service.actions import clocks
from xiwei.service.actions.moving import move
from xiwei.service.index import INDEX, pairs
from xiwei.service.models import Ticket, Wait, WaitReason
from xiwei.service.models.clocks import STOPS_CLOCK
from xiwei.shared.tongue import kept


class Still(NamedTuple):
    """The wait in words: what it is, and until when."""

    label: str
    until: str


def stand_still(
    ticket: Ticket, *, by: Staff, now: datetime, reason: str, waits_for: str, until: datetime, words: str
) -> Still:
    """Write the wait, in its caller's transaction, which has checked it and tells of it. The table must let it wait."""
    paused = reason in STOPS_CLOCK
    Wait.objects.create(
        company_id=ticket.company_id, ticket=ticket, reason=reason, waits_for=waits_for.strip(), words=words.strip(),
        until=until, stops_clock=paused, state_before=ticket.state, started_at=now, by=by.person,
    )  # fmt: skip
    clocks.reckon(ticket, now=now)
    INDEX.put_many(pairs([ticket]))
    said = Still(kept(WaitReason(reason).label), f"{timezone.localtime(until):%m月%d日 %H:%M}")
    move(
        ticket,
        "wait",
        by=by,
        now=now,
        reason=said.label,
        until=said.until,
        waits_for=waits_for.strip(),
        words=words.strip(),
        paused=paused,
    )
    return said

"""Start, stop, pause and speak: the clocks of a ticket."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.notices import actions as notices
from xiwei.service.actions.telling import tell_staff
from xiwei.service.models import PROMISED, Clock, Ticket, TicketState
from xiwei.service.queries import duty, on_shift, tickets
from xiwei.service.rules import timing
from xiwei.service.rules.asking import needs_arrival
from xiwei.shared import bulk
from xiwei.shared.tongue import kept_choice
from xiwei.standards import queries as standards
from xiwei.standards.models import ClockKind, Urgency

LEVEL_WORDS = {
    timing.WARNED: ("service.clock_warned", "快到时限"),
    timing.BREACHED: ("service.clock_breached", "已超时限"),
    timing.ESCALATED: ("service.clock_escalated", "超时升级"),
}


def start(ticket: Ticket, *, at: datetime) -> list[Clock]:
    """Start the ticket's clocks from `at`, under the promises now in force; sets the ticket's `due_at`, unsaved."""
    clocks = begin(ticket, at=at)
    let_run(ticket, clocks)
    return clocks


def begin(ticket: Ticket, *, at: datetime) -> list[Clock]:
    """The clocks that start at `at`, for `let_run` to write once the ticket is; sets the ticket's `due_at`, unsaved."""
    calendar = standards.calendar(ticket.project_id)
    promises = standards.promises(company_id=ticket.company_id, project_id=ticket.project_id)
    wanted = (ticket.wanted_from, ticket.wanted_until) if ticket.wanted_from and ticket.wanted_until else None
    clocks = timing.clocks_for(ticket.urgency, at, promises, calendar, wanted, arrives=needs_arrival(ticket))
    ticket.due_at = min((clock.due_at for clock in clocks), default=None)
    return clocks


def let_run(ticket: Ticket, clocks: list[Clock]) -> None:
    """Write clocks that have begun, in the caller's transaction."""
    for clock in clocks:
        clock.company_id, clock.ticket = ticket.company_id, ticket
    bulk.insert(Clock, clocks)


def promise(ticket: Ticket, *, at: datetime) -> None:
    """The moment promised (`promised_for`) runs as a clock, in place of the one before it; sets `due_at`, unsaved."""
    assert ticket.promised_for is not None, "set by whoever promised"
    stop(ticket, RESPONSE, PROMISED, at=at)
    let_run(ticket, [timing.promise_clock(ticket.promised_for, at, waiting=ticket.state == TicketState.WAITING)])
    _due(ticket)


def agree_window(ticket: Ticket, *, at: datetime) -> None:
    """A window was agreed (`wanted_until`): its clocks take the place of those that ran; sets `due_at`, unsaved."""
    assert ticket.wanted_until is not None, "set by whoever agreed it"
    stop(ticket, ARRIVAL, RESOLUTION, at=at)
    let_run(ticket, timing.window_clocks(_round_start(ticket), ticket.wanted_until))
    _due(ticket)


def begin_work(ticket: Ticket, *kinds: str, at: datetime) -> None:
    """Hands are laid on it: these clocks stop. Sets `begun_at` and `due_at`, unsaved.

    A planned matter for which no moment was ever agreed is due on the day it is begun: none is left without a clock.
    """
    stop(ticket, *kinds, at=at)
    ticket.begun_at = ticket.begun_at or at
    _keep_one(ticket, at)


def _keep_one(ticket: Ticket, at: datetime) -> None:
    if ticket.urgency == Urgency.PLANNED and not running(ticket):
        let_run(ticket, [timing.day_clock(_round_start(ticket), at)])
        _due(ticket)


def _round_start(ticket: Ticket) -> datetime:
    return timing.round_start(list(ticket.clocks.all()), ticket.asked_at)


def _due(ticket: Ticket) -> None:
    ticket.due_at = min((clock.due_at for clock in running(ticket)), default=None)


def running(ticket: Ticket) -> list[Clock]:
    """The clocks not stopped, the nearest first, held until the transaction ends."""
    return list(Clock.objects.select_for_update().filter(ticket=ticket, stopped_at__isnull=True).order_by("due_at"))


def stop(ticket: Ticket, *kinds: str, at: datetime) -> None:
    """Stop these clocks (all, where none is named); one stopped late keeps that it was breached, and so does the ticket.

    Sets the ticket's `due_at` and `breached`, unsaved.
    """
    left = []
    for clock in running(ticket):
        if kinds and clock.kind not in kinds:
            left.append(clock)
            continue
        clock.stopped_at, clock.next_at = at, None
        clock.breached = clock.breached or at > clock.due_at
        clock.save(update_fields=["stopped_at", "next_at", "breached"])
        ticket.breached = ticket.breached or clock.breached
    ticket.due_at = min((clock.due_at for clock in left), default=None)


def reckon(ticket: Ticket, *, now: datetime) -> None:
    """After a wait began or ended: set each running clock's moments afresh."""
    calendar = standards.calendar(ticket.project_id)
    pauses = pauses_of(ticket)
    clocks = running(ticket)
    for clock in clocks:
        timing.reckon(clock, calendar, pauses, now)
        clock.save(update_fields=["due_at", "next_at"])
    ticket.due_at = min((clock.due_at for clock in clocks), default=None)


def pauses_of(ticket: Ticket) -> list[tuple[datetime, datetime | None]]:
    """The waits that stop a clock; those for parts and hands do not."""
    return list(ticket.waits.filter(stops_clock=True).values_list("started_at", "ended_at"))


def restart(ticket: Ticket, *, at: datetime) -> None:
    """Stop what runs and start anew: after a reopening."""
    stop(ticket, at=at)
    start(ticket, at=at)


def recount(ticket: Ticket, *, now: datetime) -> None:
    """What it is was put right: replace this round's clocks by those it should have had, from the same start.

    What had stopped stays stopped at its own moment; waits and promises count as they did. What the wrong clocks had
    reached is forgotten with them: `level` and `breached` are read anew from those that are left.
    """
    old = list(ticket.clocks.select_for_update())
    began = timing.round_start(old, ticket.asked_at)
    wrong = [one for one in old if one.started_at == began and one.kind != PROMISED]
    runs = {one.kind for one in wrong if one.stopped_at is None}
    stopped = {one.kind: one.stopped_at for one in wrong if one.stopped_at and one.kind not in runs}
    ticket.clocks.filter(pk__in=[one.pk for one in wrong]).delete()
    start(ticket, at=began)
    for kind, moment in stopped.items():
        stop(ticket, kind, at=moment)
    if ticket.begun_at is not None and ticket.begun_at >= began:
        _keep_one(ticket, ticket.begun_at)
    reckon(ticket, now=now)
    left = list(ticket.clocks.all())
    ticket.level, ticket.breached = timing.worst(left, began), any(one.breached for one in left)


@transaction.atomic
def speak(clock: Clock, *, now: datetime) -> bool:
    """Say what a clock has reached by now: to the first contact and the director, and to the company when escalated.

    While whoever answers is off shift, also to the one who is on duty for them.

    Each level is said once, however often this runs; a level passed unnoticed (the worker was down) is said with the
    highest. Returns whether anything was said.
    """
    ticket = tickets.lock(clock.ticket)
    clock = Clock.objects.select_for_update().get(pk=clock.pk)
    if clock.stopped_at is not None or clock.next_at is None or clock.next_at > now:
        return False
    calendar, pauses = standards.calendar(ticket.project_id), pauses_of(ticket)
    before, clock.level = clock.level, timing.level_at(clock, calendar, pauses, now)
    clock.breached = clock.breached or clock.level >= timing.BREACHED
    clock.next_at = timing.next_word(clock, calendar, pauses)
    clock.save(update_fields=["level", "breached", "next_at"])
    if clock.level == before:
        return False
    ticket.level, ticket.breached = max(ticket.level, clock.level), ticket.breached or clock.breached
    ticket.save(update_fields=["level", "breached"])
    if timing.spoken_for(clock, running(ticket)):
        return False
    _announce(ticket, clock, now)
    return True


def _announce(ticket: Ticket, clock: Clock, now: datetime) -> None:
    kind, title = LEVEL_WORDS[clock.level]
    due = f"{timezone.localtime(clock.due_at):%m月%d日 %H:%M}"
    hearers = [ticket.answering, ticket.first_contact]
    spot = duty.Spot(ticket.company_id, ticket.project_id)
    hearers.append(duty.director(spot, now))
    if standing := on_shift.standing_for(ticket, now):  # whoever answers may be asleep: who is at work hears it too
        hearers.append(standing)
    if clock.level == timing.ESCALATED:
        hearers += duty.managers(ticket.company_id)
    notices.outdate(
        [one.person_id for one in hearers],
        company_id=ticket.company_id,
        keys=[f"{ticket.pk}:{said}:{clock.pk}" for level, (said, _) in LEVEL_WORDS.items() if level < clock.level],
        now=now,
    )
    tell_staff(
        ticket,
        hearers,
        about=kind,
        title=f"{title}：{ticket.title}",
        body=f"{ticket.spot_label}，{kept_choice(clock, 'kind')}时限 {due}。",
        now=now,
        key=f"{kind}:{clock.pk}",
        loud=ticket.urgency == "urgent",
    )
    ledger.record(
        kind,
        ticket,
        by=SYSTEM,
        at=now,
        seen_by=Seen.RESIDENT if clock.level >= timing.BREACHED else Seen.STAFF,
        clock=timing.WAITS_FOR[timing.said_of(clock.kind, ticket.kind)],
        due=due,
        told="、".join(dict.fromkeys(one.name for one in hearers)),
    )


RESPONSE, ARRIVAL, RESOLUTION = ClockKind.RESPONSE, ClockKind.ARRIVAL, ClockKind.RESOLUTION

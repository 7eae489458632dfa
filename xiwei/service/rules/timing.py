"""When clocks are due and when they speak: pure reckoning, no query (A8; heart.md, Promises and clocks)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiwei.service.models import ANSWERED, PROMISED, Clock
from xiwei.shared.worktime import ALWAYS, Calendar
from xiwei.standards.models import ClockKind, TimePromise, Urgency

WARNED, BREACHED, ESCALATED = 1, 2, 3
# Of a clock's time: warned at three quarters, breached when it is up, escalated at half as much again.
FRACTIONS = {WARNED: 0.75, BREACHED: 1.0, ESCALATED: 1.5}
PROMISED_ANSWER = "promised_answer"  # how the promise of a wish or a question is said
# What each clock waits for, in words that residents read too.
WAITS_FOR = {
    ClockKind.RESPONSE: _("答复"),
    ClockKind.ARRIVAL: _("到场"),
    ClockKind.RESOLUTION: _("办好"),
    PROMISED: _("办好"),
    PROMISED_ANSWER: _("答复"),
}
# What its moment is the limit of, said before it.
DUE_SAYS = {
    ClockKind.RESPONSE: _("最晚答复"),
    ClockKind.ARRIVAL: _("最晚到场"),
    ClockKind.RESOLUTION: _("最晚办好"),
    PROMISED: _("承诺办好"),
    PROMISED_ANSWER: _("承诺答复"),
}
MINUTE = timedelta(minutes=1)


def said_of(kind: str, need: str) -> str:
    """Under which of these words a clock of this need is said: a wish and a question wait for an answer to their end."""
    if need not in ANSWERED:
        return kind
    return {ClockKind.RESOLUTION.value: ClockKind.RESPONSE.value, PROMISED: PROMISED_ANSWER}.get(kind, kind)


def called(kind: str) -> str:
    """What a clock counts, in the words everybody reads: 答复, 到场, 办好; of a promise, 承诺."""
    return gettext("承诺") if kind == PROMISED else gettext(WAITS_FOR[kind])


Pauses = Sequence[tuple[datetime, datetime | None]]


def calendar_of(clock: Clock, project: Calendar) -> Calendar:
    """An urgent matter runs round the clock; others on the project's working calendar."""
    return ALWAYS if clock.round_the_clock else project


def clocks_for(
    urgency: str,
    start: datetime,
    promises: Mapping[tuple[str, str], TimePromise],
    project: Calendar,
    wanted: tuple[datetime, datetime] | None = None,
    *,
    arrives: bool = True,
) -> list[Clock]:
    """The clocks a ticket of this urgency starts with, unsaved. An agreed window sets the arrival of a planned one.

    A window that is over (the matter was opened again) sets nothing: another is agreed with the next promise. Where
    nobody `arrives`, for it is a matter of words, the standard's arrival clock does not run; an agreed visit's does.
    """
    clocks = []
    for kind in ClockKind.values:
        promise = promises.get((urgency, kind))
        if promise and (arrives or kind != ClockKind.ARRIVAL):
            clocks.append(_clock(kind, promise.minutes, promise.round_the_clock, start, project))
    if urgency == Urgency.PLANNED and wanted and wanted[1] > start:
        clocks = [clock for clock in clocks if clock.kind == ClockKind.RESPONSE]
        clocks += window_clocks(start, wanted[1])
    return clocks


def window_clocks(start: datetime, ends: datetime) -> list[Clock]:
    """The clocks of an agreed window: somebody is there before it ends, and it is done on that day. Unsaved."""
    return [_until(ClockKind.ARRIVAL, start, ends), day_clock(start, ends)]


def day_clock(start: datetime, moment: datetime) -> Clock:
    """The clock of "the agreed day": all is done by the end of the day `moment` lies in. Unsaved."""
    return _until(ClockKind.RESOLUTION, start, _end_of(moment))


def promise_clock(moment: datetime, now: datetime, *, waiting: bool = False) -> Clock:
    """The clock of a promise, unsaved: due at the very moment that was promised, in plain minutes.

    It starts on the minute of `now`, so that whole minutes end there; where a wait runs, on the next one: the promise
    was made knowing of that wait, which therefore moves nothing (pauses_for).
    """
    whole, rest = divmod(moment - now, MINUTE)
    minutes = max(1, whole if waiting or not rest else whole + 1)
    return _clock(PROMISED, minutes, True, moment - minutes * MINUTE, ALWAYS)


def _clock(kind: str, minutes: int, round_the_clock: bool, start: datetime, project: Calendar) -> Clock:
    clock = Clock(kind=kind, minutes=minutes, round_the_clock=round_the_clock, started_at=start)
    clock.due_at = calendar_of(clock, project).add(start, minutes)
    clock.next_at = next_word(clock, project, ())
    return clock


def _until(kind: str, start: datetime, due: datetime) -> Clock:
    """A clock for an agreed moment: plain minutes from the asking to it."""
    minutes = max(1, round((due - start).total_seconds() / 60))
    return _clock(kind, minutes, True, start, ALWAYS)


def _end_of(moment: datetime) -> datetime:
    """The end of that local day: "the agreed day" of a planned service."""
    local = moment.astimezone(ALWAYS.tz)
    return local.replace(hour=23, minute=59, second=0, microsecond=0)


def pauses_for(clock: Clock, pauses: Pauses) -> Pauses:
    """The pauses that move this clock: for a promise, only those that began after it was given."""
    if clock.kind != PROMISED:
        return pauses
    return [(begin, end) for begin, end in pauses if begin >= clock.started_at]


def _moment_at(clock: Clock, project: Calendar, pauses: Pauses, fraction: float) -> datetime | None:
    calendar, counted = calendar_of(clock, project), pauses_for(clock, pauses)
    return calendar.moment_at(clock.started_at, clock.minutes, counted, fraction)


def next_word(clock: Clock, project: Calendar, pauses: Pauses) -> datetime | None:
    """When the clock next speaks; None once it has said all, or while a pause stands before that moment."""
    if clock.level >= ESCALATED or clock.stopped_at is not None:
        return None
    return _moment_at(clock, project, pauses, FRACTIONS[clock.level + 1])


def reckon(clock: Clock, project: Calendar, pauses: Pauses, now: datetime) -> None:
    """Set `due_at` and `next_at` afresh after a pause began or ended. While paused, the due moment moves with `now`."""
    closed = [(begin, end or now) for begin, end in pauses_for(clock, pauses)]
    due = calendar_of(clock, project).due(clock.started_at, clock.minutes, closed)
    assert due is not None, "with every pause closed the due moment is known"
    clock.due_at = due
    clock.next_at = next_word(clock, project, pauses)


def level_at(clock: Clock, project: Calendar, pauses: Pauses, now: datetime) -> int:
    """What the clock has reached by now: 0, WARNED, BREACHED or ESCALATED. It never goes back."""
    reached = clock.level
    for level, fraction in FRACTIONS.items():
        at = _moment_at(clock, project, pauses, fraction)
        if at is not None and at <= now:
            reached = max(reached, level)
    return reached


def spoken_for(clock: Clock, running: Sequence[Clock]) -> bool:
    """Whether another says the same: a promise of the standard's own moment is warned of by the standard's clock."""
    if clock.kind != PROMISED:
        return False
    return any(one.kind == ClockKind.RESOLUTION and abs(one.due_at - clock.due_at) < MINUTE for one in running)


def round_start(clocks: Sequence[Clock], asked_at: datetime) -> datetime:
    """When this round began: at the asking, or at the last reopening. Promises are given within a round."""
    return max((clock.started_at for clock in clocks if clock.kind != PROMISED), default=asked_at)


def worst(clocks: Sequence[Clock], since: datetime) -> int:
    """The worst level of the clocks of the round that began then; a promise's clock starts on the minute."""
    return max((clock.level for clock in clocks if clock.started_at > since - MINUTE), default=0)

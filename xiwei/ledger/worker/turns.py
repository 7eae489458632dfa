"""What happens by time: each line of config/clock.py is one of these, and has one row that says when it is next due."""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.module_loading import import_string

from xiwei.ledger.models import Turn
from xiwei.ledger.worker import leases
from xiwei.shared import scope

log = logging.getLogger("xiwei.worker")


@dataclass(frozen=True)
class Every:
    """Run `job(now) -> int` (how many it did) every so many seconds, counted from the end of the last run."""

    seconds: int
    job: str
    slack = timedelta(minutes=1)  # how far two hosts' clocks, and two looks of one, may lie apart

    def first(self, now: datetime) -> datetime:
        """At once."""
        return now

    def after(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Daily:
    """Run `job(now) -> int` each day at a local time, as "03:30". A time slept through is made up for on waking."""

    at: str
    job: str
    slack = timedelta(days=1)  # a clock a moment behind says "today" of what another has done and put off to tomorrow

    def first(self, now: datetime) -> datetime:
        """Not at once: what runs by night should not begin with a morning's start."""
        return self.after(now)

    def after(self, now: datetime) -> datetime:
        local = timezone.localtime(now)
        clock = time.fromisoformat(self.at)
        today = local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
        return today if today > local else today + timedelta(days=1)


Timed = Every | Daily


def run(timed: Timed, *, now: datetime, worker: str, length: timedelta = leases.LENGTH) -> int | None:
    """Run the job if it is due and no other worker is on it; None where there was nothing to do.

    Killed in the middle, the turn is still due, and is run again when the lease has run out: jobs are safe to run
    twice, because each thing they do is one action that looks at the state first.
    """
    turn, _ = Turn.objects.get_or_create(name=timed.job, defaults={"next_at": timed.first(now)})
    if not _due(turn, timed, now):
        return None
    job = f"clock:{timed.job}"
    if not leases.take(job, worker=worker, length=length):
        return None
    try:
        turn.refresh_from_db()  # another worker may have run it between our look and our lease
        return _run(turn, timed, now) if _due(turn, timed, now) else None
    finally:
        leases.drop(job, worker=worker)


def _due(turn: Turn, timed: Timed, now: datetime) -> bool:
    """Its moment has come, or lies further off than it ever could: the demo's clock was set back.

    Not a little further off: another worker may have run it while we looked, by a clock a little before ours.
    """
    return turn.next_at <= now or turn.next_at > timed.after(now) + timed.slack


def _run(turn: Turn, timed: Timed, now: datetime) -> int:
    done, error = 0, ""
    try:
        with scope.everywhere(f"the clock runs {timed.job}"):
            done = import_string(timed.job)(now)
    except Exception as failure:
        log.exception("the clock's %s failed; it is tried at its next turn", timed.job)
        error = f"{type(failure).__name__}: {failure}"[:2000]
    turn.ran_at, turn.next_at, turn.error = now, timed.after(now), error
    turn.save(update_fields=["ran_at", "next_at", "error"])
    return done

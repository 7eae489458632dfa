"""Doors for the clock: what happens to tickets by time. Each finds what is due and calls one action for each.

And for the worker: evidence packs.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django_tasks import task

from xiwei.ledger.models import SYSTEM
from xiwei.ledger.seals import sealing
from xiwei.service.actions import clocks, duty, ending, packs, signoffs, waiting
from xiwei.service.models import Pack
from xiwei.service.queries import due
from xiwei.service.queries import signoffs as unsigned
from xiwei.shared import moment
from xiwei.shared.refusals import Refused

log = logging.getLogger("xiwei.service.jobs")
T = TypeVar("T")
MONTH = timedelta(days=28)


def _each(found: Iterable[T], do: Callable[[T], object]) -> int:
    """Do it for each, so that one that fails does not hold up the rest; returns how many were done."""
    done = 0
    for one in found:
        try:
            done += bool(do(one))
        except Refused as refused:
            log.info("left alone: %s: %s", one, refused.sentence)
        except Exception:
            log.exception("failed for %s; the rest go on", one)
    return done


def speak_clocks(now: datetime) -> int:
    """Warn, tell of breaches, escalate: whatever a clock has to say by now, once."""
    return _each(due.clocks(now), lambda clock: clocks.speak(clock, now=now))


def end_waits(now: datetime) -> int:
    """Waits whose time is up go on by themselves; nobody forgets them."""
    return _each(due.waits(now), lambda wait: waiting.resume(wait.ticket, by=SYSTEM, now=now))


def lapse_unconfirmed(now: datetime) -> int:
    """Done tickets whose confirming period ran out after two attempts on two days."""
    return _each(due.unconfirmed(now), lambda ticket: ending.lapse(ticket, now=now))


def learn_corrections(now: datetime) -> int:
    """Once a month, teach the reader what people corrected; returns how many lessons it learnt."""
    from xiwei.service.actions import teaching  # here, because numpy and the model are heavy and this is rare
    from xiwei.service.triage import installed

    taught = installed.taught_at()
    if taught and now - taught < MONTH:
        return 0
    outcome = teaching.teach(now=now)
    if outcome and not outcome.model:
        log.warning("the reader was not taught: it would do worse on what is laid aside")
    return outcome.lessons if outcome and outcome.model else 0


def keep_duty(now: datetime) -> int:
    """Pass the answering of those away to the director, and give it back to those who returned."""
    passed = _each(due.without_anyone(now), lambda ticket: duty.pass_duty(ticket, now=now))
    return passed + _each(due.first_contact_back(now), lambda ticket: duty.return_duty(ticket, now=now))


@task()
def make_pack(pk: int) -> None:
    """Put an evidence pack together; what was written since the last turn is sealed first, so that it can be proved."""
    now = moment.now()
    sealing.seal_new(now=now)
    packs.make(Pack.objects.select_related("project", "by", "staff").get(pk=pk), now=now)


def forget_packs(now: datetime) -> int:
    """Files of evidence packs that have served go."""
    return packs.forget_old(now=now)


def remind_sign_off(now: datetime) -> int:
    """Directors hear of the days they have not signed; returns how many did."""
    return _each(unsigned.to_remind(now), lambda found: signoffs.remind(*found, now=now))

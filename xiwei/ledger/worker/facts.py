"""Carry facts up: each listener's work and the mark that it is done are one transaction.

Killed at any instant, a fact is either done with its effect, or neither: nothing is lost, nothing repeated.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from xiwei.ledger.models import Fact
from xiwei.ledger.registry import hear
from xiwei.shared import scope

log = logging.getLogger("xiwei.worker")
PAUSES = [timedelta(seconds=10), *(timedelta(minutes=n) for n in (1, 5, 30, 120, 360))]
BATCH = 100


def carry_due(now: datetime) -> int:
    """Carry what is due, oldest first, one batch at most; returns how many facts were tried."""
    waiting = Fact.objects.filter(due_at__lte=now, done_at__isnull=True, given_up_at__isnull=True)
    found = list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])
    return sum(carry(pk, now) for pk in found)


@transaction.atomic
def carry(pk: int, now: datetime) -> bool:
    """Carry one fact to its listener; False where another worker holds it or has done it."""
    row = Fact.objects.select_for_update(skip_locked=True).filter(
        pk=pk, due_at__lte=now, done_at__isnull=True, given_up_at__isnull=True
    )
    fact = row.first()
    if fact is None:
        return False
    try:
        with transaction.atomic(), scope.within({fact.company_id}):
            hear(fact.kind, fact.listener, data=fact.data, at=fact.at)
    except Exception as error:
        log.exception("fact %s failed, try %s", fact, fact.tries + 1)
        _put_off(fact, error, now)
    else:
        fact.done_at, fact.tries, fact.error = now, fact.tries + 1, ""
    fact.save(update_fields=["done_at", "given_up_at", "due_at", "tries", "error"])
    return True


def _put_off(fact: Fact, error: Exception, now: datetime) -> None:
    """Later, with a growing pause; after the last pause it is given up, with its error, until someone says again."""
    fact.error = f"{type(error).__name__}: {error}"[:2000]
    if fact.tries < len(PAUSES):
        fact.due_at = now + PAUSES[fact.tries]
    else:
        fact.given_up_at = now
        log.error("fact %s is given up after %s tries: %s", fact, fact.tries + 1, fact.error)
    fact.tries += 1


def again(now: datetime) -> int:
    """Put every given-up fact in line anew: for when its cause has been mended."""
    return Fact.objects.filter(given_up_at__isnull=False).update(given_up_at=None, due_at=now, tries=0)

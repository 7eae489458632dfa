"""A lease: this worker is on that job, until a moment it keeps moving forward. Dead workers move nothing.

Leases are counted on the machine's true clock, never on the demo's: a clock set back must not make them immortal.
"""

import os
import socket
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from xiwei.ledger.models import Lease

LENGTH = timedelta(seconds=60)
# What this process has in hand: a worker breathes on these alone. A lease whose end could not be written, for the database
# was away just then, is breathed on no more and runs out, instead of being kept for ever by a worker that has forgotten it.
_IN_HAND: set[tuple[str, str]] = set()


def new_name() -> str:
    """A worker's own name: where it runs, and something no other worker shares."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid4().hex[:8]}"


def take(job: str, *, worker: str, length: timedelta = LENGTH) -> bool:
    """Take the job if nobody breathes on it. One statement, so that of two workers exactly one is told yes."""
    now = timezone.now()
    table = connection.ops.quote_name(Lease._meta.db_table)
    value = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (job, worker, until, tries) VALUES (%s, %s, %s, 1) "  # noqa: S608
            "ON CONFLICT (job) DO UPDATE SET worker = excluded.worker, until = excluded.until, "
            f"tries = {table}.tries + 1 WHERE {table}.until <= %s",
            [job, worker, value(now + length), value(now)],
        )
        if cursor.rowcount != 1:
            return False
    _IN_HAND.add((worker, job))
    return True


def breathe(worker: str, *, length: timedelta = LENGTH) -> int:
    """Move forward the live leases a worker has in hand; one that ran out stays out, for the reaper may have seen it."""
    now = timezone.now()
    jobs = [job for name, job in tuple(_IN_HAND) if name == worker]
    return Lease.objects.filter(worker=worker, job__in=jobs, until__gt=now).update(until=now + length)


def drop(job: str, *, worker: str) -> bool:
    """The job is over. False where the lease had gone to another worker: then its result is the other's to write."""
    _IN_HAND.discard((worker, job))
    return Lease.objects.filter(job=job, worker=worker).delete()[0] == 1


def lapse(job: str, *, worker: str) -> bool:
    """Let go of the job but keep count of its tries: it will be taken again. False where another has it."""
    _IN_HAND.discard((worker, job))
    return Lease.objects.filter(job=job, worker=worker).update(until=timezone.now()) == 1


def lapse_all(worker: str) -> int:
    """A worker told to stop in the middle lets others go on at once, not after a lease's length."""
    return Lease.objects.filter(worker=worker).update(until=timezone.now())

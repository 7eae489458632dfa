"""Doors for the worker."""

import time
from datetime import datetime

from django_tasks import task

from xiwei.estate.actions import bringing, carrying, reading, reminding, staging
from xiwei.estate.models import Batch
from xiwei.shared import moment

TURN = 60.0  # seconds that one turn of the clock reads on


@task()
def read_batch(pk: int) -> None:
    """Unpack what was sent."""
    bringing.read_bags(Batch.objects.select_related("project").get(pk=pk))


@task()
def carry_batch(pk: int) -> None:
    """Put what was sent into the archive, or go on where a worker left off."""
    carrying.carry(Batch.objects.select_related("project").get(pk=pk), now=moment.now())


def read_documents(now: datetime) -> int:
    """Read the words in new files and draw their pages: the clock's."""
    began, read = time.monotonic(), 0
    while (some := reading.read_new(now=now)) and time.monotonic() - began < TURN:
        read += some
    return read + some


def remind(now: datetime) -> int:
    """Warn of documents that end and of originals that are out too long: the clock's, in the morning."""
    return reminding.remind(now=now)


def forget_batches(now: datetime) -> int:
    """Let go of what nobody brought in: the clock's."""
    return bringing.forget_old(now=now)


def forget_staged(now: datetime) -> int:
    """Let go of files whose refused form was never put right: the clock's."""
    return staging.forget_old(now=now)

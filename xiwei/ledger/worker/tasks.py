"""Run Django's tasks under a lease. The library alone leaves a killed worker's task RUNNING for ever.

Do not run its own `db_worker` beside this one: it takes no lease. A task is safe to run twice: it takes ids, fetches,
and ends in actions that look at the state first or bear an idempotency key.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from traceback import format_exception
from typing import Any, TypeVar, cast

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks.signals import task_finished, task_started
from django_tasks_db.models import DBTaskResult

from xiwei.ledger.models import Lease
from xiwei.ledger.worker import leases
from xiwei.shared import scope
from xiwei.shared.refusals import Refused

log = logging.getLogger("xiwei.worker")
PAUSES = [timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)]
MAX_TRIES = len(PAUSES) + 1
PREFIX = "task:"
NO_CODE = (ImportError, SuspiciousOperation)  # what `row.task` raises where its function is gone, or is no task


F = TypeVar("F", bound=Callable[..., Any])


def tries(number: int) -> Callable[[F], F]:
    """Say, under `@task`, how often a function may be tried: a sign-in code half an hour late helps nobody."""

    def mark(function: F) -> F:
        function.tries = number  # type: ignore[attr-defined]
        return function

    return mark


class WorkerLost(Exception):
    """Every worker that took the task died at it."""


def run_next(worker: str, length: timedelta = leases.LENGTH) -> bool:
    """Take the first task that is ready and run it; False where there is none."""
    if not DBTaskResult.objects.ready().exists():  # a plain look, so that an idle worker takes no write lock
        return False
    row = _claim(worker, length)
    if row is None:
        return False
    _run(row, worker)
    return True


@transaction.atomic
def _claim(worker: str, length: timedelta) -> DBTaskResult | None:
    """The row is locked, the lease taken and the state set together: no instant has one without the other."""
    row = DBTaskResult.objects.ready().get_locked()
    if row is None or not leases.take(_lease_of(row), worker=worker, length=length):
        return None
    row.claim(worker)
    return row


def _lease_of(row: DBTaskResult) -> str:
    return f"{PREFIX}{row.pk}"


def _run(row: DBTaskResult, worker: str) -> None:
    try:
        task, result = row.task, row.task_result
        task_started.send(sender=type(task.get_backend()), task_result=result)
        given: list[Any] = [TaskContext(task_result=cast("Any", result))] if task.takes_context else []
        with scope.everywhere(f"the task {row.task_path}"):
            value = task.call(*given, *result.args, **result.kwargs)
    except Exception as error:
        log.exception("task %s %s failed", row.task_path, row.pk)
        _failed(row, worker, error)
    else:
        _settle(row, worker, lambda: row.set_successful(value))


def _allowed(row: DBTaskResult) -> int:
    """How often it may be tried; a task whose code is gone is tried as any other, for it may come with a deploy."""
    try:
        return int(getattr(row.task.func, "tries", MAX_TRIES))
    except NO_CODE:
        return MAX_TRIES


def _failed(row: DBTaskResult, worker: str, error: Exception) -> None:
    """Tried again after a pause, unless the domain refused it (it would again) or it has had its tries."""
    tried = Lease.objects.values_list("tries", flat=True).filter(job=_lease_of(row)).first() or MAX_TRIES
    if isinstance(error, Refused) or tried >= _allowed(row):
        _settle(row, worker, lambda: row.set_failed(error))
    else:
        _put_off(row, worker, error, PAUSES[min(tried, len(PAUSES)) - 1])


@transaction.atomic
def _put_off(row: DBTaskResult, worker: str, error: Exception, pause: timedelta) -> None:
    """Lease and row together: a reaper that saw the one without the other would give the task away under our hands."""
    if not leases.lapse(_lease_of(row), worker=worker):
        return
    row.status, row.run_after = TaskResultStatus.READY, timezone.now() + pause
    row.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    row.traceback = "".join(format_exception(error))
    row.save(update_fields=["status", "run_after", "exception_class_path", "traceback"])


def _settle(row: DBTaskResult, worker: str, write: Callable[[], None]) -> None:
    """Write the end of a task, if it is still ours: a worker that slept past its lease must not speak over the next."""
    with transaction.atomic():
        if not leases.drop(_lease_of(row), worker=worker):
            log.warning("task %s went to another worker while %s was at it", row.pk, worker)
            return
        write()
    with suppress(*NO_CODE):
        task_finished.send(sender=type(row.task.get_backend()), task_result=row.task_result)


def reap() -> int:
    """Take back the tasks of workers that stopped breathing; returns how many."""
    lapsed = Lease.objects.filter(job__startswith=PREFIX, until__lte=timezone.now())
    return sum(_take_back(job) for job in lapsed.values_list("job", flat=True))


@transaction.atomic
def _take_back(job: str) -> bool:
    """Rows are locked task first, then lease, as _claim does: the other order could deadlock with it."""
    pk = job.removeprefix(PREFIX)
    row = DBTaskResult.objects.filter(pk=pk).get_locked()
    if row is None or row.status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED):
        return _clear(job, pk)
    lease = Lease.objects.select_for_update(skip_locked=True).filter(job=job, until__lte=timezone.now()).first()
    if lease is None or row.status != TaskResultStatus.RUNNING:  # READY: it waits for its next try, the lease counts
        return False
    log.warning("task %s %s was left by %s at try %s", row.task_path, row.pk, lease.worker, lease.tries)
    if lease.tries >= _allowed(row):
        lease.delete()
        row.set_failed(
            WorkerLost(
                gettext("试了 {tries} 次，每次都在中途停止，没有做完。请查看日志，排除原因后重新提交。").format(
                    tries=lease.tries
                )
            )
        )
    else:
        lease.worker = ""  # a fence: the old worker, should it wake, finds that its lease is no longer its own
        lease.save(update_fields=["worker"])
        row.status = TaskResultStatus.READY
        row.save(update_fields=["status"])
    return True


def _clear(job: str, pk: str) -> bool:
    """A lease whose task is over or pruned is litter; one whose task is merely locked by another stays."""
    over = [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    if not DBTaskResult.objects.filter(pk=pk).exclude(status__in=over).exists():
        Lease.objects.filter(job=job).delete()
    return False

"""Tasks: run under a lease, tried again, taken back from the dead."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from xiwei.estate.models import Company
from xiwei.ledger.models import Lease
from xiwei.ledger.tests.make import company
from xiwei.ledger.worker import leases, tasks, tries
from xiwei.shared import scope
from xiwei.shared.refusals import BadInput

pytestmark = pytest.mark.django_db
READY, RUNNING, DONE, FAILED = (
    TaskResultStatus.READY,
    TaskResultStatus.RUNNING,
    TaskResultStatus.SUCCESSFUL,
    TaskResultStatus.FAILED,
)


@task
def found(code: str) -> int:
    assert scope.current() == scope.EVERY
    return company(code).pk


@task(takes_context=True)
def who_am_i(context: TaskContext) -> str:
    return context.task_result.id


@task
def breaks(how: str) -> None:
    if how == "refused":
        raise BadInput("表格里没有房号这一列，什么都没有写入。")
    raise RuntimeError("没有连上")


@task
@tries(1)
def only_once() -> None:
    raise RuntimeError("没有连上")


def _row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def _past(**changes: object) -> None:
    """The pause is over."""
    DBTaskResult.objects.update(run_after=timezone.now(), **changes)


def test_a_task_is_run_and_its_result_kept():
    found.enqueue("cuihu")
    assert [tasks.run_next("甲"), tasks.run_next("甲")] == [True, False]
    assert (_row().status, _row().return_value, _row().worker_ids) == (DONE, Company.objects.get().pk, ["甲"])
    assert Lease.objects.count() == 0


def test_a_task_that_asks_is_told_which_it_is():
    result = who_am_i.enqueue()
    tasks.run_next("甲")
    assert _row().return_value == result.id


def test_a_task_that_fails_is_tried_again_after_a_pause_and_in_the_end_has_failed():
    breaks.enqueue("fails")
    pauses = []
    while tasks.run_next("甲"):
        if _row().status == READY:
            pauses.append(round((_row().run_after - timezone.now()).total_seconds()))
            _past()
    assert pauses == [pause.total_seconds() for pause in tasks.PAUSES]
    assert (_row().status, _row().exception_class_path) == (FAILED, "builtins.RuntimeError")
    assert len(_row().worker_ids) == tasks.MAX_TRIES
    assert Lease.objects.count() == 0


def test_a_task_the_domain_refuses_is_not_tried_again():
    breaks.enqueue("refused")
    tasks.run_next("甲")
    assert _row().status == FAILED
    assert "表格里没有房号这一列" in _row().traceback


def test_a_task_that_allows_one_try_has_one():
    only_once.enqueue()
    tasks.run_next("甲")
    assert (_row().status, _row().worker_ids) == (FAILED, ["甲"])


def test_a_task_whose_code_is_gone_is_kept_for_a_later_try_and_stops_nobody():
    DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="xiwei.ledger.tests.gone.task",
        backend_name="default",
        run_after=timezone.now(),
    )
    assert tasks.run_next("甲") is True
    assert (_row().status, _row().exception_class_path) == (READY, "builtins.ModuleNotFoundError")
    Lease.objects.update(tries=tasks.MAX_TRIES)
    _past()
    tasks.run_next("甲")
    assert (_row().status, Lease.objects.count()) == (FAILED, 0)


def _left_by_a_dead_worker(tries: int = 1) -> DBTaskResult:
    """A task that was RUNNING when its worker died, and whose lease has run out."""
    found.enqueue("cuihu")
    row = tasks._claim("死", leases.LENGTH)
    assert row is not None
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1), tries=tries)
    return row


def test_the_task_of_a_worker_that_breathes_is_left_alone():
    found.enqueue("cuihu")
    tasks._claim("甲", leases.LENGTH)
    assert tasks.reap() == 0
    assert _row().status == RUNNING


def test_the_task_of_a_dead_worker_is_taken_back_and_done_by_another():
    _left_by_a_dead_worker()
    assert [tasks.reap(), tasks.reap()] == [1, 0]
    assert tasks.run_next("乙") is True
    assert (_row().status, _row().worker_ids) == (DONE, ["死", "乙"])


def test_a_task_that_every_worker_died_at_has_failed_with_a_sentence():
    _left_by_a_dead_worker(tries=tasks.MAX_TRIES)
    assert tasks.reap() == 1
    assert _row().status == FAILED
    assert "试了 5 次，每次都在中途停止，没有做完。" in _row().traceback
    assert Lease.objects.count() == 0


def test_a_worker_that_slept_past_its_lease_does_not_write_over_the_next_one():
    row = _left_by_a_dead_worker()
    tasks.reap()
    tasks._run(row, "死")
    assert _row().status == READY
    tasks._claim("乙", leases.LENGTH)
    tasks._settle(row, "死", lambda: row.set_successful(0))
    assert (_row().status, Lease.objects.get().worker) == (RUNNING, "乙")


def test_a_lease_whose_task_is_gone_is_swept_away():
    leases.take(f"{tasks.PREFIX}0c6f2c8e-0f7c-4f43-8f6f-0d1f8a4b1a11", worker="死")
    Lease.objects.update(until=timezone.now())
    assert tasks.reap() == 0
    assert Lease.objects.count() == 0


def test_breath_keeps_a_lease_and_brings_none_back():
    leases.take("task:a", worker="甲")
    leases.take("task:b", worker="甲")
    Lease.objects.filter(job="task:b").update(until=timezone.now())
    assert leases.breathe("甲") == 1
    assert leases.take("task:a", worker="乙") is False
    assert leases.take("task:b", worker="乙") is True
    assert Lease.objects.get(job="task:b").tries == 2


def test_a_task_whose_end_could_not_be_written_is_breathed_on_no_more_and_done_again(monkeypatch):
    """The database went away in the midst: kept alive for ever, no reaper would ever see it."""

    def away(*_: object) -> None:
        raise OperationalError("没有连上")

    found.enqueue("cuihu")
    with monkeypatch.context() as patch:
        patch.setattr(DBTaskResult, "set_successful", away)
        with pytest.raises(OperationalError):
            tasks.run_next("甲")
    Company.objects.all().delete()
    assert (_row().status, leases.breathe("甲"), tasks.reap()) == (RUNNING, 0, 0)
    Lease.objects.update(until=timezone.now())
    assert (tasks.reap(), tasks.run_next("乙"), _row().status) == (1, True, DONE)


def test_a_task_is_put_off_with_its_lease_or_not_at_all(monkeypatch):
    def away(*_: object, **__: object) -> None:
        raise OperationalError("没有连上")

    breaks.enqueue("often")
    with monkeypatch.context() as patch:
        patch.setattr(DBTaskResult, "save", away)
        row = DBTaskResult.objects.get()
        leases.take(tasks._lease_of(row), worker="甲")
        with pytest.raises(OperationalError):
            tasks._put_off(row, "甲", RuntimeError("没有连上"), tasks.PAUSES[0])
    assert Lease.objects.get().until > timezone.now()


@pytest.mark.parametrize(("tried", "seconds"), [(1, 10), (4, 1800), (5, 1800), (9, 1800)])
def test_a_task_that_may_be_tried_oftener_than_there_are_pauses_waits_the_last_of_them(monkeypatch, tried, seconds):
    monkeypatch.setattr(tasks, "_allowed", lambda row: 10)
    breaks.enqueue("often")
    row = tasks._claim("甲", leases.LENGTH)
    Lease.objects.update(tries=tried)
    now = timezone.now()
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: now)
        tasks._run(row, "甲")
    assert (_row().status, _row().run_after - now) == (READY, timedelta(seconds=seconds))

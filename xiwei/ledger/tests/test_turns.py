"""The clock's list: each line when it is due, by one worker at a time."""

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from xiwei.ledger.models import Lease, Turn
from xiwei.ledger.tests.make import NOW
from xiwei.ledger.worker import Daily, Every, leases, run_due, turns
from xiwei.shared import scope

pytestmark = pytest.mark.django_db
RAN: list[tuple[datetime, object]] = []
HERE = "xiwei.ledger.tests.test_turns"
SWEEP = Every(seconds=20, job=f"{HERE}.sweep")
BREAKS = Every(seconds=20, job=f"{HERE}.breaks")
NIGHTLY = Daily(at="03:30", job=f"{HERE}.sweep")


def sweep(now: datetime) -> int:
    RAN.append((now, scope.current()))
    return 3


def breaks(now: datetime) -> int:
    raise RuntimeError("没有连上")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    RAN.clear()


def _run(timed: Every | Daily, seconds: float = 0, worker: str = "甲") -> int | None:
    return turns.run(timed, now=NOW + timedelta(seconds=seconds), worker=worker)


def test_it_runs_at_once_and_then_each_time_its_seconds_have_passed():
    assert [_run(SWEEP, seconds) for seconds in (0, 19, 20, 39, 40)] == [3, None, 3, None, 3]
    assert [now - NOW for now, _ in RAN] == [timedelta(seconds=n) for n in (0, 20, 40)]


def test_it_runs_for_all_companies():
    _run(SWEEP)
    assert RAN[0][1] == scope.EVERY


def test_a_worker_that_slept_runs_it_once_not_once_for_each_turn_missed():
    _run(SWEEP)
    assert [_run(SWEEP, 3600), _run(SWEEP, 3601)] == [3, None]


def test_while_one_worker_is_at_it_another_passes_by():
    leases.take(f"clock:{SWEEP.job}", worker="甲")
    assert _run(SWEEP, worker="乙") is None
    assert RAN == []


def test_the_lease_is_given_back_at_the_end():
    _run(SWEEP)
    assert Lease.objects.count() == 0


def test_a_job_that_breaks_says_so_and_is_tried_at_its_next_turn():
    assert _run(BREAKS) == 0
    turn = Turn.objects.get(name=BREAKS.job)
    assert (turn.error, turn.next_at) == ("RuntimeError: 没有连上", NOW + timedelta(seconds=20))
    assert Lease.objects.count() == 0


def test_a_clock_set_back_does_not_stop_the_list():
    """The demo's clock can run ahead by hours, and the next start is without it."""
    _run(SWEEP, 9 * 3600)
    assert _run(SWEEP) == 3


def test_a_daily_job_runs_at_its_local_time_and_is_made_up_for_after_a_sleep():
    hours = [0, 17, 17.5, 17.6, 41.4, 41.5]  # NOW is 10:00, so 03:30 is 17.5 hours on
    assert [_run(NIGHTLY, hour * 3600) for hour in hours] == [None, None, 3, None, None, 3]
    assert _run(NIGHTLY, 100 * 3600) == 3


def test_all_that_is_due_is_run_in_one_go():
    assert run_due(now=NOW, clock=[SWEEP, NIGHTLY, BREAKS])["turns"] == 2


def test_the_products_own_list_names_jobs_that_are_there():
    from django.utils.module_loading import import_string

    from config.clock import EVERY

    assert [timed.job for timed in EVERY if not callable(import_string(timed.job))] == []
    assert len({timed.job for timed in EVERY}) == len(EVERY)


def test_a_worker_whose_clock_is_a_moment_behind_does_not_run_again_what_another_has_just_run():
    _run(SWEEP)
    assert [_run(SWEEP, 20.05, worker="甲"), _run(SWEEP, 20, worker="乙")] == [3, None]


def test_two_hosts_whose_clocks_differ_run_by_night_what_is_run_once_a_night():
    first = NIGHTLY.first(NOW)
    _run(NIGHTLY)
    seconds = (first - NOW).total_seconds()
    turns_of = [(0, "甲"), (-2, "乙"), (3, "甲"), (0, "乙"), (86_399, "乙"), (86_400, "甲")]
    assert [_run(NIGHTLY, seconds + more, worker=name) for more, name in turns_of] == [3, None, None, None, None, 3]


def test_a_turn_whose_end_could_not_be_written_is_breathed_on_no_more(monkeypatch):
    """The database went away in the midst: the lease must run out, or the job would never be run again."""

    def away(*_: object, **__: object) -> None:
        raise OperationalError("没有连上")

    Turn.objects.create(name=SWEEP.job, next_at=NOW)
    with monkeypatch.context() as patch:
        patch.setattr(Turn, "save", away)
        patch.setattr(QuerySet, "delete", away)
        with pytest.raises(OperationalError):
            _run(SWEEP)
    assert (leases.breathe("甲"), _run(SWEEP, 1, worker="乙")) == (0, None)
    Lease.objects.update(until=timezone.now())
    assert _run(SWEEP, 1, worker="甲") == 3

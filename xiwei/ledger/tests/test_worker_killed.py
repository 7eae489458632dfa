"""Real workers, each a process, are killed in the middle; another ends the work, and its effect is there once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any
from uuid import uuid4

import dj_database_url
import pytest
from django.conf import settings
from django.db import connection, connections
from django_tasks_db.models import DBTaskResult

from xiwei.estate.models import Company
from xiwei.ledger.models import Entry, Fact, Lease, Turn
from xiwei.ledger.tests import yard
from xiwei.ledger.tests.make import NOW

ALIAS = "yard"
PATIENCE = 40.0


def manage(env: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(settings.ROOT / "manage.py"), *words]
    return subprocess.Popen(command, env={**os.environ, "XIWEI_DEMO": "1", **env}, cwd=settings.ROOT)


class Yard:
    """A database of its own, in which whole worker processes run."""

    def __init__(self, url: str, gate: Path):
        self.env = {"DATABASE_URL": url, "YARD": str(gate)}
        self.gate = gate / "reached"
        self.running: list[subprocess.Popen[bytes]] = []

    def worker(self, clock: str = "EVERY") -> subprocess.Popen[bytes]:
        """Start a worker with a short lease, so that its death is soon noticed."""
        words = ["worker", "--clock", f"xiwei.ledger.tests.yard.{clock}", "--lease", "2"]
        self.running.append(manage(self.env, *words))
        return self.running[-1]

    def kill_in_the_middle(self, clock: str = "EVERY") -> None:
        """Start a worker, wait until it stands at the gate between two halves, and kill it there with -9."""
        worker = self.worker(clock)
        wait_for(self.gate.exists)
        worker.kill()
        assert worker.wait(10) == -signal.SIGKILL

    def codes(self) -> list[str]:
        return list(Company.objects.using(ALIAS).order_by("pk").values_list("code", flat=True))

    def lines(self) -> list[str]:
        return list(Entry.objects.using(ALIAS).order_by("pk").values_list("subject_label", flat=True))


def wait_for(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


class Ground:
    """One migrated database, and copies of it: migrating for each test would take longer than the tests."""

    def __init__(self, folder: Path):
        self.folder, self.made = folder, [f"xiwei_yard_{uuid4().hex[:12]}"]
        self.head = settings.DATABASE_URL.rpartition("/")[0]

    def lay(self) -> None:
        """Make the first database and migrate it."""
        if connection.vendor == "postgresql":
            self._say(f"CREATE DATABASE {self.made[0]}")
        assert manage({"DATABASE_URL": self.url(self.made[0])}, "migrate", "--skip-checks", "-v", "0").wait(120) == 0

    def url(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}" if connection.vendor == "sqlite" else f"{self.head}/{name}"

    def copy(self) -> str:
        """The address of a fresh copy."""
        self.made.append(f"xiwei_yard_{uuid4().hex[:12]}")
        if connection.vendor == "sqlite":
            copyfile(self.folder / self.made[0], self.folder / self.made[-1])
        else:
            self._say(f"CREATE DATABASE {self.made[-1]} TEMPLATE {self.made[0]}")
        return self.url(self.made[-1])

    def clear(self) -> None:
        """The server keeps nothing of this; files go with their folder."""
        for name in self.made if connection.vendor == "postgresql" else []:
            # Without FORCE: that would end an autovacuum of the server's own, which a plain role may not do. A plain
            # DROP sends autovacuum away by itself, and waits five seconds for the killed workers' backends to leave.
            self._say(f"DROP DATABASE IF EXISTS {name}")

    def _say(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Ground]:
    with django_db_blocker.unblock():
        made = Ground(tmp_path_factory.mktemp("yard"))
        try:
            made.lay()
            yield made
        finally:
            made.clear()


@pytest.fixture
def place(ground: Ground, tmp_path: Path, django_db_blocker: Any) -> Iterator[Yard]:
    with django_db_blocker.unblock():
        url = ground.copy()
        made = Yard(url, tmp_path)
        ours = connections["default"].settings_dict
        # With our own engine: Django's would not tell PostgreSQL the scope, and no row would be seen.
        connections.databases[ALIAS] = {**ours, **dj_database_url.parse(url), "ENGINE": ours["ENGINE"]}
        yield made
        for worker in made.running:
            worker.kill()
            worker.wait()
        connections[ALIAS].close()
        del connections.databases[ALIAS], connections[ALIAS]


def test_a_task_is_ended_by_another_worker_and_done_once(place: Yard):
    DBTaskResult.objects.using(ALIAS).create(
        args_kwargs={"args": ["task"], "kwargs": {}},
        task_path=yard.long_task.module_path,
        backend_name="default",
        run_after=NOW.replace(year=2020),
    )
    tasks = DBTaskResult.objects.using(ALIAS)
    place.kill_in_the_middle("NOTHING")
    assert (tasks.get().status, place.codes()) == ("RUNNING", ["task-first"])
    place.worker("NOTHING")
    wait_for(lambda: tasks.get().status == "SUCCESSFUL")
    assert tasks.get().return_value == "办完"
    assert len(tasks.get().worker_ids) == 2
    assert place.codes() == place.lines() == ["task-first", "task-second"]
    assert Lease.objects.using(ALIAS).filter(job__startswith="task:").count() == 0


def test_a_fact_is_carried_by_another_worker_and_heard_once(place: Yard):
    Fact.objects.using(ALIAS).create(
        kind=yard.FACT,
        listener=f"{yard.listener.__module__}.{yard.listener.__qualname__}",
        company_id=1,
        data={"project": "fact"},
        at=NOW,
        due_at=NOW.replace(year=2020),
    )
    facts = Fact.objects.using(ALIAS)
    place.kill_in_the_middle("NOTHING")
    assert (facts.get().done_at, facts.get().tries, place.codes()) == (None, 0, [])
    place.worker("NOTHING")
    wait_for(lambda: facts.get().done_at is not None)
    assert place.codes() == place.lines() == ["fact-first", "fact-second"]
    assert facts.get().tries == 1


def test_a_turn_of_the_clock_is_run_by_another_worker_and_its_effect_is_there_once(place: Yard):
    turns = Turn.objects.using(ALIAS)
    place.kill_in_the_middle()
    assert (turns.get().ran_at, place.codes()) == (None, ["clock-first"])
    place.worker()
    wait_for(lambda: turns.get().ran_at is not None)
    assert place.codes() == place.lines() == ["clock-first", "clock-second"]


def test_a_worker_told_to_stop_ends_what_it_has_in_hand_and_leaves_no_lease(place: Yard):
    place.gate.touch()
    worker = place.worker()
    wait_for(lambda: Turn.objects.using(ALIAS).filter(ran_at__isnull=False).exists())
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert place.codes() == ["clock-first", "clock-second"]
    assert Lease.objects.using(ALIAS).count() == 0


def test_two_workers_at_once_do_each_thing_once(place: Yard):
    place.gate.touch()
    Fact.objects.using(ALIAS).bulk_create(
        Fact(
            kind=yard.FACT,
            listener=f"{yard.listener.__module__}.{yard.listener.__qualname__}",
            company_id=1,
            data={"project": f"p{n}"},
            at=NOW,
            due_at=NOW.replace(year=2020),
        )
        for n in range(30)
    )
    place.worker()
    place.worker()
    wait_for(lambda: Fact.objects.using(ALIAS).filter(done_at__isnull=True).count() == 0)
    wait_for(lambda: Turn.objects.using(ALIAS).filter(ran_at__isnull=False).exists())
    expected = [f"p{n}-{half}" for n in range(30) for half in ("first", "second")]
    expected += ["clock-first", "clock-second"]
    assert sorted(place.lines()) == sorted(expected)
    assert {fact.tries for fact in Fact.objects.using(ALIAS)} == {1}

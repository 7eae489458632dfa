"""The pages' way in: a sheet sent, checked, carried in by a job that may die in the middle, and forgotten."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from tests.cast import NOW, Cast, cast
from xiwei.ledger.models import Entry
from xiwei.ledger.worker import tasks
from xiwei.people.actions.importing import running, sheets
from xiwei.people.importing import reading
from xiwei.people.importing.files import FATES, REFUSED, SHEET, Folder
from xiwei.people.models import Import, ImportState, Tenure
from xiwei.people.queries import importing as queries
from xiwei.people.tests.sheets_made import everything, homes, row, table
from xiwei.shared.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db
COUNTS = ("total", "created", "updated", "unchanged", "refused", "rooms", "households", "people")


@pytest.fixture
def made() -> Cast:
    return cast()


def rows(count: int) -> list[list]:
    """So many homes, two of three with a phone, and one row in ten refused."""
    return [
        row(
            f"{3 + n // 100}-1-{n % 100 // 4 + 1}{n % 4 + 1:02d}",
            f"住户{n}",
            "12" if n % 10 == 9 else f"139{n:08d}" if n % 3 else "",
        )
        for n in range(count)
    ]


def send(made: Cast, path: Path) -> Import:
    """Taken up, its guessed columns kept: checked."""
    sent = sheets.take_up(made.project, content=path.read_bytes(), filename=path.name, by=made.staff_zheng, now=NOW)
    return sheets.choose_columns(sent, mapping=sent.mapping, by=made.staff_zheng, now=NOW)


def counts(sent: Import) -> dict[str, int]:
    sent.refresh_from_db()
    return {name: getattr(sent, name) for name in COUNTS}


def test_a_sheet_is_checked_without_a_trace_and_then_carried_in(made, tmp_path, django_capture_on_commit_callbacks):
    before = everything()
    sent = send(made, table(tmp_path / "业主.xlsx", rows(30)))
    shown = counts(sent)
    assert (sent.state, everything()) == (ImportState.CHECKED, before)
    assert shown == {
        "total": 30,
        "created": 27,
        "updated": 0,
        "unchanged": 0,
        "refused": 3,
        "rooms": 27,
        "households": 27,
        "people": 27,
    }
    sheets.start(sent, by=made.staff_zheng, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.run_next("test") is True
    assert (counts(sent), sent.state) == (shown, ImportState.DONE)
    line = Entry.objects.get(kind="estate.rooms_imported")
    assert (line.actor_staff_id, line.data["created"]) == (made.staff_zheng.pk, 27)
    folder = Folder(sent.folder)
    assert [folder.has(name) for name in (SHEET, FATES, REFUSED)] == [False, True, True]
    refused = reading.open_table(folder.get(REFUSED), "refused.xlsx")
    assert [one.cells[2] for one in refused.rows()] == ["302", "504", "802"]


def test_a_second_start_is_refused_and_a_second_run_does_nothing(made, tmp_path):
    sent = send(made, table(tmp_path / "a.xlsx", rows(5)))
    sheets.start(sent, by=made.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="不能开始导入"):
        sheets.start(sent, by=made.staff_zheng, now=NOW)
    sent.refresh_from_db()
    done = running.run(sent, now=NOW)
    before = everything(), Entry.objects.count()
    running.run(done, now=NOW)
    assert (everything(), Entry.objects.count()) == before


def test_a_run_that_breaks_in_the_middle_goes_on_behind_its_last_batch(made, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 10)
    sent = send(made, table(tmp_path / "a.xlsx", rows(35)))
    shown = counts(sent)
    sheets.start(sent, by=made.staff_zheng, now=NOW)
    # The disk refuses the third batch's file: a folder stands where it would be.
    blocked = Path(default_storage.path(f"{sent.folder}/batches/00002.json"))
    (blocked / "x").mkdir(parents=True)
    sent.refresh_from_db()
    with pytest.raises(OSError, match="00002"):
        running.run(sent, now=NOW)
    sent.refresh_from_db()
    assert (sent.state, sent.batches, Tenure.objects.filter(household__room__label__startswith="3栋").count()) == (
        ImportState.RUNNING,
        2,
        20,
    )
    (blocked / "x").rmdir()
    blocked.rmdir()
    running.run(sent, now=NOW)
    assert (counts(sent), sent.state) == (shown, ImportState.DONE)
    assert sum(len(people) for people in homes(made.project).values()) == shown["people"] + 2
    assert Entry.objects.filter(kind="people.tenure_opened").count() == shown["people"]
    assert Entry.objects.filter(kind="estate.rooms_imported").count() == 1


def test_a_worker_overtaken_by_another_writes_nothing(made, tmp_path):
    sent = send(made, table(tmp_path / "a.xlsx", rows(5)))
    sheets.start(sent, by=made.staff_zheng, now=NOW)
    sleepy = Import.objects.select_related("project", "by").get(pk=sent.pk)
    Import.objects.filter(pk=sent.pk).update(batches=1)
    before = everything()
    with pytest.raises(running.Overtaken):
        running.run(sleepy, now=NOW)
    assert everything() == before


def test_what_no_worker_is_at_can_be_taken_up_again(made, tmp_path):
    sent = send(made, table(tmp_path / "a.xlsx", rows(5)))
    sheets.start(sent, by=made.staff_zheng, now=NOW)
    sent.refresh_from_db()
    with pytest.raises(NotNow, match="正在处理"):
        sheets.go_on(sent, by=made.staff_zheng, now=NOW)
    Import.objects.filter(pk=sent.pk).update(task="")
    sent.refresh_from_db()
    assert queries.is_stranded(sent) is True
    sheets.go_on(sent, by=made.staff_zheng, now=NOW)
    while tasks.run_next("test"):
        pass
    sent.refresh_from_db()
    assert (sent.state, sent.created) == (ImportState.DONE, 5)


def test_only_who_may_import_takes_up_a_sheet(made, tmp_path):
    content = table(tmp_path / "a.xlsx", rows(1)).read_bytes()
    for staff in (made.staff_sun, made.staff_zhao, made.staff_outsider):
        with pytest.raises(NotAllowed):
            sheets.take_up(made.project, content=content, filename="a.xlsx", by=staff, now=NOW)
    assert Import.objects.count() == 0


def test_a_sheet_given_up_leaves_no_file(made, tmp_path, django_capture_on_commit_callbacks):
    sent = send(made, table(tmp_path / "a.xlsx", rows(5)))
    folder = sent.folder
    with pytest.raises(NotAllowed):
        sheets.give_up(sent, by=made.staff_sun, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        given_up = sheets.give_up(sent, by=made.staff_zheng, now=NOW)
    assert (given_up.state, given_up.folder, default_storage.exists(folder)) == (ImportState.DROPPED, "", False)


def test_files_are_forgotten_when_they_have_served(made, tmp_path, django_capture_on_commit_callbacks):
    done = send(made, table(tmp_path / "a.xlsx", rows(3)))
    send(made, table(tmp_path / "b.xlsx", rows(3)))
    sheets.start(done, by=made.staff_zheng, now=NOW)
    tasks.run_next("test")
    Import.objects.filter(pk=done.pk).update(ended_at=NOW)
    assert sheets.forget_old(now=NOW + timedelta(days=6)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert sheets.forget_old(now=NOW + timedelta(days=8)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert sheets.forget_old(now=NOW + timedelta(days=31)) == 1
    assert set(Import.objects.values_list("state", "folder")) == {("done", ""), ("dropped", "")}
    assert default_storage.listdir("imports") == ([], [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the killed process is given this run's SQLite file")
def test_a_worker_killed_in_the_middle_loses_and_repeats_nothing(tmp_path):
    made = cast()
    sent = send(made, table(tmp_path / "a.xlsx", rows(900)))
    shown = counts(sent)
    sheets.start(sent, by=made.staff_zheng, now=NOW)
    worker = subprocess.Popen([sys.executable, "-c", KILLED, str(sent.pk)], env=_environment(), cwd=settings.ROOT)
    deadline = time.monotonic() + 60
    while Import.objects.get(pk=sent.pk).batches < 2 and time.monotonic() < deadline and worker.poll() is None:
        time.sleep(0.005)
    worker.kill()
    assert worker.wait(10) == -signal.SIGKILL
    sent.refresh_from_db()
    assert 2 <= sent.batches < 90
    running.run(sent, now=NOW)
    assert (counts(sent), sent.state) == (shown, ImportState.DONE)
    assert sum(len(people) for people in homes(made.project).values()) == shown["people"] + 2
    assert Entry.objects.filter(kind="people.tenure_opened").count() == shown["people"]


KILLED = """
import sys
import django
django.setup()
from xiwei.people import jobs
from xiwei.people.importing import reading
from xiwei.shared import scope
reading.BATCH = 10
with scope.everywhere("a worker about to be killed"):
    jobs.run_import.func(int(sys.argv[1]))
"""


def _environment() -> dict[str, str]:
    """This run's database and file store, for a process of its own."""
    var = Path(default_storage.location).parent
    database = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "XIWEI_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "XIWEI_VAR": str(var),
    }

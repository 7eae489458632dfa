"""Where a backup lays data unencrypted: for its owner alone, and gone however the backup ended."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from xiwei.ledger.backups.workplace import Busy, workplace

AT_WORK = """
import sys, time
from pathlib import Path
from xiwei.ledger.backups.workplace import workplace
with workplace(Path(sys.argv[1]), "backing-up-") as folder:
    (folder / "database.sqlite3").write_text("everybody")
    print("at work", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def at_work(tmp_path):
    """Another process in the middle of a backup."""
    other = subprocess.Popen(
        [sys.executable, "-c", AT_WORK, tmp_path], stdout=subprocess.PIPE, cwd=Path.cwd(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # what runs us in the background ignores it
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == b"at work\n"
    yield other
    other.kill()
    other.wait()


def left(root: Path) -> list[str]:
    return sorted(path.name for folder in root.glob("backing-up-*") for path in folder.iterdir())


def test_only_the_owner_may_look_in_while_it_is_there(tmp_path):
    with workplace(tmp_path, "backing-up-") as folder:
        assert (folder.parent, folder.stat().st_mode & 0o777) == (tmp_path, 0o700)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_one_told_to_stop_leaves_nothing(at_work, tmp_path, number):
    assert left(tmp_path) == ["database.sqlite3"]
    at_work.send_signal(number)
    assert at_work.wait(20) != 0
    assert list(tmp_path.iterdir()) == []


def test_what_one_that_was_killed_outright_left_goes_at_the_next_and_nothing_else_does(at_work, tmp_path):
    at_work.kill()
    at_work.wait()
    assert left(tmp_path) == ["database.sqlite3"]
    (tmp_path / "backing-up-notes.txt").write_text("somebody's")
    (tmp_path / "files").mkdir()
    with workplace(tmp_path, "backing-up-") as folder:
        assert [path for path in tmp_path.glob("backing-up-*") if path.is_dir()] == [folder]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backing-up-notes.txt", "files"]


def test_a_second_one_is_refused_and_takes_nothing_of_the_first(at_work, tmp_path):
    with pytest.raises(Busy, match="还没有做完"), workplace(tmp_path, "backing-up-"):
        pytest.fail("it came in")
    assert left(tmp_path) == ["database.sqlite3"]


def test_what_the_program_did_on_a_signal_before_it_does_again_afterwards(tmp_path):
    before = signal.getsignal(signal.SIGTERM)
    with workplace(tmp_path, "backing-up-"):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before

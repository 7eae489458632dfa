"""A backup that cannot or must not be restored here is refused with a sentence, and nothing is touched.

That a whole estate comes back is tested where its tickets are: service/tests/test_restored.py.
"""

import errno
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from xiwei.estate.models import Company
from xiwei.ledger.backups import archive, restoring, saving, stream
from xiwei.ledger.seals import sealing
from xiwei.ledger.tests.make import NOW, company, write
from xiwei.notices.tests import places
from xiwei.notices.tests.places import files, rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_passphrase(settings, tmp_path: Path, monkeypatch) -> None:
    places.with_a_passphrase(settings, tmp_path, monkeypatch)


@pytest.fixture
def elsewhere(settings, tmp_path: Path) -> Iterator[places.Places]:
    with places.places(settings, tmp_path) as found:
        yield found


def sqlite() -> bool:
    return connection.vendor == "sqlite"


def backup(folder: Path) -> Path:
    """A company with three lines, sealed, and one photo."""
    about = company()
    for minutes in range(3):
        write(about, minutes=minutes)
    sealing.seal_new(now=NOW)
    default_storage.save("photos/one.jpg", ContentFile(b"jpeg" * 1000))
    call_command("backup", to=folder)
    (path,) = folder.glob("*.backup")
    return path


def refused(path: Path, match: str, **options: Any) -> None:
    """Restoring it here is, and every row and file here is as it was."""
    before = (rows(), files())
    with pytest.raises(CommandError, match=match):
        call_command("restore", path, **options)
    assert (rows(), files()) == before
    assert list(saving.files_root().parent.glob("restoring-*")) == []


# ── what is not restored ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_place_that_is_not_empty_is_left_as_it_is(tmp_path):
    path = backup(tmp_path / "backups")
    refused(path, "files 里已有文件.*什么都没有动")
    shutil.rmtree(saving.files_root())
    refused(path, "里已有数据.*--replace.*什么都没有动" if sqlite() else "已有表。请另建一个空的数据库.*什么都没有动")


def test_a_damaged_file_is_refused_however_it_was_damaged(tmp_path):
    path = backup(tmp_path / "backups")
    whole = path.read_bytes()
    middle = len(whole) // 2
    changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for content, sentence in [
        (changed, "打不开"),
        (whole[:-1], "打不开"),
        (whole[:20], "不是细微的备份文件，或者文件开头坏了"),
        (b"PK" + whole, "不是细微的备份文件，或者文件开头坏了"),
    ]:
        path.write_bytes(content)
        refused(path, sentence, replace=True)
    path.write_bytes(whole)
    (tmp_path / "other").write_text("别的口令别的口令别的口令")
    refused(path, "口令不对，或者文件坏了", replace=True, passphrase_file=tmp_path / "other")


def of(**manifest: Any) -> dict[str, Any]:
    return {
        "format": archive.FORMAT,
        "kind": connection.vendor,
        "migrations": [],
        "tables": {},
        "seals": [],
        "files": 0,
        "vanished": [],
        **manifest,
    }


def packed(path: Path, manifest: dict[str, Any]) -> Path:
    """A whole file that says this of itself."""
    with path.open("wb") as out:
        archive.Packer(out, places.PASSPHRASE).close(manifest)
    return path


def test_a_backup_of_the_other_kind_of_database_is_refused(tmp_path):
    other = "postgresql" if sqlite() else "sqlite"
    here, there = restoring.NAMES[connection.vendor], restoring.NAMES[other]
    way = "建一个空的 PostgreSQL 数据库，把 DATABASE_URL 指过去" if sqlite() else "去掉 DATABASE_URL（程序就用 SQLite）"
    refused(
        packed(tmp_path / "a", of(kind=other)),
        f"来自 {there}，这里是 {here}，两种数据库不能互相恢复。{way}，再恢复一次就行。什么都没有动",
    )


def test_a_backup_of_a_newer_version_is_refused(tmp_path):
    newer = of(migrations=[["notices", "0001_initial"], ["notices", "9000_from_next_year"]])
    refused(packed(tmp_path / "a", newer), "来自更新的版本（notices.9000_from_next_year），请先升级程序")
    refused(packed(tmp_path / "b", of(format=archive.FORMAT + 1)), "来自更新的版本（格式 2），请先升级程序")


@contextmanager
def held() -> Iterator[None]:
    """Another process has this database open."""
    if sqlite():
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            other.execute("PRAGMA journal_mode = WAL")
            other.execute("SELECT count(*) FROM sqlite_master").fetchall()
            yield
        return
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT 1")
    try:
        yield
    finally:
        other.close()


def test_a_database_that_others_hold_is_left_alone(tmp_path, elsewhere):
    path = backup(tmp_path / "backups")
    elsewhere()
    with held():
        refused(path, "请先停下服务和后台进程" if not sqlite() else "还开着这个数据库。请先停下", replace=True)


# ── what is put aside ────────────────────────────────────────────────────────────────────────────────────────────────

of_sqlite = pytest.mark.skipif("sqlite3" not in settings.DATABASES["default"]["ENGINE"], reason="one file to put aside")
of_postgresql = pytest.mark.skipif(
    "sqlite3" in settings.DATABASES["default"]["ENGINE"], reason="tables to take away again"
)


def aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}*.before-*"))


@of_sqlite
def test_what_is_replaced_stays_beside_under_another_name(tmp_path, elsewhere):
    path = backup(tmp_path / "backups")
    before = rows()
    elsewhere()
    call_command("restore", path)
    place = Path(connection.settings_dict["NAME"])
    Company.objects.update(short_name="改过了")
    default_storage.save("photos/two.jpg", ContentFile(b"later"))
    call_command("restore", path, replace=True)
    assert (rows()["estate_company"], set(files())) == (before["estate_company"], {"photos/one.jpg"})
    (old,), (old_files,) = aside(place), aside(saving.files_root())
    with closing(sqlite3.connect(old)) as database:
        assert database.execute("SELECT short_name FROM estate_company").fetchall() == [("改过了",)]
    assert (old_files / "photos" / "two.jpg").read_bytes() == b"later"


@of_sqlite
def test_a_database_that_cannot_be_read_any_more_can_be_replaced(tmp_path, elsewhere):
    path = backup(tmp_path / "backups")
    elsewhere()
    place = Path(connection.settings_dict["NAME"])
    place.write_bytes(b"SQLite format 3\0 and then nothing of sense" * 200)
    place.with_name(f"{place.name}-wal").write_bytes(b"of the damaged one")
    with pytest.raises(CommandError, match=r"里已有数据.*--replace"):
        call_command("restore", path)
    call_command("restore", path, replace=True)
    assert Company.objects.get().short_name == "翠湖物业"
    (old,) = aside(place)
    assert old.read_bytes().startswith(b"SQLite format 3\0 and then")


def test_a_move_that_fails_puts_back_what_was_moved_before_it(tmp_path):
    restored = restoring.Restored({})
    for name in ("new", "old"):
        (tmp_path / name).write_text(name)
    with pytest.raises(FileNotFoundError), restoring._changed_back_if_it_fails(restored, NOW) as move:
        move(tmp_path / "new", tmp_path / "old")
        move(tmp_path / "missing", tmp_path / "files")
    assert {path.name: path.read_text() for path in tmp_path.glob("*") if path.is_file()} == {
        "new": "new",
        "old": "old",
    }


def test_a_database_s_log_is_put_aside_under_the_name_by_which_it_is_found(tmp_path):
    restored, place = restoring.Restored({}), tmp_path / "db"
    for name in ("db", "db-wal", "new"):
        (tmp_path / name).write_text(name)
    with restoring._changed_back_if_it_fails(restored, NOW) as move:
        move(None, place, "-wal")
        move(None, place, "-shm")
        move(tmp_path / "new", place)
    old = restored.aside[1]
    assert (old.read_text(), place.read_text()) == ("db", "new")
    assert {path.name for path in tmp_path.iterdir()} == {"db", old.name, f"{old.name}-wal"}


@of_postgresql
def test_a_database_that_was_not_loaded_to_the_end_is_empty_again(tmp_path, elsewhere, monkeypatch):
    path = backup(tmp_path / "backups")
    elsewhere()
    places.said("CREATE FUNCTION somebodys() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with monkeypatch.context() as patch:
        patch.setattr(saving, "SEALS", "SELECT 1 / 0")
        with pytest.raises(CommandError, match=r"装入失败：division by zero.*数据库仍是空的，查明原因后可以再来"):
            call_command("restore", path)
    assert (rows(), places.asked(restoring.FUNCTIONS)) == ({}, [("somebodys()",)])
    assert not saving.files_root().exists()
    call_command("restore", path)
    assert Company.objects.get().short_name == "翠湖物业"


# ── an older version, a file that went, room ─────────────────────────────────────────────────────────────────────────

LATEST = ("notices", "0002_keepers")


def older() -> None:
    """The tables as the version before had them."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    without = set(graph.nodes) - set(graph.backwards_plan(LATEST))
    later = {parent.key for key in without for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
    executor.migrate(sorted(without - later))


def test_a_backup_of_an_older_version_is_brought_up_after_loading(tmp_path, elsewhere):
    elsewhere()
    older()
    call_command("createcachetable", verbosity=0)
    assert "notices_keeper" not in rows()
    path = backup(tmp_path / "backups")
    before = rows()
    elsewhere()
    call_command("restore", path)
    after = rows()
    assert after["notices_keeper"] == []
    assert set(places.asked("SELECT app, name FROM django_migrations")) >= {LATEST}
    more = {name for name in before if before[name] != after[name]}
    assert more == {"auth_permission", "django_content_type", "django_migrations"}
    assert [name for name in more if set(before[name]) - set(after[name])] == []


def test_a_file_that_went_while_the_backup_was_taken_is_named(tmp_path, monkeypatch, capsys):
    listed = saving._files

    def then_one_is_erased() -> list[Path]:
        found = listed()
        (saving.files_root() / "photos" / "one.jpg").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(saving, "check_room", lambda folder: saving.Sizes(0, 0, 0))
    monkeypatch.setattr(saving, "_files", then_one_is_erased)
    path = backup(tmp_path / "backups")
    assert "其间有 1 个文件被删，没有备份，清单里记着" in capsys.readouterr().out
    manifest = restoring.check(path, places.PASSPHRASE)
    assert (manifest["vanished"], manifest["files"]) == (["photos/one.jpg"], 0)


def free(monkeypatch, **by_folder: int) -> None:
    """So many bytes are free in each folder of these names."""
    usage = shutil.disk_usage
    monkeypatch.setattr(saving.shutil, "disk_usage", lambda path: usage(path)._replace(free=by_folder[path.name]))


def test_room_is_looked_for_in_both_folders_and_what_may_fit_is_tried(tmp_path, settings, monkeypatch):
    settings.VAR = tmp_path / "var"
    for folder in (tmp_path / "var", tmp_path / "to"):
        folder.mkdir()
    default_storage.save("photos/one.jpg", ContentFile(bytes(3_000_000)))
    found = saving.sizes()
    assert (found.files, found.least < found.most) == (3_000_000, True)
    free(monkeypatch, var=found.spool - 1, to=found.most * 10)
    with pytest.raises(saving.NoRoom, match=r"var 装不下打包前的副本：要 .* MB，只剩 .* MB。没有写下任何东西"):
        saving.check_room(tmp_path / "to")
    free(monkeypatch, var=found.most * 10, to=found.spool)
    with pytest.raises(saving.NoRoom, match=r"to 装不下：至少要 .* MB，最多 .* MB，只剩 .* MB。没有写下任何东西"):
        saving.check_room(tmp_path / "to")
    free(monkeypatch, var=found.spool, to=found.least + found.spool)
    assert saving.check_room(tmp_path / "to") == found


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte, where this user may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "none", folder], capture_output=True).returncode:
        pytest.skip("nobody but root may mount a disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_real_disk_that_fills_meanwhile_leaves_no_half_file(tmp_path, small, monkeypatch):
    """Another took the room after it was looked at."""
    (small / "xiwei-20260101-000000.backup").write_bytes(b"yesterday's")
    default_storage.save("photos/heavy.jpg", ContentFile(os.urandom(1_000_000)))
    monkeypatch.setattr(saving, "check_room", lambda folder: saving.sizes())
    with pytest.raises(CommandError, match=r"写到一半磁盘满了.*没写完的已经删掉，以前的备份没有动"):
        call_command("backup", to=small)
    assert [path.name for path in small.iterdir()] == ["xiwei-20260101-000000.backup"]
    assert list(tmp_path.glob("backing-up-*")) == []


def test_a_backup_killed_outright_leaves_nothing_unencrypted_beyond_the_next(tmp_path):
    left = tmp_path / "backing-up-abcdef"
    left.mkdir(mode=0o700)
    (left / "database.sqlite3").write_text("everybody")
    backup(tmp_path / "backups")
    assert list(tmp_path.glob("backing-up-*")) == []


def test_a_full_disk_leaves_no_half_file_and_says_so(tmp_path, monkeypatch):
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(stream.Writer, "_put", full)
    with pytest.raises(CommandError, match="磁盘满了"):
        call_command("backup", to=tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_only_backups_of_ours_are_deleted_and_the_newest_stay(tmp_path):
    names = [f"xiwei-2026010{day}-000000.backup" for day in (1, 2, 3)]
    for name in names:
        (tmp_path / name).write_bytes(stream.MAGIC + bytes(stream.SALT))
    others = {"xiwei-20250101-000000.backup": b"somebody else's", "xiwei-20250101-000000.backup.asc": stream.MAGIC}
    for name, content in {**others, "账目-20250101-000000.backup": stream.MAGIC}.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "xiwei-20250102-000000.backup").mkdir()
    there = set(tmp_path.iterdir())
    assert saving.prune(tmp_path, 0) == []
    assert saving.prune(tmp_path, 2) == [tmp_path / names[0]]
    assert there - set(tmp_path.iterdir()) == {tmp_path / names[0]}

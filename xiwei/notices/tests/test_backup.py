"""A backup brings back every row and file in another place, and is refused before anything is touched."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from xiwei.ledger.backups import saving, stream
from xiwei.ledger.seals import sealing
from xiwei.ledger.tests.make import NOW, company, write

pytestmark = pytest.mark.django_db(transaction=True)
CHANGED = {"django_session", "notices_delivery"}


@pytest.fixture(autouse=True)
def _a_passphrase(settings, tmp_path: Path, monkeypatch) -> None:
    settings.BACKUP_PASSPHRASE = "桂花树下第三块石头旁边的钥匙"
    settings.VAR = tmp_path
    monkeypatch.setattr(stream, "COST", 2)


@pytest.fixture
def elsewhere(settings, tmp_path: Path) -> Iterator[Any]:
    """Call it, and the product stands on an empty database and an empty folder."""
    old = connection.settings_dict["NAME"]
    new = str(tmp_path / "new.sqlite3") if connection.vendor == "sqlite" else f"test_restored_{uuid4().hex[:8]}"

    def go() -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{new}"')
        connection.close()
        connection.settings_dict["NAME"] = new
        default = {
            **settings.STORAGES["default"],
            "OPTIONS": {"location": tmp_path / "other" / "files", "base_url": None},
        }
        settings.STORAGES = {**settings.STORAGES, "default": default}

    yield go
    connection.close()
    connection.settings_dict["NAME"] = old
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{new}"')


def rows() -> dict[str, list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(saving.TABLES[connection.vendor])
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


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


def test_every_row_and_file_comes_back_in_an_empty_place(tmp_path, elsewhere, capsys):
    path = backup(tmp_path / "backups")
    before = rows()
    elsewhere()
    call_command("restore", path)
    after = rows()
    assert {name: after[name] for name in after.keys() - CHANGED} == {
        name: before[name] for name in before.keys() - CHANGED
    }
    assert default_storage.open("photos/one.jpg").read() == b"jpeg" * 1000
    assert "1 条链的封存重新核对过，全部相符" in capsys.readouterr().out
    with pytest.raises(Exception, match=r"for ever|append"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_seal")


def test_a_place_that_is_not_empty_is_left_as_it_is(tmp_path):
    path = backup(tmp_path / "backups")
    before = rows()
    with pytest.raises(CommandError, match="什么都没有动"):
        call_command("restore", path)
    assert rows() == before


def test_one_changed_byte_restores_nothing(tmp_path, elsewhere):
    path = backup(tmp_path / "backups")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    elsewhere()
    with pytest.raises(CommandError, match="打不开"):
        call_command("restore", path)
    assert not (tmp_path / "other" / "files").exists()


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
    (tmp_path / "xiwei-20250101-000000.backup").write_bytes(b"somebody else's")
    assert saving.prune(tmp_path, 2) == [tmp_path / names[0]]
    assert len(list(tmp_path.iterdir())) == 3

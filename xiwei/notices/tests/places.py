"""Another place to restore to: an empty database of the same kind and an empty folder; and what stands in a place."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import connection

from xiwei.ledger.backups import saving, stream

PASSPHRASE = "桂花树下第三块石头旁边的钥匙"


def with_a_passphrase(settings: Any, folder: Path, monkeypatch: Any) -> None:
    """One is set, and guessing it costs a test no time."""
    settings.BACKUP_PASSPHRASE, settings.VAR = PASSPHRASE, folder
    monkeypatch.setattr(stream, "COST", 2)


def at(settings: Any, database: str, files: Path) -> None:
    """The product stands on that database and that folder from here on."""
    connection.close()
    connection.settings_dict["NAME"] = database
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": files, "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


class Places:
    """Call it, and the product stands in a new place; the files of the old one are gone. `back` where it stood at first."""

    def __init__(self, settings: Any, folder: Path):
        self._settings, self._folder, self.made = settings, folder, list[str]()
        self.first = str(connection.settings_dict["NAME"])

    def __call__(self) -> None:
        name = f"test_restored_{uuid4().hex[:8]}"
        if connection.vendor == "postgresql":
            said(f'CREATE DATABASE "{name}"')
        shutil.rmtree(default_storage.location, ignore_errors=True)
        self.made.append(name)
        database = name if connection.vendor == "postgresql" else str(self._folder / f"{name}.sqlite3")
        at(self._settings, database, self._folder / name / "files")

    def back(self) -> None:
        """And nothing is left of the others."""
        connection.close()
        connection.settings_dict["NAME"] = self.first
        if connection.vendor == "postgresql":
            for name in self.made:
                said(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def places(settings: Any, folder: Path) -> Iterator[Places]:
    """For a fixture."""
    found = Places(settings, folder)
    try:
        yield found
    finally:
        found.back()


def said(sql: str) -> None:
    """One statement, past all models."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def asked(sql: str) -> list[tuple[Any, ...]]:
    """The rows of one question."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def rows() -> dict[str, list[Any]]:
    """Every row of every table there is, the indexes of words with their innards among them."""
    tables = [table for (table,) in asked(saving.TABLES[connection.vendor])]
    return {table: sorted(map(repr, asked(f'SELECT * FROM "{table}"'))) for table in tables}


def files() -> dict[str, bytes]:
    """Every file, by its name below the folder of files."""
    root = saving.files_root()
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}

"""Take a backup while everything runs: one moment of the database, then the files it speaks of."""

import errno
import os
import shutil
import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

from xiwei.ledger.backups.archive import FORMAT, Manifest, Packer
from xiwei.ledger.backups.stream import HEADER, MAGIC
from xiwei.ledger.backups.workplace import workplace

Ask = Callable[[str], list[tuple[Any, ...]]]

SEALS = (
    "SELECT c.company_id, c.project_id, s.number, s.size, s.root FROM ledger_chain c JOIN ledger_seal s ON s.chain_id = c.id "
    "WHERE s.number = (SELECT max(t.number) FROM ledger_seal t WHERE t.chain_id = c.id) ORDER BY 1, 2"
)
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    "postgresql": "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1",
}
TABLE_SIZES = (
    "SELECT coalesce(sum(pg_table_size(oid)), 0), coalesce(max(pg_table_size(oid)), 0) FROM pg_class "
    "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
)
# Measured by bench/backup.py, and rounded down: photos are packed already, rows and indexes say the same again and again.
PHOTOS_PACK, ROWS_PACK = 0.9, 0.05
SEQUENCES = (
    "SELECT sequencename::text, last_value FROM pg_sequences "
    "WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1"
)


class NoRoom(Exception):
    """The disk does not hold it; nothing half is left."""


def files_root() -> Path:
    """Where photos lie."""
    return Path(default_storage.location)  # type: ignore[attr-defined]


def version() -> str:
    """The product's."""
    said: str = tomllib.loads((settings.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return said


@dataclass(frozen=True)
class Sizes:
    """Bytes: of the photos, of the database as it lies, and of what of it is laid aside at once before it is packed."""

    files: int
    database: int
    spool: int

    @property
    def least(self) -> int:
        """What the backup comes to at the least; a smaller one would be a surprise."""
        return int(self.files * PHOTOS_PACK + self.database * ROWS_PACK)

    @property
    def most(self) -> int:
        """What it can come to where nothing shrinks."""
        return self.files + self.database


def sizes() -> Sizes:
    """Of what would be backed up now."""
    files = sum(path.stat().st_size for path in _files() if path.exists())
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"]).stat().st_size
        return Sizes(files, database, database)
    with connection.cursor() as cursor:
        cursor.execute(TABLE_SIZES)
        database, largest = cursor.fetchone()
    return Sizes(files, int(database), int(largest))


def check_room(folder: Path) -> Sizes:
    """Refuse what cannot fit, in `folder` or where it is laid aside, and nothing else: what may fit is tried. Raises NoRoom.

    On one disk both stand side by side while the database is packed.
    """
    found, var = sizes(), settings.VAR
    shared = found.spool if folder.stat().st_dev == var.stat().st_dev else 0
    if (free := shutil.disk_usage(var).free) < found.spool:
        raise NoRoom(
            f"{var} 装不下打包前的副本：要 {megabytes(found.spool)}，只剩 {megabytes(free)}。没有写下任何东西。"
        )
    if (free := shutil.disk_usage(folder).free) < max(found.least, int(found.database * ROWS_PACK) + shared):
        least, most = megabytes(found.least + shared), megabytes(found.most + shared)
        raise NoRoom(f"{folder} 装不下：至少要 {least}，最多 {most}，只剩 {megabytes(free)}。没有写下任何东西。")
    return found


def save(target: Path, passphrase: str, *, now: datetime) -> Manifest:
    """Write the backup to `target`, whole or not at all. Raises NoRoom, Busy, OSError. The scope must be everywhere."""
    most = check_room(target.parent).most
    partial = target.with_name(f".{target.name}.partial")
    try:
        with open(partial, "xb", opener=_for_the_owner) as out:
            manifest = _pack(out, passphrase, now=now)
            out.flush()
            os.fsync(out.fileno())
        partial.rename(target)
        _sync(target.parent)
    except (OSError, sqlite3.OperationalError) as wrong:
        if not _is_full(wrong):
            raise
        sentence = f"写到一半磁盘满了，最多要 {megabytes(most)}。没写完的已经删掉，以前的备份没有动。"
        raise NoRoom(sentence) from wrong
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def _is_full(wrong: OSError | sqlite3.OperationalError) -> bool:
    if isinstance(wrong, OSError):
        return wrong.errno in (errno.ENOSPC, errno.EDQUOT)
    return wrong.sqlite_errorcode == sqlite3.SQLITE_FULL


def megabytes(size: int) -> str:
    """Said for people, rounded up."""
    return f"{-(-size // 1_000_000):,} MB"


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` of what `own` recognises; what was deleted."""
    gone = sorted(own(folder))[:-keep] if keep else []
    for path in gone:
        path.unlink()
    return gone


def own(folder: Path) -> list[Path]:
    """Backups of ours: by name, and by how they begin."""
    return [path for path in folder.glob("xiwei-????????-??????.backup") if path.is_file() and _begins(path)]


def _begins(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(HEADER).startswith(MAGIC)


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    """The new name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pack(out: BinaryIO, passphrase: str, *, now: datetime) -> Manifest:
    packer = Packer(out, passphrase)
    try:
        return _fill(packer, now=now)
    except BaseException:
        packer.give_up()
        raise


def _fill(packer: Packer, *, now: datetime) -> Manifest:
    with workplace(settings.VAR, "backing-up-") as folder:  # beside the product's own data, for it is not encrypted yet
        database = (_sqlite if connection.vendor == "sqlite" else _postgresql)(packer, folder)
    # After the database: a photo is written before its row and never changed, so each that a row names is there by now.
    files, vanished = _add_files(packer)
    manifest = {"format": FORMAT, "product": version(), "at": now.isoformat(), **database}
    manifest |= {"kind": connection.vendor, "files": files, "vanished": vanished}
    packer.close(manifest)
    return manifest


def _sqlite(packer: Packer, folder: Path) -> Manifest:
    copy = folder / "database.sqlite3"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as here, closing(sqlite3.connect(copy)) as there:
        here.backup(there)  # all pages in one step: one read transaction, which in WAL holds up no writer
        there.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        told = describe(lambda sql: there.execute(sql).fetchall(), "sqlite")
    _add(packer, "database.sqlite3", copy)
    return told


def _postgresql(packer: Packer, folder: Path) -> Manifest:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

        def ask(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        told = describe(ask, "postgresql")
        told["sequences"] = [list(row) for row in ask(SEQUENCES)]
        told["columns"] = {table: _columns(ask, table) for table in told["tables"]}
        for table, columns in told["columns"].items():
            spool = folder / "table"
            with spool.open("wb") as out, cursor.copy(f"COPY {listed(table, columns)} TO STDOUT") as copy:
                for some in copy:
                    out.write(some)
            _add(packer, f"tables/{table}", spool)
    return told


def listed(table: str, columns: list[str]) -> str:
    """A table with its columns, as COPY wants it."""
    names = ", ".join(f'"{name}"' for name in columns)
    return f'"{table}" ({names})'


def _columns(ask: Ask, table: str) -> list[str]:
    rows = ask(  # the name is the catalogue's own
        "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() "  # noqa: S608
        f"AND table_name = '{table}' AND is_generated = 'NEVER' ORDER BY ordinal_position"
    )
    return [name for (name,) in rows]


def describe(ask: Ask, kind: str) -> Manifest:
    """What stands in a database: its migrations, how many rows each table has, the last seal of each chain."""
    tables = [name for (name,) in ask(TABLES[kind])]
    return {
        "migrations": [list(row) for row in ask("SELECT app, name FROM django_migrations ORDER BY app, name")],
        "tables": {name: ask(f'SELECT count(*) FROM "{name}"')[0][0] for name in tables},  # noqa: S608
        "seals": [list(row) for row in ask(SEALS)],
    }


def _files() -> list[Path]:
    return sorted(path for path in files_root().rglob("*") if path.is_file())


def _add_files(packer: Packer) -> tuple[int, list[str]]:
    """How many were put in, and which went between being seen and being opened: erased by right, and no error."""
    vanished, root, paths = [], files_root(), _files()
    for path in paths:
        name = path.relative_to(root).as_posix()
        try:
            _add(packer, f"files/{name}", path)
        except FileNotFoundError:
            vanished.append(name)
    return len(paths) - len(vanished), vanished


def _add(packer: Packer, name: str, path: Path) -> None:
    with path.open("rb") as source:
        packer.add(name, source, os.fstat(source.fileno()).st_size)

"""Bring a backup back: read and check all of it aside, and only then put it in its place."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from django.core.management import call_command
from django.db import Error, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from xiwei.ledger.backups.archive import FORMAT, PIECE, Manifest, unpack
from xiwei.ledger.backups.saving import TABLES, describe, files_root, listed
from xiwei.ledger.backups.workplace import workplace
from xiwei.ledger.models import Chain
from xiwei.ledger.seals import verifying

FUNCTIONS = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
WAYS_OUT = {
    "sqlite": "去掉 DATABASE_URL（程序就用 SQLite），再恢复一次就行。",
    "postgresql": "建一个空的 PostgreSQL 数据库，把 DATABASE_URL 指过去，再恢复一次就行。",
}


class Refused(Exception):
    """It may not be restored here and now; nothing was touched, and a sentence says why."""


class Unfinished(Exception):
    """All of it is in its place, but the tables could not be brought up to this version; a sentence says what to do."""


@dataclass
class Restored:
    """What was brought back, and what was put aside for it; `wrong` is what is not as it was."""

    manifest: Manifest
    aside: list[Path] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def check(path: Path, passphrase: str) -> Manifest:
    """Read the whole file and write nothing. Raises Broken, OSError."""
    with path.open("rb") as source:
        return unpack(source, passphrase, lambda name: None)


def restore(path: Path, passphrase: str, *, now: datetime, replace: bool, settle: Sequence[str]) -> Restored:
    """Put a backup in the place of what is here; `settle` are statements said to it before anybody can use it.

    Raises Refused, Busy, Broken or OSError, and then all is as it was; Unfinished. The scope must be everywhere.
    """
    with _staged(path, passphrase) as (stage, manifest):
        check_fits(manifest)
        _check_free(replace)
        restored = Restored(manifest)
        put = _put_sqlite if connection.vendor == "sqlite" else _put_postgresql
        put(restored, stage, now=now, settle=settle)
    _bring_up(restored)
    restored.wrong = _wrong(manifest)
    return restored


def _bring_up(restored: Restored) -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Error as wrong:
        kept = "".join(f"原来的改名留在 {path}。" for path in restored.aside)
        sentence = (
            f"数据和文件已经放好，但升级表结构没有成功：{wrong}。查明原因后运行 python manage.py migrate，"
            f"再运行 python manage.py erase_again 备份所在的文件夹。{kept}"
        )
        raise Unfinished(sentence) from wrong


@contextmanager
def _staged(path: Path, passphrase: str) -> Iterator[tuple[Path, Manifest]]:
    """The parts of a file that proved whole, beside where the files belong."""
    root = files_root()
    root.parent.mkdir(parents=True, exist_ok=True)
    with workplace(root.parent, "restoring-") as stage:
        (stage / "files").mkdir()

        def take(name: str) -> BinaryIO:
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            return (stage / name).open("wb")

        with path.open("rb") as source:
            manifest = unpack(source, passphrase, take)
        yield stage, manifest


def check_fits(manifest: Manifest) -> None:
    """Of this kind of database, and not of a newer product. Raises Refused."""
    if manifest["kind"] != connection.vendor:
        here, there = NAMES[connection.vendor], NAMES.get(manifest["kind"], manifest["kind"])
        raise Refused(
            f"这份备份来自 {there}，这里是 {here}，两种数据库不能互相恢复。{WAYS_OUT.get(manifest['kind'], '')}什么都没有动。"
        )
    known = MigrationLoader(None).disk_migrations
    newer = [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known]
    if manifest["format"] > FORMAT or newer:
        what = newer[0] if newer else f"格式 {manifest['format']}"
        raise Refused(f"这份备份来自更新的版本（{what}），请先升级程序再恢复。什么都没有动。")


def _check_free(replace: bool) -> None:
    """Nobody works here, and what stands here may be put aside. Raises Refused."""
    if any(files_root().glob("*")) and not replace:
        raise Refused(f"{files_root()} 里已有文件。要把它们改名留在旁边再恢复，请加 --replace。什么都没有动。")
    if connection.vendor == "sqlite":
        _check_sqlite_free(Path(connection.settings_dict["NAME"]), replace)
        return
    with connection.cursor() as cursor:
        cursor.execute(TABLES["postgresql"])
        if cursor.fetchall():
            sentence = (
                "这个数据库里已有表。请另建一个空的数据库，把 DATABASE_URL 指过去再恢复，旧的就留着。什么都没有动。"
            )
            raise Refused(sentence)
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        if cursor.fetchone()[0]:
            raise Refused("还有别的程序连着这个数据库。请先停下服务和后台进程再恢复。什么都没有动。")


def _check_sqlite_free(path: Path, replace: bool) -> None:
    connections.close_all()
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=0)) as old:
            there = bool(old.execute(TABLES["sqlite"]).fetchall())
            if not there or replace:
                old.execute("PRAGMA journal_mode = DELETE").fetchone()  # leaving WAL needs the file for oneself alone
    except sqlite3.OperationalError as wrong:
        raise Refused("服务或后台进程还开着这个数据库。请先停下再恢复。什么都没有动。") from wrong
    except sqlite3.DatabaseError:
        there = True  # damaged: perhaps why there is a restore at all
    if there and not replace:
        raise Refused(f"{path} 里已有数据。要把它改名留在旁边再恢复，请加 --replace。什么都没有动。")


def _put_sqlite(restored: Restored, stage: Path, *, now: datetime, settle: Sequence[str]) -> None:
    copy, path = stage / "database.sqlite3", Path(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(copy)) as database:
        told = describe(lambda sql: database.execute(sql).fetchall(), "sqlite")
        _check_same(told, restored.manifest)
        for statement in settle:
            database.execute(statement)
        database.commit()
    beside = path.with_name(f".{path.name}.restoring")
    try:
        shutil.copyfile(copy, beside)  # perhaps from another disk; a rename within one folder is whole or not at all
        beside.chmod(0o600)
        with _changed_back_if_it_fails(restored, now) as move:
            # Of a damaged one: never to be met by what comes in its place, and found again beside what it belongs to.
            for tail in ("-wal", "-shm"):
                move(None, path, tail)
            move(beside, path)
            move(stage / "files", files_root())
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _changed_back_if_it_fails(restored: Restored, now: datetime) -> Iterator[Any]:
    """Gives a move that puts what is in the way aside, under a name with the moment."""
    done: list[tuple[Path, Path]] = []

    def rename(old: Path, new: Path) -> None:
        old.rename(new)
        done.append((old, new))

    def move(new: Path | None, place: Path, tail: str = "") -> None:
        there = place.with_name(place.name + tail)
        if there.exists():
            aside = place.with_name(f"{place.name}.before-{now:%Y%m%d-%H%M%S}{tail}")
            rename(there, aside)
            restored.aside.append(aside)
        if new:
            rename(new, place)

    try:
        yield move
    except BaseException:
        for old, new in reversed(done):
            new.rename(old)
        raise


def _check_same(told: Manifest, manifest: Manifest) -> None:
    """Each table has the rows it had, each chain its last seal. Raises Refused."""
    for name in ("tables", "seals"):
        if told[name] != manifest[name]:
            raise Refused("恢复出来的行数或封存与备份清单对不上。原来的什么都没有动。")


def _put_postgresql(restored: Restored, stage: Path, *, now: datetime, settle: Sequence[str]) -> None:
    """DANGER: only ever called on a database that was empty: it steps over triggers, and empties what migrations filled."""
    with _empty_again_if_it_fails():
        call_command("createcachetable", verbosity=0)
        executor = MigrationExecutor(connection)
        executor.migrate(_leaves(executor.loader, restored.manifest))
        with _changed_back_if_it_fails(restored, now) as move, transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                _load(cursor, stage, restored.manifest)
                _check_same(describe(lambda sql: _asked(cursor, sql), "postgresql"), restored.manifest)
                for statement in settle:
                    cursor.execute(statement)
            move(stage / "files", files_root())


@contextmanager
def _empty_again_if_it_fails() -> Iterator[None]:
    """The database held no table: those it holds after a failure were made here, and go. Raises Refused, OSError."""
    with connection.cursor() as cursor:
        before = _asked(cursor, FUNCTIONS)
    try:
        yield
    except BaseException as wrong:
        try:
            _empty(before)
        except Error as worse:
            sentence = f"装入失败：{wrong}。装了一半的也没能清掉（{worse}）：请删掉这个数据库，另建一个空的再恢复。"
            raise Refused(sentence) from wrong
        if not isinstance(wrong, (Error, psycopg.Error)):
            raise
        raise Refused(f"装入失败：{wrong}。装了一半的已经清掉，数据库仍是空的，查明原因后可以再来。") from wrong


def _empty(before: list[tuple[Any, ...]]) -> None:
    """DANGER: drops every table, and each function that was not there before."""
    with transaction.atomic(), connection.cursor() as cursor:
        for (table,) in _asked(cursor, TABLES["postgresql"]):
            cursor.execute(f'DROP TABLE "{table}" CASCADE')
        for function in _asked(cursor, FUNCTIONS):
            if function not in before:
                cursor.execute(f"DROP FUNCTION {function[0]}")


def _asked(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return list(cursor.fetchall())


def _leaves(loader: MigrationLoader, manifest: Manifest) -> list[tuple[str, str]]:
    """The last migration of each app that the backup had: a target on the way to another would be migrated back to."""
    had = {(app, name) for app, name in manifest["migrations"]}
    before = {parent.key for key in had for parent in loader.graph.node_map[key].parents if parent.key[0] == key[0]}
    return sorted(had - before)


def _load(cursor: Any, stage: Path, manifest: Manifest) -> None:
    """All rows of all tables, in one transaction that leaves triggers and row security as they were."""
    tables = list(manifest["tables"])
    cursor.execute(
        "SELECT relname::text FROM pg_class WHERE relforcerowsecurity AND relnamespace = current_schema()::regnamespace"
    )
    forced = [name for (name,) in cursor.fetchall()]
    for table in tables:
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    for table in forced:
        cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')  # COPY does not enter where it is forced
    cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables))
    for table in tables:
        with (stage / "tables" / table).open("rb") as rows:
            _copy(cursor, f"COPY {listed(table, manifest['columns'][table])} FROM STDIN", rows)
    cursor.execute(
        "SET CONSTRAINTS ALL IMMEDIATE"
    )  # foreign keys are looked at now: no table is altered while that is due
    for name, value in manifest["sequences"]:
        cursor.execute("SELECT setval(quote_ident(%s)::regclass, %s)", [name, value])
    for table in forced:
        cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    for table in tables:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def _copy(cursor: Any, sql: str, rows: BinaryIO) -> None:
    with cursor.copy(sql) as copy:
        while some := rows.read(PIECE):
            copy.write(some)


def _wrong(manifest: Manifest) -> list[str]:
    """Each chain reckoned anew, and compared with the seal it had."""
    looks, wrong = verifying.empty_looks(), []
    roots = {(company, project): root for company, project, _number, _size, root in manifest["seals"]}
    for chain in Chain.objects.order_by("company_id", "project_id"):
        found = verifying.verify(chain, looks)
        if found.wrong:
            wrong.append(f"{chain}：{found.wrong.sentence}")
        elif found.root != roots.get((chain.company_id, chain.project_id), ""):
            wrong.append(f"{chain}：最后的根与备份时不一样。")
    return wrong

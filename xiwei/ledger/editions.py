"""Keep answers that hang on standing arrangements (a company's rosters and groups, a person's homes) until these change.

Law 2 is the mechanism: no arrangement changes without its line, so the line itself turns them to a new edition
(`Words.turns`), in the change's own transaction. An answer is kept under the edition it was read in; whoever asks reads the
edition first, one row by its key, and so never gets an answer older than the rows would give.

An edition is a name never given twice. So what a transaction reads of its own changes is kept under a name that nobody
else meets before it commits, and nobody at all where it is rolled back.
"""

import secrets
import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection

from xiwei.ledger.models import Edition
from xiwei.shared import scope

T = TypeVar("T")
MOST = 4000  # answers kept in this process: a person's ties are a kilobyte or two, a project's day of duty some tens
STALE = 60.0  # seconds
BATCH = 1000

_kept: dict[Hashable, tuple[str, float, Any]] = {}
_lock = threading.Lock()
_read: ContextVar[dict[str, str | None] | None] = ContextVar("xiwei_editions", default=None)


def company(pk: int) -> str:
    """What a company's arrangements are kept under: rosters, groups, posts, channels, its menu."""
    return f"company:{pk}"


def person(pk: int) -> str:
    """What a person's ties are kept under: employments, posts, homes."""
    return f"person:{pk}"


@contextmanager
def read_once() -> Iterator[None]:
    """While a page is answered each edition is read once: no answer it gets is older than the page's own beginning."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def current(of: str) -> str:
    """The edition of these arrangements now, as this transaction sees it; "" where they never changed."""
    known = _read.get()
    if known is None:
        return _current(of)
    name = known.get(of, "unread")
    if name == "unread":
        name = known[of] = _current(of)
    # DANGER: what this page itself changed may be undone again, so that is asked for each time.
    return _current(of) if name is None else name


def _current(of: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {_table()} WHERE {_of()} = %s", [of])  # noqa: S608
        row = cursor.fetchone()
    return row[0] if row else ""


def turn(changed: Collection[str]) -> None:
    """These arrangements change, in the caller's transaction: what was kept of them is of no use.

    In one order for all, so that two who change the same wait for one another in turn, and never each for the other.
    """
    rows, known = sorted(set(changed)), _read.get()
    if known is not None:
        known.update(dict.fromkeys(rows))
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        values = [value for of in some for value in (of, secrets.token_hex(8))]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {_table()} ({_of()}, name) VALUES {', '.join(['(%s, %s)'] * len(some))} "  # noqa: S608
                f"ON CONFLICT ({_of()}) DO UPDATE SET name = EXCLUDED.name",
                values,
            )


def kept(of: str, key: Hashable, find: Callable[[], T]) -> T:
    """What `find` finds, or found in this edition, under this key, for the same companies in scope.

    What it gives is shared by all who ask, in every thread, and is not to be changed. One query where it is kept. What no
    line tells of (a role's permissions, loaded by a command; a building's name) shows within STALE seconds.
    """
    edition, full, now = current(of), (of, key, scope.current()), time.monotonic()
    answer = _kept.get(full)
    if answer and answer[0] == edition and now - answer[1] < STALE:
        return answer[2]
    # The edition was read before the rows: what changes in between is asked for again under its own name.
    value = find()
    with _lock:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[full] = (edition, now, value)
    return value


def forget() -> None:
    """Forget everything kept in this process; tests begin with it."""
    with _lock:
        _kept.clear()


def _table() -> str:
    return connection.ops.quote_name(Edition._meta.db_table)


def _of() -> str:
    return connection.ops.quote_name("of")  # a word of SQL's own

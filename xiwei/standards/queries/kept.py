"""Keep answers that every ticket asks for and that seldom change: calendars and time promises.

An answer is kept in this process for at most STALE seconds. An action that changes its rows calls `changed()`: from
then on its own transaction reads the rows themselves, and when it commits this process forgets all it kept. So an
edit shows at once in the process that made it, and within 30 seconds in the others. A rolled back edit leaves nothing.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection, transaction

from xiwei.shared import scope

T = TypeVar("T")
STALE = 30.0  # seconds
MOST = 4000  # answers: a few thousand projects, each with its months laid out, are some tens of megabytes

_answers: dict[Hashable, tuple[float, Any]] = {}
_lock = threading.Lock()
_round = 0


def kept(key: Hashable, find: Callable[[], T]) -> T:
    """What `find` finds, or found less than STALE seconds ago under this key and for the same companies in scope.

    Outside any scope it is always asked for, so that the guard on tenants' tables raises as ever.
    """
    companies = scope.current()
    if companies is None or _edits_here():
        return find()
    full = (key, companies)
    answer = _answers.get(full)
    if answer and answer[0] > time.monotonic():
        return answer[1]
    began = _round
    value = find()
    with _lock:
        # DANGER: what was read before another thread's edit was committed must not outlive the forgetting.
        if began == _round:
            if len(_answers) >= MOST:
                _answers.clear()
            _answers[full] = (time.monotonic() + STALE, value)
    return value


def forget() -> None:
    """Forget everything kept in this process; tests begin with it."""
    global _round
    with _lock:
        _round += 1
        _answers.clear()


def changed() -> None:
    """For an action, inside its transaction: the rows it writes are read afresh here, and once committed by all."""
    transaction.on_commit(forget)


def _edits_here() -> bool:
    """Whether this connection's transaction has changed the rows and not yet committed.

    Django drops the callbacks of what is rolled back, savepoints too, so the list is exact.
    """
    return any(callback[1] is forget for callback in connection.run_on_commit)

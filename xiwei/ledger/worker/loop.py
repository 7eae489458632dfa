"""The worker's process: threads that look for work, a heartbeat, and a gentle stop."""

import logging
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import close_old_connections, connection

from xiwei.ledger.worker import facts, leases, tasks, turns
from xiwei.ledger.worker.turns import Timed
from xiwei.shared import moment

log = logging.getLogger("xiwei.worker")
LOOK = 0.5  # seconds between looks of an idle thread
GRACE = 25.0  # seconds that work in hand is given to end after SIGTERM
STUMBLE = 3.0  # seconds to wait after a look failed: the database may be away
ROUNDS = 50


def run_due(*, now: datetime, clock: Sequence[Timed], worker: str = "", length: timedelta = leases.LENGTH) -> Counter:
    """Do all that is due at `now`, in this thread, and return the count of each kind.

    Facts may bring tasks and tasks bring facts, so it goes round until nothing is left; the clock's lines run once.
    """
    worker = worker or leases.new_name()
    done: Counter = Counter()
    for timed in clock:
        done["turns"] += turns.run(timed, now=now, worker=worker, length=length) is not None
    for _ in range(ROUNDS):
        before = done.total()
        done["facts"] += facts.carry_due(now)
        done["taken back"] += tasks.reap()
        while tasks.run_next(worker, length):
            done["tasks"] += 1
        if done.total() == before:
            break
    return done


@contextmanager
def breathing(worker: str, length: timedelta) -> Iterator[None]:
    """Keep the worker's leases alive by a thread of its own, while the work in this one takes as long as it takes."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(stop, worker, length), name="breath", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        leases.lapse_all(worker)


def _beat(stop: threading.Event, worker: str, length: timedelta) -> None:
    """Three breaths to a lease's length, so that one may fail; the first after a third of it, for short work needs none."""
    while not stop.wait(length.total_seconds() / 3):
        try:
            close_old_connections()
            leases.breathe(worker, length=length)
        except Exception:
            log.exception("worker %s could not renew its leases", worker)
            connection.close()
    connection.close()


def _loop(name: str, stop: threading.Event, look: Callable[[], int], pause: float) -> None:
    """Look for work until told to stop; a look that found some is followed by another at once.

    Nothing ends this thread but the stop: an error is logged, the connection dropped, and it looks again.
    """
    while not stop.is_set():
        try:
            close_old_connections()
            found = look()
        except Exception:
            log.exception("the worker's %s stumbled; it goes on in %s s", name, STUMBLE)
            connection.close()
            stop.wait(STUMBLE)
            continue
        if not found:
            stop.wait(pause)
    connection.close()


class Worker:
    """One process that does everything nobody asks for; run as many as you like, on as many machines."""

    def __init__(self, clock: Sequence[Timed], length: timedelta = leases.LENGTH, look: float = LOOK):
        self.name = leases.new_name()
        self.length = length
        self.stop = threading.Event()
        threads = {
            "facts": (lambda: facts.carry_due(moment.now()), look),
            "tasks": (lambda: tasks.run_next(self.name, length), look),
            "reaper": (lambda: tasks.reap(), length.total_seconds() / 3),
            # A thread for each line of the clock, so that a slow one (mail that waits for a network) delays no other.
            **{timed.job: (self._turn(timed), min(5.0, max(look, length.total_seconds() / 6))) for timed in clock},
        }
        self.threads = [
            threading.Thread(target=_loop, args=(name, self.stop, act, pause), name=name, daemon=True)
            for name, (act, pause) in threads.items()
        ]

    def _turn(self, timed: Timed) -> Callable[[], int]:
        def look() -> int:
            turns.run(timed, now=moment.now(), worker=self.name, length=self.length)
            return 0  # its next turn is some way off: always rest after a look

        return look

    def run(self) -> None:
        """Work until SIGTERM or Ctrl-C; then give what is in hand GRACE seconds, and let others have the rest."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        log.info("worker %s begins, %s threads", self.name, len(self.threads))
        with breathing(self.name, self.length):
            for thread in self.threads:
                thread.start()
            while not self.stop.wait(3600):
                pass
            log.info("worker %s ends what it has in hand", self.name)
            left = self._wait(GRACE)
        if left:
            log.warning("worker %s leaves %s undone; another takes it up", self.name, "、".join(left))
            os._exit(0)  # threads cannot be ended from outside, and the interpreter would wait for them
        log.info("worker %s has ended", self.name)

    def _wait(self, seconds: float) -> list[str]:
        """Wait for the threads together; names of those still at work."""
        end = threading.Event()
        timer = threading.Timer(seconds, end.set)
        timer.daemon = True
        timer.start()
        while not end.is_set() and any(thread.is_alive() for thread in self.threads):
            end.wait(0.05)
        timer.cancel()
        return [thread.name for thread in self.threads if thread.is_alive()]

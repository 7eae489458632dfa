"""Where data lies unencrypted for a while: its owner's alone, one at a time, and gone afterwards however it ended."""

import fcntl
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENDS = (signal.SIGTERM, signal.SIGHUP)


class Busy(Exception):
    """Another is at work there; a sentence says so."""


@contextmanager
def workplace(root: Path, prefix: str) -> Iterator[Path]:
    """A folder of its own in `root` (mode 0700). What one that was killed outright left there goes first.

    Raises Busy, where another backup or restore is at work in `root`: what it has there must not be taken for left over.
    """
    with _alone(root), _ending_in_order():
        for left in root.glob(f"{prefix}*"):
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
        with tempfile.TemporaryDirectory(prefix=prefix, dir=root) as folder:
            yield Path(folder)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """The lock is the process's: one that was killed holds it no more."""
    handle = os.open(root, os.O_RDONLY)
    try:
        _lock(handle, root)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, root: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as wrong:
        raise Busy(f"{root} 里另一次备份或恢复还没有做完。等它做完再来。什么都没有动。") from wrong


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Told to stop, the program leaves by its own doors, which clear up; without this SIGTERM ends it where it stands."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda number, _: sys.exit(128 + number)) for number in ENDS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

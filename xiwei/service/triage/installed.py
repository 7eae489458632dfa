"""Which model answers here: the shipped one, or the one this installation taught with its own corrections.

The taught model is a file in XIWEI_VAR (`keep_in`, called when Django starts). A running process looks at the file's date
at each message and takes up a new one by itself. A file that is missing, broken, or taught from an older release's model
is passed over: the shipped model answers, until the next training makes a new one.
"""

from __future__ import annotations

import hashlib
import logging
import os
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import Model

log = logging.getLogger("xiwei.service.triage")
NAME = "model.npz"
Stamp = tuple[str, int, int]

_folder: Path | None = None
_taken: tuple[Stamp, Model | None] | None = None


def keep_in(folder: Path | None) -> None:
    """From now on the taught model is looked for, and kept, in this folder; None: only the shipped one answers."""
    global _folder, _taken
    _folder, _taken = folder, None


def current() -> Model:
    """The model that answers now. A look at the file's date costs a few microseconds."""
    from . import model

    return _taught() or model.load()


def _taught() -> Model | None:
    global _taken
    stamp = _stamp()
    if stamp is None:
        return None
    if _taken is None or _taken[0] != stamp:
        _taken = (stamp, _read(Path(stamp[0])))
    return _taken[1]


def _stamp() -> Stamp | None:
    if _folder is None:
        return None
    path = _folder / NAME
    try:
        found = path.stat()
    except OSError:
        return None
    return (str(path), found.st_mtime_ns, found.st_size)


def _read(path: Path) -> Model | None:
    from . import model

    try:
        if model.read_note(path, "parent") != shipped_digest():
            log.info("the taught model was made from another release's: the shipped one answers")
            return None
        return model.read(path)
    except Exception:  # a broken file must never stop a resident from being heard
        log.exception("the taught model %s can't be read: the shipped one answers", path)
        return None


@cache
def shipped_digest() -> str:
    """Tells one release's model from another's."""
    from . import model

    return hashlib.sha256(model.FILE.read_bytes()).hexdigest()


def keep(taught: Model, *, now: datetime) -> Path:
    """Puts the taught model in place for all processes of this installation, at once or not at all."""
    from . import model

    assert _folder is not None, "say where with keep_in"
    _folder.mkdir(parents=True, exist_ok=True)
    beside = _folder / f".{os.getpid()}.npz"
    model.save(taught, beside, notes={"parent": shipped_digest(), "at": now.isoformat()})
    beside.chmod(0o600)  # from two models' difference it can be told which pieces of words were corrected
    return beside.replace(_folder / NAME)


def taught_at() -> datetime | None:
    """When the model that answers here was taught; None where the shipped one answers."""
    from . import model

    stamp = _stamp()
    if stamp is None or _taught() is None:
        return None
    return datetime.fromisoformat(model.read_note(Path(stamp[0]), "at"))

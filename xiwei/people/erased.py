"""The list of erasures, kept outside the database and beside the backups: what a backup older than them cannot know.

One sealed line an erasure (xiwei.shared.secrets): which company, which row, when that row began, the moment. No name, number
or word; without the installation's keys it tells nothing, and nobody can add a line that would erase somebody
(docs/decisions/erasure.md).
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from xiwei.shared import secrets

NAME = "erased.list"
USE = "people.erased"  # a secret sealed for another use is not taken for a line


@dataclass(frozen=True)
class Erased:
    """A row's number may be given anew after a restore: with the moment it began it is that person's alone.

    `token` is this erasure's own, and stands in its line of the ledger: many are carried out at one moment.
    It is "" in lists of before.
    """

    company_id: int
    person_id: int
    joined_at: datetime
    at: datetime
    token: str = ""


def note(one: Erased) -> None:
    """Add it beside the backups, written through to the disk. Raises OSError."""
    said = [USE, one.company_id, one.person_id, one.joined_at.isoformat(), one.at.isoformat(), one.token]
    _append(settings.BACKUPS, [secrets.seal(json.dumps(said))])


def gather(source: Path, target: Path) -> None:
    """What the list in one folder has and the other has not is added there; there is a list then. Raises OSError."""
    there = set(_lines(target))
    _append(target, [line for line in _lines(source) if line not in there])


def read(folders: Iterable[Path]) -> tuple[list[Erased], int]:
    """Every erasure that the lists in these folders tell of, and how many lines nothing opens. Raises OSError."""
    opened = [_open(line) for line in dict.fromkeys(line for folder in folders for line in _lines(folder))]
    found = [one for one in opened if one is not None]
    return found, len(opened) - len(found)


def is_in(folder: Path) -> bool:
    """Whether a list lies there at all."""
    return (folder / NAME).exists()


def _lines(folder: Path) -> list[str]:
    path = folder / NAME
    return path.read_text(encoding="ascii", errors="replace").split() if path.exists() else []


def _append(folder: Path, lines: list[str]) -> None:
    """In one write, begun on a line of its own: what another wrote, or wrote half, stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, "".join(f"\n{line}\n" for line in lines).encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _open(line: str) -> Erased | None:
    try:
        use, company, person, joined, at, *token = json.loads(secrets.unseal(line))
        found = Erased(company, person, datetime.fromisoformat(joined), datetime.fromisoformat(at), *token)
    except (secrets.Unreadable, ValueError, TypeError):
        return None
    return found if use == USE else None

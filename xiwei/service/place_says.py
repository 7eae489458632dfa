"""What higher storeys say on a place's own page: how it is looked after, and what to mind there now (D6).

The page of a wall code stands in service; rounds know when a lift was last cleaned and when it is next, and that a lawn was
sprayed. Each gives a finder once, when its app is ready. A code may also be that of something else than a place: who
knows of such a thing says where its page is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from xiwei.estate.models import Place


@dataclass(frozen=True)
class Say:
    """One thing to mind here now: 施药后明天 9 点前请勿进入. `tone` is "", "calm", "good" or "warn"; more is told at `href`."""

    icon: str
    text: str
    tone: str = ""
    href: str = ""


@dataclass(frozen=True)
class Upkeep:
    """One kind of regular work here: what, when last and by whom, when next; either moment may be unknown."""

    title: str
    line: str
    last_at: datetime | None
    by: str
    next_at: datetime | None


_says: dict[str, Callable[[Place, datetime], Sequence[Say]]] = {}
_upkeep: dict[str, Callable[[Place, datetime], Sequence[Upkeep]]] = {}
_doors: dict[str, Callable[[str], str]] = {}


def know(code: str, find: Callable[[Place, datetime], Sequence[Say]]) -> None:
    """Register who says what to mind; a second time replaces the first."""
    _says[code] = find


def keep(code: str, find: Callable[[Place, datetime], Sequence[Upkeep]]) -> None:
    """Register who knows of regular work; a second time replaces the first."""
    _upkeep[code] = find


def says(place: Place, now: datetime) -> list[Say]:
    """Everything to mind at this place now."""
    return [one for find in _says.values() for one in find(place, now)]


def upkeep(place: Place, now: datetime) -> list[Upkeep]:
    """All regular work of this place."""
    return [one for find in _upkeep.values() for one in find(place, now)]


def open_by(code: str, find: Callable[[str], str]) -> None:
    """Register who knows of things with codes of their own: `find` gives the address of one's page, or ""."""
    _doors[code] = find


def elsewhere(code: str) -> str:
    """Where a code leads that is no place's; "" where nothing bears it."""
    return next((address for find in _doors.values() if (address := find(code))), "")

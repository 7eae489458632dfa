"""What else a worker's day holds: higher storeys say it here, and the page 今日 draws it (as estate.firstday for a project)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from xiwei.people.models import Staff
from xiwei.shared.tongue import Said


@dataclass(frozen=True)
class Part:
    """One thing of the day: what, in which words beside it, where it is done; `pressing` where it comes first."""

    title: str
    says: str
    end: str
    href: str
    icon: str
    pressing: bool = False


@dataclass(frozen=True)
class Daily:
    """One kind of them: its heading, the page of all, and who finds them."""

    heading: Said
    page: str
    icon: str
    find: Callable[[Staff, datetime], Sequence[Part]]


_known: dict[str, Daily] = {}


def know(code: str, daily: Daily) -> None:
    """Register a kind of work; a second time replaces the first."""
    _known[code] = daily


def of(staff: Staff, now: datetime) -> list[tuple[Daily, list[Part]]]:
    """Everything this worker's day holds besides their tickets; kinds that hold nothing are left out."""
    return [(daily, parts) for daily in _known.values() if (parts := list(daily.find(staff, now)))]

"""Where a ticket leads on to, for those who serve: what higher storeys offer on its page (a breakdown to write down).

Each gives a finder once, when its app is ready; it says for whom its way is, so that nobody is sent where they are refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

from xiwei.people.models import Staff
from xiwei.service.models import Ticket
from xiwei.shared.tongue import Said


@dataclass(frozen=True)
class Way:
    """One way on."""

    label: Said
    icon: str
    href: str


_ways: dict[str, Callable[[Ticket, Staff], Way | None]] = {}


def know(code: str, find: Callable[[Ticket, Staff], Way | None]) -> None:
    """Register who leads on; a second time replaces the first."""
    _ways[code] = find


def of(ticket: Ticket, staff: Staff | None) -> list[Way]:
    """Every way on from a ticket for one who serves; none for anyone else."""
    return [way for find in _ways.values() if (way := find(ticket, staff))] if staff else []

"""What higher storeys add to the demo estate: each gives its part, and it is written when the year of tickets stands."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xiwei.service.demo.ground import World

Part = Callable[["World", datetime], int]
_parts: dict[str, Part] = {}


def know(code: str, part: Part) -> None:
    """Register a part: it gets the world and the demo's now, and says how many lines it wrote."""
    _parts[code] = part


def write(world: "World", now: datetime) -> int:
    """Everything that higher storeys add; how many lines that was."""
    return sum(part(world, now) for part in _parts.values())

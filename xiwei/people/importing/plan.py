"""What a sheet would change, worked out before anything is written: each row's fate, and the rows to write.

Pure: it meets what the estate has as `Known`, and the sheet as groups of a room's rows. `people.actions.importing`
writes what stands in the Plan; the preview only shows its fates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from xiwei.estate.models import Building, Project, Room, Unit
from xiwei.people.importing.reading import WrongRow
from xiwei.people.models import Household, Person, Tenure


class Fate(StrEnum):
    """What becomes of a row."""

    REFUSED = "refused"
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class RowFate(NamedTuple):
    """One row's fate. `says` are (column, sentence) pairs: why it is refused, what changes, what was noticed."""

    row: int
    fate: Fate
    label: str
    who: str
    says: tuple[tuple[str, str], ...] = ()
    household: int | None = None


@dataclass
class Home:
    """The household now in a room, with those who belong to it now."""

    household: Household
    tenures: list[Tenure] = field(default_factory=list)


@dataclass
class Known:
    """What the estate has of the rooms and phones at hand; buildings and units by the keys of `naming`.

    `fixed` are ids of persons whose phones a sheet may not touch: they proved theirs, serve somewhere, or are
    known to another company. `taken` are phones of accounts this company does not know at all and is told nothing of:
    whoever the sheet has with one is noted with it, and is in nothing else unlike one of an unknown phone.
    """

    project: Project
    buildings: dict[str, Building] = field(default_factory=dict)
    units: dict[tuple[str, str], Unit] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    homes: dict[int, Home] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    fixed: set[int] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)


# A phone of the sheet that this project knows under another name: that name, and the room.
Placed = Mapping[str, Sequence[str]]


@dataclass
class Plan:
    """What is to be written for a batch, in the order it must be; and what is told of it."""

    fates: list[RowFate] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    raised: list[Building] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    changed_rooms: list[Room] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    changed_persons: dict[int, tuple[Person, Tenure, list[str]]] = field(default_factory=dict)
    tenures: list[Tenure] = field(default_factory=list)
    ended: list[Tenure] = field(default_factory=list)
    related: list[tuple[Tenure, str]] = field(default_factory=list)
    homes_met: dict[int, Household] = field(default_factory=dict)
    room_count: int = 0
    household_count: int = 0
    phones: set[str] = field(default_factory=set)
    nameless: int = 0

    def count(self, fate: Fate) -> int:
        """How many rows have this fate."""
        return sum(row.fate is fate for row in self.fates)


def refused_cells(wrong: Iterable[WrongRow]) -> list[RowFate]:
    """The fates of rows whose cells could not be understood."""
    return [
        RowFate(one.row, Fate.REFUSED, one.place, one.name, tuple((e.column, e.message) for e in one.errors))
        for one in wrong
    ]

"""A sheet read whole: its rows made clean, gathered by room, and what only the whole sheet can tell.

Pure but for the file: nothing here knows what the estate already has.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from xiwei.people.importing import columns, naming
from xiwei.people.importing.columns import CellError, CleanRow
from xiwei.people.importing.naming import Spot
from xiwei.shared import sheets
from xiwei.shared.refusals import BadInput

BATCH = 1000  # rows written in one transaction, so that on SQLite nobody waits a second for the import
NO_ROOM = "没有一列是房间号（或写全的房屋地址），所以不知道每行是哪套房。请给房间号选好列。"
_PLACE = ("zone", "building", "unit", "room", "address")


@dataclass(slots=True)
class Group:
    """All rows of one room, in the sheet's order."""

    spot: Spot
    rows: list[CleanRow]


class WrongRow(NamedTuple):
    """A row that can't be understood: its place and name as they are written, and each cell's error."""

    row: int
    place: str
    name: str
    errors: list[CellError]


@dataclass
class Reading:
    """What the whole sheet says; `wrong` has the rows with cells that can't be understood.

    `names` is the first name of each phone with its row; `labels` the headers' words; `told` the fields that
    have a column; `batch` is how many rows go together, BATCH where a run does not say otherwise.
    """

    total: int
    groups: list[Group]
    wrong: list[WrongRow]
    names: dict[str, tuple[str, int]]
    labels: dict[str, str] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    batch: int = 0

    def batches(self) -> Iterator[list[Group]]:
        """Rooms together, so many rows each; the same sheet is always cut the same."""
        batch: list[Group] = []
        size = 0
        for group in self.groups:
            batch.append(group)
            size += len(group.rows)
            if size >= (self.batch or BATCH):
                yield batch
                batch, size = [], 0
        if batch:
            yield batch


def open_table(source: str | Path | bytes, filename: str) -> sheets.Table:
    """The table of a file. Raises SheetError with a sentence for whoever sent it."""
    return sheets.read(source, filename, fields=columns.FIELDS)


def mapping_of(table: sheets.Table, chosen: dict[str, int] | None = None) -> sheets.Mapping:
    """The person's own choice of columns, or the likeliest; only what the estate keeps.

    Raises BadInput where no column tells which room a row is.
    """
    places = None if chosen is None else {field: place for field, place in chosen.items() if place < len(table.headers)}
    guessed = columns.guess(table.headers)
    mapping = guessed if places is None else sheets.Mapping(table.headers, places, columns.LITERAL)
    mapping = columns.kept(mapping)
    if not {"room", "address"} & set(mapping.columns):
        raise BadInput(NO_ROOM)
    return mapping


def read(table: sheets.Table, mapping: sheets.Mapping) -> Reading:
    """Read every row. Raises SheetError where there are too many."""
    rows: list[CleanRow] = []
    wrong: list[WrongRow] = []
    labels = mapping.named
    for row in table.rows():
        raw = mapping.record(row)
        clean = columns.clean_row(raw, row.number, labels)
        if isinstance(clean, CleanRow):
            rows.append(clean)
        else:
            place = " ".join(text for field in _PLACE if (text := raw.get(field)))
            wrong.append(WrongRow(row.number, place[:60], raw.get("name", "")[:40], clean))
    told = frozenset(mapping.columns)
    return Reading(len(rows) + len(wrong), _gather(rows), wrong, _first_names(rows), {**columns.LABELS, **labels}, told)


def _gather(rows: Sequence[CleanRow]) -> list[Group]:
    floors = numbered_by_floor(rows)
    groups: dict[Spot, Group] = {}
    for row in rows:
        again = row.floor is not None and (row.building, row.unit) in floors
        spot = naming.spot_of(row, by_floor=again)
        found = groups.get(spot)
        if found is None:
            groups[spot] = Group(spot, [row])
        else:
            found.rows.append(row)
    return list(groups.values())


def numbered_by_floor(rows: Sequence[CleanRow]) -> set[tuple[str, str]]:
    """Buildings (with unit) whose floors each begin at 101 again, as in malls: most numbers recur on other floors.

    A single room on two floors is a slip of the pen, and is told as one.
    """
    floors: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        if row.floor is not None:
            floors[row.building, row.unit][row.number].add(row.floor)
    found = set()
    for place, numbers in floors.items():
        recurring = sum(len(seen) > 1 for seen in numbers.values())
        if recurring >= 2 and recurring * 2 >= len(numbers):
            found.add(place)
    return found


def _first_names(rows: Sequence[CleanRow]) -> dict[str, tuple[str, int]]:
    names: dict[str, tuple[str, int]] = {}
    for row in rows:
        for person in naming.occupants(row) if row.phone else ():
            if person.phone:
                names.setdefault(person.phone, (person.name, person.row))
    return names

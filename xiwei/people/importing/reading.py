"""A sheet read whole: its rows made clean, gathered by room, and what only the whole sheet can tell.

Pure but for the file: nothing here knows what the estate already has.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from xiwei.people.importing import columns, filling, naming, places
from xiwei.people.importing.columns import CellError, CleanRow
from xiwei.people.importing.naming import Spot
from xiwei.shared import sheets
from xiwei.shared.refusals import BadInput

MOST_ASIDE = 20  # rows told of that were not read: more would be no help
REASON = "退回原因"  # the column that a sheet of refused rows bears when it comes back
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
    have a column; `written` the first words for each building, where no zone stands before it; `batch` is how many
    rows go together, BATCH where a run does not say otherwise.
    """

    total: int
    groups: list[Group]
    wrong: list[WrongRow]
    names: dict[str, tuple[str, int]]
    labels: dict[str, str] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    batch: int = 0
    written: dict[str, str] = field(default_factory=dict)

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


def left_out(mapping: sheets.Mapping) -> list[str]:
    """The columns that are not read, but for the one we wrote ourselves."""
    return [title for title in mapping.unmapped if title not in (REASON, sheets.TAB)]


class Aside(NamedTuple):
    """What of a file is not read, for someone to look at: sheets of other columns; rows that are totals or headings."""

    sheets: tuple[str, ...]
    rows: list[tuple[int, str]]


def aside(table: sheets.Table, mapping: sheets.Mapping) -> Aside:
    """The first of them; each row by its number and its first words."""
    headings = (record.number for record in filling.records(table, mapping) if record.is_heading)
    rows = {row.number: next(filter(None, row.cells)) for row in table.skipped()}
    if "building" not in mapping.columns:
        found = set(islice(headings, MOST_ASIDE))
        rows |= {row.number: next(filter(None, row.cells)) for row in table.rows() if row.number in found}
    return Aside(table.unread, [(number, text[:30]) for number, text in sorted(rows.items())[:MOST_ASIDE]])


def open_table(source: str | Path | bytes, filename: str) -> sheets.Table:
    """The table of a file. Raises SheetError with a sentence for whoever sent it."""
    return sheets.read(source, filename, fields=columns.FIELDS, tells=places.tells_building)


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
    written: dict[str, str] = {}
    for record in filling.records(table, mapping):
        if record.is_heading:
            continue
        clean = columns.clean_row(record.raw, record.number, labels, record.filled)
        if isinstance(clean, CleanRow):
            rows.append(clean)
            if record.raw.get("building") and not record.raw.get("zone"):
                written.setdefault(clean.building, places.building_alone(record.raw["building"]))
        else:
            wrong.append(_wrong(record.number, record.raw, clean))
    labels = {**columns.LABELS, **labels}
    rows, lost = _with_units(rows, labels)
    wrong = sorted([*wrong, *lost])
    told = frozenset(mapping.columns)
    return Reading(len(rows) + len(wrong), _gather(rows), wrong, _first_names(rows), labels, told, written=written)


def _wrong(number: int, raw: Mapping[str, str], errors: list[CellError]) -> WrongRow:
    place = " ".join(text for field in _PLACE if (text := raw.get(field)))
    return WrongRow(number, place[:60], raw.get("name", "")[:40], errors)


def _with_units(rows: list[CleanRow], labels: Mapping[str, str]) -> tuple[list[CleanRow], list[WrongRow]]:
    """Those whose place is whole, and homes without a unit in a building whose other homes have one.

    1栋102 would be another room than the 1栋1单元102 that is meant.
    """
    parted = {row.building for row in rows if row.unit not in ("", "0")}
    lost = []
    for row in rows:
        if row.unit or row.building not in parted or places.NO_HOME.search(row.number + row.kind):
            continue
        said = f"{sheets.said(row.row)}「{labels['unit']}」是空的，同一幢楼的其他房写了单元；请补上，商铺写 0。"
        raw = {"building": row.building, "room": row.number, "name": row.name}
        lost.append(_wrong(row.row, raw, [CellError(row.row, labels["unit"], said)]))
    gone = {one.row for one in lost}
    return [row for row in rows if row.row not in gone], lost


def _gather(rows: Sequence[CleanRow]) -> list[Group]:
    floors = numbered_by_floor(rows)
    groups: dict[Spot, Group] = {}
    for row in rows:
        again = row.floor is not None and (row.building, row.unit) in floors
        spot = naming.spot_of(row, by_floor=again)
        key = naming.same(spot)
        found = groups.get(key)
        if found is None:
            groups[key] = Group(spot, [row])
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
        for person in naming.occupants(row) if row.phone or row.others else ():
            if person.phone:
                names.setdefault(person.phone, (person.name, person.row))
    return names

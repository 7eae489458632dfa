"""What a row leaves to the row above: a building written once over its rooms, a heading 3号楼 between them.

Merged cells that were taken apart, or saved as text, look so. Taken over is only what can't mean anything else:
where a column is written in full, an empty cell is an omission, and is refused as one.
"""

from collections.abc import Iterator
from typing import NamedTuple

from xiwei.people.importing import columns, places
from xiwei.people.importing.values import Wrong
from xiwei.shared import sheets

_PLACE = ("building", "unit")
_GROUND = ("building", "unit", "room", "address", "floor", "area")
_OWNERS = frozenset(columns.RELATION_WORDS["owner"]) | {"1", "1001"}


class Record(NamedTuple):
    """A row by field, and which of its fields were taken over from above. `is_heading`: it only heads those below."""

    number: int
    raw: dict[str, str]
    filled: tuple[str, ...] = ()
    is_heading: bool = False


def records(table: sheets.Table, mapping: sheets.Mapping) -> Iterator[Record]:
    """Every row of the table with what it takes over."""
    blocks = _block_columns(table, mapping)
    above: dict[str, str] = {}
    for row in table.rows():
        raw = mapping.record(row)
        heading = _heading(row, raw, mapping)
        if heading:
            above = heading
            yield Record(row.number, raw, is_heading=True)
            continue
        taken = _taken(raw, above, blocks)
        raw |= taken
        if raw.get("building") or raw.get("room"):
            above = {field: raw.get(field, "") for field in (*_PLACE, "room")} | {"headed": above.get("headed", "")}
        yield Record(row.number, raw, tuple(taken))


def _heading(row: sheets.Row, raw: dict[str, str], mapping: sheets.Mapping) -> dict[str, str]:
    """A row of one cell, "3号楼" or "3号楼2单元", where no column tells the building."""
    if "building" in mapping.columns or sum(map(bool, row.cells)) != 1:
        return {}
    text = next(filter(None, row.cells))
    try:
        building, unit = places.building_and_unit(text)
    except Wrong:
        return {}
    return {"building": building, "unit": unit, "headed": "1"} if unit or places.tells_building(text) else {}


def _taken(raw: dict[str, str], above: dict[str, str], blocks: frozenset[str]) -> dict[str, str]:
    if _is_relative(raw) and above.get("room"):
        return {field: above[field] for field in (*_PLACE, "room") if above.get(field)}
    if not (raw.get("room") or raw.get("address")):
        return {}
    blank = not raw.get("building")
    if above.get("headed") and blank and _stands_alone(raw):
        return {field: above[field] for field in _PLACE if above.get(field) and not raw.get(field)}
    taken = {}
    if blank and "building" in blocks and above.get("building"):
        taken["building"] = above["building"]
    same = blank or raw.get("building") == above.get("building")
    if same and not raw.get("unit") and "unit" in blocks and above.get("unit") and not _is_no_home(raw):
        taken["unit"] = above["unit"]
    return taken


def _is_no_home(raw: dict[str, str]) -> bool:
    return places.NO_HOME.search(raw.get("room", "") + raw.get("kind", "")) is not None


def _stands_alone(raw: dict[str, str]) -> bool:
    """The room's text does not say its building itself."""
    try:
        return not places.place(raw.get("room") or raw.get("address", ""))[0]
    except Wrong:
        return False


def _is_relative(raw: dict[str, str]) -> bool:
    """A row with a name, one of the family by its own word, and no ground of its own: it belongs to the room above."""
    said = raw.get("relation") or raw.get("role") or ""
    return bool(raw.get("name") and said) and not any(raw.get(f) for f in _GROUND) and said not in _OWNERS


def _block_columns(table: sheets.Table, mapping: sheets.Mapping) -> frozenset[str]:
    """Those of the place columns that are written where they change and nowhere else.

    A value repeated on the next row shows a column written in full; one with few gaps is too.
    """
    open_ = {field: place for field, place in mapping.columns.items() if field in _PLACE}
    values, gaps, before = dict.fromkeys(open_, 0), dict.fromkeys(open_, 0), dict.fromkeys(open_, "")
    for row in table.rows() if open_ else ():
        now = {field: row.cells[place] for field, place in mapping.columns.items() if field in before}
        moved = bool(now.get("building")) and now.get("building") != before.get("building")
        for field in list(open_):
            if now[field] and now[field] == before[field] and (field == "building" or not moved):
                del open_[field]
            else:
                (values if now[field] else gaps)[field] += 1
        if not open_:
            return frozenset()
        before = now
    return frozenset(field for field in open_ if gaps[field] >= 2 and gaps[field] * 2 >= values[field])

"""A table in a sheet: below its titles, left of its notes, with its rows numbered as Excel numbers them.

Where a workbook has the same table on several sheets (one a building, one a year) they are read as one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from xiwei.shared.sheets import headers
from xiwei.shared.sheets.cells import clean
from xiwei.shared.sheets.files import BROKEN, EMPTY_SHEET, MAX_ROWS, TOO_BIG, TOO_LONG, Grid, SheetError, grids
from xiwei.shared.sheets.package import MAX_CELLS
from xiwei.shared.sheets.rows import numbered

NO_HEADER = _("没有找到表头（写着“楼号”“房间”“姓名”这类列名的一行）。请在数据上方留一行列名后重新上传。")
NO_ROWS = _("表头下面没有数据。")
TAB = "工作表"  # the column of the sheets' own names, where these say something
_SEARCHED = 100  # rows among which the header is looked for
# What stands under a table, or between its parts, and is no record of it.
_SUM = re.compile(r".{0,20}(合计|总计|小计|共计|累计|汇总)([:：(（].*)?|共(计)?[:：]?\d+(户|套|间|人|条|页)")
_FOOT = re.compile(
    r"(注|说明|备注|制表人?|填表人|审核人?|复核人?|制表日期|填表日期|打印日期|打印时间|单位负责人)[:：].*"
    r"|第\d+页([,，/]?共\d+页)?|\d+/\d+页|以下空白"
)


class Row(NamedTuple):
    """One record: `number` is its row in Excel (see `rows`), `cells` are cleaned texts, one for each header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One sheet's share of a table: its header's row, and at which place of its grid each column stands."""

    grid: Grid = field(repr=False)
    header_row: int
    titles: tuple[str, ...]
    places: tuple[int, ...]
    sheet: int = 0

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """Each row below the header, cleaned, empty ones too; a merged cell fills its rows."""
        filled = self._merges()
        for number, line in enumerate(self.grid.lines(), start=1):
            if number <= self.header_row:
                continue
            cells = [clean(line[place]) if place < len(line) else "" for place in self.places]
            for place, origin in filled.get(number, ()):
                cells[place] = origin
            yield number, cells

    def _merges(self) -> dict[int, list[tuple[int, str]]]:
        """By row number: the places filled by a merged cell that began on a row above, and its text."""
        spans = [
            (top, min(bottom, self.grid.height - 1), self.places.index(left - self.grid.left))
            for (top, left), (bottom, _) in self.grid.merged
            if bottom > top >= self.header_row and left - self.grid.left in self.places
        ]
        if not spans:
            return {}
        # Merged cells never overlap in an honest sheet, so they span no more cells than there are.
        if sum(bottom - top for top, bottom, _ in spans) > self.grid.height * len(self.places):
            raise SheetError(BROKEN)
        tops = {(top, place) for top, _, place in spans}
        wanted = {top for top, _ in tops}
        texts = {
            (number, place): clean(line[self.places[place]])
            for number, line in enumerate(self.grid.lines())
            if number in wanted
            for place in range(len(self.places))
            if (number, place) in tops
        }
        filled: dict[int, list[tuple[int, str]]] = {}
        for top, bottom, place in spans:
            for number in range(top + 2, bottom + 2):
                filled.setdefault(number, []).append((place, texts.get((top, place), "")))
        return filled


@dataclass(frozen=True)
class Table:
    """The table of a file. `rows()` reads lazily, anew each time; `count` is the most there can be.

    `unread` names the sheets that look like tables too and were not read.
    """

    sheet: str
    header_row: int
    headers: tuple[str, ...]
    count: int
    unread: tuple[str, ...] = ()
    _parts: tuple[Part, ...] = field(default=(), repr=False)
    _tabbed: bool = False

    def rows(self) -> Iterator[Row]:
        """The records, cleaned: no empty rows, repeated headers or totals; a merged cell fills its rows.

        Raises SheetError above MAX_ROWS records.
        """
        given = 0
        for row, is_record in self._lines():
            if is_record:
                given += 1
                if given > MAX_ROWS:
                    raise SheetError(TOO_LONG)
                yield row

    def skipped(self) -> Iterator[Row]:
        """The rows that are taken for totals and the like, for someone to look at."""
        return (row for row, is_record in self._lines() if not is_record)

    def _lines(self) -> Iterator[tuple[Row, bool]]:
        for part in self._parts:
            titles = list(part.titles)
            own = (part.grid.name,) if self._tabbed else ()
            order = [titles.index(title) for title in self._parts[0].titles]
            straight = order == list(range(len(order)))
            for number, cells in part.lines():
                if not any(cells) or cells == titles:
                    continue
                told = tuple(cells) if straight else tuple(cells[place] for place in order)
                yield Row(numbered(part.sheet, number), told + own), not _is_foot(cells)


def read(
    source: str | Path | bytes,
    filename: str = "",
    *,
    fields: Mapping[str, Sequence[str]] | None = None,
    tells: Callable[[str], bool] | None = None,
) -> Table:
    """The fullest table of a file's visible sheets, with the sheets that have the same columns.

    `fields` (field → synonyms) tells what headers look like; `tells` whether a sheet's name says something of its
    rows (as 3号楼 does): where all do, a column TAB bears them. Raises SheetError, whose sentence is for the person
    who sent the file.
    """
    words = headers.words_of(fields or {})
    found: list[tuple[tuple[bool, int], Part]] = []
    blank, held = True, 0
    name = filename or (Path(source).name if not isinstance(source, bytes) else "")
    for sheet, grid in enumerate(grids(source, name), start=1):
        top = [[clean(cell) for cell in line] for line in islice(grid.lines(), _SEARCHED)]
        blank = blank and not any(any(line) for line in top)
        part, matches = _part(grid, top, words, sheet)
        if part is not None:
            held += grid.height * max(map(len, top), default=0)
            if held > MAX_CELLS:  # they are held together until it is known which are one table
                raise SheetError(TOO_BIG)
            found.append(((matches >= 2, (grid.height - part.header_row) * len(part.titles)), part))
    if not found:
        raise SheetError(EMPTY_SHEET if blank else NO_HEADER)
    table = _joined(found, tells)
    if next(table.rows(), None) is None:
        raise SheetError(NO_ROWS)
    return table


def _part(grid: Grid, top: list[list[str]], words: frozenset[str], sheet: int) -> tuple[Part | None, int]:
    found = headers.find(top, words)
    if found is None:
        return None, 0
    places = tuple(place for place, title in enumerate(found.titles) if title)
    titles = tuple(found.titles[place] for place in places)
    return Part(grid, found.row + 1, titles, places, sheet), found.matches


def _joined(found: list[tuple[tuple[bool, int], Part]], tells: Callable[[str], bool] | None) -> Table:
    best = max(found, key=lambda one: one[0])[1]
    parts = [part for (known, _), part in found if part is best or (known and _same(part, best))]
    unread = tuple(part.grid.name for (known, size), part in found if known and size and part not in parts)
    if len(parts) == 1:
        parts = [Part(best.grid, best.header_row, best.titles, best.places)]
    count = sum(max(part.grid.height - part.header_row, 0) for part in parts)
    tabbed = tells is not None and all(tells(part.grid.name) for part in parts)
    titles = (*parts[0].titles, TAB) if tabbed else parts[0].titles
    names = "、".join(part.grid.name for part in parts)
    return Table(names, parts[0].header_row, titles, count, unread, tuple(parts), tabbed)


def _same(one: Part, other: Part) -> bool:
    """The same columns in any order; a title that stands twice can't be told apart, so the order must be the same."""
    if len(set(one.titles)) < len(one.titles):
        return one.titles == other.titles
    return set(one.titles) == set(other.titles)


def _is_foot(cells: Iterable[Any]) -> bool:
    """A total stands first, or alone before its numbers; what is written under a table stands first."""
    said = [text for cell in cells if cell and (text := cell.replace(" ", ""))]
    return _SUM.fullmatch(said[0]) is not None or _FOOT.fullmatch(said[0]) is not None

"""A table in a sheet: below its titles, left of its notes, with its rows numbered as Excel numbers them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from xiwei.shared.sheets import headers
from xiwei.shared.sheets.cells import clean
from xiwei.shared.sheets.files import BROKEN, EMPTY_SHEET, MAX_ROWS, TOO_LONG, Grid, SheetError, grids

NO_HEADER = _("没有找到表头（写着“楼号”“房间”“姓名”这类列名的一行）。请在数据上方留一行列名后重新上传。")
NO_ROWS = _("表头下面没有数据。")
_SEARCHED = 40  # rows among which the header is looked for
# What stands under a table and is no record of it.
_FOOT = re.compile(
    r"(合计|总计|小计|本页小计|累计)[:：]?|(注|说明|备注|制表人?|填表人|审核人?|制表日期|填表日期)[:：].*"
)


class Row(NamedTuple):
    """One record: `number` is its row in Excel, `cells` are cleaned texts, one for each header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The table of a sheet. `rows()` reads lazily, anew each time; `count` is the most there can be."""

    sheet: str
    header_row: int
    headers: tuple[str, ...]
    count: int
    _grid: Grid = field(repr=False)
    _places: tuple[int, ...] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """The records, cleaned: no empty rows, repeated headers or totals; a merged cell fills its rows.

        Raises SheetError above MAX_ROWS records.
        """
        filled, titles, given = self._merges(), list(self.headers), 0
        for number, line in enumerate(self._grid.lines(), start=1):
            if number <= self.header_row:
                continue
            cells = [clean(line[place]) if place < len(line) else "" for place in self._places]
            for place, origin in filled.get(number, ()):
                cells[place] = origin
            if not any(cells) or cells == titles or _is_foot(cells):
                continue
            given += 1
            if given > MAX_ROWS:
                raise SheetError(TOO_LONG)
            yield Row(number, tuple(cells))

    def _merges(self) -> dict[int, list[tuple[int, str]]]:
        """By row number: the places filled by a merged cell that began on a row above, and its text."""
        spans = [
            (top, min(bottom, self._grid.height - 1), self._places.index(left - self._grid.left))
            for (top, left), (bottom, _) in self._grid.merged
            if bottom > top >= self.header_row and left - self._grid.left in self._places
        ]
        if not spans:
            return {}
        # Merged cells never overlap in an honest sheet, so they span no more cells than there are.
        if sum(bottom - top for top, bottom, _ in spans) > self._grid.height * len(self._places):
            raise SheetError(BROKEN)
        tops = {(top, place) for top, _, place in spans}
        wanted = {top for top, _ in tops}
        texts = {
            (number, place): clean(line[self._places[place]])
            for number, line in enumerate(self._grid.lines())
            if number in wanted
            for place in range(len(self._places))
            if (number, place) in tops
        }
        filled: dict[int, list[tuple[int, str]]] = {}
        for top, bottom, place in spans:
            for number in range(top + 2, bottom + 2):
                filled.setdefault(number, []).append((place, texts.get((top, place), "")))
        return filled


def read(source: str | Path | bytes, filename: str = "", *, fields: Mapping[str, Sequence[str]] | None = None) -> Table:
    """The fullest table of a file's visible sheets. `fields` (field → synonyms) tells what headers look like.

    Raises SheetError, whose sentence is for the person who sent the file.
    """
    words = headers.words_of(fields or {})
    best: tuple[tuple[bool, int], Table] | None = None
    blank = True
    for grid in grids(source, filename or (Path(source).name if not isinstance(source, bytes) else "")):
        top = [[clean(cell) for cell in line] for line in islice(grid.lines(), _SEARCHED)]
        blank = blank and not any(any(line) for line in top)
        table, matches = _table(grid, top, words)
        if table is None:
            continue
        rank = (matches >= 2, table.count * len(table.headers))
        if best is None or rank > best[0]:
            best = rank, table
    if best is None:
        raise SheetError(EMPTY_SHEET if blank else NO_HEADER)
    if next(best[1].rows(), None) is None:
        raise SheetError(NO_ROWS)
    return best[1]


def _table(grid: Grid, top: list[list[str]], words: frozenset[str]) -> tuple[Table | None, int]:
    found = headers.find(top, words)
    if found is None:
        return None, 0
    places = tuple(place for place, title in enumerate(found.titles) if title)
    titles = tuple(found.titles[place] for place in places)
    below = max(grid.height - found.row - 1, 0)
    return Table(grid.name, found.row + 1, titles, below, grid, places), found.matches


def _is_foot(cells: Iterable[Any]) -> bool:
    first = next(cell for cell in cells if cell)
    return _FOOT.fullmatch(first.replace(" ", "")) is not None

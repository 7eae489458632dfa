"""Tables of a web page that is named like a workbook: many systems "export to Excel" so.

What Excel does when it opens one: each outermost table is a sheet, a cell spanning rows fills them, one spanning
columns stands in its first.
"""

from html.parser import HTMLParser

from xiwei.shared.sheets.doubts import TooBig
from xiwei.shared.sheets.package import MAX_CELLS

_ROWS, _COLUMNS = 200_100, 1000  # what a span may reach; the honest ones are small


def tables(text: str) -> list[list[list[str]]]:
    """The cells of each table that has any, row by row. Raises TooBig."""
    page = _Page()
    page.feed(text)
    page.close()
    page.end_row()
    return [table for table in page.tables if any(any(row) for row in table)]


class _Page(HTMLParser):
    """Row and cell ends may be left out, as HTML allows; a table within a cell gives the cell its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.depth = self.hidden = self.held = 0
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.falling: dict[int, tuple[int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag in ("style", "script"):
            self.hidden += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
                self.falling = {}
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")
        elif self.depth == 1 and tag == "tr":
            self.end_row()
            self.row = []
        elif self.depth == 1 and tag in ("td", "th"):
            self.end_cell()
            self.row = [] if self.row is None else self.row
            told = dict(attrs)
            self.cell, self.span = [], (_number(told.get("rowspan"), _ROWS), _number(told.get("colspan"), _COLUMNS))

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        if tag in ("style", "script"):
            self.hidden = max(self.hidden - 1, 0)
        elif tag == "table":
            if self.depth == 1:
                self.end_row()
            self.depth = max(self.depth - 1, 0)
        elif self.depth == 1 and tag == "tr":
            self.end_row()
        elif self.depth == 1 and tag in ("td", "th"):
            self.end_cell()

    def handle_data(self, data: str) -> None:
        """Text of the open cell."""
        if self.cell is not None and not self.hidden:
            self.cell.append(data)

    def end_cell(self) -> None:
        """Put the open cell at its place, behind what falls into this row from above."""
        if self.cell is None or self.row is None:
            return
        self._fall()
        rows, columns = self.span
        text = "".join(self.cell)
        if rows > 1:
            self.falling[len(self.row)] = (rows - 1, text)
        self.row += [text] + [""] * (columns - 1)
        self.cell = None
        self._weigh(columns)

    def end_row(self) -> None:
        """Put the open row into its table."""
        self.end_cell()
        if self.row is None:
            return
        self._fall()
        self.tables[-1].append(self.row)
        self.row = None
        self._weigh(1)

    def _fall(self) -> None:
        assert self.row is not None
        while len(self.row) in self.falling:
            place = len(self.row)
            left, text = self.falling.pop(place)
            if left > 1:
                self.falling[place] = (left - 1, text)
            self.row.append(text)
            self._weigh(1)

    def _weigh(self, cells: int) -> None:
        self.held += cells
        if self.held > MAX_CELLS:
            raise TooBig


def _number(said: str | None, most: int) -> int:
    return min(max(int(said), 1), most) if said and said.isascii() and said.isdigit() and len(said) < 10 else 1

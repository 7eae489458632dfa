"""Sheets of an "XML Spreadsheet 2003", one flat file that older systems export and name .xls."""

from typing import Any
from xml.parsers import expat

from xiwei.shared.sheets.doubts import Broken, TooBig
from xiwei.shared.sheets.package import MAX_CELLS

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def sheets(data: bytes) -> list[tuple[str, list[list[str]]]]:
    """Each worksheet's name and cells. A cell merged downwards fills its rows. Raises Broken or TooBig."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler, parser.EntityDeclHandler = reader.text, _no_entities
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Broken from error
    return [(name, rows) for name, rows in reader.found if any(any(row) for row in rows)]


def _no_entities(*_: Any) -> None:
    """An honest sheet declares none; a bomb is made of them."""
    raise Broken


class _Reader:
    def __init__(self) -> None:
        self.found: list[tuple[str, list[list[str]]]] = []
        self.falling: dict[int, tuple[int, str]] = {}
        self.column = self.down = self.across = self.held = 0
        self.words: list[str] | None = None
        self.said = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "Worksheet":
                self.found.append((attributes.get(f"{_SPREADSHEET} Name", ""), []))
                self.falling = {}
            case "Row" if self.found:
                self._row(_number(attributes, "Index"))
            case "Cell" if self.found and self.found[-1][1]:
                self.column = _number(attributes, "Index") or self.column + 1 + self.across
                self.down, self.across = _number(attributes, "MergeDown"), _number(attributes, "MergeAcross")
                self.said = ""
            case "Data":
                self.words = []

    def text(self, data: str) -> None:
        if self.words is not None:
            self.words.append(data)

    def end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "Data":
                self.said, self.words = "".join(self.words or ()), None
            case "Cell" if self.found and self.found[-1][1]:
                self._put(self.column, self.said)
                if self.down:
                    self.falling[self.column] = (self.down, self.said)
                self.down = 0

    def _row(self, index: int) -> None:
        rows = self.found[-1][1]
        while len(rows) + 1 < index:
            self._new(rows)
        self._new(rows)
        self.column = self.across = 0

    def _new(self, rows: list[list[str]]) -> None:
        rows.append([])
        self._weigh(1)
        for column, (left, text) in list(self.falling.items()):
            self._put(column, text)
            if left > 1:
                self.falling[column] = (left - 1, text)
            else:
                del self.falling[column]

    def _put(self, column: int, text: str) -> None:
        row = self.found[-1][1][-1]
        self._weigh(max(column - len(row), 0))
        row += [""] * (column - len(row))
        row[column - 1] = text

    def _weigh(self, cells: int) -> None:
        self.held += cells
        if self.held > MAX_CELLS:
            raise TooBig


def _number(attributes: dict[str, str], name: str) -> int:
    said = attributes.get(f"{_SPREADSHEET} {name}", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0

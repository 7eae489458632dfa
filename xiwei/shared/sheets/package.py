"""How far the cells of an `.xlsx` reach, measured without opening it: a zip of XML (ECMA-376).

Three bombs are looked for: what unpacks to far more than it weighs, a cell at the far corner (the reader lays
out every cell up to it), and one long shared string in a million cells (the reader copies it into each). A
quick look with patterns settles nearly every sheet; what it can't is measured exactly by an XML parser.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from xiwei.shared.sheets.doubts import Broken, Foreign, Locked, TooBig

MAX_CELLS = 8_000_000  # a reader takes about 32 bytes for each, filled or not
MAX_UNPACKED = 500 * 1024 * 1024
MAX_SHARED = 256 * 1024 * 1024  # bytes of shared strings once each cell has its copy
# A real sheet of equal rows packs 15 to 60 times; a bomb packs 1000 times.
_RATIO, _RATIO_FROM = 200, 5 * 1024 * 1024

_FAR_ROW = re.compile(rb"""r(?<=\sr)\s*=\s*["'][A-Za-z]{0,3}(\d{6,})["']""")
_FAR_COLUMN = re.compile(rb"""r(?<=\sr)\s*=\s*["']([A-Za-z]{2,})\d+["']""")
_UNMARKED = re.compile(rb"<(?:\w+:)?(?:row|c)(?! r=)(?=[\s/>])(?![^<>]*\sr\s*=)[^<>]*>")
_SHARED = re.compile(rb"""t(?<=\st)\s*=\s*["']s["']""")
_STRING_END = re.compile(rb"si(?<=[/:]si)\s*>")
_NEAR_ROWS, _NEAR_COLUMNS = 99_999, 26  # without a far mark: at most five digits and one letter
_SEAM = 256  # bytes carried over, so that a mark on the seam of two chunks is seen whole


def of_xlsx(stream: BinaryIO) -> tuple[int, int]:
    """An upper bound of the rows and of the columns of the largest sheet. Raises a Doubt."""
    members = _members(stream)
    looks, budget = [], MAX_UNPACKED
    for member in members:
        look = _Look()
        for chunk in _unpacked(stream, member):
            budget -= len(chunk)
            if budget < 0:
                raise TooBig
            look.see(chunk)
        looks.append(look)
    longest = max((look.longest for look in looks), default=0)
    shared = sum(look.shared for look in looks) * longest > MAX_SHARED
    if not shared and not any(look.unsure for look in looks):
        return max(look.rows for look in looks), max(look.columns for look in looks)
    return _measured(stream, members)


def _members(stream: BinaryIO) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Broken from error
    if not any(member.filename.lower() == "xl/workbook.xml" for member in members):
        raise Foreign
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise TooBig
    # Any member may be named as a sheet by the workbook's relations. A picture is not looked at, for its bytes would look
    # like marks; what hides in one is met by trial.py.
    return [member for member in members if not member.filename.lower().startswith("xl/media/")]


class _Look:
    """The quick look at one member: the farthest marks, and how often and how long strings are shared."""

    def __init__(self) -> None:
        self.rows, self.columns = _NEAR_ROWS, _NEAR_COLUMNS
        self.shared = self.longest = self.since = 0
        self.unmarked, self.tail = False, b""

    @property
    def unsure(self) -> bool:
        return self.unmarked or self.rows * self.columns > MAX_CELLS

    def see(self, chunk: bytes) -> None:
        seen = self.tail + chunk
        for far in _FAR_ROW.finditer(seen):
            self.rows = max(self.rows, int(far[1][:9]))
        for far in _FAR_COLUMN.finditer(seen):
            self.columns = max(self.columns, _column(far[1]))
        self.unmarked = self.unmarked or _UNMARKED.search(seen) is not None
        self.shared += len(_SHARED.findall(seen))
        self._strings(chunk)
        self.tail = seen[-_SEAM:]

    def _strings(self, chunk: bytes) -> None:
        last = -self.since
        for end in _STRING_END.finditer(chunk):
            self.longest = max(self.longest, end.start() - last)
            last = end.end()
        self.since = len(chunk) - last


def _measured(stream: BinaryIO, members: list[zipfile.ZipInfo]) -> tuple[int, int]:
    exact = _Exact()
    # Strings first: what a cell shares is weighed when the cell is met.
    for member in sorted(members, key=lambda m: "sharedstrings" not in m.filename.lower()):
        if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        exact.read(_unpacked(stream, member))
    return exact.rows, exact.columns


class _Exact:
    """The exact measure, element by element. A cell or row without its mark follows the one before."""

    def __init__(self) -> None:
        self.rows = self.columns = self.copied = 0
        self.row = self.column = 0
        self.lengths: list[int] = []
        self.inside, self.length, self.shares, self.value = False, 0, False, ""

    def read(self, chunks: Iterator[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.text
        self.row = self.column = 0
        try:
            for chunk in chunks:
                parser.Parse(chunk)
        except expat.ExpatError as error:
            raise Broken from error

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                mark = attributes.get("r", "")
                self.row, self.column = int(mark[:9]) if mark.isdecimal() else self.row + 1, 0
            case "c":
                found = re.fullmatch(r"([A-Za-z]+)(\d{1,9})", attributes.get("r", ""))
                row, self.column = (int(found[2]), _column(found[1].encode())) if found else (self.row, self.column + 1)
                self.rows, self.columns = max(self.rows, row), max(self.columns, self.column)
                self.shares, self.value = attributes.get("t") == "s", ""
            case "si":
                self.inside, self.length = True, 0

    def text(self, data: str) -> None:
        if self.inside:
            self.length += len(data) * 3
        elif self.shares:
            self.value = (self.value + data)[:12]

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            self.inside = False
            self.lengths.append(self.length)
        elif local == "c" and self.shares:
            self.shares, index = False, self.value.strip()
            if index.isdecimal() and int(index) < len(self.lengths):
                self.copied += self.lengths[int(index)]
            if self.copied > MAX_SHARED:
                raise TooBig


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _unpacked(stream: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's real content in chunks: the sizes written in the archive are claims, not believed."""
    if member.flag_bits & 1:
        raise Locked
    stream.seek(member.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise Broken
    stream.seek(sum(struct.unpack("<HH", header[26:30])), 1)
    if member.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        raise Broken
    packed, given, at = member.compress_size, 0, stream.tell()
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    while packed > 0:
        stream.seek(at)
        data = stream.read(min(packed, 1 << 16))
        if not data:
            raise Broken
        packed, at = packed - len(data), at + len(data)
        for chunk in _inflated(inflate, data):
            given += len(chunk)
            if given > _RATIO_FROM and given > _RATIO * member.compress_size:
                raise TooBig
            yield chunk


def _inflated(inflate: "zlib._Decompress | None", data: bytes) -> Iterator[bytes]:
    if inflate is None:
        yield data
        return
    while data:
        try:
            yield inflate.decompress(data, 1 << 20)
        except zlib.error as error:
            raise Broken from error
        data = inflate.unconsumed_tail

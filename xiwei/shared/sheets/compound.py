"""How far the cells of an old `.xls` reach, measured without opening it.

It is a compound file ([MS-CFB]) holding a stream of BIFF records ([MS-XLS] 2.1.4); only what says where cells
stand, and whether a password is set, is looked at. A locked .xlsx is a compound file too ([MS-OFFCRYPTO]).
"""

import struct
from typing import BinaryIO

from xiwei.shared.sheets.doubts import Broken, Foreign, Locked

# BIFF records that place a cell: row and column are their first words; a run ends with its last column.
_CELLS = {0x02, 0x03, 0x04, 0x05, 0x06, 0x7E, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x206, 0x27E, 0x406}
_RUNS = {0xBD, 0xBE}
_FILEPASS = 0x2F


def of_xls(stream: BinaryIO) -> tuple[int, int]:
    """An upper bound of the rows and of the columns of the largest sheet of a BIFF workbook."""
    compound = _Compound(stream.read())
    if "EncryptedPackage" in compound.streams:
        raise Locked
    name = next((n for n in ("Workbook", "Book") if n in compound.streams), None)
    if name is None:
        raise Foreign
    book, at, rows, columns = compound.content(name), 0, 1, 1
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        if kind == _FILEPASS:
            raise Locked
        if (kind in _CELLS or kind in _RUNS) and size >= 6 and at + 4 + size <= len(book):
            row, column = struct.unpack_from("<HH", book, at + 4)
            if kind in _RUNS:
                column = max(column, struct.unpack_from("<H", book, at + 2 + size)[0])
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        at += 4 + size
    return rows, columns


class _Compound:
    """A compound file's streams by name. Chains are followed no farther than the file has sectors."""

    def __init__(self, data: bytes):
        try:
            self._open(data)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise Broken from error

    def _open(self, data: bytes) -> None:
        self.data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 0x1E)
        if shift not in (9, 12) or mini_shift != 6:
            raise Broken
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        (directory,) = struct.unpack_from("<I", data, 0x30)
        self.cutoff, mini, _, difat, _ = struct.unpack_from("<5I", data, 0x38)
        tables = [s for s in struct.unpack_from("<109I", data, 0x4C) if s < 0xFFFFFFFA]
        for _ in range(len(data) // self.size):
            if difat >= 0xFFFFFFFA:
                break
            words = self._words(self._sector(difat))
            tables, difat = [*tables, *(s for s in words[:-1] if s < 0xFFFFFFFA)], words[-1]
        self.fat = [word for table in tables for word in self._words(self._sector(table))]
        self.streams: dict[str, tuple[int, int]] = {}
        root: tuple[int, int] | None = None
        entries = self._chain(directory)
        for at in range(0, len(entries) - 127, 128):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<II", entries, at + 116)
            name = entries[at : at + max(length - 2, 0)].decode("utf-16-le")
            if kind == 5:
                root = (start, size)
            elif kind == 2:
                self.streams.setdefault(name, (start, size))
        if root is None:
            raise Broken
        self.mini_fat = self._words(self._chain(mini)) if mini < 0xFFFFFFFA else []
        self.mini_data = self._chain(root[0])[: root[1]] if self.mini_fat else b""

    def content(self, name: str) -> bytes:
        """A stream's bytes; a short one lives in the root's mini sectors."""
        start, size = self.streams[name]
        if size >= self.cutoff:
            return self._chain(start)[:size]
        parts: list[bytes] = []
        while start < len(self.mini_fat) and len(parts) <= len(self.mini_fat):
            parts.append(self.mini_data[start * self.mini_size : (start + 1) * self.mini_size])
            start = self.mini_fat[start]
        return b"".join(parts)[:size]

    def _sector(self, number: int) -> bytes:
        return self.data[(number + 1) * self.size : (number + 2) * self.size]

    def _words(self, sector: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4]))

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        while start < len(self.fat) and len(parts) <= len(self.fat):
            parts.append(self._sector(start))
            start = self.fat[start]
        return b"".join(parts)

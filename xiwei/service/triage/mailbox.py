"""Reads a table of messages row by row: columns title and text, whatever else stands beside them."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ENCODINGS = ("utf-8-sig", "gb18030")
MARKED = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}  # a spreadsheet's "Unicode text"
LONGEST_FIELD = 4_000_000  # characters; a letter with pictures pasted in as text
CHUNK = 1 << 20


class Row(NamedTuple):
    """One message as it stands in the table."""

    title: str
    text: str


class UnreadableTable(ValueError):
    """The table can't be used; the sentence says why and what to do."""


def encoding_of(path: Path) -> str:
    """The first of the known encodings in which the whole file can be read, a piece at a time."""
    with path.open("rb") as file:
        head = file.read(2)
    for encoding in (MARKED[head],) if head in MARKED else ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while piece := file.read(CHUNK):
                    decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnreadableTable(f"“{path.name}”既不是 UTF-8 也不是 GB18030 编码的文字，请用表格软件另存为 CSV（UTF-8）再试。")


def rows(path: Path) -> Iterator[Row]:
    """Yields the messages one by one. Raises UnreadableTable for a missing, empty, foreign or column-less file."""
    if not path.is_file():
        raise UnreadableTable(f"找不到文件“{path}”，请检查路径。")
    try:
        with path.open(encoding=encoding_of(path), newline="") as file:
            yield from _read(file, path.name)
    except PermissionError as refused:
        raise UnreadableTable(f"没有权限读“{path.name}”，请检查文件的权限。") from refused


def _read(file: Iterator[str], name: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_FIELD)
    first = next(file, "")
    reader = csv.reader(_again(first, file), delimiter=delimiter(first))
    try:
        at_title, at_text, wide = columns(next(reader, []), name)
        for cells in reader:
            if cells:  # a blank line is no row
                yield Row(_cell(cells, at_title), _rest(cells, at_text) if wide else _cell(cells, at_text))
    except csv.Error as wrong:
        raise UnreadableTable(
            f"“{name}”第 {reader.line_num} 行附近不是规范的 CSV（{wrong}），此前各行已处理。"
        ) from wrong


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def delimiter(first: str) -> str:
    """What parts the columns: a comma, unless the heading has none and has tabs or semicolons."""
    return next((mark for mark in ",\t;" if mark in first), ",")


def columns(heading: list[str], name: str) -> tuple[int | None, int | None, bool]:
    """Where title and text stand, and whether text is the last column. Text alone will do, and so will title alone.

    A table with a title and other columns but no text is refused: what was written would go unread.
    """
    header = [cell.strip().strip("\ufeff").lower() for cell in heading]
    if not any(header):
        raise UnreadableTable(f"“{name}”是空的：第一行应是列名，至少要有 title 和 text 两列。")
    missing = [column for column in ("title", "text") if column not in header]
    if "text" in missing and header != ["title"]:
        found = "、".join(cell for cell in header if cell)[:80]
        raise UnreadableTable(f"“{name}”缺少 {' 和 '.join(missing)} 列；第一行写的是：{found}。")
    at_title = header.index("title") if "title" in header else None
    at_text = header.index("text") if "text" in header else None
    return at_title, at_text, at_text == len(header) - 1


def _cell(cells: list[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _rest(cells: list[str], at: int | None) -> str:
    # A last column whose commas were not quoted runs over into cells that have no heading.
    return ",".join(cells[at:]) if at is not None else ""

"""Reads a table of messages row by row: columns title and text, whatever else stands beside them."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ENCODINGS = ("utf-8-sig", "gb18030")
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
    for encoding in ENCODINGS:
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
    reader = csv.reader(file)
    try:
        header = [cell.strip().strip("\ufeff").lower() for cell in next(reader, [])]
        missing = [column for column in ("title", "text") if column not in header]
        if not any(header):
            raise UnreadableTable(f"“{name}”是空的：第一行应是列名，至少要有 title 和 text 两列。")
        if missing:
            found = "、".join(cell for cell in header if cell)[:80]
            raise UnreadableTable(f"“{name}”缺少 {' 和 '.join(missing)} 列；第一行写的是：{found}。")
        at_title, at_text = header.index("title"), header.index("text")
        for cells in reader:
            if cells:  # a blank line is no row
                yield Row(_cell(cells, at_title), _cell(cells, at_text))
    except csv.Error as wrong:
        raise UnreadableTable(
            f"“{name}”第 {reader.line_num} 行附近不是规范的 CSV（{wrong}），此前各行已处理。"
        ) from wrong


def _cell(cells: list[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""

"""The gate: what a file is, whether it may be opened, and its sheets as grids of raw cells.

A few bytes can say "a cell stands at XFD1048576", and the reader lays out every cell up to it; so the extent
is measured on the compressed stream, with a limit on what comes out, before anything is opened.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from xiwei.shared.refusals import BadInput
from xiwei.shared.sheets import doubts, flat, trial, webpage
from xiwei.shared.sheets.compound import of_xls
from xiwei.shared.sheets.package import MAX_CELLS, of_xlsx

MAX_ROWS = 200_000
MAX_BYTES = 100 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = (b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<body", b"<style", b"<div")
_NOT_TEXT = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"MZ",
)

LOCKED = _("这个表设了打开密码，读不出来。请在 Excel 里去掉密码（文件 → 信息 → 保护工作簿）后重新上传。")
BROKEN = _("这个表损坏了，读不出来。请用 Excel 打开后另存为 .xlsx 再上传。")
FOREIGN = _("“{name}”不是表格文件。请上传 .xlsx、.xls 或 .csv 格式的表。")
WEB_PAGE = _("“{name}”其实是一张网页，里面没有表格。请重新从原来的系统导出，或用 Excel 打开后另存为 .xlsx 再上传。")
TOO_LONG = format_lazy(_("这个表超过 {count} 万行，一次读不下。请拆成几个表分次上传。"), count=MAX_ROWS // 10_000)
TOO_WIDE = _("这个表的范围太大（有内容的格子离得太远，或列太多）。请删去表格之外多余的行和列后重新上传。")
TOO_BIG = _("这个表太大，展开后放不下。请拆成几个表分次上传。")
EMPTY_SHEET = _("这个表是空的，没有读到任何内容。")
SAID = {doubts.Locked: LOCKED, doubts.Foreign: FOREIGN, doubts.TooBig: TOO_BIG, doubts.Broken: BROKEN}


class SheetError(BadInput):
    """The file cannot be read as a table; nothing was written. Its sentence is for who sent it."""


@dataclass(frozen=True)
class Grid:
    """One sheet's raw cells: `lines()` starts anew each time at Excel's row 1, cells at column `left`."""

    name: str
    height: int
    left: int
    lines: Callable[[], Iterator[Sequence[Any]]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()


def grids(source: str | Path | bytes, filename: str) -> Iterator[Grid]:
    """The visible sheets of a file one after another, so that only one at a time need be held.

    Raises SheetError for what is no sheet, is locked, broken, empty or too large to be held.
    """
    try:
        with _stream(source) as stream:
            head = stream.read(4096)
            size = stream.seek(0, io.SEEK_END)
    except OSError as error:
        raise SheetError(gettext("文件“{filename}”打不开。请检查文件名后再试。").format(filename=filename)) from error
    if size > MAX_BYTES:
        raise SheetError(TOO_BIG)
    if not head.strip(b"\x00 \r\n\t"):
        raise SheetError(EMPTY_SHEET)
    if head.startswith(b"PK"):
        _gate(source, filename, of_xlsx)
    elif head.startswith(_OLE):
        _gate(source, filename, of_xls)
    elif (start := head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()).startswith((*_PAGE, b"<?xml")):
        yield from _marked_up_grids(source, filename, head, page=start.startswith(_PAGE) or b"<html" in start)
        return
    else:
        yield _text_grid(source, filename, head)
        return
    yield from _workbook_grids(source)


def _gate(source: str | Path | bytes, filename: str, measure: Callable[[BinaryIO], tuple[int, int]]) -> None:
    try:
        with _stream(source) as stream:
            rows, columns = measure(stream)
    except doubts.Doubt as doubt:
        raise SheetError(SAID[type(doubt)].format(name=filename)) from doubt
    if rows > MAX_ROWS + 100:  # the rows above the header are not counted against anyone
        raise SheetError(TOO_LONG)
    if rows * columns > MAX_CELLS:
        raise SheetError(TOO_WIDE)


def _marked_up_grids(source: str | Path | bytes, filename: str, head: bytes, *, page: bool) -> Iterator[Grid]:
    """A page of tables or a flat XML workbook, named .xls by the system that wrote it."""
    with _stream(source) as stream:
        data = stream.read()
    try:
        if page:
            text = data.decode(_encoding(source, head) or "gb18030", "replace")
            found = [(Path(filename).stem or "表", table) for table in webpage.tables(text)]
        else:
            found = flat.sheets(data)
    except doubts.Doubt as doubt:
        raise SheetError(SAID[type(doubt)].format(name=filename)) from doubt
    if not found:
        raise SheetError(WEB_PAGE.format(name=filename))
    for name, rows in found:
        if len(rows) > MAX_ROWS + 100:
            raise SheetError(TOO_LONG)
        yield Grid(name, len(rows), 0, partial(iter, rows))


def _workbook_grids(source: str | Path | bytes) -> Iterator[Grid]:
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    if not trial.survives(content, most_cells=MAX_CELLS):
        raise SheetError(TOO_WIDE)
    try:
        # From its bytes: by a path the reader would believe the name, and many an .xlsx is really an .xls.
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        sheets = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        seen = [s for s in sheets if s.visible == SheetVisibleEnum.Visible] or sheets
        for meta in seen:
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.start is not None and sheet.end is not None:
                merged = sheet.merged_cell_ranges or []
                yield Grid(meta.name, sheet.end[0] + 1, sheet.start[1], sheet.iter_rows, merged)
    except PasswordError as error:
        raise SheetError(LOCKED) from error
    except (CalamineError, ValueError, OSError) as error:
        raise SheetError(BROKEN) from error
    except BaseException as error:
        # A panic in Rust comes as a BaseException of its own: a broken sheet must not end a worker.
        if type(error).__name__ == "PanicException":
            raise SheetError(BROKEN) from error
        raise


def _text_grid(source: str | Path | bytes, filename: str, head: bytes) -> Grid:
    encoding = _encoding(source, head)
    if encoding is None or head.startswith(_NOT_TEXT):
        raise SheetError(FOREIGN.format(name=filename))

    def lines(delimiter: str) -> Iterator[Sequence[str]]:
        with _stream(source) as stream:
            text = io.TextIOWrapper(stream, encoding, newline="")
            try:
                yield from csv.reader(text, delimiter=delimiter)
            except csv.Error as error:
                raise SheetError(BROKEN) from error

    delimiter = max("\t;,，|", key=lambda mark: _evenness(lines(mark)))
    height = 0
    for height, __ in enumerate(lines(delimiter), start=1):
        if height > MAX_ROWS + 100:
            raise SheetError(TOO_LONG)
    return Grid(Path(filename).stem or "表", height, 0, lambda: lines(delimiter))


def _evenness(lines: Iterator[Sequence[str]]) -> int:
    """How many of the first records have the commonest width, times that width; 0 for one column."""
    widths = [len(line) for line, _ in zip(lines, range(50), strict=False) if len(line) > 1]
    return max((widths.count(width) * width for width in set(widths)), default=0)


def _encoding(source: str | Path | bytes, head: bytes) -> str | None:
    """UTF-8 with or without its mark, UTF-16 with one (Excel's "Unicode text"), else GB 18030, or none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in head:
        return None
    return next((name for name in ("utf-8-sig", "gb18030") if _decodes(source, name)), None)


def _decodes(source: str | Path | bytes, encoding: str) -> bool:
    with _stream(source) as stream:
        try:
            for _ in io.TextIOWrapper(stream, encoding):
                pass
        except UnicodeDecodeError:
            return False
    return True


def _stream(source: str | Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb")

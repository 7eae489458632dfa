"""Sheets out: constant memory, Chinese headers, and no cell that runs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import xlsxwriter

_CELL_LIMIT = 32_767  # characters, Excel's own limit; beyond it xlsxwriter would leave the cell empty
_EXACT = 10**15  # Excel keeps fifteen digits; a longer number stays whole only as text


class Page(NamedTuple):
    """One sheet of a book: its tab, its first row, what follows, and how wide columns are, by title."""

    sheet: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Mapping[str, float] = {}


def write(
    path: str | Path | BinaryIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    widths: Mapping[str, float] | None = None,
    sheet: str = "数据",
    notes: Sequence[str] = (),
    timezone: Any = None,
) -> int:
    """Write a sheet whose first, frozen row is `columns`, and return how many rows followed it.

    Text is always text: a cell that begins with = + - @ is shown and never reckoned. Numbers, dates and
    moments (in `timezone`, if given) stay such; True is 是, False 否. `notes` become a second sheet.
    """
    with _book(path) as book:
        count = _write_page(book, Page(sheet, columns, rows, widths or {}), _styles(book), timezone)
        if notes:
            _write_notes(book, notes)
    return count


def write_pages(path: str | Path | BinaryIO, pages: Iterable[Page], *, timezone: Any = None, mark: str = "") -> None:
    """Write a book of several sheets, one after the other, as `write` does; `mark` is printed over every page."""
    with _book(path) as book:
        styles = _styles(book)
        for page in pages:
            _write_page(book, page, styles, timezone, mark)


def _book(path: str | Path | BinaryIO) -> Any:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    return xlsxwriter.Workbook(path if not isinstance(path, Path) else str(path), options)


def _styles(book: Any) -> dict[Any, Any]:
    return {
        "head": book.add_format({"bold": True, "bg_color": "#EAF1FB", "border": 1, "valign": "vcenter"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }


def _write_page(book: Any, page: Page, styles: dict[Any, Any], timezone: Any, mark: str = "") -> int:
    sheet = book.add_worksheet(_tab(page.sheet))
    if mark:
        sheet.set_header(f"&C{mark.replace('&', '&&')}")  # & begins a code of Excel's
    for place, title in enumerate(page.columns):
        sheet.set_column(place, place, page.widths.get(title, max(10, 2.2 * len(title) + 2)))
        sheet.write_string(0, place, title, styles["head"])
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(page.rows, start=1):
        for place, value in enumerate(row):
            _write_cell(sheet, count, place, value, styles, timezone)
    if page.columns:
        sheet.autofilter(0, 0, max(count, 1), len(page.columns) - 1)
    return count


def _write_cell(page: Any, row: int, place: int, value: Any, styles: dict[Any, Any], timezone: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_string(row, place, "是" if value else "否")
    elif isinstance(value, int | float | Decimal) and -_EXACT < value < _EXACT:
        page.write_number(row, place, value)
    elif isinstance(value, datetime):
        local = value.astimezone(timezone) if timezone and value.tzinfo else value
        page.write_datetime(row, place, local.replace(tzinfo=None), styles[datetime])
    elif isinstance(value, date):
        page.write_datetime(row, place, value, styles[date])
    else:
        page.write_string(row, place, _sayable(str(value)))


def _write_notes(book: Any, notes: Sequence[str]) -> None:
    page = book.add_worksheet("填写说明")
    page.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, note in enumerate(notes):
        page.write_string(row, 0, _sayable(note))


def _sayable(text: str) -> str:
    return text[:_CELL_LIMIT].encode("utf-8", "replace").decode()


def _tab(name: str) -> str:
    """A name Excel takes: 31 characters, none of []:*?/\\, no quote at an end."""
    kept = "".join(" " if mark in "[]:*?/\\" else mark for mark in name)[:31].strip("' ")
    return kept or "数据"

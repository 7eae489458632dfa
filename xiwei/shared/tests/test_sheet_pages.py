"""A book of several sheets."""

import io
import zipfile
from datetime import date

import python_calamine

from xiwei.shared.sheets import Page, write_pages


def test_each_page_is_a_sheet_with_its_own_columns_and_what_is_marked_stands_over_each():
    out = io.BytesIO()
    pages = [Page("每天", ("日", "件"), [(date(2026, 9, 21), 3)]), Page("说的", ("话",), [("=1+1",), ("甲&乙",)])]
    write_pages(out, pages, mark="未签 A&B")
    book = python_calamine.load_workbook(io.BytesIO(out.getvalue()))
    assert {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names} == {
        "每天": [["日", "件"], [date(2026, 9, 21), 3]],
        "说的": [["话"], ["=1+1"], ["甲&乙"]],
    }
    with zipfile.ZipFile(out) as parts:
        sheets = [parts.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2)]
    assert [one.count("<oddHeader>&amp;C未签 A&amp;&amp;B</oddHeader>") for one in sheets] == [1, 1]

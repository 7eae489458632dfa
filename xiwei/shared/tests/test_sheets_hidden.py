"""A workbook may name any of its parts as a sheet: what the gate did not measure must not be laid out where pages are served."""

import io
import zipfile

import pytest

from xiwei.shared.sheets import files, package
from xiwei.shared.tests.test_sheets import book, refusal, sheet_xml


@pytest.mark.parametrize("place", ["media/image1.xml", "worksheets/sheet1.foo"])
@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("XFD1048576", id="more than there is memory"),
        pytest.param("Z800000", id="more cells than are held"),
    ],
)
def test_a_sheet_where_no_gate_looks_for_one_ends_a_child_and_not_the_server(place, cell):
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{cell.lstrip("XFDZ")}"><c r="{cell}"><v>1</v></c></row>'
    plain = book([["房号"], ["1"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            relations = name == "xl/_rels/workbook.xml.rels"
            said = old.read(name)
            new.writestr(name, said.replace(b"worksheets/sheet1.xml", place.encode()) if relations else said)
        new.writestr(f"xl/{place}", sheet_xml(rows))
    hidden = out.getvalue()
    rows_seen, columns_seen = package.of_xlsx(io.BytesIO(hidden))
    assert rows_seen * columns_seen <= package.MAX_CELLS, "the gate lets it in"
    assert refusal(hidden) == str(files.TOO_WIDE)

"""Any office's sheet is read, and what can't be is refused with a sentence."""

import io
import struct
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter

from xiwei.shared.sheets import (
    SheetError,
    files,
    guess,
    package,
    read,
    write,
)

FIELDS = {
    "building": ("楼号", "楼栋"),
    "room": ("房间", "房号"),
    "area": ("建筑面积", "面积"),
    "phone": ("手机号", "手机号码", "联系电话"),
    "name": ("业主名称", "业主姓名"),
    "note": ("备注",),
}


def book(*pages: list[list], merges: tuple[tuple[int, int, int, int], ...] = (), **options) -> bytes:
    """A workbook of these pages; a merge is (top, left, bottom, right) on the first, with the page's text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd", **options}) as workbook:
        for number, lines in enumerate(pages):
            page = workbook.add_worksheet(f"第{number + 1}页")
            for row, line in enumerate(lines):
                for column, value in enumerate(line):
                    if value != "":
                        page.write(row, column, value)
            for top, left, bottom, right in merges if number == 0 else ():
                page.merge_range(top, left, bottom, right, lines[top][left])
    return out.getvalue()


def texts(data: bytes, filename: str = "表.xlsx") -> list[tuple]:
    return [(row.number, *row.cells) for row in read(data, filename, fields=FIELDS).rows()]


def refusal(data: bytes | Path, filename: str = "表.xlsx") -> str:
    with pytest.raises(SheetError) as caught:
        list(read(data, filename, fields=FIELDS).rows())
    return str(caught.value)


def rezipped(data: bytes, **changed: bytes) -> bytes:
    """The workbook with some members replaced; a key's double underscore is a slash, its last one a dot."""
    out, names = io.BytesIO(), {k.replace("__", "/").replace("_xml", ".xml"): v for k, v in changed.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, names.get(name, old.read(name)))
    return out.getvalue()


def sheet_xml(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def test_the_header_is_found_under_a_merged_title_and_blank_rows():
    lines = [
        ["翠湖花园业主信息表", "", ""],
        [],
        ["制表日期：2026-03-01"],
        ["楼号", "房间", "面积（㎡）"],
        [3, 1502, 89.5],
    ]
    data = book(lines, merges=((0, 0, 0, 2),))
    assert read(data, "表.xlsx", fields=FIELDS).header_row == 4
    assert texts(data) == [(5, "3", "1502", "89.5")]


def test_notes_beyond_the_right_edge_and_rows_that_hold_only_notes_are_left_out():
    lines = [
        ["楼号", "房间", "", "说明"],
        [1, 101, "", "楼号", "请填楼号"],
        ["", "", "", "房间", "请填房间"],
        [1, 102],
    ]
    assert read(book(lines), fields=FIELDS).headers == ("楼号", "房间")
    assert texts(book(lines)) == [(2, "1", "101"), (4, "1", "102")]


def test_a_table_that_begins_away_from_the_corner_keeps_excels_row_numbers():
    lines = [[], [], ["", "", "楼号", "房间"], ["", "", 1, 101], [], ["", "", 1, 102]]
    assert texts(book(lines)) == [(4, "1", "101"), (6, "1", "102")]


def test_a_header_of_two_rows_takes_what_is_merged_down_from_the_upper_one():
    lines = [["楼号", "房间", "业主信息", ""], ["", "", "业主姓名", "手机号"], [1, 101, "王芳", 13912345678]]
    table = read(book(lines, merges=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3))), fields=FIELDS)
    assert (table.header_row, table.headers) == (2, ("楼号", "房间", "业主姓名", "手机号"))


def test_a_cell_merged_down_fills_each_of_its_rows():
    lines = [["楼号", "房间", "备注"], [3, 101], ["", 102, "朝南"], ["", 103], [4, 101]]
    assert texts(book(lines, merges=((1, 0, 3, 0),))) == [
        (2, "3", "101", ""),
        (3, "3", "102", "朝南"),
        (4, "3", "103", ""),
        (5, "4", "101", ""),
    ]


def test_totals_footnotes_and_a_header_repeated_on_each_printed_page_are_no_records():
    lines = [["楼号", "房间"], [1, 101], ["楼号", "房间"], [1, 102], ["合计", 2], ["制表人：赵敏"]]
    assert texts(book(lines)) == [(2, "1", "101"), (4, "1", "102")]


def test_the_sheet_with_most_of_the_table_is_chosen_over_notes_and_summaries():
    notes = [["填写说明"], ["楼号", "请填楼栋编号"], *[["第", "条"]] * 30]
    rooms = [["楼号", "房间", "业主姓名"], *[[1, n, "王芳"] for n in range(101, 109)]]
    assert read(book(notes, [["楼号", "面积"], [1, 900]], rooms), fields=FIELDS).sheet == "第3页"


def test_without_known_words_the_first_full_row_of_words_is_the_header():
    lines = [["花名册"], ["甲列", "乙列", "丙列"], ["一", 2, 3]]
    assert read(book(lines)).headers == ("甲列", "乙列", "丙列")


def test_a_sheet_of_dates_numbers_and_formulas_is_read_as_shown():
    lines = [["楼号", "房间", "备注", "面积"], [1, "0101", date(2021, 3, 5), "=60+1"]]
    assert texts(book(lines)) == [(2, "1", "0101", "2021-03-05", "0")]  # the writer keeps 0 as a formula's result


# Text files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_files_are_read_in_each_encoding_and_with_each_separator(encoding, mark):
    lines = [["楼号", "房间", "业主姓名"], ["3", "1502", "\U00020bb7野"], [], ["3", "1503", '"李强\n李明"']]
    data = "\r\n".join(mark.join(line) for line in lines).encode(encoding)
    assert texts(data, "表.csv") == [(2, "3", "1502", "\U00020bb7野"), (4, "3", "1503", "李强 李明")]


def test_a_text_file_named_xls_is_read_for_what_it_is():
    assert texts("楼号\t房间\n1\t101\n".encode("gb18030"), "导出.xls") == [(2, "1", "101")]


def test_a_path_is_read_like_bytes(tmp_path):
    (tmp_path / "a.csv").write_text("楼号,房间\n1,101\n", encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(book([["楼号", "房间"], [1, 101]]))
    for path in tmp_path.iterdir():
        assert [row.cells for row in read(path, fields=FIELDS).rows()] == [("1", "101")]


# Refusals


def test_what_is_no_sheet_is_refused_by_name():
    png, pdf = b"\x89PNG\r\n\x1a\n\x00\x00", b"%PDF-1.7\n..."
    docx = io.BytesIO()
    with zipfile.ZipFile(docx, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    for data in (png, pdf, docx.getvalue(), b"MZ\x90\x00\x03", bytes(range(256)) * 20):
        assert refusal(data, "照片.png") == files.FOREIGN.format(name="照片.png")


def test_empty_headless_and_rowless_sheets_are_refused_each_for_its_own_reason():
    from xiwei.shared.sheets import table

    assert refusal(b"", "a.csv") == refusal(book([[]])) == refusal(b"\n\n \n", "a.csv") == files.EMPTY_SHEET
    assert refusal(book([[1, 2, 3], [4, 5, 6]])) == table.NO_HEADER
    assert refusal(book([["楼号", "房间"], ["", ""]])) == table.NO_ROWS


def test_a_torn_workbook_is_refused_as_broken():
    whole = book([["楼号", "房间"], [1, 101]])
    assert refusal(whole[: len(whole) // 2]) == files.BROKEN
    assert refusal(rezipped(whole, xl__worksheets__sheet1_xml=b"<worksheet><sheetData><row")) == files.BROKEN


def test_a_missing_file_is_a_sentence_too(tmp_path):
    assert refusal(tmp_path / "没有.xlsx", "没有.xlsx") == "文件“没有.xlsx”打不开。请检查文件名后再试。"


def test_too_many_rows_are_refused(monkeypatch):
    from xiwei.shared.sheets import table

    many = "楼号,房间\n" + "1,101\n" * (files.MAX_ROWS + 200)
    assert refusal(many.encode(), "a.csv") == files.TOO_LONG
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="300000"><c r="A300000"><v>1</v></c></row>'
    assert refusal(rezipped(book([["楼号"]]), xl__worksheets__sheet1_xml=sheet_xml(far))) == files.TOO_LONG
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    assert refusal(book([["楼号", "房间"], *[[1, n] for n in range(4)]])) == files.TOO_LONG


def test_a_bomb_that_unpacks_to_far_more_than_it_weighs_is_refused():
    bomb = rezipped(book([["楼号"]]), xl__worksheets__sheet1_xml=sheet_xml(" " * 40_000_000))
    assert len(bomb) < 100_000
    assert refusal(bomb) == files.TOO_BIG


def test_a_bomb_that_lies_about_its_size_is_measured_and_refused():
    bomb = bytearray(rezipped(book([["楼号"]]), xl__worksheets__sheet1_xml=sheet_xml(" " * 40_000_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
        told = struct.pack("<I", archive.getinfo("xl/worksheets/sheet1.xml").file_size)
    assert refusal(bytes(bomb).replace(told, struct.pack("<I", 900))) == files.TOO_BIG


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="90000"><c r="XFD90000"><v>1</v></c></row>',
        "<row r='1'><c s='1' r = 'ZZZ99999'><v>1</v></c></row>",
        "<row>" + "<c><v>1</v></c>" * 200 + '</row><row r="99999"><c r="A99999"><v>1</v></c></row>',
    ],
)
def test_two_cells_at_far_corners_do_not_make_the_reader_lay_out_all_between(rows):
    assert refusal(rezipped(book([["楼号"]]), xl__worksheets__sheet1_xml=sheet_xml(rows))) == files.TOO_WIDE


def test_one_long_string_shared_by_many_cells_is_weighed_for_each():
    lines = [["楼号", "房间"], *[["很" * 30_000] * 3 for _ in range(1200)]]
    assert refusal(book(lines)) == files.TOO_BIG


def test_a_wide_honest_sheet_is_read():
    lines = [["楼号", "房间", *[f"列{n}" for n in range(98)]], *[[1, n, *range(98)] for n in range(101, 120)]]
    assert len(texts(book(lines))[0]) == 101


def test_cells_without_marks_follow_one_another_and_are_measured_so():
    rows = '<row><c t="str"><v>a</v></c><c><v>1</v></c></row><row r="7"><c r="C7"/><c><v>1</v></c></row>'
    stream = io.BytesIO(rezipped(book([["楼号"]]), xl__worksheets__sheet1_xml=sheet_xml(rows)))
    assert package.of_xlsx(stream) == (7, 4)


def test_the_quick_look_is_never_below_the_exact_measure():
    data = book([["楼号", "房间"], *[[1, n] for n in range(50)]])
    exact = max(
        int("".join(filter(str.isdigit, cell.attrib["r"])))
        for cell in ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")).iter()
        if cell.tag.endswith("}c")
    )
    assert exact == 51
    assert package.of_xlsx(io.BytesIO(data)) == (99_999, 26)


# Old binary workbooks, and locked ones


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB], version 3) of these streams, each padded past the mini stream's limit."""
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        parts = [content[i : i + 512].ljust(512, b"\0") for i in range(0, len(content), 512)]
        entries.append((name, 2, len(sectors), len(content)))
        fat += [len(sectors) + i + 1 for i in range(len(parts) - 1)] + [0xFFFFFFFE]
        sectors += parts
    directory = len(sectors)
    raw = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name) * 2 + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
        for name, kind, start, size in entries
    ).ljust(512, b"\0")
    sectors += [raw, b""]
    fat += [0xFFFFFFFE, 0xFFFFFFFD]
    sectors[-1] = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, len(sectors) - 1)
    return header + struct.pack("<108I", *[0xFFFFFFFF] * 108) + b"".join(sectors)


def biff(lines: list[list], extra: bytes = b"") -> bytes:
    """A BIFF8 workbook stream ([MS-XLS]) of one sheet of short texts and numbers."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6)) + extra
    name = "住户".encode("utf-16-le")
    tail = struct.pack("<BB", 2, 1) + name
    place = len(start) + 4 + 6 + len(tail) + 4
    head = start + record(0x85, struct.pack("<IH", place, 0) + tail) + record(0x0A, b"")
    cells = b""
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                cells += record(0x204, at + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            else:
                cells += record(0x203, at + struct.pack("<d", value))
    return head + record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6)) + cells + record(0x0A, b"")


def test_an_old_binary_workbook_is_read():
    data = compound({"Workbook": biff([["楼号", "房间", "业主姓名"], [3.0, 1502.0, "王芳"]])})
    assert texts(data, "旧表.xls") == [(2, "3", "1502", "王芳")]


def test_a_far_cell_in_an_old_workbook_is_refused_before_it_is_laid_out():
    far = struct.pack("<HHHHHd", 0x203, 14, 65535, 60000, 0, 1.0)
    data = compound({"Workbook": biff([["楼号", "房间"], [1.0, 1.0]], extra=far)})
    assert refusal(data, "旧表.xls") == files.TOO_WIDE


def test_workbooks_with_a_password_are_refused_with_the_way_out():
    locked_xlsx = compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\1" * 100})
    locked_xls = compound({"Workbook": biff([["楼号", "房间"]], extra=struct.pack("<HHHHH", 0x2F, 6, 1, 1, 2))})
    assert refusal(locked_xlsx) == refusal(locked_xls, "旧表.xls") == files.LOCKED


def test_a_compound_file_of_another_kind_or_one_torn_is_refused():
    assert refusal(compound({"WordDocument": b"x"}), "a.doc") == files.FOREIGN.format(name="a.doc")
    assert refusal(compound({"Workbook": b"x"})[:600], "a.xls") == files.BROKEN


# Columns to fields


def test_headers_are_understood_without_their_marks_units_and_prefixes():
    headers = ["*楼 号（必填）", "房间:", "建筑面积(㎡)", "业主手机号码", "业主姓名", "备注信息", "车位"]
    mapping = guess(headers, FIELDS)
    assert mapping.named == {
        "building": "*楼 号（必填）",
        "room": "房间:",
        "area": "建筑面积(㎡)",
        "phone": "业主手机号码",
        "name": "业主姓名",
        "note": "备注信息",
    }
    assert mapping.unmapped == ["车位"]


def test_a_header_that_only_begins_like_a_field_is_not_taken_for_it():
    assert guess(["建筑面积单价", "房间总数"], FIELDS).columns == {}


def test_each_column_goes_to_one_field_and_the_first_synonym_wins():
    assert guess(["联系电话", "手机号"], FIELDS).columns == {"phone": 1}


def test_a_person_may_choose_otherwise():
    mapping = guess(["楼号", "房间", "代码"], FIELDS)
    chosen = mapping.override({"room": "代码", "building": None})
    assert (chosen.columns, chosen.unmapped) == ({"room": 2}, ["楼号", "房间"])
    with pytest.raises(KeyError):
        mapping.override({"room": "没有的列"})


# Sheets out


def test_what_is_written_is_read_back_the_same(tmp_path):
    rows = [
        ["3", "0101", 89.5, "\U00020bb7", date(2021, 3, 5), True, None],
        ["4", "102", 0, "", None, False, "末"],
    ]
    columns = ["楼号", "房间", "建筑面积", "业主名称", "日期", "电梯", "备注"]
    count = write(tmp_path / "a.xlsx", columns, rows, notes=["请不要改动列名"], sheet="住户[1]")
    assert count == 2
    assert texts((tmp_path / "a.xlsx").read_bytes()) == [
        (2, "3", "0101", "89.5", "\U00020bb7", "2021-03-05", "是", ""),
        (3, "4", "102", "0", "", "", "否", "末"),
    ]


def test_no_cell_of_a_written_sheet_is_a_formula_or_a_link():
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://example.com", '=HYPERLINK("x")', "a" * 40_000]
    out = io.BytesIO()
    write(out, ["楼号", "房间"], [[value, 110101199001011237] for value in evil])
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert (xml.count(b"<f>"), xml.count(b"hyperlink")) == (0, 0)
    rows = texts(out.getvalue())
    assert [row[1] for row in rows[:5]] == evil[:5]
    assert (rows[0][2], len(rows[-1][1])) == ("110101199001011237", 32_767)

"""What is named .xls and is something else; one table on several sheets; titles in groups; rows that are no records."""

import io
from pathlib import Path

import pytest
import xlsxwriter

from xiwei.shared.sheets import SheetError, files, in_sheet, read, said
from xiwei.shared.sheets.rows import numbered

FIELDS = {
    "building": ("楼号", "工作表"),
    "room": ("房间", "房号"),
    "name": ("业主姓名", "姓名"),
    "phone": ("业主电话", "电话"),
    "member": ("家庭成员姓名",),
    "kin": ("家庭成员关系",),
}
PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="%s">
<style>td{color:red}</style></head><body><table border=1>
<tr><td colspan=3>翠湖花园业主表</td></tr>
<tr><th>楼号</th><th>房号</th><th>姓名</th></tr>
<tr><td rowspan="2">1号楼</td><td>0101</td><td>张&nbsp;三</td></tr>
<tr><td>102<td>李四<br>王五
</table></body></html>"""
FLAT = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="业主"><Table>
<Row><Cell><Data ss:Type="String">楼号</Data></Cell><Cell><Data ss:Type="String">房号</Data></Cell></Row>
<Row ss:Index="3"><Cell ss:MergeDown="1"><Data ss:Type="String">1</Data></Cell>
<Cell><Data ss:Type="Number">101</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="Number">102</Data></Cell></Row></Table></Worksheet></Workbook>"""


def book(pages: dict[str, list[list]], hidden: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name, lines in pages.items():
            page = made.add_worksheet(name)
            for at, line in enumerate(lines):
                page.write_row(at, 0, line)
            if name in hidden:
                page.hide()
    return out.getvalue()


def records(data: bytes, name: str = "a.xls", **options) -> list[tuple]:
    return [(row.number, *row.cells) for row in read(data, name, fields=FIELDS, **options).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_table_of_a_web_page_named_xls_is_read_as_excel_would_show_it(encoding):
    assert records((PAGE % encoding).encode(encoding)) == [
        (3, "1号楼", "0101", "张 三"),
        (4, "1号楼", "102", "李四 王五"),
    ]


def test_a_flat_workbook_of_xml_is_read():
    assert records(FLAT.encode()) == [(3, "1", "101"), (4, "1", "102")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<!doctype html><html><body><p>请登录</p></body></html>", files.WEB_PAGE.format(name="a.xls")),
        ("<?xml version='1.0'?><Workbook><Worksheet>", files.BROKEN),
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', files.BROKEN),
        ("<table><tr>" + "<td colspan=1000>1" * 1001, files.TOO_BIG),
        ("<table><tr><td>楼号<td>房号" + "<tr><td>1" * 200_200, files.TOO_LONG),
    ],
)
def test_a_page_without_a_table_a_torn_one_and_a_bomb_are_refused(text, sentence, monkeypatch):
    monkeypatch.setattr("xiwei.shared.sheets.webpage.MAX_CELLS", 1_000_000)
    with pytest.raises(SheetError) as refused:
        read(text.encode(), "a.xls", fields=FIELDS)
    assert str(refused.value) == sentence


def test_a_workbook_is_known_by_its_content_whatever_its_name(tmp_path):
    path = Path(tmp_path, "业主.xls")
    path.write_bytes(book({"甲": [["楼号", "房号"], [1, 101]]}))
    assert [row.cells for row in read(path, fields=FIELDS).rows()] == [("1", "101")]


def test_sheets_of_the_same_columns_are_one_table_and_the_others_are_named():
    pages = {
        "说明": [["请按要求填写"]],
        "一期": [["业主花名册"], ["楼号", "房号"], [1, 101]],
        "二期": [["房号", "楼号"], [201, 2], ["合计", 1]],
        "车位": [["楼号", "车位号", "姓名"], [1, 7, "王芳"]],
        "旧": [["楼号", "房号"], [9, 901]],
    }
    table = read(book(pages, hidden=("旧",)), fields=FIELDS)
    assert [(row.number, row.cells) for row in table.rows()] == [
        (numbered(2, 3), ("1", "101")),
        (numbered(3, 2), ("2", "201")),
    ]
    assert (table.sheet, table.unread, table.count) == ("一期、二期", ("车位",), 3)
    assert (said(numbered(3, 2)), in_sheet(numbered(3, 2)), said(5)) == ("第 3 张表第 2 行", 2, "第 5 行")


def test_the_names_of_the_sheets_are_a_column_where_each_says_something():
    pages = {"1号楼": [["房号", "姓名"], [101, "甲"]], "2号楼": [["房号", "姓名"], [101, "乙"]]}
    tells = {"tells": lambda name: name.endswith("号楼")}
    assert [row[1:] for row in records(book(pages), **tells)] == [("101", "甲", "1号楼"), ("101", "乙", "2号楼")]
    assert [row[1:] for row in records(book(pages | {"表3": pages["1号楼"]}), **tells)][-1] == ("101", "甲")


def test_sheets_that_cannot_be_held_together_are_refused(monkeypatch):
    monkeypatch.setattr("xiwei.shared.sheets.table.MAX_CELLS", 7)
    page = [["楼号", "房号"], [1, 101]]
    assert len(records(book({"甲": page}))) == 1
    with pytest.raises(SheetError, match="拆成几个表"):
        records(book({"甲": page, "乙": page}))


def test_titles_that_stand_twice_are_told_apart_by_the_groups_above_them():
    lines = [
        ["房屋信息", "", "业主信息", "", "家庭成员", "", ""],
        ["楼号", "房号", "姓名", "电话", "姓名", "电话", "关系"],
        [1, 101, "张三", 139, "张小三", 138, "儿子"],
    ]
    expected = ("楼号", "房号", "业主姓名", "业主电话", "家庭成员姓名", "家庭成员电话", "家庭成员关系")
    assert read(book({"甲": lines}), fields=FIELDS).headers == expected
    under_one_title = [["翠湖花园业主表"], *lines[1:]]
    assert read(book({"甲": under_one_title}), fields=FIELDS).headers == tuple(lines[1])


def test_totals_page_feet_and_signatures_are_no_records_and_are_told():
    feet = ["1号楼小计", "1号楼 小计：", "合  计", "总计：3套", "本页合计", "共3户"]
    feet += ["第 1 页 共 2 页", "制表：张三", "注：以证为准"]
    lines = [["楼号", "房号"], [1, 101], *([foot, 9] for foot in feet), ["", "合计"], [1, 102]]
    table = read(book({"甲": lines}), fields=FIELDS)
    assert [row.cells[1] for row in table.rows()] == ["101", "102"]
    assert [row.number for row in table.skipped()] == list(range(3, 13))


def test_a_text_of_bars_is_read():
    assert records("楼号|房号\n1|101\n".encode()) == [(2, "1", "101")]

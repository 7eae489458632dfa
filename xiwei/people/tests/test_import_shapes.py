"""Sheets in the shapes companies have them, carried in twice: right or refused, and the second time nothing changes."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, Cast, cast
from xiwei.estate.models import Room
from xiwei.people.models import Import
from xiwei.people.tests.sheets_made import bring_in, fates, homes, preview, table, why
from xiwei.shared.sheets.rows import numbered

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Cast:
    return cast()


def carried(made: Cast, path: Path) -> list[str]:
    """The fates; the preview says the same, and a second run finds all it wrote as it is."""
    shown = preview(made.project, path, NOW)
    done = bring_in(made.project, path, NOW)
    assert shown == done
    again = {one.row: str(one.fate) for one in bring_in(made.project, path, NOW)}
    assert again == {one.row: "refused" if str(one.fate) == "refused" else "unchanged" for one in done}
    return fates(done)


def text(path: Path, lines: list[list[Any]]) -> Path:
    path.write_text("\n".join(",".join(map(str, line)) for line in lines), encoding="gb18030")
    return path


def labels(made: Cast) -> list[str]:
    """Of the rooms that came, beside those of the cast."""
    came = Room.objects.filter(project=made.project).exclude(building__name__in=["1栋", "2栋"])
    return list(came.values_list("label", flat=True))


def test_a_building_written_once_over_its_rooms_is_that_of_each(made, tmp_path):
    lines = [
        ["楼号", "单元", "房号", "姓名"],
        ["5号楼", "1单元", "101", "张三"],
        ["", "", "102", "李四"],
        ["", "2单元", "101", "王五"],
        ["", "", "商铺01", "店"],
        ["6号楼", "", "101", "赵六"],
        ["", "", "102", "钱七"],
    ]
    path = text(tmp_path / "a.csv", lines)
    assert preview(made.project, path, NOW)[1].says == (("单元", "空着，按上面一行读"),)
    assert carried(made, path) == ["created"] * 6
    assert sorted(labels(made)) == sorted(
        ["5栋1单元101", "5栋1单元102", "5栋2单元101", "5栋商铺01", "6栋101", "6栋102"]
    )


def test_in_a_column_written_in_full_an_empty_building_is_an_omission(made, tmp_path):
    lines = [["楼号", "房号"], [5, 101], [5, 102], ["", 103], ["", 104]]
    assert carried(made, text(tmp_path / "a.csv", lines)) == ["created", "created", "refused", "refused"]


def test_a_home_without_a_unit_among_homes_with_one_is_refused_and_a_shop_is_not(made, tmp_path):
    lines = [["楼号", "单元", "房号"], [5, 1, 101], [5, 1, 102], [5, "", 103], [5, "", "商铺01"], [6, "", 101]]
    path = text(tmp_path / "a.csv", lines)
    assert carried(made, path) == ["created", "created", "refused", "created", "created"]
    assert why(preview(made.project, path, NOW)) == [
        "第 4 行「单元」是空的，同一幢楼的其他房写了单元；请补上，商铺写 0。"
    ]


def test_headings_between_the_rows_tell_the_building_and_totals_are_told_as_left_out(made, tmp_path, capsys):
    lines = [
        ["房号", "姓名", "备注"],
        ["5号楼", "", ""],
        ["101", "张三", ""],
        ["小计", "1户", ""],
        ["6号楼2单元", "", ""],
        ["101", "王五", ""],
    ]
    path = text(tmp_path / "a.csv", lines)
    assert carried(made, path) == ["created", "created"]
    assert sorted(labels(made)) == ["5栋101", "6栋2单元101"]
    call_command("import_rooms", str(path), "--project", "CH", "--dry-run")
    said = capsys.readouterr()
    assert json.loads(said.out)["unchanged"] == 2
    assert said.err.splitlines() == [
        "没有导入的列：备注。",
        "不算记录的行（合计、小标题、页脚）：第 2 行“5号楼”、第 4 行“小计”、第 5 行“6号楼2单元”。",
    ]


def test_one_of_the_family_without_ground_of_their_own_belongs_to_the_room_above(made, tmp_path):
    lines = [
        ["楼号", "房号", "姓名", "与业主关系"],
        [5, 101, "张三", "业主"],
        ["", "", "张妻", "妻子"],
        [5, 102, "李四", "业主"],
    ]
    assert carried(made, text(tmp_path / "a.csv", lines)) == ["created"] * 3
    assert [name for name, *_ in homes(made.project)["5栋101"]] == ["张三", "张妻"]
    lines[2][3] = "业主"
    assert fates(preview(made.project, text(tmp_path / "b.csv", lines), NOW))[1] == "refused"


def test_a_sheet_for_each_building_is_one_table_whose_rows_are_told_by_their_sheet(made, tmp_path, capsys):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("5号楼", "6号楼"):
            page = book.add_worksheet(name)
            for at, line in enumerate(
                [["房号", "姓名", "电话"], ["101", "住户" + name[0], ""], ["102", "李四", "1391"]]
            ):
                page.write_row(at, 0, line)
        book.add_worksheet("收费").write_row(0, 0, ["房号", "姓名", "应收"])
    assert carried(made, path) == ["created", "refused", "created", "refused"]
    assert sorted(labels(made)) == ["5栋101", "6栋101"]
    assert [one.row for one in preview(made.project, path, NOW)][-1] == numbered(2, 3)
    call_command("import_rooms", str(path), "--project", "CH", "--dry-run")
    refused = json.loads(capsys.readouterr().out)["refused"]
    assert [(one["row"], one["message"][:14]) for one in refused] == [
        (3, "第 1 张表第 3 行「电话"),
        (3, "第 2 张表第 3 行「电话"),
    ]


def test_noughts_before_a_number_make_no_other_room(made, tmp_path):
    """The cast's 1栋1单元501 stands; a sheet that writes 0501 means it."""
    lines = [
        ["楼号", "单元", "房号", "面积"],
        [1, 1, "0501", 90],
        [5, 1, "0101", 90],
        [5, 1, 101, ""],
        [5, 1, "00101", ""],
    ]
    before = Room.objects.count()
    assert carried(made, text(tmp_path / "a.csv", lines)) == ["updated", "created", "unchanged", "unchanged"]
    assert (Room.objects.count(), labels(made)) == (before + 1, ["5栋1单元0101"])


def test_two_homes_made_one_are_refused_where_one_stands_alone(made, tmp_path):
    lines = [["楼号", "单元", "房号"], [1, 1, "501/502"], [5, 1, "101/102"]]
    path = text(tmp_path / "a.csv", lines)
    assert carried(made, path) == ["refused", "created"]
    assert labels(made) == ["5栋1单元101-102"]
    assert why(preview(made.project, path, NOW))[0].endswith("其中 501、502 已单独登记；请改成一套房一行。")


def test_owner_co_owner_family_and_tenant_of_one_row_each_have_their_tie(made, tmp_path):
    headers = ["楼号", "房号", "业主姓名", "业主电话", "共有人", "家属", "家属电话", "租户姓名", "租户电话"]
    rows = [
        ["5", "101", "张三", "13911112222", "李四", "张小三", "13911113333", "租客甲", "13911114444"],
        ["5", "102", "", "", "", "", "", "租客乙", "13911115555"],
        ["5", "103", "王五", "", "", "", "", "租客丙", "13911114444"],
    ]
    path = table(tmp_path / "a.xlsx", rows, headers)
    assert carried(made, path) == ["created", "created", "refused"]
    told = {label: [(name, relation) for name, _, relation, _ in found] for label, found in homes(made.project).items()}
    assert told["5栋101"] == [("张三", "owner"), ("张小三", "family"), ("李四", "owner"), ("租客甲", "tenant")]
    assert told["5栋102"] == [("租客乙", "tenant")]
    assert why(preview(made.project, path, NOW))[0].startswith("第 4 行「租户电话」和第 2 行“租客甲”的相同")


def test_parking_stores_and_shops_are_known_by_their_place(made, tmp_path):
    lines = [["房号"], ["地下车位B1-023"], ["储藏室-12"], ["商铺1-01"], ["5栋商铺02"]]
    assert carried(made, text(tmp_path / "a.csv", [[*line, "x"] for line in lines])) == ["created"] * 4
    kinds = {room.label: room.kind for room in Room.objects.filter(label__in=labels(made))}
    assert kinds == {"地下车位B1区023": "parking", "储藏室12": "storage", "商铺1区01": "shop", "5栋商铺02": "shop"}


def test_the_pages_tell_what_of_the_file_was_not_read(made, tmp_path):
    import xlsxwriter

    path = tmp_path / "业主.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, lines in (
            ("住户", [["楼号", "房号", "姓名"], ["5", "101", "张三"], ["合计", "", "1户"]]),
            ("车辆", [["楼号", "房号", "车牌"], ["5", "101", "浙A1"]]),
        ):
            page = book.add_worksheet(name)
            for at, line in enumerate(lines):
                page.write_row(at, 0, line)
    director = Client()
    director.force_login(made.zheng)
    sheet = SimpleUploadedFile(path.name, path.read_bytes())
    director.post(reverse("import", args=[made.project.pk]), {"sheet": sheet, "key": "k1"})
    sent = Import.objects.get()
    page = reverse("import_sheet", args=[made.project.pk, sent.pk])
    assert "文件里还有别的工作表没有读：车辆。" in director.get(page).content.decode()
    director.post(page, {**{f"column_{place}": field for field, place in sent.mapping.items()}, "key": "k2"})
    shown = director.get(page).content.decode()
    assert "文件里还有别的工作表没有读：车辆。" in shown
    assert "不算记录：第 3 行“合计”。" in shown

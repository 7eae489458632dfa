"""The menu as a sheet: what goes out comes in unchanged, and what is wrong is said by its row."""

from io import BytesIO

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from xiwei.ledger.models import Entry
from xiwei.shared import sheets
from xiwei.shared.sheets import SheetError
from xiwei.standards import actions, saying, sheet
from xiwei.standards.models import MenuItem
from xiwei.standards.queries import menu
from xiwei.standards.tests import make

pytestmark = pytest.mark.django_db
NEW = {
    "编号": "H-PIANO",
    "名称": "钢琴搬运",
    "类别": "居家服务",
    "由谁做": "秩序",
    "事项": "求助",
    "地点": "家中",
    "时限": "预约",
    "服务内容": "把钢琴从车上搬进家。",
    "用时（分钟）": 120,
    "步骤": "1、量门 2、包边 3、搬运",
    "常一起做": "H-LOAD",
}


@pytest.fixture
def made():
    return make.filled()


def book(rows: list[dict]) -> bytes:
    """A sheet of these rows; the headers are those of the first."""
    out = BytesIO()
    sheets.write(out, list(rows[0]), [list(row.values()) for row in rows])
    return out.getvalue()


def plan(made, *rows: dict) -> sheet.Plan:
    return sheet.plan(book(list(rows)), "清单.xlsx", {item.code: item for item in menu.items(made.company.pk)})


def said(one: sheet.Plan) -> list[tuple[int, str]]:
    return one.errors


def test_what_is_written_out_changes_nothing_when_it_comes_in(made):
    out = BytesIO()
    count = sheet.write(out, menu.items(made.company.pk))
    back = sheet.plan(out.getvalue(), "清单.xlsx", {item.code: item for item in menu.items(made.company.pk)})
    assert (back.shown, back.errors, back.same, back.ignored) == ([], [], count, [])
    assert count == menu.items(made.company.pk).count()


def test_a_sheet_asked_for_in_english_is_chinese_and_comes_in_unchanged(made):
    current = {item.code: item for item in menu.items(made.company.pk)}
    written = BytesIO()
    with translation.override("en"):
        sheet.write(written, current.values())
        read = sheet.plan(written.getvalue(), "清单.xlsx", current)
    assert (read.changes, read.errors, read.same) == ([], [], len(current))
    assert sheets.read(written.getvalue(), "清单.xlsx", fields=sheet.SYNONYMS).headers[:3] == ("编号", "名称", "类别")


def test_a_changed_cell_is_shown_before_and_after(made):
    made_plan = plan(made, {"编号": "R-WATER-LEAK", "价格（元）": 30.5, "备忘": "随便"})
    assert [(one.row, one.name, one.differences) for one in made_plan.shown] == [
        (2, "户内水管渗漏", [("价格（元）", "0", "30.50")])
    ]
    assert made_plan.ignored == ["备忘"]


def test_an_item_left_out_of_the_sheet_stays(made):
    actions.revise_many(
        made.company,
        plan(made, {"编号": "R-WATER-LEAK", "价格（元）": 30}).changes,
        by=made.staff_he,
        now=make.NOW,
        reason="按表修订",
    )
    assert menu.items(made.company.pk).count() == menu.items(made.other_company.pk).count()
    assert make.item(made).price_fen == 3000


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"编号": "R-WATER-LEAK", "价格（元）": "三十"}, "“三十”不是金额"),
        ({"编号": "R-WATER-LEAK", "价格（元）": "1.005"}, "最多两位小数"),
        ({"编号": "R-WATER-LEAK", "用时（分钟）": "很快"}, "“用时（分钟）”写的“很快”看不懂"),
        ({"编号": "R-WATER-LEAK", "类别": "修理"}, "“类别”写的“修理”看不懂"),
        ({"编号": "R-WATER-LEAK", "凭证": "录像"}, "“凭证”写的“录像”看不懂"),
        ({"编号": "R-WATER-LEAK", "名称": "无"}, "“名称”是空的"),
        ({"编号": "R-WATER-LEAK", "价格说明": "长" * 201}, "“价格说明”最多 200 个字，现在是 201 个"),
        ({"编号": "R-WATER-LEAK", "常一起做": "NOT-THERE"}, "NOT-THERE 不在现在的清单上"),
        ({"编号": "钢琴", "名称": "钢琴搬运"}, "编号请用大写字母"),
        ({"编号": "H-PIANO", "名称": "钢琴搬运"}, "服务内容请写"),
    ],
)
def test_each_wrong_row_is_said_with_its_number(made, row, sentence):
    found = plan(made, row)
    assert [number for number, _ in found.errors] == [2]
    assert sentence in found.errors[0][1]
    assert found.shown == []


def test_one_code_on_two_rows_is_refused(made):
    found = plan(made, {"编号": "R-WATER-LEAK", "名称": "水管漏"}, {"编号": "r-water-leak", "名称": "水管渗"})
    assert found.errors == [(3, "编号 R-WATER-LEAK 在第 2 行已经有了，请合成一行。")]


def test_a_sheet_without_codes_is_refused(made):
    with pytest.raises(SheetError, match="没有“编号”这一列"):
        plan(made, {"名称": "水管漏水", "价格（元）": 3})


def test_new_items_may_go_with_each_other(made):
    changes = plan(
        made, {**NEW, "常一起做": "H-PIANO-TUNE"}, {**NEW, "编号": "H-PIANO-TUNE", "名称": "钢琴调音", "常一起做": ""}
    ).changes
    actions.revise_many(made.company, changes, by=made.staff_he, now=make.NOW, reason="按表新增")
    piano = make.item(made, "H-PIANO")
    assert ([one.name for one in menu.beside(piano)], piano.version) == (["钢琴调音"], 1)
    assert piano.steps == ["量门", "包边", "搬运"]


def test_a_sheet_looked_at_before_another_revised_is_refused_whole(made):
    changes = plan(made, {"编号": "R-WATER-LEAK", "价格（元）": 30}, {"编号": "R-LOCK", "价格（元）": 90}).changes
    actions.revise_item(make.item(made), by=made.staff_he, now=make.NOW, reason="先改了", price_fen=100)
    with pytest.raises(sheet.Refused, match="您预览之后，“户内水管渗漏”又有人改过"):
        actions.revise_many(made.company, changes, by=made.staff_he, now=make.NOW, reason="按表修订")
    assert (make.item(made).price_fen, make.item(made, "R-LOCK").version) == (100, 1)


@given(st.lists(st.text("关阀换件打开120、；ab", min_size=1, max_size=8), min_size=1, max_size=12))
def test_numbered_steps_come_back_as_they_went(steps):
    assert sheet.steps(sheets.clean(saying.said_field("steps", steps))) == steps


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("1、关阀 2、换件", ["关阀", "换件"]),
        ("1. 关阀\n2. 换 1.5 米管", ["关阀", "换 1.5 米管"]),
        ("关阀；换件", ["关阀", "换件"]),
        ("拨 120 后等 2、3 分钟", ["拨 120 后等 2、3 分钟"]),
        ("", []),
    ],
)
def test_steps_are_understood_however_they_are_written(text, steps):
    assert sheet.steps(text) == steps


# On the pages


def send(client, made, *rows: dict, name="menu_import"):
    client.force_login(made.he)
    file = SimpleUploadedFile("清单.xlsx", book(list(rows)))
    return client.post(reverse(name), {"sheet": file})


def test_a_sheet_is_shown_first_and_written_once_confirmed(client, made):
    shown = send(client, made, {"编号": "R-WATER-LEAK", "价格（元）": 30})
    assert make.item(made).price_fen == 0
    sent = {"plan": shown.context["commit"]["plan"].value(), "reason": "材料进价上涨", "key": "k1"}
    for _ in range(2):
        assert client.post(reverse("menu_import_commit"), sent).status_code == 302
    assert (make.item(made).price_fen, make.item(made).version) == (3000, 2)
    assert Entry.objects.filter(kind="standards.item_revised").count() == 1


def test_a_wrong_sheet_offers_nothing_to_confirm(client, made):
    shown = send(client, made, {"编号": "R-WATER-LEAK", "价格（元）": "三十"})
    page = shown.content.decode()
    assert "第 2 行" in page and "照这样写入" not in page


def test_what_is_no_sheet_is_said_kindly(client, made):
    client.force_login(made.he)
    response = client.post(reverse("menu_import"), {"sheet": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")})
    assert (response.status_code, "不是表格文件" in response.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "sealed",
    ["", "x", signing.dumps({"company": 1, "rows": []}, salt="another")],
    ids=["none", "nonsense", "another's"],
)
def test_a_forged_plan_writes_nothing(client, made, sealed):
    client.force_login(made.he)
    response = client.post(reverse("menu_import_commit"), {"plan": sealed, "reason": "试试看"})
    assert (response.status_code, MenuItem.objects.filter(version=2).count()) == (422, 0)


def test_another_companys_plan_writes_nothing(client, made):
    shown = send(client, made, {"编号": "R-WATER-LEAK", "价格（元）": 30})
    client.force_login(made.outsider)
    sent = {"plan": shown.context["commit"]["plan"].value(), "reason": "试试看"}
    assert client.post(reverse("menu_import_commit"), sent).status_code == 422
    assert MenuItem.objects.filter(version=2).count() == 0


def test_an_old_plan_is_refused(client, made, monkeypatch):
    shown = send(client, made, {"编号": "R-WATER-LEAK", "价格（元）": 30})
    monkeypatch.setattr("xiwei.standards.views.sheets.GOOD_FOR", -1)
    sent = {"plan": shown.context["commit"]["plan"].value(), "reason": "试试看"}
    response = client.post(reverse("menu_import_commit"), sent)
    assert (response.status_code, "超过" in response.content.decode() or "一小时" in response.content.decode()) == (
        409,
        True,
    )


def test_the_sheet_that_is_fetched_is_todays_menu(client, made):
    client.force_login(made.he)
    response = client.get(reverse("menu_sheet"))
    table = sheets.read(b"".join(response.streaming_content), "清单.xlsx", fields=sheet.SYNONYMS)
    assert list(table.headers) == sheet.HEADERS
    assert sum(1 for _ in table.rows()) == menu.items(made.company.pk).count()

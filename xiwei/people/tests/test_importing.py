"""A sheet carried in: what becomes of each row, and that a second time changes nothing."""

import json
import tempfile
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOW, Cast, cast
from xiwei.estate.models import Building, Project, ProjectKind, Room, RoomKind, RoomState
from xiwei.ledger.models import Entry
from xiwei.people.importing import mending, naming, reading
from xiwei.people.importing.plan import Fate
from xiwei.people.models import Household, Person, Tenure
from xiwei.people.queries import importing as queries
from xiwei.people.tests.sheets_made import bring_in, everything, fates, homes, preview, read, row, table, why

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Cast:
    return cast()


def test_a_new_building_comes_with_its_rooms_homes_and_people(made, tmp_path):
    rows = [
        row("3-2-1502", "张𠮷", "13912345678", area=98.55, state="2001"),
        row("3-2-1502", "李丽", "", "家庭成员", area=98.55),
        row("3-0-12", "示例超市", "0531-88888888", "租客"),
        row("3-2-1503", state="2008"),
    ]
    assert fates(bring_in(made.project, table(tmp_path / "a.xlsx", rows), NOW)) == ["created"] * 4
    assert homes(made.project) | {} == homes(made.project) | {
        "3栋2单元1502": [("张𠮷", "13912345678", "owner", True), ("李丽", None, "family", False)],
        "3栋商铺12": [("示例超市", None, "tenant", True)],
    }
    room, shop, empty = (Room.objects.get(label=label) for label in ("3栋2单元1502", "3栋商铺12", "3栋2单元1503"))
    assert (room.area_centi, room.state, room.floor, room.kind) == (9855, RoomState.LIVED_IN, 15, RoomKind.HOME)
    assert (shop.kind, shop.unit, empty.state) == (RoomKind.SHOP, None, RoomState.EMPTY)
    assert (room.households.get().name, Building.objects.get(name="3栋").floors) == ("张𠮷", 15)
    assert Person.objects.get(name="示例超市").other_phone == "0531-88888888"
    assert not Person.objects.get(phone="13912345678").has_usable_password()


def test_each_tie_has_its_line_which_the_resident_reads(made, tmp_path):
    bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-2-1502", "张三", "13912345678")]), NOW)
    tenure = Tenure.objects.get(person__name="张三")
    line = Entry.objects.get(kind="people.tenure_opened", subject_id=tenure.pk)
    assert (line.room_id, line.household_id, line.person_id, line.data) == (
        tenure.household.room_id,
        tenure.household_id,
        tenure.person_id,
        {"name": "张三", "relation": "业主"},
    )


def test_what_stands_is_met_in_its_own_words(made, tmp_path):
    """1栋 is written 01# and 一号楼 in the sheet; the owner is met by phone, the area is corrected."""
    rows = [["01#", "一单元", "501室", 90, "", "王芳", "138 0000 0001", "业主"]]
    assert preview(made.project, table(tmp_path / "a.xlsx", rows), NOW)[0].says == (
        ("建筑面积", "89.50㎡ 改为 90.00㎡"),
    )
    before = everything()
    assert fates(bring_in(made.project, tmp_path / "a.xlsx", NOW)) == ["updated"]
    made.room.refresh_from_db()
    assert (made.room.area_centi, everything()) == (9000, before)


def test_an_empty_cell_takes_nothing_away(made, tmp_path):
    assert fates(bring_in(made.project, table(tmp_path / "a.xlsx", [row("1-1-501")]), NOW)) == ["unchanged"]
    made.room.refresh_from_db()
    assert made.room.area_centi == 8950


def test_another_owner_is_refused_and_so_are_those_who_come_with_them(made, tmp_path):
    rows = [row("1-1-501", "新业主", "13911112222"), row("1-1-501", "新家属", "", "家庭成员")]
    told = bring_in(made.project, table(tmp_path / "a.xlsx", rows), NOW)
    assert why(told) == [
        "第 2 行「业主名称」写的是“新业主”，这套房登记的业主是“王芳”；换业主请用过户办理。",
        "第 3 行「业主名称」所在的房换了业主；请先用过户办理，再导入新住户。",
    ]
    assert homes(made.project)["1栋1单元501"] == [("王芳", "13800000001", "owner", True)]


def test_an_owner_on_record_is_not_made_a_tenant(made, tmp_path):
    told = bring_in(made.project, table(tmp_path / "a.xlsx", [row("1-1-501", "王芳", "", "租客")]), NOW)
    assert why(told) == ["第 2 行「业主类型」写的是租客，登记的是业主；换业主请用过户办理。"]


def test_a_further_owner_beside_the_one_on_record_is_a_co_owner(made, tmp_path):
    rows = [row("1-1-501", "王芳", "13800000001"), row("1-1-501", "丁明", "13911112222")]
    assert fates(bring_in(made.project, table(tmp_path / "a.xlsx", rows), NOW)) == ["unchanged", "created"]


def test_a_household_without_an_owner_is_given_one(made, tmp_path):
    bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "租客甲", "13911112222", "租客")]), NOW)
    told = bring_in(made.project, table(tmp_path / "b.xlsx", [row("3-1-101", "业主乙", "13911113333")]), NOW)
    assert fates(told) == ["created"]


def test_two_names_for_one_phone_are_told_apart_by_a_person(made, tmp_path):
    rows = [row("3-1-101", "张三", "13911112222"), row("3-1-102", "李四", "13911112222")]
    told = bring_in(made.project, table(tmp_path / "a.xlsx", rows), NOW)
    assert (fates(told), why(told)) == (
        ["created", "refused"],
        [
            "第 3 行「手机号」和第 2 行“张三”的相同，姓名却是“李四”；一个手机号只能是一个人的，请核对。"
            "家人共用的号码只写在一个人名下，其他人留空。"
        ],
    )


def test_a_phone_this_project_knows_under_another_name_is_refused(made, tmp_path):
    told = bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "王方", "13800000001")]), NOW)
    assert why(told) == ["第 2 行「手机号」在本小区登记的是“王芳”（1栋1单元501），不是“王方”，请核对。"]


def test_a_phone_only_another_company_knows_is_taken_under_its_own_name_alone(made, tmp_path):
    """Else a sheet of phones would come back, as households, with the names of whoever they belong to."""
    known = bring_in(made.project, table(tmp_path / "b.xlsx", [row("3-1-102", "外人", "13800000011")]), NOW)
    assert (fates(known), homes(made.project)["3栋1单元102"]) == (["created"], [("外人", "13800000011", "owner", True)])
    assert [tenure.household.room.label for tenure in made.outsider.tenures.all()] == ["3栋1单元102"]


def test_under_any_other_name_it_is_noted_and_the_account_is_not_taken(made, tmp_path):
    guessed = bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "某人", "13800000011")]), NOW)
    assert (fates(guessed), homes(made.project)["3栋1单元101"]) == (["created"], [("某人", None, "owner", True)])
    assert (Person.objects.get(name="某人").noted_phone, made.outsider.tenures.count()) == ("13800000011", 0)


def test_the_same_person_on_two_rows_is_one_person(made, tmp_path):
    rows = [row("3-1-101", "张三"), row("3-1-101", "张三", "13911112222"), row("3-1-101", "张三", "", "租客")]
    told = bring_in(made.project, table(tmp_path / "a.xlsx", rows), NOW)
    assert fates(told) == ["created", "unchanged", "refused"]
    assert homes(made.project)["3栋1单元101"] == [("张三", "13911112222", "owner", True)]
    assert why(told) == ["第 4 行「业主类型」和第 2 行说的是同一个人，两行写的关系却不同，请核对。"]


def test_two_of_one_name_with_their_own_phones_are_two_people(made, tmp_path):
    rows = [row("3-1-101", "张伟", "13911112222"), row("3-1-101", "张伟", "13911113333", "家庭成员")]
    path = table(tmp_path / "a.xlsx", rows)
    assert fates(bring_in(made.project, path, NOW)) == ["created", "created"]
    assert fates(bring_in(made.project, path, NOW)) == ["unchanged", "unchanged"]


def test_names_parted_by_commas_are_several_owners_each_with_their_phone(made, tmp_path):
    rows = [row("3-1-101", "陈晨、赵倩", "13911112222/13911113333")]
    bring_in(made.project, table(tmp_path / "a.xlsx", rows), NOW)
    assert [(name, phone) for name, phone, _, _ in homes(made.project)["3栋1单元101"]] == [
        ("赵倩", "13911113333"),
        ("陈晨", "13911112222"),
    ]


def test_a_phone_learnt_later_is_added_to_the_person_noted_without_one(made, tmp_path):
    bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "张三")]), NOW)
    told = bring_in(made.project, table(tmp_path / "b.xlsx", [row("3-1-101", "张三", "13911112222")]), NOW)
    assert (fates(told), homes(made.project)["3栋1单元101"]) == (
        ["updated"],
        [("张三", "13911112222", "owner", True)],
    )


def test_a_phone_learnt_later_that_someone_holds_puts_them_in_the_others_place(made, tmp_path):
    bring_in(
        made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "张三"), row("3-1-102", "张三", "13911112222")]), NOW
    )
    path = table(tmp_path / "b.xlsx", [row("3-1-101", "张三", "13911112222")])
    assert fates(bring_in(made.project, path, NOW)) == ["updated"]
    assert homes(made.project)["3栋1单元101"] == [("张三", "13911112222", "owner", True)]
    assert fates(bring_in(made.project, path, NOW)) == ["unchanged"]


def test_whatever_a_sheet_says_or_leaves_out_it_leaves_no_home_without_its_people(made, tmp_path):
    """So what is open there stays somebody's: nobody is seen out by a sheet unless somebody takes their place."""
    first = [row("3-1-101", "张三"), row("3-1-102", "张三", "13911112222"), row("3-1-103", "李四")]
    bring_in(made.project, table(tmp_path / "a.xlsx", first), NOW)
    bring_in(
        made.project, table(tmp_path / "b.xlsx", [row("3-1-101", "张三", "13911112222"), row("3-1-103", "钱多多")]), NOW
    )
    (ended,) = Tenure.objects.exclude(until=None)
    assert list(ended.household.tenures.filter(until=None).values_list("person__phone", flat=True)) == ["13911112222"]
    assert not Household.objects.exclude(until=None).exists()
    assert {name for name, *_ in homes(made.project)["3栋1单元103"]} >= {"李四"}


def test_a_phone_its_owner_proved_is_not_changed_by_a_sheet(made, tmp_path):
    told = bring_in(made.project, table(tmp_path / "a.xlsx", [row("1-1-501", "王芳", "13911112222")]), NOW)
    assert why(told) == [
        "第 2 行「手机号」和登记的（尾号 0001）不同，登记的号码已由本人使用；换号请本人在“我的”里办理，这里可以留空。"
    ]


def test_rows_of_one_room_that_disagree_are_refused_from_the_second_on(made, tmp_path):
    rows = [row("3-1-101", "张三", area=98.5), row("3-1-101", "李四", "", "家庭成员", area=89.5)]
    told = bring_in(made.project, table(tmp_path / "a.xlsx", rows), NOW)
    assert why(told) == ["第 3 行「建筑面积」和第 2 行写的不一样，两行是同一套房；请核对后改成一样。"]


def test_without_a_column_of_relations_nobodys_relation_is_touched(made, tmp_path):
    bring_in(
        made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "张三"), row("3-1-101", "李四", "", "租客")]), NOW
    )
    path = table(tmp_path / "b.xlsx", [["3-1-101", "张三"], ["3-1-101", "李四"]], ["房号", "姓名"])
    assert fates(bring_in(made.project, path, NOW)) == ["unchanged", "unchanged"]


def test_floors_that_each_begin_at_101_are_rooms_of_their_own(made, tmp_path):
    rows = [["AB", floor, f"10{door}"] for floor in (1, 2, 3) for door in (1, 2)]
    path = table(tmp_path / "a.xlsx", rows, ["楼栋编号", "楼层", "房间号"])
    assert fates(bring_in(made.project, path, NOW)) == ["created"] * 6
    assert Room.objects.filter(label="AB座2层101", floor=2).count() == 1
    assert fates(bring_in(made.project, path, NOW)) == ["unchanged"] * 6


def test_one_room_on_two_floors_is_a_slip(made, tmp_path):
    rows = [["A", 15, "1502"], ["A", 51, "1502"], ["A", 16, "1602"]]
    told = bring_in(made.project, table(tmp_path / "a.xlsx", rows, ["楼栋编号", "楼层", "房间号"]), NOW)
    assert fates(told) == ["created", "refused", "created"]


def test_an_id_number_is_neither_read_nor_sent_back(made, tmp_path):
    headers = ["楼号", "房号", "姓名", "手机号", "身份证号"]
    path = table(tmp_path / "a.xlsx", [["3", "101", "张三", "12", "11010519491231002X"]], headers)
    refused = [one for one in bring_in(made.project, path, NOW) if one.fate is Fate.REFUSED]
    back = tmp_path / "back.xlsx"
    back.write_bytes(mending.refused_sheet(reading.open_table(path, "a.xlsx"), refused))
    again = reading.open_table(back, "back.xlsx")
    assert again.headers == ("楼号", "房号", "姓名", "手机号", "退回原因")
    assert [cell.cells for cell in again.rows()] == [
        (
            "3",
            "101",
            "张三",
            "12",
            "第 2 行「手机号」写的是“12”，应是 11 位手机号或带区号的座机，例如 13912345678 或 0531-88888888；没有就留空。",
        )
    ]


def test_the_template_is_understood_and_its_examples_are_clean(tmp_path):
    path = tmp_path / "template.xlsx"
    path.write_bytes(mending.template())
    found = read(path)
    opened = reading.open_table(path, path.name)
    assert (reading.mapping_of(opened).unmapped, found.wrong, found.total) == ([], [], len(mending.EXAMPLES))


def test_what_is_exported_can_be_imported_and_changes_nothing(made, tmp_path):
    rows = [
        row("3-2-1502", "张三", "13912345678", area=98.55, state="2009"),
        row("3-0-12", "示例超市", "0531-88888888", "租客"),
        row("3-2-1503", state="2008"),
    ]
    bring_in(made.project, table(tmp_path / "a.xlsx", rows), NOW)
    out = tmp_path / "out.xlsx"
    out.write_bytes(mending.households_sheet(queries.rooms_to_write(made.project), queries.residents(made.project)))
    told = bring_in(made.project, out, NOW)
    assert set(fates(told)) == {"unchanged"}
    assert len(told) == 48 + 3


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("3", "3栋"),
        ("A", "A座"),
        ("综合楼", "综合楼"),
        ("一期3", "一期3栋"),
        ("1-3", "1-3栋"),
        ("甲", "甲栋"),
        ("1区AB", "1区AB座"),
    ],
)
def test_a_building_is_met_again_by_the_name_it_was_given(key, name):
    assert (naming.building_name(key), naming.building_key(name)) == (name, key)


# Few names, phones and rooms, so that they clash in every way.
PEOPLE = st.tuples(
    st.sampled_from(["1-1-501", "3-1-101", "3-1-102"]),
    st.sampled_from(["王芳", "甲", "乙", "丙"]),
    st.sampled_from(["", "13800000001", "13800000011", "13911112222", "13911113333"]),
    st.sampled_from(["业主", "家庭成员", "租客"]),
    st.sampled_from(["", 90, 100]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PEOPLE, min_size=1, max_size=7))
def test_the_preview_is_what_is_done_and_a_second_run_changes_nothing(made, rows):
    project = Project.objects.create(
        company=made.company, code=f"P{Project.objects.count()}", kind=ProjectKind.RESIDENTIAL
    )
    with tempfile.TemporaryDirectory() as folder:
        path = table(Path(folder) / "a.xlsx", [row(*one) for one in rows])
        shown, done = preview(project, path, NOW), bring_in(project, path, NOW)
        assert shown == done
        before, people = everything(), homes(project)
        again = bring_in(project, path, NOW)
    accepted = {one.row for one in done if one.fate is not Fate.REFUSED}
    assert {one.row: one.fate for one in again if one.row in accepted} == dict.fromkeys(accepted, Fate.UNCHANGED)
    assert (everything(), homes(project)) == (before, people)


def command(capsys, *args: str) -> dict:
    call_command("import_rooms", *args)
    return json.loads(capsys.readouterr().out)


def test_the_command_prints_one_object_and_a_dry_run_writes_nothing(made, tmp_path, capsys):
    rows = [
        row("3-1-101", "张三", "13911112222"),
        row("3-1-102", "张三", "13911112222"),
        row("3-1-102", "李四", "", "家庭成员"),
        row("3-1-103", "王五", "1391"),
    ]
    path = str(table(tmp_path / "a.xlsx", rows))
    before = everything()
    dry = command(capsys, path, "--project", "CH", "--dry-run")
    message = (
        "第 5 行「手机号」写的是“1391”，应是 11 位手机号或带区号的座机，例如 13912345678 或 0531-88888888；没有就留空。"
    )
    refused = [{"row": 5, "column": "手机号", "message": message}]
    told = {"rooms": 2, "households": 2, "people": 2}
    assert (dry, everything()) == (told | {"created": 3, "updated": 0, "unchanged": 0, "refused": refused}, before)
    assert command(capsys, path, "--project", "ch") == dry
    line = Entry.objects.get(kind="estate.rooms_imported")
    assert (line.project_id, line.data) == (
        made.project.pk,
        {"file": "a.xlsx", "created": 3, "updated": 0, "refused": 1},
    )
    again = command(capsys, path, "--project", "CH")
    assert again == told | {"created": 0, "updated": 0, "unchanged": 3, "refused": refused}
    assert Entry.objects.filter(kind="estate.rooms_imported").count() == 1


@pytest.mark.parametrize(
    ("file", "code", "sentence"),
    [
        ("a.xlsx", "NONE", "没有代号为“NONE”的项目。请用 --project 给出已建档项目的代号。\n"),
        ("none.xlsx", "CH", "文件“none.xlsx”打不开。请检查文件名后再试。\n"),
        ("words.csv", "CH", "没有一列是房间号（或写全的房屋地址），所以不知道每行是哪套房。请给房间号选好列。\n"),
    ],
)
def test_the_command_ends_with_2_and_one_sentence(made, tmp_path, capsys, file, code, sentence):
    table(tmp_path / "a.xlsx", [row("3-1-101")])
    (tmp_path / "words.csv").write_text("品名,数量\n灯泡,3\n水管,2\n", encoding="gb18030")
    with pytest.raises(SystemExit) as ended:
        call_command("import_rooms", str(tmp_path / file), "--project", code)
    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err) == (2, "", sentence)


def test_homes_that_moved_out_are_not_met(made, tmp_path):
    Household.objects.filter(pk=made.household.pk).update(until=NOW.date())
    Tenure.objects.filter(household=made.household).update(until=NOW.date())
    told = bring_in(made.project, table(tmp_path / "a.xlsx", [row("1-1-501", "新业主", "13911112222")]), NOW)
    assert (fates(told), Household.objects.filter(room=made.room, until=None).get().name) == (["created"], "新业主")

"""One cell in the many ways people write it: places, telephones, names, days, words; and who stands beside whom."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.people.importing import naming, places, telephones, values
from xiwei.people.importing.columns import CleanRow, Other, clean_row, guess
from xiwei.people.importing.values import Wrong
from xiwei.shared.sheets import clean as tidy
from xiwei.shared.sheets import date_of, decimal_of

ROOM = {"building": "3", "unit": "2", "room": "1502"}


def clean(**cells: str) -> CleanRow:
    row = clean_row(ROOM | cells, 12)
    assert isinstance(row, CleanRow), row
    return row


def errors(**cells: str) -> list[str]:
    found = clean_row(ROOM | cells, 12)
    assert isinstance(found, list), found
    return [error.message for error in found]


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        ("1 01 1.0 1# #1 1号 1号楼 1栋 第1栋 一栋 壹号楼 楼1 No.1 1＃楼 1栋（高层） 1幢", "1"),
        ("A a座 A栋", "A"),
        ("十一栋 11", "11"),
        ("车库1区 车库1", "车库1"),
        ("D座（南）", "D座（南）"),
    ],
)
def test_a_building_is_one_however_it_is_written(texts, key):
    assert {places.building(tidy(text)) for text in texts.split()} == {key}


PIECES = [
    "1",
    "12",
    "A",
    "b",
    "一",
    "十",
    "甲",
    "东",
    "#",
    "号",
    "楼",
    "栋",
    "幢",
    "座",
    "期",
    "区",
    "-",
    "车库",
    "第",
    "壹",
]
PIECES += ["单元", "（南）", "（高层）", "NO.", "商铺", "综合", " "]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5))
def test_a_building_and_a_unit_are_met_again_under_the_names_they_were_given(pieces):
    text = tidy("".join(pieces))
    try:
        key = places.building(text) if text else ""
    except Wrong:
        return
    assert naming.building_key(naming.building_name(key)) == key
    assert len({naming.building_name(one) for one in (key, naming.building_key(key))}) == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1幢1单元1层105室", ("1", "1", "105")),
        ("1号1单元112", ("1", "1", "112")),
        ("1.1.101", ("1", "1", "101")),
        ("一栋一单元一零八", ("1", "1", "108")),
        ("三期-1-1-116", ("三期1", "1", "116")),
        ("1栋第2单元101", ("1", "2", "101")),
        ("翠湖路88号3幢1单元101室", ("3", "1", "101")),
        ("滨海市翠湖社区翠湖花园4-1-101", ("4", "1", "101")),
        ("1-1-101/102", ("1", "1", "101-102")),
        ("1栋1单元301+302室", ("1", "1", "301-302")),
        ("1栋商铺02", ("1", "", "商铺02")),
    ],
)
def test_a_room_in_one_cell_is_taken_apart(text, place):
    row = clean_row({"room": text})
    assert isinstance(row, CleanRow)
    assert (row.building, row.unit, row.number) == place


def test_homes_made_one_are_one_room_and_two_numbers_that_may_be_a_place_are_not():
    joined = ["101/102", "101、102", "101-102", "101+102", "101 & 102", "101~102", "101，102"]
    assert {clean(room=text).number for text in joined} == {"101-102"}
    assert [places.joined_numbers(number) for number in ("101-102", "101", "S-101")] == [["101", "102"], [], []]
    assert places.place("101-102") == ("101", "", "102")


def test_what_excel_made_a_day_and_what_may_be_two_places_is_refused():
    assert errors(room="2023-01-01") == [
        "第 12 行「房间」写的是“2023-01-01”，像是房号被 Excel 改成了日期；请把这一列设为文本，重新填写，例如 3-2-1502。"
    ]
    with pytest.raises(Wrong, match="看不出哪一段是楼号"):
        places.place("1-1-1 09")


@pytest.mark.parametrize(
    ("building", "unit", "found"),
    [
        ("1栋1单元", "", ("1", "1")),
        ("3#2单元", "", ("3", "2")),
        ("1", "1-2", ("1", "2")),
        ("1", "1栋2单元", ("1", "2")),
        ("1", "单元2", ("1", "2")),
        ("1", "第二单元", ("1", "2")),
        ("1-1", "2", ("1-1", "2")),
    ],
)
def test_building_and_unit_may_share_a_cell(building, unit, found):
    row = clean_row({"building": building, "unit": unit, "room": "101"})
    assert isinstance(row, CleanRow)
    assert (row.building, row.unit) == found


def test_a_column_of_both_tells_a_dash_between_them():
    row = clean_row({"building": "1-2", "room": "101"}, 2, {"building": "楼栋单元"})
    assert isinstance(row, CleanRow)
    assert (row.building, row.unit) == ("1", "2")


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("138 0000 0000", ("13800000000",)),
        ("手机：13800000001", ("13800000001",)),
        ("13800000001(本人)", ("13800000001",)),
        ("张三13800000001", ("13800000001",)),
        ("+86 13800000001", ("13800000001",)),
        ("0086 13800000001，+86-139 0000 1307", ("13800000001", "13900001307")),
        ("13800000001 86 13900001307", ("13800000001", "13900001307")),
        ("1.3800001307E+10", ("13800001307",)),
        ("13800001307/13900001307、0571-88886666", ("13800001307", "13900001307", "0571-88886666")),
        *((text, ()) for text in ("0", "无", "/", "无电话", "未留", "拒绝提供", "空号", "00000000000", "没有", "停机")),
    ],
)
def test_what_stands_beside_a_number_or_in_its_place_is_understood(text, phones):
    assert telephones.phones(tidy(text), "张三") == phones


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.38E+10", "末尾几位已经丢失"),
        ("1380000130", "这里有 10 位"),
        ("13800001301（妻）", "家人的号码另起一行写"),
        ("李四13800000001", "家人的号码另起一行写"),
    ],
)
def test_a_number_that_is_not_whole_or_anothers_is_refused(text, why):
    with pytest.raises(Wrong, match=why):
        telephones.phones(text, "张三")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张 三", ["张三"]),
        ("张三 李四", ["张三", "李四"]),
        ("张三/李四", ["张三", "李四"]),
        ("张三和李四", ["张三", "李四"]),
        ("张三、李四等3人", ["张三", "李四"]),
        ("欧阳 娜娜", ["欧阳 娜娜"]),
        ("买买提.艾力", ["买买提·艾力"]),
        ("业主：张三", ["张三"]),
        ("张三（业主）", ["张三"]),
        ("和平", ["和平"]),
        ("𠮷䶮", ["𠮷䶮"]),
        ("中和置业有限公司", ["中和置业有限公司"]),
        *((text, []) for text in ("空置", "未售", "（空）", "待定", "空房")),
    ],
)
def test_a_cell_of_names_is_its_people(text, names):
    assert [one.name for one in naming.occupants(clean(name=tidy(text)))] == names


def test_a_name_with_a_number_in_it_and_a_garbled_one_are_refused():
    assert errors(name="张三13800038002")[0].endswith("里面有电话号码；请把号码移到手机号一列，这里只写姓名。")
    assert errors(name="????") == ["第 12 行「业主名称」写的是“????”，是乱码，请重新填写姓名，或留空。"]
    assert errors(name="空置", phone="13800000001") == [
        "第 12 行「业主名称」写的是“空置”，不是姓名，但这一行有手机号；请补上姓名，或把手机号也留空。"
    ]


def test_days_are_read_as_people_write_them():
    ways = ["45047", "2023.5.1", "23.5.1", "2023/5/1", "2023年5月1日", "20230501", "2023、5、1", "2023-05-01 00:00:00"]
    assert {date_of(text) for text in ways} == {date(2023, 5, 1)}
    assert [values.day(text) for text in ("未交房", "尚未交付", "1900-01-00")] == [None, None, None]
    for text in ("5/1/2023", "2023-13-45", "2023年5月1日前"):
        with pytest.raises(Wrong):
            values.day(text)


def test_areas_are_read_as_people_write_them():
    ways = ["89.5㎡", "89,5", "89.5平", "89。5", "约89.5", "89.5㎡（含阳台）", "89.50平方米"]
    assert {str(decimal_of(text).normalize()) for text in ways} == {"89.5"}
    assert [str(decimal_of(text)) for text in ("1,234.5", "1,234", "12,345,678")] == ["1234.5", "1234", "12345678"]
    for text in ("89.5/72.3", "88+10", "1,23,4"):
        with pytest.raises(ValueError, match=r".+"):
            decimal_of(text)


def test_states_and_relations_have_many_words():
    states = {
        "not_moved_in": ["已售未入住", "未装修", "毛坯", "未交楼"],
        "let": ["租", "租住"],
        "occupied": ["已入伙", "自用", "2001已入住"],
        "idle": ["长期空置"],
    }
    assert {key: {clean(state=text).state for text in said} for key, said in states.items()} == {k: {k} for k in states}
    assert errors(state="已装修（未入住）")[0].startswith("第 12 行「房屋状态」写的是“已装修（未入住）”，应是")
    said = {
        "业主（共有）": "owner",
        "业主/户主": "owner",
        "单位": "owner",
        "岳父": "family",
        "租住": "tenant",
        "法人": "other",
    }
    assert {text: clean(name="王芳", relation=text).relation for text in said} == said


def test_the_tenant_the_family_and_a_co_owner_may_have_columns_of_their_own():
    sheet = {
        "楼号": "3",
        "房号": "101",
        "业主姓名": "张三",
        "业主电话": "13911112222",
        "共有人": "李四",
        "共有人电话": "13911113333",
        "家庭成员": "张小三",
        "家庭成员关系": "儿子",
        "租户姓名": "租客甲",
        "租户电话": "13911114444",
        "租期开始": "2023-01-01",
        "交房日期": "2020-05-01",
    }
    mapping = guess(list(sheet))
    assert mapping.unmapped == []
    row = clean_row({field: sheet[title] for field, title in mapping.named.items()}, 2, mapping.named)
    assert isinstance(row, CleanRow)
    assert row.others == (
        Other("owner2", "李四", ("13911113333",), "owner"),
        Other("member", "张小三", (), "family"),
        Other("tenant", "租客甲", ("13911114444",), "tenant"),
    )
    assert [(one.name, one.relation, one.since) for one in naming.occupants(row)] == [
        ("张三", "owner", date(2020, 5, 1)),
        ("李四", "owner", date(2020, 5, 1)),
        ("张小三", "family", date(2020, 5, 1)),
        ("租客甲", "tenant", date(2023, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ("房号 租户姓名 租户电话", {"room": "房号", "name": "租户姓名", "phone": "租户电话"}),
        ("房号 业主1 电话1 业主2 电话2", {"owner2_name": "业主2", "owner2_phone": "电话2"}),
        ("房号 业主 电话1 电话2", {"phone": "电话1", "contact_phone": "电话2"}),
        ("房号 业主 电话 家属电话", {"phone": "电话", "contact_phone": "家属电话"}),
        (
            "Building Unit Room-No. Owner-Name Mobile",
            {"building": "Building", "room": "Room-No.", "name": "Owner-Name"},
        ),
    ],
)
def test_columns_of_two_people_are_told_apart(headers, named):
    found = guess(headers.split()).named
    assert {field: found.get(field) for field in named} == named
    assert {"owner2_phone", "member_phone", "tenant_phone"} & set(found) <= set(named)


def test_a_number_without_a_name_in_the_tenants_columns_asks_for_that_name():
    labels = {"tenant_name": "租户姓名", "tenant_phone": "租户电话"}
    found = clean_row(ROOM | {"tenant_phone": "13911112222"}, 3, labels)
    assert isinstance(found, list)
    assert [error.message for error in found] == [
        "第 3 行「租户姓名」是空的，但这一行有租户电话；请补上姓名，或把租户电话也留空。"
    ]

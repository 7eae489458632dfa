"""A row of anyone's sheet made clean, or each wrong cell named with what should stand there."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.people.importing import places, values
from xiwei.people.importing.columns import (
    FIELDS,
    KEPT,
    LABELS,
    LITERAL,
    CellError,
    CleanRow,
    clean_row,
    guess,
    kept,
)
from xiwei.people.importing.values import Wrong

ROOM = {"building": "3", "unit": "2", "room": "1502"}


def clean(**cells: str) -> CleanRow:
    row = clean_row(ROOM | cells, 12)
    assert isinstance(row, CleanRow), row
    return row


def errors(**cells: str) -> list[str]:
    found = clean_row(ROOM | cells, 12)
    assert isinstance(found, list), found
    return [error.message for error in found]


def test_a_whole_row_of_the_usual_sheet_is_typed():
    headers = "楼号 单元 房间 楼层 总层数 是否有电梯 房屋类型 房屋户型 建筑面积 室内面积 租金 房屋状态"
    headers += " 业主名称 性别 手机号 身份证号 业主类型"
    cells = "1 1 1001 1 33 有 110 10102 94.56 80.125 0 2001 王芳 女 13912345678 11010519491231002X 1001"
    mapping = guess(headers.split())
    assert mapping.unmapped == []
    raw = dict(zip(mapping.columns, (cells.split()[place] for place in mapping.columns.values()), strict=True))
    assert clean_row(raw, 2) == CleanRow(
        row=2,
        building="1",
        unit="1",
        number="1001",
        floor=1,
        floors=33,
        elevator=True,
        kind="110",
        layout="",
        area_centi=9456,
        inner_area_centi=8013,
        rent_fen=0,
        state="occupied",
        name="王芳",
        gender="female",
        phone="13912345678",
        more_phones=(),
        id_number="11010519491231002X",
        relation="owner",
        company=False,
        contact_name="",
        contact_phone="",
        handed_over=None,
        moved_in=None,
        starts=None,
        ends=None,
        note="",
    )


def test_the_newer_columns_say_company_role_and_contact():
    row = clean(name="翠湖科技有限公司", person_kind="C", role="4", contact_name="李强", contact_phone="0531-88888888")
    assert (row.company, row.relation, row.contact_name, row.contact_phone) == (
        True,
        "employee",
        "李强",
        "0531-88888888",
    )


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            "楼栋 幢号 门牌号 住户姓名 移动电话 证件号码 建面 套内面积 收房日期",
            {
                "building": "楼栋",
                "room": "门牌号",
                "name": "住户姓名",
                "phone": "移动电话",
                "id_number": "证件号码",
                "area": "建面",
                "inner_area": "套内面积",
                "handed_over": "收房日期",
            },
        ),
        ("座 房号 产权人 联系方式", {"building": "座", "room": "房号", "name": "产权人", "phone": "联系方式"}),
        ("房号 客户名称 联系电话", {"room": "房号", "name": "客户名称", "phone": "联系电话"}),
        ("房屋地址 联系人 联系电话", {"address": "房屋地址", "name": "联系人", "phone": "联系电话"}),
        (
            "楼号 房号 业主姓名 手机号 联系人 联系电话",
            {
                "building": "楼号",
                "room": "房号",
                "name": "业主姓名",
                "phone": "手机号",
                "contact_name": "联系人",
                "contact_phone": "联系电话",
            },
        ),
        (
            "栋号* 建筑面积（平方米） 使用面积㎡",
            {"building": "栋号*", "area": "建筑面积（平方米）", "inner_area": "使用面积㎡"},
        ),
    ],
)
def test_other_companies_headers_are_understood(headers, expected):
    assert guess(headers.split()).named == expected


def test_no_word_heads_two_fields_but_those_told_apart_by_their_neighbours():
    owners: dict[str, list[str]] = {}
    for field, words in FIELDS.items():
        for word in words:
            owners.setdefault(word, []).append(field)
    assert {word: fields for word, fields in owners.items() if len(fields) > 1} == {
        "联系电话": ["phone", "contact_phone"],
        **{word: ["contact_phone", "owner2_phone"] for word in ("电话2", "联系电话2", "手机2")},
    }
    assert all(LABELS[field] == FIELDS[field][0] for field in FIELDS)
    assert set(FIELDS) >= LITERAL


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3栋2单元1502", ("3", "2", "1502")),
        ("3-2-1502", ("3", "2", "1502")),
        ("03#2-1502", ("3", "2", "1502")),
        ("A座1502", ("A", "", "1502")),
        ("三号楼二单元302室", ("3", "2", "302")),
        ("翠湖花园3号楼2单元1502室", ("3", "2", "1502")),
        ("北区3栋2单元101", ("北区3", "2", "101")),
        ("3#楼-1502", ("3", "", "1502")),
        ("3—2—1502", ("3", "2", "1502")),
        ("12幢甲单元0101", ("12", "甲", "0101")),
        ("1-3-2-1502", ("1-3", "2", "1502")),
    ],
)
def test_a_number_that_holds_building_and_unit_is_split(text, place):
    row = clean_row({"room": text})
    assert (row.building, row.unit, row.number) == place
    row = clean_row({"address": text})
    assert (row.building, row.unit, row.number) == place


@pytest.mark.parametrize(
    ("building", "unit", "text", "place"),
    [
        ("3栋", "2单元", "1502室", ("3", "2", "1502")),
        ("3", "", "2-1502", ("3", "2", "1502")),
        ("3", "", "2单元1502", ("3", "2", "1502")),
        ("3", "2", "3-2-1502", ("3", "2", "1502")),
        ("3", "商铺", "S-101", ("3", "0", "S-101")),
        ("A座", "", "1502", ("A", "", "1502")),
        ("综合楼", "", "101a", ("综合楼", "", "101A")),
        ("01", "0", "0101", ("1", "0", "0101")),
    ],
)
def test_columns_of_their_own_tell_how_a_number_is_read(building, unit, text, place):
    row = clean_row({"building": building, "unit": unit, "room": text})
    assert (row.building, row.unit, row.number) == place


@pytest.mark.parametrize(
    ("zone", "building"), [("一期", "一期3"), ("01", "1区3"), ("A", "A区3"), ("东区", "东区3"), ("", "3")]
)
def test_a_zone_stands_before_its_building(zone, building):
    assert clean(zone=zone).building == building


def test_a_bare_code_of_a_layout_is_dropped_and_words_are_kept():
    assert [clean(layout=text).layout for text in ("10102", "三室两厅")] == ["", "三室两厅"]


def test_what_the_estate_does_not_keep_is_not_read():
    headers = "楼号 单元 房间 业主名称 手机号 身份证号 性别 租金 备注"
    mapping = guess(headers.split())
    assert {"id_number", "gender", "rent", "note"} <= set(mapping.columns)
    assert set(kept(mapping).columns) == {"building", "unit", "room", "name", "phone"}
    assert set(FIELDS) >= KEPT


@given(st.integers(1, 99), st.integers(1, 9), st.integers(1, 60), st.integers(1, 20))
def test_every_way_of_writing_a_room_gives_the_same_room(building, unit, floor, door):
    number = f"{floor}{door:02d}"
    ways = [
        f"{building}-{unit}-{number}",
        f"{building}栋{unit}单元{number}室",
        f"{building:02d}#{unit}-{number}",
        f"{building}号楼 {unit}单元 {number}",
    ]
    rows = {clean_row({"room": way}) for way in ways}
    rows.add(clean_row({"building": f"{building}幢", "unit": str(unit), "room": number}))
    assert len(rows) == 1
    row = rows.pop()
    assert (row.building, row.unit, row.number, row.floor) == (str(building), str(unit), number, floor)


@given(st.integers(1, 99))
def test_chinese_numerals_are_numbers(number):
    digits, (tens, ones) = "零一二三四五六七八九", divmod(number, 10)
    said = ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
    assert places.numeral(said) == str(number)


def test_a_room_that_contradicts_its_own_columns_is_refused():
    assert errors(room="4-2-1502") == ["第 12 行「房间」写的是“4-2-1502”，与同一行的楼号“3”、单元“2”对不上，请核对。"]
    assert errors(room="4栋2单元1502") == ["第 12 行「房间」写的是“4栋2单元1502”，与同一行的楼号“3”对不上，请核对。"]


def test_what_is_missing_is_named():
    assert clean_row({"building": "3"}, 7) == [CellError(7, "房间", "第 7 行「房间」是空的，请填房间号，例如 1502。")]
    assert [e.column for e in clean_row({"room": "1502"}, 7)] == ["楼号"]


def test_every_wrong_cell_of_a_row_is_told_at_once_with_an_example():
    assert errors(area="一百", floor="高层", phone="1391234567", ends="昨天", gender="未婚") == [
        "第 12 行「手机号」写的是“1391234567”，应是 11 位手机号或带区号的座机，例如 13912345678 或 0531-88888888；这里有 10 位。",
        "第 12 行「合同结束日期」写的是“昨天”，应是日期，例如 2021-03-05。",
        "第 12 行「楼层」写的是“高层”，应是楼层数，例如 15；地下一层写 -1；说不准可以留空。",
        "第 12 行「建筑面积」写的是“一百”，应是数字，例如 89.5。",
        "第 12 行「性别」写的是“未婚”，应是男、女之一；说不准可以留空。",
    ]


def test_messages_use_the_words_of_the_persons_own_sheet():
    found = clean_row(ROOM | {"area": "约九十"}, 5, {"area": "建面(㎡)"})
    assert found == [CellError(5, "建面(㎡)", "第 5 行「建面(㎡)」写的是“约九十”，应是数字，例如 89.5。")]


@pytest.mark.parametrize(
    ("text", "floor"), [("15", 15), ("15层", 15), ("15F", 15), ("B1", -1), ("负一层", -1), ("-2", -2), ("3/18", 3)]
)
def test_floors_are_read(text, floor):
    assert places.floor(text) == floor


def test_a_floor_not_given_is_told_by_the_number():
    numbers = ["1502", "302", "0101", "12", "S-101", "15021", "002"]
    assert [places.floor_of_room(number) for number in numbers] == [15, 3, 1, None, None, None, None]


def test_areas_and_rents_are_whole_hundredths():
    row = clean(area="89.555㎡", inner_area="0", rent="1,500元/月")
    assert (row.area_centi, row.inner_area_centi, row.rent_fen) == (8956, None, 150_000)
    assert errors(area="-5") == ["第 12 行「建筑面积」写的是“-5”，应是 0 到 1000000 之间的数字，单位平方米。"]


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("13912345678", ("13912345678",)),
        ("139 1234 5678", ("13912345678",)),
        ("139-1234-5678", ("13912345678",)),
        ("+8613912345678", ("13912345678",)),
        ("8613912345678", ("13912345678",)),
        ("1.3912345678E10", ("13912345678",)),
        ("053188888888", ("0531-88888888",)),
        ("0531-88888888", ("0531-88888888",)),
        ("010-66668888", ("010-66668888",)),
        ("88888888", ("88888888",)),
        ("+85291234567", ("+85291234567",)),
        ("13912345678/0531-88888888", ("13912345678", "0531-88888888")),
        ("13912345678、13812345678", ("13912345678", "13812345678")),
        ("18999999999", ()),
        ("13800138000", ()),
    ],
)
def test_telephones_are_read_however_they_are_written(text, phones):
    row = clean(name="王芳", phone=text)
    assert ((row.phone, *row.more_phones) if row.phone else ()) == phones


@pytest.mark.parametrize("text", ["139****5678", "12345678901", "1391234567", "电话", "139123456789"])
def test_what_is_no_telephone_is_refused(text):
    assert [e.column for e in clean_row(ROOM | {"name": "王芳", "phone": text})] == ["手机号"]


def test_a_telephone_without_a_name_asks_for_the_name():
    assert errors(phone="13912345678") == [
        "第 12 行「业主名称」是空的，但这一行有手机号；请补上姓名，或把手机号也留空。"
    ]


def test_an_id_number_is_checked_but_never_asked_for():
    """The first is the example of GB 11643-1999 itself."""
    good = [
        "11010519491231002X",
        "11010519491231002x",
        "110105491231002",
        "H10234567",
        "91370100MA3C1234XY",
        "E12345678",
    ]
    assert [clean(id_number=text).id_number for text in good] == [text.upper() for text in good]
    assert [clean(id_number=text).id_number for text in ("", "无", "111111111111111111")] == ["", "", ""]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("110105194912310021", "校验位"),
        ("110105194913310029", "校验位或出生日期"),
        ("110105194912310000", "存成了数字"),
        ("1101051949****002X", "星号"),
        ("12345", "应是 18 位身份证号"),
    ],
)
def test_a_wrong_id_number_is_refused_with_what_is_wrong(text, why):
    with pytest.raises(Wrong, match=why):
        values.id_number(text)


def slow_check_digit(first: str) -> str:
    """GB 11643: the sum over all 18 places of digit × 2^(place from the right, from 0) is 1 modulo 11."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first))
    return next("0123456789X"[value] for value in range(11) if (total + value) % 11 == 1)


@given(st.integers(110000, 659999), st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 999))
def test_check_digits_agree_with_the_standards_own_sum(place, born, order):
    first = f"{place}{born:%Y%m%d}{order:03d}"
    right = slow_check_digit(first)
    assert values.id_number(first + right) == first + right
    for wrong in set("0123456789X") - {right}:
        with pytest.raises(Wrong):
            values.id_number(first + wrong)


@pytest.mark.parametrize(
    ("cells", "relation"),
    [
        ({"relation": "1002"}, "family"),
        ({"relation": "租客"}, "tenant"),
        ({"relation": "其他", "role": "1"}, "owner"),
        ({"role": "99"}, "other"),
        ({"relation": "1004"}, "temp"),
        ({}, "owner"),
    ],
)
def test_relations_are_told_by_code_word_or_default(cells, relation):
    assert clean(name="王芳", **cells).relation == relation


def test_a_name_in_a_tenants_column_is_a_tenant_and_no_name_is_nobody():
    tenant = clean_row(ROOM | {"name": "王芳"}, 3, {"name": "承租人"})
    assert (tenant.relation, clean().relation) == ("tenant", "")


def test_states_are_told_by_code_or_word():
    said = ["2001", "2008", "空置", "未售", "装修中", "自住", "无"]
    expected = ["occupied", "idle", "idle", "unsold", "decorating", "occupied", ""]
    assert [clean(state=text).state for text in said] == expected
    assert errors(state="2010")[0].endswith(
        "应是已入住、未销售、已交房、未入住、已装修、已出租、已出售、空闲、装修中之一，或代码 2001–2009；说不准可以留空。"
    )


def test_a_lift_is_there_not_there_or_unknown():
    said = [clean(elevator=text).elevator for text in ("有", "是", "无", "否", "/", "")]
    assert said == [True, True, False, False, None, None]


def test_a_contract_cannot_end_before_it_begins():
    row = clean(starts="2025.3", ends="2026年2月28日", handed_over="44260", moved_in="2021/4/1")
    assert (row.starts, row.ends) == (date(2025, 3, 1), date(2026, 2, 28))
    assert (row.handed_over, row.moved_in) == (date(2021, 3, 5), date(2021, 4, 1))
    assert errors(starts="2026-03-01", ends="2026-02-28") == ["第 12 行「合同结束日期」早于合同开始的日期，请核对。"]


def test_rare_characters_in_a_name_are_kept_and_a_shifted_column_is_noticed():
    assert clean(name="\U00020bb7野\ue844").name == "\U00020bb7野\ue844"
    assert errors(name="13912345678") == [
        "第 12 行「业主名称」写的是“13912345678”，应是姓名，不是数字；请检查各列是否错位。"
    ]
    assert errors(note="很" * 1001)[0].endswith("…”，太长了，最多 1000 个字。")


@given(st.dictionaries(st.sampled_from(list(FIELDS)), st.text(max_size=40)))
def test_no_text_whatever_breaks_a_row(cells):
    from xiwei.shared.sheets import clean as tidy

    found = clean_row({field: tidy(text) for field, text in cells.items()}, 1)
    assert isinstance(found, CleanRow) or all(isinstance(error, CellError) for error in found)

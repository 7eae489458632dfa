"""What the cells of any office's sheet say, as people mean them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.shared import sheets
from xiwei.shared.sheets import clean, date_of, decimal_of, guess, integer_of, known
from xiwei.shared.tests.test_sheets import FIELDS, book, texts


def test_cells_come_as_people_mean_them():
    moment = datetime(2021, 3, 5, 10, 30)
    said = [clean(v) for v in (1.0, 94.56, 0.1 + 0.2, 13912345678.0, True, None, date(2021, 3, 5), moment, 1e-7)]
    assert said == [
        "1",
        "94.56",
        "0.3",
        "13912345678",
        "是",
        "",
        "2021-03-05",
        "2021-03-05 10:30:00",
        "0.0000001",
    ]


def test_text_is_trimmed_and_narrowed_but_prose_keeps_its_own_marks():
    said = [
        clean(v) for v in (" Ａ１０１\u3000", "3－2－1502", "'138\t", '="0531"', "无人，请联系（电话）", "甲\r\n乙")
    ]
    assert said == ["A101", "3-2-1502", "138", "0531", "无人，请联系（电话）", "甲 乙"]


def test_rare_characters_pass_untouched():
    names = ["\U00020bb7野", "\ue844某", "王\u9fd4", "\uf9b4木", "𬭚𫟼"]
    lines = [["楼号", "房间", "业主姓名"], *[[1, n, name] for n, name in enumerate(names)]]
    assert [row[3] for row in texts(book(lines))] == names


def test_placeholders_mean_nothing_except_where_a_field_takes_words_literally():
    words = ["无", "/", "-", "暂无", "NULL", "18999999999", "13800138000", "111111111111111111", "无名氏"]
    assert [known(word) for word in words] == [""] * 8 + ["无名氏"]
    mapping = guess(["房间", "备注"], FIELDS, literal={"note"})
    assert mapping.record(sheets.Row(2, ("无", "无"))) == {"room": "", "note": "无"}


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-05",
        "2021/3/5",
        "2021年3月5日",
        "2021.3.5",
        "20210305",
        "44260",
        "44260.5",
        "2021-3-5 08:00:00",
    ],
)
def test_a_date_is_understood_however_it_is_written(text):
    assert date_of(text) == date(2021, 3, 5)


def test_a_month_alone_is_its_first_day_and_nonsense_is_refused():
    assert (date_of("2021.3"), date_of("2021年12月"), date_of("")) == (
        date(2021, 3, 1),
        date(2021, 12, 1),
        None,
    )
    for text in ("2021-13-01", "2021-02-30", "5", "昨天", "999999"):
        with pytest.raises(ValueError):
            date_of(text)


@given(st.dates(date(1930, 1, 1), date(2110, 1, 1)))
def test_a_serial_is_the_day_excel_shows_for_it(day):
    assert date_of(str((day - date(1899, 12, 30)).days)) == day


def test_numbers_are_read_with_their_units():
    assert [decimal_of(t) for t in ("89.5㎡", "1,200", "¥1500元/月", "")] == [
        Decimal("89.5"),
        1200,
        1500,
        None,
    ]
    assert integer_of("33层") == 33
    for text in ("一百", "1.5.2", "NaN"):
        with pytest.raises(ValueError):
            decimal_of(text)

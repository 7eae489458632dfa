"""What a preview says of rows that are written as they stand: further phones, landlines, a second owner."""

import pytest

from tests.cast import NOW, Cast, cast
from xiwei.ledger.models import Entry
from xiwei.people.models import Person
from xiwei.people.tests.sheets_made import bring_in, fates, homes, preview, row, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Cast:
    return cast()


def said(told: list) -> list[list[str]]:
    return [[sentence for _, sentence in one.says] for one in told]


def test_a_cell_of_two_phones_says_which_lets_in_and_that_the_other_is_kept(made, tmp_path):
    rows = [
        row("3-1-101", "张三", "13911112222/13933334444"),
        row("3-1-102", "李四", "13955556666/0531-88887777/13977778888"),
    ]
    path = table(tmp_path / "a.xlsx", rows)
    shown = preview(made.project, path, NOW)
    assert (fates(shown), said(shown)) == (
        ["created", "created"],
        [
            ["写了 2 个号码；尾号 2222 用来登录；尾号 4444 记作备用电话，在住户页上"],
            [
                "写了 3 个号码；尾号 6666 用来登录；尾号 7777 记作备用电话，在住户页上；"
                "另外 1 个没有登记：备用电话只登记一个"
            ],
        ],
    )
    bring_in(made.project, path, NOW)
    kept = Person.objects.filter(name__in=["张三", "李四"]).order_by("phone").values_list("phone", "other_phone")
    assert list(kept) == [("13911112222", "13933334444"), ("13955556666", "0531-88887777")]


def test_a_second_phone_is_told_as_lost_where_another_spare_one_stands(made, tmp_path):
    bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "张三", "13911112222/13933334444")]), NOW)
    told = bring_in(made.project, table(tmp_path / "b.xlsx", [row("3-1-101", "张三", "13911112222/13955556666")]), NOW)
    assert (fates(told), said(told)) == (
        ["unchanged"],
        [["写了 2 个号码；尾号 2222 用来登录；另外 1 个没有登记：备用电话只登记一个"]],
    )
    assert Person.objects.get(name="张三").other_phone == "13933334444"


def test_one_who_is_known_from_another_room_is_given_the_spare_phone_too(made, tmp_path):
    bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "张三", "13911112222")]), NOW)
    told = bring_in(made.project, table(tmp_path / "b.xlsx", [row("3-1-102", "张三", "13911112222/13933334444")]), NOW)
    assert said(told) == [["写了 2 个号码；尾号 2222 用来登录；尾号 4444 记作备用电话，在住户页上"]]
    assert Person.objects.get(name="张三").other_phone == "13933334444"
    assert Entry.objects.filter(kind="people.person_changed").count() == 1


def test_a_landline_alone_is_kept_and_said_to_let_nobody_in(made, tmp_path):
    rows = [row("3-1-101", "张三", "0531-88887777"), row("3-1-102", "李四", "13911112222")]
    told = bring_in(made.project, table(tmp_path / "a.xlsx", rows), NOW)
    assert (fates(told), said(told)) == (
        ["created", "created"],
        [["座机不能用来登录；尾号 7777 记作备用电话，在住户页上"], []],
    )


def test_a_room_that_stands_twice_with_two_owners_says_so_at_the_second(made, tmp_path):
    rows = [row("3-1-101", "张三", "13911112222"), row("3-1-102", "丙"), row("3-1-101", "李四", "13933334444")]
    path = table(tmp_path / "a.xlsx", rows)
    told = bring_in(made.project, path, NOW)
    assert (fates(told), said(sorted(told, key=lambda one: one.row))) == (
        ["created"] * 3,
        [[], [], ["和第 2 行“张三”是同一套房，两位都登记为业主；写错了房号请先改好"]],
    )
    assert [(name, relation) for name, _, relation, _ in homes(made.project)["3栋1单元101"]] == [
        ("张三", "owner"),
        ("李四", "owner"),
    ]
    assert said(bring_in(made.project, path, NOW)) == [[], [], []]


def test_the_country_s_number_before_a_mobile_is_no_part_of_it(made, tmp_path):
    written = ["+86 13711112222", "0086 13711113333", "86-13711114444", "86 137 1111 5555", "+86-137-1111-6666"]
    rows = [row(f"3-1-10{place}", f"张{place}", phone) for place, phone in enumerate(written)]
    assert said(bring_in(made.project, table(tmp_path / "a.xlsx", rows), NOW)) == [[]] * 5
    found = Person.objects.filter(name__startswith="张").order_by("name").values_list("phone", flat=True)
    assert list(found) == ["13711112222", "13711113333", "13711114444", "13711115555", "13711116666"]

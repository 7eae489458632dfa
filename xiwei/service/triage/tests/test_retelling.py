"""A need told by another is read as the need itself."""

import pytest

from xiwei.service.triage import menu, propose
from xiwei.service.triage.retelling import cross, grumbles, matter

TOLD = [
    ("刘奶奶说家里厨房水管漏水，地上都是水", "厨房水管漏水，地上都是水"),
    ("刘奶奶家厨房水管漏水，请师傅来看", "厨房水管漏水"),
    ("2栋刘奶奶家厨房水管漏了，没有手机", "厨房水管漏了"),
    ("王大爷在门口说他家跳闸，一屋子没电", "跳闸，一屋子没电"),
    ("501的业主说马桶堵了", "马桶堵了"),
    ("厨房水管漏水，麻烦派人看看", "厨房水管漏水"),
]


@pytest.mark.parametrize(("told", "left"), TOLD)
def test_who_told_it_and_what_they_asked_of_us_is_left_out(told, left):
    assert matter(told) == left


@pytest.mark.parametrize(
    "text", ["漏水", "说说物业费的事", "老人说", "王姐", "师傅来了没有修好", "业主委员会什么时候成立", "请师傅来看看"]
)
def test_what_is_not_told_by_another_stays_as_it_is(text):
    assert matter(text) == text


def test_a_letter_is_read_whole():
    letter = "张先生说" + "这件事已经拖了很久，" * 8
    assert matter(letter) == letter


@pytest.mark.parametrize("text", [told for told, _ in TOLD] + ["厨房水管漏水", "厨房水槽下面水管漏水"])
def test_a_fault_told_at_the_gate_is_a_repair(text):
    said = propose(text)
    assert (said.line, said.kind, said.urgency == "投诉") == ("维修", "报修", False)


@pytest.mark.parametrize(
    "text", ["刘奶奶说家里厨房水管漏水，地上都是水", "刘奶奶家厨房水管漏水，请师傅来看", "厨房水槽下面水管漏水"]
)
def test_a_phrase_of_the_menu_said_whole_is_that_item(text):
    assert propose(text).item == "R-WATER-LEAK"


def test_an_item_for_homes_is_not_meant_where_a_public_place_is_named():
    assert (menu.named("车库里水管漏水"), menu.named("厨房水管漏水")) == ("", "R-WATER-LEAK")


def test_a_fault_told_again_and_again_stays_a_complaint():
    assert cross("厨房水管漏水报了三次还没人来") and not cross("刘奶奶说家里厨房水管漏水，地上都是水")


@pytest.mark.parametrize(
    ("text", "blames"),
    [
        ("物业费怎么又涨了", True),
        ("凭什么不让快递进来", True),
        ("物业费怎么交", False),
        ("想问一下怎么办门禁卡", False),
    ],
)
def test_a_question_put_in_anger_is_a_complaint(text, blames):
    assert grumbles(text) is blames

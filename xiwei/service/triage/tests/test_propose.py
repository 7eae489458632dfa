"""Proposals stay within the closed sets, are the same every time, and are right on plain needs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiwei.service.triage import KINDS, LINES, NOTHING_SAID, URGENCIES, menu, model, propose

PLAIN = {
    "厨房水龙头关不紧一直滴水": ("维修", "报修"),
    "电梯三天两头坏，物业费白交了": ("维修", "投诉"),
    "有人把电动车推进电梯": ("秩序", "投诉"),
    "楼下垃圾堆了三天没人清": ("保洁", "投诉"),
    "草坪枯死了一大片": ("绿化", "投诉"),
    "物业费怎么又涨了": ("管家", "投诉"),
    "开发商不给办房产证": ("非物业", "投诉"),
    "公积金怎么提取": ("非物业", "咨询"),
}


@pytest.mark.parametrize(("text", "expected"), PLAIN.items())
def test_a_plain_need_gets_its_line_and_kind(text: str, expected: tuple[str, str]) -> None:
    said = propose(text)
    assert (said.line, said.kind) == expected


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_at_all_gets_answers_from_the_closed_sets(text: str, title: str) -> None:
    said = propose(text, title)
    codes = {item["code"] for item in menu.items()}
    assert (said.line in LINES, said.urgency in URGENCIES, said.kind in KINDS) == (True, True, True)
    assert said.item is None or said.item in codes
    assert 0 <= said.confidence <= 1


def test_the_same_words_get_the_same_proposal() -> None:
    first = propose("楼上半夜打麻将，吵得睡不着", "噪音")
    model.load.cache_clear()
    assert propose("楼上半夜打麻将，吵得睡不着", "噪音") == first


def test_nothing_said_goes_to_the_butler_without_confidence() -> None:
    assert propose("  ", "") == NOTHING_SAID


def test_what_no_company_can_answer_gets_no_item() -> None:
    assert propose("地铁施工半夜扰民，请政府管管", "附近工地夜间施工噪音扰民").item is None


def test_an_item_is_proposed_where_the_menu_has_the_words() -> None:
    assert propose("水龙头滴水").item == "R-TAP"


def test_every_item_the_model_knows_stands_on_the_menu() -> None:
    known = {code for code in model.load().heads["item"].labels if code}
    assert known <= {item["code"] for item in menu.items()}


def test_digits_and_masked_places_do_not_change_what_a_message_is() -> None:
    assert model.normalise("A3区5栋1201室灯不亮") == model.normalise("B12县8栋302室灯不亮")


def test_greetings_to_officials_are_not_read() -> None:
    assert model.normalise("尊敬的市长：您好！灯不亮") == "灯不亮"

"""Dangers told in no set words are heard all the same, and what only looks like them is not."""

import pytest

from xiwei.service.triage import dangers, scenes
from xiwei.service.triage.grammar import read_phrases


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("货梯门打不开了，里面还有个搬家师傅", "lift_trapped"),
        ("液化气的味儿越来越重", "gas"),
        ("对门门缝往外冒烟", "fire"),
        ("老伴从床上摔下，说不出话，半边身子动不了", "injury"),
        ("地下车库的水快没过轮胎了", "water"),
        ("摸着栏杆麻酥酥的", "power"),
        ("大樟树连根拔起压住两辆车", "falling"),
    ],
)
def test_a_scene_of_danger_is_found_by_its_code(text: str, code: str) -> None:
    assert dangers.find(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "十五楼有个小孩爬到阳台外面",
        "老头出门三个钟头没影了",
        "锅还在火上，门锁打不开",
        "停水一整天了",
        "有人在撬隔壁的门锁",
    ],
)
def test_a_pressing_scene_without_a_code_is_heard(text: str) -> None:
    assert (dangers.find(text), dangers.pressing(text)) == ("", True)


@pytest.mark.parametrize(
    "text",
    [
        "大树会不会倒下来啊，查一查",
        "孩子的书包不见了",
        "怕孩子走丢，想装个定位",
        "整栋楼老是停水，换个泵行不行",
        "火星镇街道的事",
        "蓝光花园怎么走",
        "上次老人摔倒在门口，后来好了吗",
        "救护车都进不来的小区，车乱停",
        "去年那棵树倒下压了车，保险赔了没",
    ],
)
def test_what_is_feared_asked_over_or_only_alike_is_no_scene(text: str) -> None:
    assert not dangers.pressing(text)


@pytest.mark.parametrize("text", ["电梯又困人了", "燃气现在漏气", "外墙突然往下掉砖", "井盖又不见了"])
def test_a_word_of_haste_among_danger_words_does_not_part_them(text: str) -> None:
    assert dangers.pressing(text)


@pytest.mark.parametrize(
    "text",
    [
        "上次水管爆了已经修好，谢谢",
        "昨晚跳闸的事弄好了，师傅态度很好",
        "孩子走丢那次多亏门岗大哥，表扬",
        "电梯困人演练是哪天",
        "新闻上说有个小区停电，我们不会吧",
        "物业拿停水停电要挟业主交费",
    ],
)
def test_thanks_news_practice_and_threats_are_not_pressing(text: str) -> None:
    assert not dangers.pressing(text)


@pytest.mark.parametrize(
    "text",
    [
        "奶奶不小心摔倒了",
        "小区宣传栏着火了",
        "厨房可能燃气泄漏了",
        "上次修的水管爆了",
        "之前换过的阀门爆管了",
        "防火门夹到手了",
        "怕是着火了，好大烟",
        "老人怕热晕倒了",
    ],
)
def test_a_word_of_fear_or_of_the_past_about_something_else_hides_no_danger(text: str) -> None:
    assert dangers.pressing(text)


@pytest.mark.parametrize(
    "text", ["谢谢你们快来，水管爆了", "燃气老是有味道，今天又闻到煤气味", "上次修好了，现在又跳闸了"]
)
def test_courtesy_and_the_past_do_not_hide_what_is_happening(text: str) -> None:
    assert dangers.pressing(text)


def test_a_letter_that_complains_cries_for_nothing_and_one_that_does_not_does() -> None:
    told = "小区的管理一年不如一年，电话没人接，多次反映都没有结果，恳请督促整改，给业主一个说法。" * 4
    assert dangers.pressing(told, "投诉物业：楼道着火没人管") is False
    assert dangers.pressing(told, "楼道着火了") is True


def test_every_scene_belongs_to_a_danger_or_to_what_is_as_pressing() -> None:
    assert set(scenes.SCENES) <= {danger.code for danger in dangers.known()} | {""}


def test_of_the_phrases_written_as_urgent_the_rules_alone_hear_six_in_seven_and_few_others() -> None:
    phrases = read_phrases()
    urgent = [m for m in phrases if m.labels.urgency == "急"]
    calm = [m for m in phrases if m.labels.urgency != "急"]
    assert sum(dangers.pressing(m.text) for m in urgent) / len(urgent) > 6 / 7
    assert sum(dangers.pressing(m.text) for m in calm) / len(calm) < 0.04

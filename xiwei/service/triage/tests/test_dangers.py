"""Danger words always raise a need to 急; words that only look like danger do not."""

import pytest

from xiwei.service.triage import dangers, propose

HAPPENING = {
    "三楼着火了，快来人": "fire",
    "楼道里冒浓烟": "fire",
    "我被困在电梯里了": "lift_trapped",
    "电梯关人了，里面有老人": "lift_trapped",
    "厨房有很大的煤气味": "gas",
    "有人晕倒在大门口": "injury",
    "水管爆了，水喷得到处都是": "water",
    "热水器漏电，手麻了一下": "power",
    "外墙脱落，掉下来砸到车": "falling",
    "没人管，楼道冒烟了": "fire",
    "电梯不动了，门也打不开": "lift_trapped",
    "上次着火修过，现在又冒烟了": "fire",
}


@pytest.mark.parametrize(("text", "code"), HAPPENING.items())
def test_a_danger_that_is_happening_is_found_by_its_code(text: str, code: str) -> None:
    assert dangers.find(text) == code


@pytest.mark.parametrize("text", HAPPENING)
def test_a_danger_word_makes_it_urgent_whatever_the_model_says(text: str) -> None:
    assert propose(text).urgency == "急"


@pytest.mark.parametrize(
    "text",
    [
        "没有着火，就是有人烧纸",
        "这次没有发生火灾",
        "上次着火的那家后来怎么处理的",
        "去年着火那家装修好了吗",
        "火锅店的外卖能送上楼吗",
        "万一着火怎么办，建议放个灭火器",
        "怕燃气泄漏，想装个报警器",
        "消防演习是几号",
        "火车站怎么走",
        "停电通知什么时候贴",
        "手机没电了，能借个充电器吗",
        "楼上养狗蹦跳，楼下神经衰弱",
        "楼上养狗蹦跳 楼下神经衰弱",
        "",
    ],
)
def test_denied_past_feared_and_lookalike_words_are_no_danger(text: str) -> None:
    assert dangers.find(text) == ""


def test_spaces_and_marks_inside_a_danger_word_do_not_hide_it() -> None:
    assert dangers.find("着 火 了！！！") == "fire"


PETROL = (
    "我们是全体业主，反对在小区旁边建加油站。加油站离幼儿园不到三十米，一旦发生火灾后果不堪设想，"
    "如果爆炸整栋楼都保不住。规划公示没有征求居民意见，请求重新选址，还我们一个安全的环境，盼复。"
    "我们已经联名反对，恳请有关部门高度重视，调查审批过程，给业主一个说法，谢谢领导！"
)


def test_fear_of_a_planned_petrol_station_is_no_danger() -> None:
    assert dangers.find(PETROL, "坚决反对在小区旁边建加油站") == ""


def test_a_letter_is_urgent_for_what_its_title_says() -> None:
    assert dangers.find(PETROL, "小区三栋电梯困人没人管") == "lift_trapped"


def test_a_letter_is_urgent_for_what_it_says_is_happening_now() -> None:
    assert dangers.find(PETROL + "现在车库正在冒烟。", "小区的几个问题") == "fire"


def test_a_letter_of_lifts_that_fall_tells_of_lasting_harm() -> None:
    letter = "小区电梯一个月里两次从十二楼掉到三楼，老人被关在里面四十分钟，物业不管。" * 4
    assert dangers.lasting(letter, "电梯有安全问题")


def test_a_letter_of_fees_tells_of_no_lasting_harm() -> None:
    assert not dangers.lasting("物业费从一块八涨到两块五，没有征求业主意见，发票也不开，问了几次都不理。" * 5, "乱涨价")


@pytest.mark.parametrize(
    "text",
    [
        "老人走失了，帮忙看看监控",
        "路中间的井盖没了",
        "整栋楼停水了",
        "电梯突然往下掉了一截",
        "窗外有个马蜂窝，胡蜂飞进来",
    ],
)
def test_what_is_as_pressing_as_a_danger_is_urgent_without_a_page_of_its_own(text: str) -> None:
    assert (dangers.find(text), dangers.pressing(text), propose(text).urgency) == ("", True, "急")


@pytest.mark.parametrize("text", ["宠物走失了谁看见", "小区停水通知贴了没", "怕有小偷，能装个摄像头吗", "没有可疑人员"])
def test_look_alikes_and_denials_of_what_is_pressing_are_not_pressing(text: str) -> None:
    assert not dangers.pressing(text)


def test_a_danger_has_an_item_even_where_the_model_is_not_sure() -> None:
    assert propose("姐妹们，楼道里一股臭鸡蛋的味，十一楼最浓").item == "R-GAS-LEAK"

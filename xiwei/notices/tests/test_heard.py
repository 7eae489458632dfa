"""What was kept in Chinese is read in the reader's tongue, and what people wrote stays theirs."""

from time import perf_counter

import pytest
from django.utils import translation

from xiwei.notices import heard


@pytest.mark.parametrize(
    ("kept", "english"),
    [
        ("已收到：户内水管渗漏", "Received: Leaking pipe at home"),
        ("孙师傅已到场：户内水管渗漏", "孙师傅 has arrived: Leaking pipe at home"),
        ("孙师傅已到场：阳台漏水，很急：快来", "孙师傅 has arrived: 阳台漏水，很急：快来"),
        ("承诺 11月28日 11:27 前办好：户内水管渗漏", "Promised by 28 Nov 11:27: Leaking pipe at home"),
        ("报价 120.00 元，请您同意", "Quote of 120.00 yuan, please agree"),
        ("已答复，请您看看：装修押金怎么退", "Answered, please have a look: 装修押金怎么退"),
        ("谁也没登记过的一句话", "谁也没登记过的一句话"),
        ("plain English: 100%", "plain English: 100%"),
        ("", ""),
    ],
)
def test_a_message_is_read_in_english_and_stays_as_kept_in_chinese(kept, english):
    with translation.override("en"):
        assert heard.heard(kept) == english
    with translation.override("zh-hans"):
        assert heard.heard(kept) == kept


def test_braces_that_somebody_wrote_are_no_places():
    with translation.override("en"):
        assert heard.heard("已收到：{who} {0} %s") == "Received: {who} {0} %s"


def test_the_sentence_with_more_words_of_its_own_is_found_first():
    assert heard.find("已办好，请您去看看：灯") == ("已办好，请您去看看：{what}", {"what": "灯"})
    assert heard.find("改由孙师傅来处理：灯") == ("改由{who}来处理：{what}", {"who": "孙师傅", "what": "灯"})


def test_words_chosen_to_be_slow_are_looked_at_once():
    said = "，由" * 20_000
    began = perf_counter()
    assert (heard.find(said), perf_counter() - began < 1) == (None, True)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("您的假批了", ("您的假批了", {})),
        ("请您为孙师傅代班", ("请您为{who}代班", {"who": "孙师傅"})),
        ("9月21日，由孙师傅，由代班。", ("{when}，由{who}代班。", {"when": "9月21日", "who": "孙师傅，由"})),
        ("请您为代班", None),
    ],
)
def test_a_place_ends_where_the_next_words_first_stand_and_holds_something(said, found):
    assert heard.find(said) == found

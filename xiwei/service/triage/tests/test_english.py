"""What is written in English is understood as the same in Chinese, or not guessed at."""

import pytest

from xiwei.service.triage import dangers, english, propose

MEANT = [
    ("I smell gas in the kitchen", "维修", "急", "gas", "R-GAS-LEAK"),
    ("gas leak!!", "维修", "急", "gas", "R-GAS-LEAK"),
    ("My mother is stuck in the lift", "维修", "急", "lift_trapped", "R-LIFT-TRAPPED"),
    ("We are trapped inside the elevator", "维修", "急", "lift_trapped", "R-LIFT-TRAPPED"),
    ("Fire in the corridor", "秩序", "急", "fire", "O-FIRE"),
    ("The pipe burst and my kitchen is flooded", "维修", "急", "water", "R-PIPE-BURST"),
    ("Power is out", "维修", "急", "power", "R-POWER-HOME"),
    ("The kitchen tap is leaking", "维修", "一般", "", "R-TAP"),
    ("My kitchen sink leaks", "维修", "一般", "", "R-WATER-LEAK"),
    ("Toilet is blocked", "维修", "一般", "", "R-TOILET-CLOG"),
    ("blocked toilet since this morning", "维修", "一般", "", "R-TOILET-CLOG"),
    ("Please fix my front door lock", "维修", "一般", "", "R-LOCK"),
    ("The light in the stairwell is flickering", "维修", "一般", "", "R-LIGHT-PUBLIC"),
]
NOT_GUESSED = [
    "Hello, what are your opening hours?",
    "When is the fire drill?",
    "No smell of gas any more, thanks",
    "Where is the fire extinguisher?",
    "I would like to speak with the director",
]


@pytest.mark.parametrize(("text", "line", "urgency", "danger", "item"), MEANT, ids=[one[0] for one in MEANT])
def test_everyday_english_is_understood_as_its_chinese_is(text, line, urgency, danger, item):
    said = propose(text)
    assert (said.line, said.urgency, said.danger, said.item) == (line, urgency, danger, item)


@pytest.mark.parametrize("text", NOT_GUESSED)
def test_what_is_not_understood_is_nobodys_business_but_the_butlers(text):
    said = propose(text)
    assert (said.line, said.urgency, said.danger, said.item, said.confidence) == ("管家", "一般", "", None, 0.0)


def test_chinese_with_an_english_word_in_it_stays_as_it_is():
    assert english.in_chinese("WIFI 没信号，power 灯不亮") == "WIFI 没信号，power 灯不亮"


def test_numbers_and_signs_alone_are_not_english():
    assert english.in_chinese("501 ???") == "501 ???"


def test_danger_is_heard_in_english_wherever_words_are_heard():
    from xiwei.service.queries.understanding import heard

    assert heard("I smell gas") == ("gas", True)
    assert heard("The tap drips") == ("", False)
    assert dangers.find(english.in_chinese("sparks from the socket")) == "power"

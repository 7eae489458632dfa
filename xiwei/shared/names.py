"""How a resident is named to those who only serve them: by the family name, for a look at the whole leaves a line."""

import re

from django.utils.translation import gettext_noop

NOBODY = gettext_noop("（已抹去）")  # what stands where a name stood; kept as data, so in Chinese whoever reads

# What people call one another by leaves the name as it is: 刘先生 says no more than 刘*.
CALLED = ("先生", "女士", "小姐", "老师", "师傅", "阿姨", "叔叔", "奶奶", "爷爷", "大爷", "大妈", "大姐", "大哥")
LONGEST_CALLED = 4


def masked(name: str) -> str:
    """As lists show it: 王芳 → 王*, 欧阳小明 → 欧**; in whose place nobody stands any more has no name to shorten."""
    return name if name == NOBODY else name[:1] + "*" * min(len(name) - 1, 2)


def called(name: str) -> str:
    """The same, but for one who is known by a form of address alone: 刘先生 stays 刘先生."""
    return name if len(name) <= LONGEST_CALLED and name.endswith(CALLED) else masked(name)


def of_another(words: str, called: str) -> str:
    """What is written to somebody, as others read it: 住户报的事, for 您报的事."""
    return words.replace("您", called)


def of_another_in_english(words: str) -> str:
    """The same of English words: Your name is Their name, what you said is what they said, told to you is told to them."""
    said = re.sub(r"\b(to|of|by|for|with|was|serves?|tells?|reach|know|help) you\b", r"\1 them", words)
    for mine, theirs in (
        ("Yours", "Theirs"),
        ("yours", "theirs"),
        ("Your", "Their"),
        ("your", "their"),
        ("You", "They"),
        ("you", "they"),
    ):
        said = re.sub(rf"\b{mine}\b", theirs, said)
    return said

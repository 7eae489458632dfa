"""How a resident is named to those who only serve them: by the family name, for a look at the whole leaves a line."""

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

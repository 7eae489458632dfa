"""Danger words: what raises a need to 急 whatever the model thinks.

The words and their look-alikes are the standards' (standards/data/dangers.toml): look-alikes are blanked first, then
words are sought. Here is added what a list can't say: that the word is denied ("没有着火"), past ("上次着火"), feared or
planned ("万一着火"), and that one such word deep in a letter of complaint is a figure of speech, not a cry for help.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from xiwei.standards import catalogue

LETTER = 120  # characters from which a message is a letter and no longer a cry for help
LOOK_BACK = 8  # characters before the word in which a denial or a date counts

MARKS = re.compile(r"[\s，,、。.!！?？;；:：\"“”'‘’()（）\[\]【】…~～—\-]+")
CLAUSES = re.compile(r"[，,。.!！?？;；\n]+")
DENIED = re.compile(
    r"(?:没有?|沒有?|冇|莫得|木有|未|不是|并非|并无|无|不会|不再|防止?|避免|预防|以防|杜绝|怕|担心|万一|如果|假如|要是|倘若|若|一旦"
    r"|可能|会不会|容易|以免|免得|勿|禁止|严禁|演练|演习|模拟|小心|谨防|隐患|引发|引起|导致|造成|存在)[^没不无未]{0,5}$"
)
PAST = re.compile(
    r"(?:上次|上回|上个月|上周|去年|前年|前几年|几年前|当年|以前|之前|从前|曾经?|早年|那次|那回|听说|新闻|报道|据说|以往|\d{4}年|年\d{1,2}月)"
    r"[^，。]{0,10}$"
)
AFTER = re.compile(r"^.{0,4}(?:隐患|风险|演练|演习|培训|宣传|预防|的新闻|怎么办|保险|事件|应急预案|通知|公告|预案)")
OVER = re.compile(r"(?:已经?|早就?)(?:修好|处理|解决|扑灭|灭了|没事|恢复|救出|放出来)")
STILL = re.compile(r"现在|正在|此刻|刚刚?|目前|又|还在|一直|今天|今晚|今早|快来|马上|赶紧|救|多次|经常|频繁|频频|随时")


@dataclass(frozen=True)
class Danger:
    """One danger: its code, the words that tell of it and the look-alikes that don't, without marks or case."""

    code: str
    words: tuple[str, ...]
    look_alikes: tuple[str, ...]


@cache
def known() -> tuple[Danger, ...]:
    """The standards' dangers, longest words first so that the most telling is found."""
    return tuple(
        Danger(code, _plain(one.get("words", ())), _plain(one.get("not_words", ())))
        for code, one in catalogue.dangers().items()
    )


def _plain(words: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({MARKS.sub("", word).lower() for word in words}, key=lambda word: (-len(word), word)))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


def find(text: str, title: str = "") -> str:
    """The code of the danger a message tells of as present, or "". In a letter only the heading is believed."""
    whole = f"{title}。{text}" if title else text
    if len(whole) > LETTER:
        whole = heading(text, title)
    for danger in known():
        if told(whole, danger):
            return danger.code
    return ""


def heading(text: str, title: str) -> str:
    """What a letter is about: its title, or its first two clauses."""
    return title or "，".join(CLAUSES.split(text.strip())[:2])[:60]


def told(text: str, danger: Danger) -> bool:
    """Whether the danger is told of as present anywhere in the text."""
    joined = MARKS.sub("", text).lower()
    clear = _pattern(danger.look_alikes).sub(lambda match: " " * len(match[0]), joined) if danger.look_alikes else joined
    found = list(_pattern(danger.words).finditer(clear))
    return any(present(joined, match.start(), match.end()) for match in found)


def present(joined: str, start: int, end: int) -> bool:
    """Whether what stands at start:end is happening: not denied, feared, planned, and if past not also still so."""
    before, after = joined[max(0, start - LOOK_BACK) : start], joined[end : end + LOOK_BACK]
    if DENIED.search(before) or AFTER.search(after) or OVER.search(joined[end : end + 20]):
        return False
    longer = joined[max(0, start - LOOK_BACK - 8) : start]
    return not PAST.search(longer) or bool(STILL.search(joined[start:]))

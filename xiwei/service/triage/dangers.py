"""Danger words: what raises a need to 急 whatever the model thinks.

The words and their look-alikes are the standards' (standards/data/dangers.toml): look-alikes are blanked first, then
words are sought. Here is added what a list can't say: that the word is denied ("没有着火"), past ("上次着火"), feared or
planned ("万一着火"), and that one such word deep in a letter of complaint is a figure of speech, not a cry for help.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from . import menu

LETTER = 120  # characters from which a titled message is a letter and no longer a cry for help
STORY = 240  # the same for an untitled one: people who speak to a phone in fright run on
LOOK_BACK = 10  # characters before the word, in its clause, in which a denial or a date counts

ACROSS = 5  # a word of so many characters may run over a comma ("电梯不动了，门也打不开"); a short one may not ("蹦跳，楼下")

MASKED = re.compile(r"\s+|_x000D_")
MARKS = re.compile(r"[\s，,、。.!！?？;；:：\"“”'‘’()（）\[\]【】…~～—\-]+")
CLAUSES = re.compile(r"[，,。.!！?？;；\n]+")
DENIED = re.compile(  # adjacent to the word: "没人管，楼道冒烟" denies nothing
    r"(?:没有|没|沒有|冇|莫得|木有|未|并未|不是|并非|并无|无|不会|不再|勿|禁止|严禁|不要|别)"
    r"(?:再|真的?|任何|什么|发生|出现|看到|闻到|听到|过|让|人|在)?$"
)
FEARED = re.compile(
    r"(?:防止?|避免|预防|以防|杜绝|怕|担心|害怕|万一|如果|假如|要是|倘若|若|一旦|可能|会不会|容易|以免|免得|演练|演习|模拟|小心|谨防"
    r"|会发生|会引起|会引发|会导致|会造成|真要|真的?要)[^，。]{0,5}$"
)
PAST = re.compile(
    r"(?:上次|上回|上个月|上周|去年|前年|前几年|几年前|当年|以前|之前|从前|曾经?|早年|那次|那回|听说|新闻|报道|据说|以往|\d{4}年|年\d{1,2}月)"
    r"[^，。]{0,8}$"
)
AFTER = re.compile(r"^.{0,3}(?:隐患|风险|演练|演习|培训|宣传|预防|的新闻|保险|应急预案|通知|公告|预案)")
OVER = re.compile(r"(?:已经?|早就?)(?:修好|处理|解决|扑灭|灭了|没事|恢复|救出|放出来)")
STILL = re.compile(
    r"现在|正在|此刻|刚刚|刚才|目前|又|还在|一直|今天|今晚|今早|快来|马上|赶紧|救|多次|经常|频繁|频频|随时"
)
NOW = re.compile(r"现在|正在|此刻|刚刚|刚才|快来|快派|快点|赶紧|马上|救命(?!.{0,4}通道)|十万火急")
ASKED = re.compile(r"[吗么呢没]$|多少|怎么|咋|[啥谁哪几]|什么|如何|能不能|可不可以|是否|后来|建议|希望")
AGO = re.compile(r"上次|上回|上个月|去年|前年|前几年|几年前|当年|那次|那回|听说|新闻|报道")
BOUND_TO = re.compile(r"(?:随时|早晚|迟早|哪天|总有一天|真的?)[就都]?(?:可能|会|要)?$")


# What a letter tells of as going on: no call for help now, but not to be left for days either.
LASTING = re.compile(
    r"电梯[^。！？]{0,30}(?:掉层|下坠|坠落|急坠|急降|冲顶|下滑|滑到|失控|猛[的地]?下沉|往下掉|下掉|掉到|掉下|困人|关人|困住|被困|夹人|夹到)"
    r"|(?:被困|困在|被关|关在|困|(?<!有)关(?![于停闭掉]))[^。！？，]{0,8}电梯|电梯[^。！？，]{0,8}(?:困|关)(?:了|过|着)?(?:人|我|老|小|孩)"
    r"|(?:停水|断水|没水|无水|停电|断电|没电)[^。！？，]{0,8}(?:\d+|[一二两三四五六七八九十半多几]+)个?多?(?:天|日|周|星期|礼拜|月|夜)"
    r"|(?:连续|已经|整整|接连|持续|天天|每天|每晚|频繁)[^。！？，]{0,8}(?:停水|断水|没水|停电|断电)"
    r"|(?<!经常)无水可用|一滴水[都也]?没|[\u4e00-\u9fff](?:频繁|经常性?|多次|不停地?)(?:停水|断水|停电)|停水停电|停电停水"
    r"|(?:水管|主管|管道)[^。！？，]{0,6}(?:爆裂|爆管|破裂|爆掉)|漏成?水帘洞|成了[“\"]?水帘洞"
    r"|(?:外墙|瓷砖|墙皮|墙砖|水泥块|玻璃|窗户|吊顶|面板)[^。！？，]{0,6}(?:脱落|掉落|坠落|砸[中到伤])"
    r"|(?:煤气|燃气|天然气)[^。！？，]{0,4}(?:泄漏|泄露|漏气)|(?:电路|电线|电箱|电缆)[^。！？，]{0,4}(?:起火|冒烟|短路)|触电|漏电"
)

MATTERS = (  # what such harm is done by: a letter that is about it names it in its heading
    re.compile(r"电梯|坠"),
    re.compile(r"[停断没无缺用供来]水|水[管压电]|漏|爆管|管道|自来水"),
    re.compile(r"[停断没用供来]电|供电|漏电|电[路线箱缆]|跳闸"),
    re.compile(r"脱落|掉落|坠|墙|瓷砖|玻璃|质量|安全"),
    re.compile(r"煤气|燃气|天然气|起火|安全"),
)


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
        Danger(one["code"], _plain(one.get("words", ())), _plain(one.get("not_words", ()))) for one in menu.dangers()
    )


def _plain(words: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({MARKS.sub("", word).lower() for word in words}, key=lambda word: (-len(word), word)))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


@cache
def sore() -> Danger:
    """What is as pressing as a danger but has no code and no page of its own."""
    also = menu.also_urgent()
    return Danger("", _plain(also["words"]), _plain(also["not_words"]))


def find(text: str, title: str = "") -> str:
    """The code of the danger a message tells of as present, or ""."""
    whole = believed(text, title)
    return next((danger.code for danger in known() if told(whole, danger)), "")


def pressing(text: str, title: str = "") -> bool:
    """Whether a message tells of something that can't wait, a danger or not: it is 急 whatever anybody else thinks."""
    return bool(find(text, title)) or told(believed(text, title), sore())


def believed(text: str, title: str) -> str:
    """What of a message is taken for a cry: in a letter only the heading, and clauses that say it is happening now."""
    whole = f"{title}。{text}" if title else text
    if len(whole) > (LETTER if title else STORY):
        return "。".join([heading(text, title), *(clause for clause in CLAUSES.split(text) if NOW.search(clause))])
    return whole


def lasting(text: str, title: str = "") -> bool:
    """Whether a letter is about harm that goes on: a lift that falls or traps, days without water or power, falling tiles.

    What is named once in passing, under another heading, is one complaint among others and no emergency.
    """
    whole = MASKED.sub("", f"{title}。{text}")
    if len(whole) <= LETTER:
        return False
    found = [m[0] for m in LASTING.finditer(whole) if not only_feared(whole[max(0, m.start() - LOOK_BACK) : m.start()])]
    about = heading(text, title)
    return len(found) > 1 or any(matter.search(harm) and matter.search(about) for harm in found for matter in MATTERS)


def only_feared(before: str) -> bool:
    """Whether what stands before harm that goes on denies it, fears it or foretells it."""
    return feared(before) or bool(BOUND_TO.search(before))


def asks_of_the_past(text: str) -> bool:
    """Whether a message only asks about something long over ("上次困人的原因查出来没"): nobody need run."""
    return bool(AGO.search(text)) and not STILL.search(text) and any(ASKED.search(c) for c in CLAUSES.split(text) if c)


def heading(text: str, title: str) -> str:
    """What a letter is about: its title, or its first two clauses."""
    return title or "，".join(CLAUSES.split(text.strip())[:2])[:60]


def told(text: str, danger: Danger) -> bool:
    """Whether the danger is told of as present anywhere in the text; marks and case don't count, as in the standards."""
    clauses = [MARKS.sub("", clause).lower() for clause in CLAUSES.split(text)]
    begins, joined = [], ""
    for clause in clauses:
        begins += [len(joined)] * len(clause)
        joined += clause
    clear = _pattern(danger.look_alikes).sub(lambda match: " " * len(match[0]), joined)
    found = [match.span() for match in _pattern(danger.words).finditer(clear)]
    return any(
        present(joined, begins[start], start, end)
        for start, end in found
        if end - start >= ACROSS or begins[start] == begins[end - 1]
    )


def present(joined: str, clause: int, start: int, end: int) -> bool:
    """Whether what stands at start:end, in the clause from there, is happening.

    It is not when denied, feared, planned or over, nor when past unless something still goes on.
    """
    before = joined[max(clause, start - LOOK_BACK) : start]
    if feared(before) or AFTER.search(joined[end : end + 8]) or OVER.search(joined[end : end + 20]):
        return False
    return not PAST.search(joined[max(clause, start - 16) : start]) or bool(STILL.search(joined[start:]))


def feared(before: str) -> bool:
    """Whether what stands before a word denies it or only fears it."""
    return bool(DENIED.search(before) or FEARED.search(before))

"""Danger words: what raises a need to 急 whatever the model thinks.

The words and their look-alikes are the standards' (standards/data/dangers.toml): look-alikes are blanked first, then
words are sought. Here is added what a list can't say: that the word is denied ("没有着火"), past ("上次着火"), feared or
planned ("万一着火"), and that one such word deep in a letter of complaint is a figure of speech, not a cry for help.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from . import menu, scenes

LETTER = 120  # characters from which a titled message is a letter and no longer a cry for help
STORY = 240  # the same for an untitled one: people who speak to a phone in fright run on
AHEAD = 40  # characters from the word on in which "still" or "again" counts
LOOK_BACK = 10  # characters before the word, in its clause, in which a denial or a date counts

ACROSS = 5  # a word of so many characters may run over a comma ("电梯不动了，门也打不开"); a short one may not ("蹦跳，楼下")

MASKED = re.compile(r"\s+|_x000D_")
MARKS = re.compile(r"[\s，,、。.!！?？;；:：\"“”'‘’()（）\[\]【】…~～—\-]+")
CLAUSES = re.compile(r"[，,。.!！?？;；\n]+")
DENIED = re.compile(  # adjacent to the word: "没人管，楼道冒烟" denies nothing
    r"(?:没有|没|沒有|冇|莫得|木有|未|并未|不是|并非|并无|无|不会|不再|勿|禁止|严禁|不要|别)"
    r"(?:再|真的?|任何|什么|发生|出现|看到|闻到|听到|过|让|人|在)?$"
)
FEARED = re.compile(  # not 不小心摔倒, nor 怕是着火了, nor 防火门夹到手, nor 宣传栏着火了
    r"(?:(?<!消)防止?(?![盗火护水])|避免|预防|以防|杜绝|怕(?![是热冷])|担心|万一|如果|假如|要是|倘若|若(?=发|是)|一旦|可能(?:会|引|导|造)|会不会|容易|以免"
    r"|免得|演练|演习|模拟|(?<!不)小心|谨防|会发生|会引起|会引发|会导致|会造成|真的?要|讲座|讲讲|培训|宣传(?!栏)|科普|新闻上?说?)[^，。]{0,8}$"
)
PAST = re.compile(  # 上次修的水管爆了 is of now: what is past is the mending
    r"(?:上次|上回|上个月|上周|去年|前年|前几年|几年前|当年|那次|那回|听说|新闻|报道|据说|\d{4}年|年\d{1,2}月|这半年|时有|偶尔|偶有)"
    r"(?![^，。]{0,3}[修换装补弄报买来])[^，。]{0,14}$|(?:以前|之前|从前|曾经?|早年|以往)[^，。]{0,4}$"
)
AFTER = re.compile(
    r"^(?:.{0,3}(?:隐患|风险|演练|演习|培训|宣传|预防|的新闻|保险|应急预案|通知|公告|预案)"
    r"|.{0,2}?了?(?:的事|那家|那回|那次|那晚|那天|那栋|那户|算谁|的责任|的原因|多少回|应该打.{1,4}电话先?存))"
)
OVER = re.compile(
    r"(?:已经?|早就?)(?:修好|处理|解决|扑灭|灭了|没事|恢复|救出|放出来)|虚惊一场|(?:修|弄|处理|搞|换)好了|(?:解决|搞定)了"
)
STILL = re.compile(
    r"(?<!到)现在|正在|此刻|刚刚|刚才|目前|又|还在|一直|今天|今晚|今早|快来|马上|赶紧|救(?!出|护|了)|多次|经常|频繁|频频|随时|还是|没修|没弄"
)
# Praise for what was done, in words that nobody in need would use.
PRAISED = re.compile(r"谢谢|多谢|感谢|点赞|好评|表扬|辛苦|👍|来得很快|很?及时|态度很好|帮了大忙|多亏")
DONE = re.compile(
    r"(?:修|弄|处理|搞|换|疏通|灭|救|放)(?:好|出来|掉)了?|(?:解决|搞定|恢复)了|来得|很及时|没事了|虚惊一场|半夜来|忙到|那[次回晚天]|多亏|帮了"
)
# What only comes and goes; gas, fire and bare wires are not among it: they stay.
AGAIN = re.compile(
    r"(?:老是?|总是?|经常|常常?|三天两头|隔三差五|隔一阵就?|动不动就?|天天|每天|时不时就?|一[年月]|一个月|每年|每个月|每次|屡次|频繁|多次"
    r"|每逢.{0,4}|一[到下].{0,4}就|随便)[^，。]{0,3}$"
)
COMES_AND_GOES = re.compile(
    r"停[电水]|断[电水]|没[电水]|跳闸|困|关[人在]|爆管|管爆|倒灌|[反返]水|进水|积水|淹|粪|打架|打起来|闹事|警铃|火警|消防铃|跌倒|摔倒"
)
AGAIN_IN = re.compile(r"老是|总是|经常|常常|三天两头|隔三差五|隔一阵|动不动|时不时|一[年月]|每[年次]")
NOT_SO = re.compile(r"会不会|没有(?![电水人呼])|[怕免]|防止|万一|以前|上[回次]|去年|多少钱|以后怎么")
BY_FORCE = re.compile(r"(?:要挟|威胁|逼|催[缴交费]|卡业主|的方式|的手段)")
NOWISH = re.compile(r"现在|正在|突然|忽然|刚刚|刚才|又")
NOW = re.compile(r"现在|正在|此刻|刚刚|刚才|快来|快派|快点|赶紧|马上|救命(?!.{0,4}通道)|十万火急")
ASKED = re.compile(r"[吗么呢没]$|多少|怎么|咋|[啥谁哪几]|什么|如何|能不能|可不可以|是否|后来|建议|希望")
AGO = re.compile(r"上次|上回|上个月|去年|前年|前几年|几年前|当年|那次|那回|听说|新闻|报道")
# So begins what complains and argues, in a letter: it cries for no help, however dreadful the thing it names.
COMPLAINS = re.compile(
    r"投诉|举报|反映|反应|关于|请求|强烈|建议|反对|咨询|请问|何时|什么时候|扰民|谁来管|问题$|安全隐患|烟囱"
)
BOUND_TO = re.compile(r"(?:随时|早晚|迟早|哪天|总有一天|真的?)[就都]?(?:可能|会|要)?$")


# What a letter tells of as going on: no call for help now, but not to be left for days either.
LASTING = re.compile(
    r"电梯[^。！？]{0,30}(?:掉层|下坠|坠落|急坠|急降|冲顶|下滑|滑到|失控|猛[的地]?下沉|往下掉|下掉|掉到|掉下|忽上忽下|落到|窜到|串到|困人|关人|困住|被困|夹人|夹到)"
    r"|(?:被困|困在|被关|关在|困|(?<!有)关(?![于停闭掉]))[^。！？，]{0,8}电梯|电梯[^。！？，]{0,8}(?:困|关)(?:了|过|着)?(?:人|我|老|小|孩)"
    r"|卡在[^。！？，]{0,6}[楼层][^。！？，]{0,6}(?:中间|之间)|突然停住门打不开"
    r"|(?<!多次)(?:停水|断水|没水|无水|停电|断电|没电|停电梯停水)[^。！？，]{0,8}(?:\d+|[一二两三四五六七八九十半多几]+)个?多?(?:天|日|周|星期|礼拜)(?![前内])"
    r"|(?:连续|整整|接连)[^。！？，]{0,6}(?:天|日|周|星期|礼拜)[^。！？]{0,24}(?:停水|断水|没水|停电|断电)"
    r"|(?:现在|至今|目前)[^。！？，]{0,6}(?:停水|没水|无水|停电|没电)[^。！？，]{0,2}(?:中|状态)|(?:已|已经|现在)无水可用|目前遭遇停水"
    r"|(?:整[栋幢]楼?|整个(?:单元|小区)|全(?:楼|小区|单元))[^。！？，]{0,3}(?:停水|停电|没水|没电|断水|断电)(?!通知|公告)"
    r"|漏成?水帘洞|成了[“\"]?水帘洞"
    r"|(?:外墙|瓷砖|墙皮|墙砖|水泥块|玻璃|窗户|吊顶|面板)[^。！？，]{0,6}(?:脱落|掉落|坠落|砸[中到伤])"
    r"|(?:煤气|燃气|天然气)[^。！？，]{0,4}(?:泄漏|泄露|漏气)|(?:电路|电线|电箱|电缆)[^。！？，]{0,4}(?:起火|冒烟|短路)|触电|漏电"
)

MATTERS = (  # what such harm is done by: a letter that is about it names it in its heading
    re.compile(r"电梯|坠|卡在|停住"),
    re.compile(r"[停断没无缺用供来]水|水[管压电]|漏|爆管|管道|自来水"),
    re.compile(r"[停断没用供来]电|供电|漏电|电[路线箱缆]|跳闸"),
    re.compile(r"脱落|掉落|坠落|坠物|砸"),
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


def dismissed(text: str, title: str = "") -> bool:
    """Whether a short message names a danger, or what only looks like one.

    Where nothing was found pressing in it, it is denied, feared, asked about, long over or told of: no case for guesses.
    """
    clauses = [MARKS.sub("", clause).lower() for clause in CLAUSES.split(f"{title}。{text}")]
    patterns = [
        pattern for danger in (*known(), sore()) for pattern in (_pattern(danger.words), scenes.of(danger.code))
    ]
    return not is_letter(text, title) and any(pattern.search(one) for one in clauses for pattern in patterns)


def praises(text: str) -> bool:
    """Whether a short message thanks for what is over ("昨晚跳闸弄好了，谢谢"): nothing in it is still to be done."""
    return len(text) <= LETTER and bool(PRAISED.search(text) and DONE.search(text)) and not STILL.search(text)


def believed(text: str, title: str) -> str:
    """What of a message is taken for a cry: in a letter only the heading, and clauses that say it is happening now."""
    whole = f"{title}。{text}" if title else text
    if praises(whole):
        return ""
    if is_letter(text, title):
        about = heading(text, title)
        cries = [] if COMPLAINS.search(about) else [about]
        return "。".join([*cries, *(clause for clause in CLAUSES.split(text) if NOW.search(clause))])
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


FITTING = re.compile(r"插|开关|电线|电路|电箱|电表|配电|线路|空开|闸|灯|热水器|空调|电器")


def at_fitting(text: str) -> bool:
    """Whether the words name a fitting of the house's wiring, or what hangs on it."""
    return bool(FITTING.search(text))


def only_feared(before: str) -> bool:
    """Whether what stands before harm that goes on denies it, fears it or foretells it."""
    return feared(before) or bool(BOUND_TO.search(before))


def is_letter(text: str, title: str = "") -> bool:
    """Whether a message is long enough to be a letter: urgent for what it is about, and not for a word in it."""
    return len(title) + len(text) > (LETTER if title else STORY)


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
    words = [at for at in found(joined, danger) if at[1] - at[0] >= ACROSS or begins[at[0]] == begins[at[1] - 1]]
    return any(present(joined, begins[start], start, end) for start, end in (*words, *seen(joined, danger))) or any(
        parted(clause, danger) for clause in clauses if NOWISH.search(clause)
    )


def found(text: str, danger: Danger) -> list[tuple[int, int]]:
    """Where the danger's words stand in a text without marks, its look-alikes blanked."""
    return [match.span() for match in _pattern(danger.words).finditer(clear(text, danger))]


def seen(text: str, danger: Danger) -> list[tuple[int, int]]:
    """Where one of its scenes is told, over as many clauses as it takes."""
    scene = scenes.of(danger.code)
    return [match.span() for match in scene.finditer(clear(text, danger)) if not calm_inside(match[0])]


def clear(text: str, danger: Danger) -> str:
    """The text with the danger's look-alikes blanked."""
    return _pattern(danger.look_alikes).sub(lambda match: " " * len(match[0]), text)


def calm_inside(scene: str) -> bool:
    """Whether a scene says within itself that it is none: 大树没有倒, 孩子会不会走丢, 整栋楼老是停水."""
    return bool(NOT_SO.search(scene) or (COMES_AND_GOES.search(scene) and AGAIN_IN.search(scene)))


def parted(clause: str, danger: Danger) -> bool:
    """Whether a clause has the danger's words with a word of haste among them: 电梯又困人, 燃气现在漏气."""
    close = NOWISH.sub("", clause)
    return any(
        not feared(close[max(0, start - LOOK_BACK) : start]) and not AFTER.search(close[end : end + 12])
        for start, end in (*found(close, danger), *seen(close, danger))
        if close[start:end] not in clause  # what stands whole has been judged by present()
    )


def present(joined: str, clause: int, start: int, end: int) -> bool:
    """Whether what stands at start:end, in the clause from there, is happening.

    It is not when denied, feared, planned or over, nor when past unless something still goes on.
    """
    before, after = joined[max(clause, start - 16) : start], joined[end:]
    if feared(before[-LOOK_BACK:]) or AFTER.search(after[:12]):
        return False
    past = PAST.search(before)
    still = STILL.search((past[0] if past else "") + joined[start : start + AHEAD])
    if OVER.search(after[:20]) and not still:
        return False
    comes = COMES_AND_GOES.search(joined[start:end]) and (AGAIN.search(before) or BY_FORCE.search(after[:8]))
    return not comes and bool(still or not past)


def feared(before: str) -> bool:
    """Whether what stands before a word denies it or only fears it."""
    return bool(DENIED.search(before) or FEARED.search(before))

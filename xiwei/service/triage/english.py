"""What is written in English, in the few Chinese words by which the same is understood.

The model and the danger words are Chinese. A resident who reads the product in English writes English; so what everyday
words of a need are found are said again in Chinese, and go the same way: one definition of gas, of a blocked toilet.
What is not found is not guessed at.
"""

from __future__ import annotations

import re

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
DENIED = re.compile(r"\b(?:no|not|never|without|isn'?t|wasn'?t|drill|test(?:ing)?)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)

# In the order in which they are said: what is dangerous, then where, then what is wrong. A noun and its trouble may stand
# either way round: "the toilet is blocked", "blocked toilet".
TROUBLE = {
    "stuck": r"(?:stuck|trapped|locked in(?:side)?|shut in)",
    "leaks": r"(?:leak\w*|drip\w*|burst|spray\w*)",
    "blocked": r"(?:block\w*|clog\w*|back(?:ed|ing)? up|won'?t (?:flush|drain)|not (?:flushing|draining)|overflow\w*)",
    "broken": (
        r"(?:broken?|out of order|not work\w*|won'?t (?:work|open|close|lock|turn on|move)|does ?n[o']?t work|stopped|dead|"
        r"faulty|jammed|fix(?:ed)?|repair|replace|mend|(?:is|are|went|gone) out|flicker\w*|loose|off)"
    ),
}
LIFT, PIPE = r"(?:lift|elevator)", r"(?:pipes?|plumbing)"


def _both(noun: str, trouble: str) -> str:
    bad = TROUBLE[trouble]
    return rf"\b{noun}\b[^.!?]{{0,40}}\b{bad}\b|\b{bad}\b[^.!?]{{0,25}}\b{noun}\b"


SAID: list[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern, re.IGNORECASE), chinese)
    for pattern, chinese in [
        (_both(LIFT, "stuck"), "有人困在电梯里"),
        (
            r"\b(?:smell\w*|leak\w*|odou?r)\b[^.!?]{0,20}\bgas\b|\bgas (?:smell|leak\w*|odou?r)\b",
            "闻到煤气味，燃气泄漏",
        ),
        (
            r"\bon fire\b|\b(?:fire|flames|smoke)\b(?! (?:drill|door|exit|extinguisher|escape|lane|alarm|detector|hydrant))",
            "着火了，冒烟",
        ),
        (r"\bfire alarm\b[^.!?]{0,20}\b(?:ring|sound|go)\w*", "火警铃响了"),
        (
            r"\belectric(?:al)? shock\b|\belectrocut\w*|\b(?:sparks?|sparking)\b|\bbare wires?\b|\blive wires?\b",
            "插座漏电有火花",
        ),
        (
            r"\b(?:burst|broken) (?:water )?pipes?\b|\bpipes?\b[^.!?]{0,12}\bburst\b|\bflood(?:ed|ing)\b|\bgushing\b",
            "水管爆了，家里淹了",
        ),
        (
            r"\b(?:unconscious|fainted|collapsed|not breathing|bleeding|heart attack|badly hurt|seriously injured)\b",
            "有人晕倒受伤了",
        ),
        (r"\bfight(?:ing)?\b", "有人打架"),
        (r"\bbreak(?:ing)? in\b|\bburglar\w*|\bintruder\w*", "有陌生人闯入"),
        (r"\bkitchen\b", "厨房"),
        (r"\b(?:bathroom|toilet room|shower)\b", "卫生间"),
        (r"\bbalcony\b", "阳台"),
        (r"\b(?:corridor|hallway|stairwell|staircase|stairs)\b", "楼道"),
        (r"\b(?:garage|car park|basement)\b", "地下车库"),
        (_both("taps?", "leaks") + "|" + _both("faucets?", "leaks"), "水龙头滴水"),
        (_both("taps?", "broken") + "|" + _both("faucets?", "broken"), "水龙头坏了"),
        (_both("(?:sinks?|basins?)", "leaks") + "|" + _both(PIPE, "leaks"), "水管漏水"),
        (_both("(?:ceiling|roof|wall)", "leaks"), "天花板漏水"),
        (_both("(?:sinks?|drains?|basins?)", "blocked"), "地漏不下水"),
        (_both("toilets?", "blocked"), "马桶堵了"),
        (_both("toilets?", "broken") + "|" + _both("toilets?", "leaks"), "马桶水箱坏了"),
        (
            r"\b(?:no|without) (?:power|electricity)\b|\b(?:power|electricity) (?:is |has |went |gone )*(?:out|off|cut)\b"
            r"|\bpower (?:cut|outage|failure)\b|\bblackout\b|\bbreaker\b[^.!?]{0,15}\btrip\w*",
            "家里停电了",
        ),
        (r"\b(?:no|without) (?:running )?water\b|\bwater (?:is |has been )*(?:off|cut)\b", "家里停水了"),
        (r"\blocked (?:myself |ourselves )?out\b|\blost (?:my |the )?keys?\b", "门锁打不开，忘带钥匙"),
        (_both("(?:locks?|doors?)", "broken"), "门锁打不开，锁坏了"),
        (_both("(?:lights?|lamps?|bulbs?)", "broken"), "灯不亮了"),
        (_both(LIFT, "broken"), "电梯坏了"),
        (r"\bnois[ey]\w*|\btoo loud\b|\bloud music\b|\bdrilling\b", "邻居太吵了，噪音扰民"),
        (r"\b(?:rubbish|garbage|trash|litter)\b", "垃圾没人清理"),
        (r"\b(?:dirty|filthy)\b", "太脏了没人打扫"),
        (r"\bpark(?:ed|ing)\b|\bblocking my car\b", "车位被占了"),
        (r"\b(?:cockroach\w*|rats?|mice|mouse|mosquito\w*)\b", "有蟑螂老鼠"),
        (r"\b(?:tree|branch|grass|lawn|plants?)\b", "树枝草坪要修剪"),
    ]
]


def is_english(text: str) -> bool:
    """Whether it is written without a Chinese character, in words of Latin letters."""
    return not HAN.search(text) and bool(LATIN.search(text))


def in_chinese(text: str) -> str:
    """The same as far as it is found here; "" where nothing is. What is not English comes back as it is."""
    if not is_english(text):
        return text
    said = [chinese for pattern, chinese in SAID if any(_meant(text, found) for found in pattern.finditer(text))]
    return "".join(said)


def _meant(text: str, found: re.Match[str]) -> bool:
    return not DENIED.search(text[: found.start()])

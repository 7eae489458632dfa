"""What a cell says: cleaned text, and the dates and numbers people mean by it.

Rare characters (生僻字, those of Extension B and private ones too) pass untouched: no NFKC here, which would
change a name's compatibility ideograph into another character than the one on its owner's card.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

# What people and other systems write into a cell that must not be empty, and mean nothing by.
EMPTY = frozenset(
    {
        "无",
        "没有",
        "暂无",
        "未知",
        "不详",
        "不明",
        "不清楚",
        "未填",
        "未提供",
        "待定",
        "待补",
        "待核",
        "空",
        "（空）",
        "(空)",
    }
    | {"/", "\\", "//", "-", "--", "---", "—", "——", "–", "_", ".", "、", "*", "~", "?", "？", "……", "…"}
    | {
        "null",
        "none",
        "nil",
        "n/a",
        "#n/a",
        "#ref!",
        "#value!",
        "#div/0!",
        "#name?",
        "#null!",
        "#num!",
        "nan",
        "undefined",
        "18999999999",
        "13800138000",
    }
    | {"111111111111111111"}
)

# Full-width letters, digits and the signs of codes; prose keeps its own commas, brackets and stops.
_WIDE = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in "＃＄％＆＊＋－．／＠＿～＝"}
_WIDE |= {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE |= dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202c\u202d\u202e"), "")
_DIRTY = re.compile("[" + re.escape("".join(map(chr, _WIDE))) + "]")
_GAPS = re.compile(r"\s+")
_QUOTED = re.compile(r'=?"([^"]*)"')
_WHOLE = re.compile(r"(\d+)\.0+")  # a whole number that another program wrote as a text: 101.0

_NUMBER = re.compile(r"\d{1,20}(?:\.\d{1,20})?", re.ASCII)

_EXCEL_ZERO = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)  # 1927 to 2119: a smaller number is a count, not a day
_DAY = re.compile(
    r"(?P<y>\d{4}|\d\d(?=\s*[./年-]\s*\d{1,2}\s*[./月-]\s*\d))\s*[-/.年、]\s*(?P<m>\d{1,2})"
    r"(?:\s*[-/.月、]\s*(?P<d>\d{1,2})?\s*[日号]?)?(?:[ T]\s*\d{1,2}[:时].*)?"
)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)")


def clean(cell: Any) -> str:
    """A cell as trimmed text: 1.0 is "1", a date "2021-03-05", true "是", a full-width digit a plain one."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return _clean_text(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else _plain(format(cell, ".15g"))
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def known(text: str) -> str:
    """The cleaned text, or "" when it is one of the placeholders that mean nothing was known."""
    return "" if text.lower() in EMPTY else text


def date_of(text: str) -> date | None:
    """The day meant by "2021-03-05", "2021/3/5", "21.3.5", "2021年3月5日", "2021.3" (its 1st), "20210305" or a serial.

    None for an empty text; raises ValueError for one that is no day.
    """
    if not text:
        return None
    match = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        year = int(match["y"])
        return date(year if year > 99 else 2000 + year, int(match["m"]), int(match["d"] or 1))
    number = Decimal(text) if re.fullmatch(r"\d{5}(\.\d+)?", text) else Decimal(0)
    if int(number) not in _SERIALS:
        raise ValueError(text)
    return _EXCEL_ZERO + timedelta(days=int(number))


def decimal_of(text: str) -> Decimal | None:
    """The number in "89.5", "1,200", "89,5", "约89.5㎡(含阳台)", "¥1500元/月"; None for an empty text, ValueError for words.

    A comma before three digits parts thousands; before one or two at the end it is a slip for the point.
    """
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    bare = re.sub(r"[(（][^()（）]*[)）]$|[\s¥￥]|^[约≈]", "", text).replace("，", ",").replace("。", ".")
    if "." not in bare and not re.search(r",\d*,", bare):
        bare = re.sub(r",(?=\d{1,2}(?!\d))", ".", bare)
    if not re.search(r",(?!\d{3}(?!\d))", bare):
        bare = bare.replace(",", "")
    bare = re.sub(r"(㎡|m2|m²|平方米|平方|平米|平|元/月|元|层|个月|人|户)$", "", bare, flags=re.IGNORECASE)
    try:
        number = Decimal(bare)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


def integer_of(text: str) -> int | None:
    """The whole number in "33" or "33层"; None for an empty text, ValueError for a part of one or words."""
    number = decimal_of(text)
    if number is not None and number != number.to_integral_value():
        raise ValueError(text)
    return None if number is None else int(number)


def _clean_text(text: str) -> str:
    if not text.isascii() and _DIRTY.search(text):
        text = text.translate(_WIDE)
    text = text.strip()
    if text[:1] in ("=", '"', "'", "`"):
        text = _unquoted(text)
    if text[-1:] == "0" and (whole := _WHOLE.fullmatch(text)):
        return whole[1]
    if not text.isprintable() or "  " in text:
        text = _GAPS.sub(" ", text)
    return text


def _unquoted(text: str) -> str:
    """'13800 and ="13800" are how others force a number to stay text."""
    match = _QUOTED.fullmatch(text)
    return match[1].strip() if match else text.lstrip("'`")


def _plain(number: str) -> str:
    return format(Decimal(number), "f") if "e" in number else number

"""What one cell of an estate's sheet means: an area, a name, an ID number, a day. `places` and `numbers` have the rest.

Each reader takes a cleaned, non-empty text and raises Wrong with what should stand there, in Chinese.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from xiwei.shared import sheets


class Wrong(ValueError):
    """The cell can't be understood; says what should stand there."""


# Written where a name should stand, of a home that has nobody.
_NOBODY = re.compile(
    r"[(（【\[]?(?:空置?房?|闲置|未售出?|未销售|待售|在售|未知|待定|无业主|无人|暂无|未交房|未入住|未登记|库存)[)）】\]]?"
)
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_PLAIN_NAME = re.compile(_HAN + "{2,4}")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999


def area(text: str) -> int | None:
    """Square metres as hundredths of one, rounded half up; 0 means that it is not known."""
    number = _number_of(text, "应是数字，例如 89.5")
    if not 0 <= number < 1_000_000:
        raise Wrong("应是 0 到 1000000 之间的数字，单位平方米")
    return _hundredths(number) or None


def rent(text: str) -> int:
    """Yuan a month as fen."""
    number = _number_of(text, "应是金额，单位元，例如 1500")
    if not 0 <= number < 100_000_000:
        raise Wrong("应是 0 到 1 亿之间的金额，单位元")
    return _hundredths(number)


def id_number(text: str) -> str:
    """A resident's ID number (GB 11643: 18 digits with a check digit, or the old 15), or another document's.

    A placeholder gives "". Never required.
    """
    bare = re.sub(r"[\s-]", "", text).upper()
    if not sheets.known(bare):
        return ""
    if "*" in bare:
        raise Wrong("证件号被星号隐去了一部分，请填完整，或留空（不是必填）")
    if re.fullmatch(r"\d{17}[\dX]", bare):
        if bare.endswith("000") and not _is_id(bare):
            raise Wrong("末尾几位在表里丢失了（被存成了数字），请把这一列设为文本后重新填写，或留空")
        if not _is_id(bare):
            raise Wrong("不是有效的身份证号（校验位或出生日期不对），请核对，或留空（不是必填）")
    elif re.fullmatch(r"\d{15}", bare) and not _is_day("19" + bare[6:12]):
        raise Wrong("不是有效的 15 位身份证号（出生日期不对），请核对，或留空（不是必填）")
    elif not re.fullmatch(r"\d{15}|(?=.*[A-Z])[0-9A-Z]{5,20}|[HMC]?\d{8,10}", bare):
        raise Wrong("应是 18 位身份证号，或护照、通行证、统一社会信用代码，也可以留空")
    return bare


def name(text: str) -> str:
    """A person's or a company's name, rare characters kept as they are; "" for 空置 and the like.

    Understands "张 三", "业主：张三" and "买买提.艾力", which is 买买提·艾力.
    """
    if _NOBODY.fullmatch(text):
        return ""
    if _PLAIN_NAME.fullmatch(text):
        return text
    if re.fullmatch(r"[\d\s.+-]+", text):
        raise Wrong("应是姓名，不是数字；请检查各列是否错位")
    if re.search(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", text):
        raise Wrong("里面有电话号码；请把号码移到手机号一列，这里只写姓名")
    if re.fullmatch(r"[?？�\s]+", text):
        raise Wrong("是乱码，请重新填写姓名，或留空")
    text = re.sub(r"^(?:业主|户主|产权人|姓名)[:：]\s*|[(（【](?:业主|户主|产权人|本人|男|女)[)）】]$", "", text)
    text = re.sub(rf"(?<={_HAN})[.．•・‧∙](?={_HAN})", "·", text)
    # 张 三 is one name set out to the width of three; two of two characters are left for `naming` to part.
    text = re.sub(rf"^({_HAN})\s+({_HAN})(?:\s+({_HAN}))?$", lambda found: "".join(filter(None, found.groups())), text)
    return limited(text, 40)


def day(text: str) -> date | None:
    """A date in any of the ways sheets write it, from 1900 to 2199; none for 未交房 and for Excel's day nought."""
    if re.fullmatch(r"[暂尚]?[未没].{0,5}|0|1900[-/.]0?1[-/.]0?0", text):
        return None
    try:
        found = sheets.date_of(text)
    except ValueError as error:
        raise Wrong("应是日期，例如 2021-03-05") from error
    if found is None or not 1900 <= found.year < 2200:
        raise Wrong("应是日期，例如 2021-03-05")
    return found


def layout(text: str) -> str:
    """How a home is cut: 三室两厅. A bare code (10102) says nothing to anyone and is dropped."""
    return "" if text.isdigit() else limited(text, 40)


def short(text: str) -> str:
    """A word or a code."""
    return limited(text, 50)


def note(text: str) -> str:
    """A remark."""
    return limited(text, 1000)


def limited(text: str, most: int) -> str:
    if len(text) > most:
        raise Wrong(f"太长了，最多 {most} 个字")
    return text


def _number_of(text: str, hint: str) -> Decimal:
    try:
        return sheets.decimal_of(text) or Decimal(0)
    except ValueError as error:
        raise Wrong(hint) from error


def _hundredths(number: Decimal) -> int:
    return int((number * 100).to_integral_value(ROUND_HALF_UP))


def _is_id(bare: str) -> bool:
    if not _is_day(bare[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(bare, _ID_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == bare[17]


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1800 < int(digits[:4]) < 2200

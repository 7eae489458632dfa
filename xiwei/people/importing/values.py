"""What one cell of an estate's sheet means: a building, a room, a floor, an area, a telephone, an ID number.

Each reader takes a cleaned, non-empty text and raises Wrong with what should stand there, in Chinese.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from xiwei.shared import sheets


class Wrong(ValueError):
    """The cell can't be understood; says what should stand there."""


_NUMERALS = {mark: n for n, mark in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMERAL = re.compile(r"(?:([一二三四五六七八九两])?(十))?([零〇一二三四五六七八九两])?")
_NAMED = r"(?:[0-9A-Za-z一二三四五六七八九十甲乙丙丁东西南北中]+)"
_BUILDING = re.compile(rf"(?P<name>(?:.*?[^0-9A-Za-z])?{_NAMED})\s*(?:号楼|号栋|栋楼?|幢楼?|座楼?|#楼?|楼|号)")
_UNIT = re.compile(rf"(?P<name>{_NAMED})\s*(?:单元门?|门洞?|梯口?|单位)")
_ESTATE = re.compile(r"^.*(?:小区|花园|花苑|家园|新村|社区|公馆|名苑|雅苑|嘉园|嘉苑)(?=.*(?:栋|幢|座|号楼|#))")
_WHOLE = re.compile(
    rf"(?:(?P<b>.*?{_NAMED})\s*(?:号楼|号栋|栋楼?|幢楼?|座楼?|#楼?)[-—\s]*)?"
    rf"(?:(?P<u>{_NAMED})\s*(?:单元|门|梯)[-—\s]*)?(?P<rest>.+)"
)
_PARTS = re.compile(r"\s*[-—–_~/#·、\\]\s*|\s+")
_DOOR = re.compile(r"(?<=[0-9A-Za-z])\s*(?:室|号房?|户|房间?)$")
_FLOOR = re.compile(r"(?P<down>负|地下|-|B|b)?(?P<n>\d{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:层|楼|F|f)?(?:[/-].*)?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0\d{2,3})?[2-9]\d{6,7}(?:转\d{1,6}|-\d{1,6})?|[48]00\d{7}|\+\d{6,15}")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999


def numeral(text: str) -> str:
    """Chinese numerals to 99 as digits and digits without leading zeros; anything else as it stands."""
    if text.isascii() and text.isdigit():
        return text.lstrip("0") or "0"
    match = _NUMERAL.fullmatch(text)
    if not text or match is None:
        return text
    tens, ten, ones = match.groups()
    return str((_NUMERALS[tens] * 10 if tens else 10 if ten else 0) + (_NUMERALS[ones] if ones else 0))


def building(text: str) -> str:
    """The same building "3" is meant by "3栋", "03#" and "三号楼"; "A座" is "A"; a name like 综合楼 stays."""
    match = _BUILDING.fullmatch(text)
    return _limited(numeral(match["name"] if match else text).upper(), 16)


def zone(text: str) -> str:
    """The part of an estate before its building: 一期, 东区; a bare "01" is 1区."""
    name = numeral(text)
    return _limited(f"{name}区" if name.isascii() and name.isalnum() else name, 10)


def unit(text: str) -> str:
    """The unit "2" is meant by "2单元", "02" and "二单元"; a shop's is "0"."""
    if text in ("商铺", "底商", "门面", "商业", "网点"):
        return "0"
    match = _UNIT.fullmatch(text)
    return _limited(numeral(match["name"] if match else text).upper(), 16)


def place(text: str, building_said: str = "", unit_said: str = "") -> tuple[str, str, str]:
    """A room's text as building, unit, number, told what its own columns say.

    Understands "1502室", "3-2-1502", "3栋2单元1502", "03#2-1502", "A座1502" and "2-1502" beside a building.
    """
    match = _WHOLE.fullmatch(_DOOR.sub("", _ESTATE.sub("", text)))
    if match is None:
        raise Wrong("应是房间号，例如 1502 或 3-2-1502")
    tower = numeral(match["b"]) if match["b"] else ""
    stair = numeral(match["u"]) if match["u"] else ""
    parts = [part for part in _PARTS.split(match["rest"]) if part]
    if not parts:
        raise Wrong("应是房间号，例如 1502 或 3-2-1502")
    if building_said and unit_said and not tower and not stair:
        parts = _without(parts, (building_said, unit_said))
        if len(parts) == 3 and all(part.isdigit() for part in parts):
            raise Wrong(f"与同一行的楼号“{building_said}”、单元“{unit_said}”对不上，请核对")
        return building_said, unit_said, _number("-".join(parts))
    if not tower and len(parts) > 1 and (not building_said or numeral(parts[0]) == building_said):
        # A building's own name may hold a dash: of four parts the first two are its.
        cut = max(len(parts) - 2, 1) if not stair else len(parts) - 1
        tower, parts = "-".join(map(numeral, parts[:cut])), parts[cut:]
    if not stair and not unit_said and len(parts) > 1 and len(numeral(parts[0])) <= 2 and parts[0].isdigit():
        stair, parts = numeral(parts[0]), parts[1:]
    for said, read, what in ((building_said, tower, "楼号"), (unit_said, stair, "单元")):
        if said and read and said != read:
            raise Wrong(f"与同一行的{what}“{said}”对不上，请核对")
    return tower or building_said, stair or unit_said, _number("-".join(parts))


def floor(text: str) -> int:
    """Understands "15", "15层", "15F", "B1", "负一层", "15/33层"; beyond 200 or -20 it is a slip."""
    match = _FLOOR.fullmatch(text)
    if match is None:
        raise Wrong("应是楼层数，例如 15；地下一层写 -1")
    number = int(numeral(match["n"])) * (-1 if match["down"] else 1)
    if not -20 <= number <= 200:
        raise Wrong("超出了楼层的范围（-20 到 200）")
    return number


def floor_of_room(number: str) -> int | None:
    """The floor a number of three or four digits tells: 1502 is on the 15th, 302 on the 3rd."""
    told = number.isdigit() and len(number) in (3, 4) and int(number[:-2])
    return told or None


def floors(text: str) -> int:
    """How many floors a building has."""
    try:
        number = sheets.integer_of(text) or 0
    except ValueError as error:
        raise Wrong("应是整数，例如 33") from error
    if not 0 <= number <= 200:
        raise Wrong("应是 1 到 200 之间的整数")
    return number


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


def phones(text: str) -> tuple[str, ...]:
    """Every number in a cell that holds "13912345678/0531-88888888", the first to be rung first."""
    found = [phone(part) for part in re.split(r"[/／,，、;；|\n]|\s(?=1[3-9]\d{9})|或", text) if part.strip()]
    return tuple(dict.fromkeys(number for number in found if number))


def phone(text: str) -> str:
    """A mobile of 11 digits, a landline as it is dialled ("0531-88888888"), or one from abroad with its +.

    A placeholder gives "". Forgives spaces, dashes, 86 in front and 1.39E+10.
    """
    if not sheets.known(text):
        return ""
    bare = re.sub(r"[\s()（）.]|(?<=\d)-(?=\d)", "", text) if "E" not in text.upper() else text
    if re.fullmatch(r"1\.\d+E\+?10", text, re.IGNORECASE):
        bare = str(int(Decimal(text)))
    bare = re.sub(r"^(?:\+86|0086|86)(?=1[3-9]\d{9}$|0\d{9,11}$)", "", bare)
    if "*" in bare:
        raise Wrong("号码中间被星号隐去了，请填完整的号码，或留空")
    if _MOBILE.fullmatch(bare):
        return bare
    if not _LANDLINE.fullmatch(bare):
        raise Wrong("应是 11 位手机号或带区号的座机，例如 13912345678 或 0531-88888888")
    return _dashed(bare)


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
    """A person's or a company's name, rare characters kept as they are."""
    if re.fullmatch(r"[\d\s.+-]+", text):
        raise Wrong("应是姓名，不是数字；请检查各列是否错位")
    return _limited(text, 40)


def day(text: str) -> date:
    """A date in any of the ways sheets write it, from 1900 to 2199."""
    try:
        found = sheets.date_of(text)
    except ValueError as error:
        raise Wrong("应是日期，例如 2021-03-05") from error
    if found is None or not 1900 <= found.year < 2200:
        raise Wrong("应是日期，例如 2021-03-05")
    return found


def layout(text: str) -> str:
    """How a home is cut: 三室两厅. A bare code (10102) says nothing to anyone and is dropped."""
    return "" if text.isdigit() else _limited(text, 40)


def short(text: str) -> str:
    """A word or a code."""
    return _limited(text, 50)


def note(text: str) -> str:
    """A remark."""
    return _limited(text, 1000)


def _number(text: str) -> str:
    number = _DOOR.sub("", text).upper()
    if not number:
        raise Wrong("应是房间号，例如 1502")
    return _limited(number, 16)


def _without(parts: list[str], said: tuple[str, ...]) -> list[str]:
    """The number's parts, freed of the building and unit when it repeats them."""
    for word in said:
        if len(parts) > 1 and numeral(parts[0]) == word:
            parts = parts[1:]
    return parts


def _limited(text: str, most: int) -> str:
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


def _dashed(bare: str) -> str:
    """A landline with its dash: three-digit area codes are those of 010 and 02x."""
    match = re.fullmatch(r"(010|02\d|0\d{3})([2-9]\d{6,7})(.*)", bare)
    return f"{match[1]}-{match[2]}{match[3]}" if match else bare


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

"""Where a room is, as an estate's sheet writes it: building, unit, number, floor.

Each reader takes a cleaned, non-empty text and raises Wrong with what should stand there, in Chinese.
"""

import re

from xiwei.people.importing.values import Wrong, limited
from xiwei.shared import sheets

_NUMERALS = {mark: n for n, mark in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_NUMERAL = re.compile(r"(?:([一二三四五六七八九两])?(十))?([零〇一二三四五六七八九两])?")
_DIGITS = re.compile("[零〇一二三四五六七八九]{3,5}")
_NAMED = r"(?:[0-9A-Za-z一二三四五六七八九十甲乙丙丁东西南北中]+)"
# What a building is said to be beside its number: no part of its name.
_SORT = re.compile(r"[(（](?:小?高层|多层|洋房|别墅|叠墅|叠拼|联排|住宅|公寓|电梯房?|楼梯房?|商住|\d+层|\d+F)[)）]$")
_BUILDING = re.compile(rf"(?P<name>(?:.*?[^0-9A-Za-z])?{_NAMED})\s*(?:号楼|号栋|栋楼?|幢楼?|座楼?|#楼?|楼|号)")
_BEFORE = re.compile(r"(?:第|[Nn][Oo]\.?|#|栋|幢|楼号?)\s*(?=[0-9A-Za-z一二三四五六七八九十]+\s*(?:\D|$))")
_UNIT = re.compile(rf"第?(?P<name>{_NAMED})\s*(?:单元门?|门洞?|梯口?|单位)|单元(?P<last>{_NAMED})")
_BUILDING_UNIT = re.compile(
    rf"(?P<b>.+?(?:号楼|号栋|栋楼?|幢楼?|座楼?|#楼?))[-—\s]*(?P<u>第?{_NAMED}\s*(?:单元门?|门洞?|梯口?))"
)
_ESTATE = re.compile(
    r"^.*(?:小区|花园|花苑|家园|新村|社区|公馆|名苑|雅苑|嘉园|嘉苑|苑|(?:路|街|道|巷|弄)\d+(?:号|弄))"
    r"(?=.*(?:栋|幢|座|号楼|#)|[A-Za-z]?\d+[-—]\d+)"
)
_WHOLE = re.compile(
    rf"(?:(?P<b>.*?{_NAMED})\s*(?:号楼|号栋|栋楼?|幢楼?|座楼?|#楼?|号(?=[-—\s]*{_NAMED}\s*(?:单元|门|梯)))[-—\s]*)?"
    rf"(?:第?(?P<u>{_NAMED})\s*(?:单元|门|梯)[-—\s]*)?(?P<rest>.+)"
)
_PARTS = re.compile(r"\s*[-—–_~/#·、\\]\s*|\s+")
_DOTTED = re.compile(r"[0-9A-Za-z]+(?:\.[0-9A-Za-z]+){1,2}")
_STOREY = re.compile(rf"^{_NAMED}(?:层|楼)[-—\s]*(?=\d)")
_BETWEEN = r"\s*[/、,，+&~和\-—]\s*"
_JOINED = re.compile(rf"(?<![0-9A-Za-z])(\d{{3,5}})((?:{_BETWEEN}\d{{3,5}})+)(?=(?:室|号)?$)")
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d(?: .*)?")
_DOOR = re.compile(r"(?<=[0-9A-Za-z])\s*(?:室|号房?|户|房间?)$")
_FLOOR = re.compile(
    r"(?P<down>负|地下|-|B|b)?(?P<n>\d{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:层|楼|F|f)?(?:[/、~至-].*)?"
)
_GROUND = frozenset({"首层", "底层", "G", "GF", "G层", "地面", "地面层"})
# Where no homes are: such a name bears no 栋 behind its number.
NO_TOWER = re.compile("车|库|储|铺|商业街|地下|会所")
# What is no home: it has no unit where the homes around it do.
NO_HOME = re.compile("商|铺|店|门面|网点|车|库|储|地下|物业|会所|幼儿园|配电|机房|[Bb]\\d")


def numeral(text: str) -> str:
    """Chinese numerals to 99 as digits and digits without leading zeros; anything else as it stands."""
    if text.isascii() and text.isdigit():
        return text.lstrip("0") or "0"
    text = text.translate(_FORMAL)
    match = _NUMERAL.fullmatch(text)
    if not text or match is None:
        return text
    tens, ten, ones = match.groups()
    return str((_NUMERALS[tens] * 10 if tens else 10 if ten else 0) + (_NUMERALS[ones] if ones else 0))


def building(text: str) -> str:
    """The same building "3" is meant by "3栋", "03#", "第3幢" and "三号楼"; "A座" is "A"; a name like 综合楼 stands.

    What is read from its own result is itself: by that a building is met again under the name it was given.
    """
    _no_day(text)
    before = ""
    while text != before:
        before, text = text, _bare(text)
    return limited(text, 16)


def _bare(text: str) -> str:
    text = _SORT.sub("", text.translate(_FORMAL)).strip()
    text = _BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text
    if NO_TOWER.search(text):
        return re.sub("(?<=[0-9A-Za-z])区$", "", text).upper()
    match = _BUILDING.fullmatch(text)
    return numeral(match["name"] if match else text).upper()


def building_and_unit(text: str, label: str = "") -> tuple[str, str]:
    """A building, and its unit where the cell says both: "1栋2单元", and "1-2" in a column of both."""
    match = _BUILDING_UNIT.fullmatch(text)
    if match:
        return building(match["b"]), unit(match["u"])
    both = re.fullmatch(r"(.+?)[-—](\d{1,2})", text) if "单元" in label else None
    return (building(both[1]), unit(both[2])) if both else (building(text), "")


def building_alone(text: str) -> str:
    """The building's words in a cell that may say its unit too, as they are written: 1号楼1单元 gives 1号楼."""
    match = _BUILDING_UNIT.fullmatch(text)
    return match["b"].strip() if match else text


def tells_building(name: str) -> bool:
    """Whether a sheet's name says which building its rows are of: 3号楼, A座, 12#."""
    return bool(re.search("栋|幢|座|号楼|#", name) and _BUILDING.fullmatch(name))


def zone(text: str) -> str:
    """The part of an estate before its building: 一期, 东区; a bare "01" is 1区."""
    name = numeral(text)
    return limited(f"{name}区" if name.isascii() and name.isalnum() else name, 10)


def unit(text: str, building_said: str = "") -> str:
    """The unit "2" is meant by "2单元", "02" and "二单元", and by "3-2" in building 3; a shop's is "0"."""
    if text in ("商铺", "底商", "门面", "商业", "网点"):
        return "0"
    _no_day(text)
    both = _BUILDING_UNIT.fullmatch(text) or re.fullmatch(r"(?P<b>\w+)[-—](?P<u>\w+)", text)
    if both and building_said and building(both["b"]) == building_said:
        text = both["u"]
    match = _UNIT.fullmatch(text)
    return limited(numeral((match["name"] or match["last"]) if match else text).upper(), 16)


def place(text: str, building_said: str = "", unit_said: str = "") -> tuple[str, str, str]:
    """A room's text as building, unit, number, told what its own columns say.

    Understands "1502室", "3-2-1502", "3.2.1502", "3栋2单元15层1502", "03#2-1502", "A座1502", "2-1502" beside a building,
    and "101/102", two homes made one, which is 101-102.
    """
    if text.isascii() and text.isdigit():
        return building_said, unit_said, limited(text, 16)
    _no_day(text)
    joined = _joined(text, bool(building_said))
    if joined:
        text = joined[0]
    tower, stair, number = _place(text, building_said, unit_said)
    return tower, stair, limited(joined[1], 16) if joined else number


def _joined(text: str, is_placed: bool) -> tuple[str, str] | None:
    """A text that names two homes or more at its end, with the first of them alone; and their numbers."""
    match = _JOINED.search(text)
    if match is None:
        return None
    numbers = re.findall(r"\d+", match[0])
    alike = len({len(number) for number in numbers}) == 1 and numbers == sorted(set(numbers))
    dashed = re.search("[-—]", match[2]) is not None
    if not alike or (dashed and not (is_placed or match.start())):  # 101-102 alone may be room 102 of building 101
        return None
    return text[: match.start()] + numbers[0], "-".join(numbers)


def joined_numbers(number: str) -> list[str]:
    """101 and 102 of 101-102; none of a number that is one home's."""
    parts = number.split("-")
    return parts if len(parts) > 1 and all(re.fullmatch(r"\d{3,5}", part) for part in parts) else []


def _segments(text: str) -> tuple[str, str, list[str]]:
    """The building and unit that are named by their words, and the parts of what is left."""
    if _DOTTED.fullmatch(text):
        text = text.replace(".", "-")
    match = _WHOLE.fullmatch(_DOOR.sub("", _ESTATE.sub("", text)))
    if match is None:
        raise Wrong("应是房间号，例如 1502 或 3-2-1502")
    tower = building(match["b"]) if match["b"] else ""
    stair = numeral(match["u"]) if match["u"] else ""
    rest = _STOREY.sub("", match["rest"]) if tower or stair else match["rest"]
    parts = [part for part in _PARTS.split(rest) if part]
    if len(parts) > 3 and re.search(r"\d\s+\d", rest):
        raise Wrong("看不出哪一段是楼号、单元和房号，请写成 3-2-1502")
    if not parts:
        raise Wrong("应是房间号，例如 1502 或 3-2-1502")
    return tower, stair, parts


def _place(text: str, building_said: str, unit_said: str) -> tuple[str, str, str]:
    tower, stair, parts = _segments(text)
    if building_said and unit_said and not tower and not stair:
        parts = _without(parts, (building_said, unit_said))
        if len(parts) == 3 and all(part.isdigit() for part in parts):
            raise Wrong(f"与同一行的楼号“{building_said}”、单元“{unit_said}”对不上，请核对")
        return building_said, unit_said, _number("-".join(parts))
    if not tower and len(parts) > 1 and (not building_said or numeral(parts[0]) == building_said):
        # A building's own name may hold a dash: of four parts the first two are its.
        cut = max(len(parts) - 2, 1) if not stair else len(parts) - 1
        named = "-".join(map(numeral, parts[:cut]))
        tower, parts = building(re.sub("(?<=[期区苑团])-", "", named)), parts[cut:]
    if not stair and not unit_said and len(parts) > 1 and len(numeral(parts[0])) <= 2 and parts[0].isdigit():
        stair, parts = numeral(parts[0]), parts[1:]
    for said, read, what in ((building_said, tower, "楼号"), (unit_said, stair, "单元")):
        if said and read and said != read:
            raise Wrong(f"与同一行的{what}“{said}”对不上，请核对")
    return tower or building_said, stair or unit_said, _number("-".join(parts))


def floor(text: str) -> int:
    """Understands "15", "15层", "15F", "B1", "负一层", "15/33层"; beyond 200 or -20 it is a slip."""
    if text.upper() in _GROUND:
        return 1
    match = _FLOOR.fullmatch(text)
    if match is None:
        raise Wrong("应是楼层数，例如 15；地下一层写 -1；说不准可以留空")
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


def _no_day(text: str) -> None:
    """Excel turns 1-2-301 into a day as it is typed."""
    if _A_DAY.fullmatch(text):
        raise Wrong("像是房号被 Excel 改成了日期；请把这一列设为文本，重新填写，例如 3-2-1502")


def _number(text: str) -> str:
    number = _DOOR.sub("", text).upper()
    if _DIGITS.fullmatch(number):  # 一零八
        number = "".join(str(_NUMERALS[digit]) for digit in number)
    if not number:
        raise Wrong("应是房间号，例如 1502")
    return limited(number, 16)


def _without(parts: list[str], said: tuple[str, ...]) -> list[str]:
    """The number's parts, freed of the building and unit when it repeats them."""
    for word in said:
        if len(parts) > 1 and numeral(parts[0]) == word:
            parts = parts[1:]
    return parts

"""A door or place as people say and type it: 2栋1单元501, 2-1-501, 二栋一单元501室, 2#501."""

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Q

PARTS = re.compile(r"[0-9A-Za-z]+|[\u4e00-\u9fff]+")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_TENS = re.compile(r"十([1-9])?|([1-9])十([1-9])?")
_BUILDING = re.compile(r"([0-9]{1,3}|[A-Za-z])(?:栋|幢|号楼|座|#)")
_UNIT = re.compile(r"([0-9]{1,2}|[A-Za-z])单元")
_DASHED = re.compile(r"^([0-9]{1,3}|[A-Za-z])[-—－](?:([0-9]{1,2})[-—－])?([0-9]{2,5})?$")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{2,5}(?![0-9])")
# What every building has one of, and every floor: said alone, whoever is sent must search through all of them.
IN_EACH = re.compile(
    r"楼道|走廊|过道|楼梯间|楼梯口?|电梯(?:厅|口|间|井|轿厢)?|货梯|轿厢|大堂|大厅|门厅|单元门口?|入户门|防火门|消防栓|管道井|"
    r"天台|楼顶|架空层|楼[上下里内]|[0-9一二三四五六七八九十]+[楼层]|这里|那里|这边|那边|里面|门口"
)


@dataclass(frozen=True)
class Said:
    """A spot as it was said: which building, stair and door, and what else (电梯). Any of them may be empty."""

    building: str = ""
    unit: str = ""
    number: str = ""
    rest: str = ""


def read(words: str) -> Said:
    """2栋1单元501, 2-1-501, 二栋一单元501室, 2#501, 2幢电梯: the same parts however they are written."""
    plain = _plain(words)
    if dashed := _DASHED.match(plain):
        return Said(dashed[1], dashed[2] or "", dashed[3] or "")
    found: dict[str, str] = {}
    for name, pattern in (("building", _BUILDING), ("unit", _UNIT)):
        if match := pattern.search(plain):
            found[name] = match[1]
            plain = plain.replace(match[0], " ", 1)
    if match := _NUMBER.search(plain):
        found["number"] = match[0]
        plain = plain.replace(match[0], " ", 1)
    rest = "".join(part for part in PARTS.findall(plain) if part not in ("室", "号", "房"))
    return Said(**found, rest=rest)


def _plain(words: str) -> str:
    """Full-width and Chinese numbers as 0-9: 十二栋 is 12栋."""
    text = unicodedata.normalize("NFKC", words).translate(_NUMERALS).strip()
    return "".join(_TENS.sub(_tens, text).split())


def _tens(found: re.Match[str]) -> str:
    """十 is 10, 十二 is 12, 二十 is 20, 二十三 is 23."""
    return f"{found[2] or 1}{found[1] or found[3] or 0}"


def door(words: str) -> Said | None:
    """The very door that was meant, by building and number; None for anything less or more."""
    said = read(words)
    return said if said.building and said.number and not said.rest else None


def dashed(words: str) -> list[str]:
    """A door in its shortest writings: of 2栋1单元501, and of every other way to write it, 2-1-501 and 2-501."""
    said = door(words)
    if said is None:
        return []
    short = f"{said.building}-{said.number}"
    return [f"{said.building}-{said.unit}-{said.number}", short] if said.unit else [short]


def in_each(words: str) -> bool:
    """Whether they say no more than what every building has: 楼道, 五楼过道, 电梯里."""
    return bool(IN_EACH.search(words)) and not re.sub(r"[的里内外处在口那这\W]", "", IN_EACH.sub("", words))


def past_building(words: str) -> str:
    """What is said after the building's name: 2栋1单元楼道 is 1单元楼道, and 5栋的王阿姨家 is 王阿姨家."""
    said = _BUILDING.sub("", _plain(words), count=1)
    return said.removeprefix("的") or said if said != _plain(words) else said


def building_names(said: Said) -> str:
    """A pattern of its building's name, which stands as 2栋, 2幢, 2号楼, 2座 or 2; "" where none was said."""
    return f"^{said.building}(栋|幢|号楼|座|号)?$" if said.building else ""


def unit_names(said: Said) -> str:
    """The same of its stair: 1单元 or 1."""
    return f"^{said.unit}(单元)?$" if said.unit else ""


def inside(said: Said, building: str, unit: str) -> Q:
    """In that building and stair, by the paths to their names."""
    where = Q()
    if pattern := building_names(said):
        where &= Q(**{f"{building}__iregex": pattern})
    if pattern := unit_names(said):
        where &= Q(**{f"{unit}__iregex": pattern})
    return where


def bare(name: str) -> str:
    """A building's or stair's name without what names it one: 3栋 is 3, A座 is A, 1单元 is 1."""
    return re.sub(r"(栋|幢|号楼|座|号|单元)$", "", name).upper()

"""What a clean row is called here: the building, unit and room as people say them, and the people of one row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from xiwei.estate.models import ProjectKind, RoomKind, RoomState
from xiwei.people.importing.columns import STATE_WORDS, CleanRow
from xiwei.people.importing.values import Wrong, building, unit
from xiwei.shared import phones

SHOP = "商铺"
STATES = dict(
    zip(
        STATE_WORDS,
        (
            RoomState.LIVED_IN,
            RoomState.UNSOLD,
            RoomState.HANDED_OVER,
            RoomState.NOT_LIVED_IN,
            RoomState.DECORATED,
            RoomState.LET,
            RoomState.SOLD,
            RoomState.EMPTY,
            RoomState.DECORATING,
        ),
        strict=True,
    )
)
# Words found in a kind's text, and the codes 110 home, 119 dormitory, 120 office of the usual sheet.
_KINDS = [
    (RoomKind.PARKING, re.compile("车位|车库|停车|泊位")),
    (RoomKind.STORAGE, re.compile("储藏|储物|杂物|地下室|仓")),
    (RoomKind.SHOP, re.compile("商铺|店|门面|商业|网点|底商|商用|铺")),
    (RoomKind.OFFICE, re.compile("办公|写字|^120$|厂房|研发")),
    (RoomKind.HOME, re.compile("住|公寓|别墅|洋房|宿舍|高层|平层|复式|^11[09]$")),
]
_BY_PROJECT: dict[str, str] = {
    ProjectKind.RESIDENTIAL: RoomKind.HOME,
    ProjectKind.MALL: RoomKind.SHOP,
    ProjectKind.STATION: RoomKind.SHOP,
}
_BETWEEN = re.compile("[、,，;；/]")
_NAMES = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,6}")


class Spot(NamedTuple):
    """A room's place as the sheet's keys say it: building "3", unit "2", "0" for a shop, "" for none; number."""

    building: str
    unit: str
    number: str


@dataclass(slots=True)
class Occupant:
    """One person of one row. `phone` can be signed in with; `other_phone` is any further number."""

    row: int
    name: str
    phone: str
    other_phone: str
    relation: str
    since: date | None
    rows: list[int] = field(default_factory=list)


def spot_of(row: CleanRow, *, by_floor: bool = False) -> Spot:
    """Where the row's room is; `by_floor` where the sheet numbers each floor's rooms anew."""
    number = row.number
    if row.unit == "0" and not number.startswith(SHOP):
        number = SHOP + number
    if by_floor:
        number = f"{row.floor}层{number}"
    return Spot(row.building, "" if row.unit == "0" else row.unit, number)


def building_name(key: str) -> str:
    """As people say it: "3" is 3栋, "A" is A座; a name like 综合楼 stands."""
    if re.search(r"[0-9甲乙丙丁东西南北中]$", key):
        return f"{key}栋"
    return f"{key}座" if re.search(r"[A-Za-z]$", key) else key


def unit_name(key: str) -> str:
    """ "2" is 2单元."""
    return f"{key}单元"


def building_key(name: str) -> str:
    """The key under which a standing building is met: "3号楼" and "3栋" are one."""
    return _key(building, name)


def unit_key(name: str) -> str:
    """The key under which a standing unit is met."""
    return _key(unit, name)


def _key(reader: object, name: str) -> str:
    try:
        return reader(name)  # type: ignore[operator]
    except Wrong:
        return name


def label_of(spot: Spot, building_said: str, unit_said: str) -> str:
    """3栋2单元1502, 3栋商铺12: how the estate labels every room."""
    return f"{building_said}{unit_said if spot.unit else ''}{spot.number}"


def kind_of(rows: Iterable[CleanRow], spot: Spot, project_kind: str) -> tuple[str, bool]:
    """What the room is, and whether the sheet says so; else what most rooms of such a project are."""
    if spot.number.startswith(SHOP):
        return RoomKind.SHOP, True
    for text in (row.kind for row in rows if row.kind):
        for kind, words in _KINDS:
            if words.search(text):
                return kind, True
    return _BY_PROJECT.get(project_kind, RoomKind.OFFICE), False


def occupants(row: CleanRow) -> list[Occupant]:
    """The row's people: "张三、李四" are two, each with their own number where there are as many."""
    if not row.name:
        return []
    numbers = [row.phone, *row.more_phones] if row.phone else []
    names = _split(row.name)
    if len(names) == len(numbers):
        each = [[number] for number in numbers]
    else:
        each = [numbers] + [[] for _ in names[1:]]
    since = row.moved_in or row.starts or row.handed_over
    made = [_occupant(row, name, told, since) for name, told in zip(names, each, strict=True)]
    if row.contact_phone and not made[0].other_phone and row.contact_phone != made[0].phone:
        made[0].other_phone = row.contact_phone[:20]
    return made


def _split(name: str) -> list[str]:
    if not _BETWEEN.search(name):
        return [name]
    parts = [part.strip() for part in _BETWEEN.split(name) if part.strip()]
    people = len(parts) > 1 and all(_NAMES.fullmatch(part) for part in parts)
    return list(dict.fromkeys(parts)) if people else [name]


def _occupant(row: CleanRow, name: str, numbers: list[str], since: date | None) -> Occupant:
    phone = next((number for number in numbers if is_way_in(number)), "")
    others = [number for number in numbers if number != phone]
    return Occupant(row.row, name, phone, others[0][:20] if others else "", row.relation, since)


def is_way_in(number: str) -> bool:
    """Whether a code can be sent to it: a mobile, or a number from abroad."""
    return bool(phones.MOBILE.fullmatch(number) or phones.ABROAD.fullmatch(number))

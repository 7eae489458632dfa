"""What a clean row is called here: the building, unit and room as people say them, and the people of one row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from xiwei.estate.models import ProjectKind, RoomKind, RoomState
from xiwei.people.importing.columns import LABELS, STATE_WORDS, CleanRow
from xiwei.people.importing.places import NO_TOWER, building, unit
from xiwei.people.importing.values import Wrong
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
_BETWEEN = re.compile("[、,，;；/&+]")
_MAYBE_SEVERAL = re.compile(r"[、,，;；/&+\s和与及等]")
_NAMES = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,6}")
_AND_MORE = re.compile(r"(?<=..)等(?:\d+|[二三四五六七八九十两]+)?[人户]?$")
# The hundred commonest surnames, nine in ten of all people: only by them are two names told from one with a gap.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
# Of what is written where a building or number should stand, what tells the kind of the room.
_KINDS_BY_PLACE = [
    (RoomKind.PARKING, re.compile("车位|车库|泊位")),
    (RoomKind.STORAGE, re.compile("储藏|储物|杂物")),
    (RoomKind.SHOP, re.compile("商铺|门面|底商|商业|网点")),
]


class Spot(NamedTuple):
    """A room's place as the sheet's keys say it: building "3", unit "2", "0" for a shop, "" for none; number."""

    building: str
    unit: str
    number: str


@dataclass(slots=True)
class Occupant:
    """One person of one row. `phone` can be signed in with; `other_phone` is any further number; `numbers` are all told.

    `column` is "" for the row's first person, else who of `columns.BESIDE` the columns are named after.
    """

    row: int
    name: str
    phone: str
    other_phone: str
    relation: str
    since: date | None
    column: str = ""
    numbers: tuple[str, ...] = ()
    rows: list[int] = field(default_factory=list)

    def heads(self, field: str) -> str:
        """Which column of the sheet has this person's `field`: name, phone or relation."""
        told = f"{self.column}_{field}" if self.column else field
        return told if told in LABELS else f"{self.column}_name"


def spot_of(row: CleanRow, *, by_floor: bool = False) -> Spot:
    """Where the row's room is; `by_floor` where the sheet numbers each floor's rooms anew."""
    number = row.number
    if row.unit == "0" and not number.startswith(SHOP):
        number = SHOP + number
    if by_floor:
        number = f"{row.floor}层{number}"
    return Spot(row.building, "" if row.unit == "0" else row.unit, number)


def spellings(number: str) -> list[str]:
    """The ways one number is written, its own first: 101 is 0101, too."""
    if not (number.isascii() and number.isdigit()):
        return [number]
    bare = number.lstrip("0") or "0"
    return list(dict.fromkeys([number, bare, *(bare.zfill(width) for width in (2, 3, 4))]))


def same(spot: Spot) -> Spot:
    """The spot under which rows of one room meet, however its number is written."""
    return spot._replace(number=min(spellings(spot.number), key=len))


def building_name(key: str) -> str:
    """As people say it: "3" is 3栋, "A" is A座; a name like 综合楼 or 地下车库B1 stands."""
    if NO_TOWER.search(key):
        return f"{key}区" if re.search("[0-9A-Za-z]$", key) else key
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
    for kind, words in _KINDS_BY_PLACE:
        if words.search(spot.number) or words.search(spot.building):
            return kind, True
    return _BY_PROJECT.get(project_kind, RoomKind.OFFICE), False


def occupants(row: CleanRow) -> list[Occupant]:
    """The row's people: "张三、李四" are two, each with their own number where there are as many."""
    settled = row.moved_in or row.handed_over
    leased = row.starts or row.moved_in
    rented = any(other.relation == "tenant" for other in row.others)
    since = leased or row.handed_over if row.relation == "tenant" else settled or (None if rented else row.starts)
    numbers = (row.phone, *row.more_phones) if row.phone else ()
    made = list(_people(row.row, "", row.name, numbers, row.relation, since)) if row.name else []
    if made and row.contact_phone and row.contact_phone not in made[0].numbers:
        _add(made[0], row.contact_phone)
    for other in row.others:
        begun = leased if other.relation == "tenant" else settled
        made += _people(row.row, other.field, other.name, other.phones, other.relation, begun)
    return made


def _add(one: Occupant, number: str) -> None:
    """The number of the column beside it: theirs to be called on, where there is no further one before it."""
    if one.other_phone:
        one.numbers = (*one.numbers, number)
    one.other_phone = one.other_phone or number[:20]


def _people(
    row: int, column: str, name: str, numbers: Sequence[str], relation: str, since: date | None
) -> Iterator[Occupant]:
    names = _split(name, len(numbers))
    each = [[number] for number in numbers] if len(names) == len(numbers) else [list(numbers), *([] for _ in names[1:])]
    for one, told in zip(names, each, strict=True):
        phone = next((number for number in told if is_way_in(number)), "")
        others = [number for number in told if number != phone]
        yield Occupant(row, one, phone, others[0][:20] if others else "", relation, since, column, tuple(told))


def _split(name: str, numbers: int) -> list[str]:
    if not _MAYBE_SEVERAL.search(name):
        return [name]
    name = _AND_MORE.sub("", name)
    if _BETWEEN.search(name):
        parts = [part.strip() for part in _BETWEEN.split(name) if part.strip()]
    else:
        parts = re.split(r"\s+|和|与|及", name)
        if not all(part[:1] in _SURNAMES for part in parts) and len(parts) != numbers:
            return [name]
    people = len(parts) > 1 and all(_NAMES.fullmatch(part) for part in parts)
    return list(dict.fromkeys(parts)) if people else [name]


def is_way_in(number: str) -> bool:
    """Whether a code can be sent to it: a mobile, or a number from abroad."""
    return bool(phones.MOBILE.fullmatch(number) or phones.ABROAD.fullmatch(number))

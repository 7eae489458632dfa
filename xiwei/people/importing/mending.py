"""Sheets out: the refused rows to mend and send again, the template, and the estate's own households."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from xiwei.estate.models import Room
from xiwei.people.importing import columns, naming
from xiwei.people.importing.plan import RowFate
from xiwei.people.importing.reading import REASON
from xiwei.people.models import Relation, Tenure
from xiwei.shared import sheets
from xiwei.shared.tongue import kept, kept_choice

TEMPLATE = [
    *("楼号", "单元", "房间", "楼层", "总层数", "房屋类型", "房屋户型", "建筑面积", "室内面积", "房屋状态"),
    *("姓名", "手机号", "与业主关系", "备用电话", "入住日期"),
]
EXAMPLES: list[list[Any]] = [
    ["3", "2", "1502", 15, 18, "住宅", "三室两厅", 98.5, 80.2, "已入住", "张示例", "", "业主", "", "2021-03-05"],
    ["3", "2", "1502", 15, 18, "住宅", "三室两厅", 98.5, 80.2, "已入住", "李示例", "", "家庭成员", "", ""],
    ["3", "0", "12", 1, 18, "商铺", "", 45, "", "已出租", "示例超市", "0531-88888888", "租客", "", ""],
]
NOTES = [
    "一行一个人；同一套房有几个人就写几行，前面的房屋信息重复写。没有住户的房，姓名起留空。",
    "必填：楼号、房间（也可以把房间写成 3-2-1502 或 3栋2单元1502）。其余都可以空着，空着不会抹掉已登记的内容。",
    "单元：1单元写 1；商铺写 0；没有单元的楼空着。",
    "手机号：住户用它登录和接收通知，一个号码只能写在一个人名下；家人共用的号码写在“备用电话”。没有就空着。",
    "与业主关系：业主、家庭成员、租客、公司员工、临时、其他。",
    "房屋状态：" + "、".join(words[0] for words in columns.STATE_WORDS.values()) + "。",
    "换业主不能用导入办理：请先给原业主办迁出（过户）。",
    "身份证号不用填：服务用不到，写了也不会导入。",
    "第 2 到 4 行是示例，导入前请删去。",
]
_NOT_OUT = frozenset({"id_number"})


def refused_sheet(table: sheets.Table, refused: Iterable[RowFate]) -> bytes:
    """The refused rows with their own columns, but for ID numbers, and why; to be mended and sent again."""
    why = {row.row: "；".join(sentence.rstrip("。") for _, sentence in row.says) + "。" for row in refused}
    hidden = {place for field, place in columns.guess(table.headers).columns.items() if field in _NOT_OUT}
    shown = [place for place, header in enumerate(table.headers) if place not in hidden and header != REASON]
    rows = (
        ([*(row.cells[place] for place in shown), why[row.number]] for row in table.rows() if row.number in why)
        if why
        else iter(())
    )
    return _written([*(table.headers[place] for place in shown), REASON], rows, notes=())


def template() -> bytes:
    """An empty sheet with our headers, three examples and how to fill it."""
    return _written(TEMPLATE, iter(EXAMPLES), notes=NOTES)


def households_sheet(rooms: Iterable[Room], residents: Mapping[int, Sequence[Tenure]]) -> bytes:
    """The project's rooms with those who belong to them, a row a person, as the import takes it."""
    return _written(TEMPLATE, _rows(rooms, residents), notes=NOTES[:-1])


def _rows(rooms: Iterable[Room], residents: Mapping[int, Sequence[Tenure]]) -> Iterator[list[Any]]:
    for room in rooms:
        ground = _ground(room)
        for tenure in residents.get(room.pk, ()):
            yield ground + _who(tenure)
        if room.pk not in residents:
            yield ground


def _ground(room: Room) -> list[Any]:
    shop = room.unit is None and room.number.startswith(naming.SHOP)
    return [
        room.building.name if room.building else "",
        "0" if shop else room.unit.name if room.unit else "",
        room.number.removeprefix(naming.SHOP) if shop else room.number,
        room.floor,
        room.building.floors if room.building else "",
        kept_choice(room, "kind"),
        room.layout,
        "" if room.area_centi is None else room.area_centi / 100,
        "" if room.inner_area_centi is None else room.inner_area_centi / 100,
        _STATES[room.state],
    ]


_STATES = {state.value: columns.STATE_WORDS[word][0] for word, state in naming.STATES.items()}


def _who(tenure: Tenure) -> list[Any]:
    person = tenure.person
    phone, other = person.mobile, person.other_phone
    if not phone:
        phone, other = other, ""
    return [person.name, phone, kept(Relation(tenure.relation).label), other, tenure.since or ""]


def _written(headers: Sequence[str], rows: Iterator[Sequence[Any]], *, notes: Sequence[str]) -> bytes:
    out = io.BytesIO()
    sheets.write(out, headers, rows, sheet="房产住户", notes=notes, widths={REASON: 60, "手机号": 15})
    return out.getvalue()

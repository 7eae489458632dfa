"""The ground: companies, projects, buildings, rooms and places, with the lines their registering left."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xiwei.estate import actions
from xiwei.estate.models import (
    Building,
    Company,
    CompanyKind,
    Place,
    PlaceKind,
    Project,
    ProjectKind,
    Room,
    RoomKind,
    RoomState,
    Unit,
)
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM
from xiwei.shared import bulk
from xiwei.shared.codes import ALPHABET
from xiwei.standards import actions as standards

CITY = "滨海"


@dataclass(frozen=True)
class Block:
    """A building to be: its name, floors, units (0 for none), doors on a floor, and what its rooms are."""

    name: str
    floors: int
    units: int = 0
    doors: int = 2
    kind: str = RoomKind.HOME
    first: int = 1


@dataclass(frozen=True)
class Plot:
    """A project to be."""

    code: str
    name: str
    kind: str
    address: str
    phone: str
    blocks: Sequence[Block]
    places: Sequence[tuple[str, str]] = ()
    parking: int = 0
    area: int = 0  # square metres
    hours: Sequence[tuple[int, int, int]] = ()


_CH_FLOORS = [25, 28, 25, 28, 30, 30, 26, 32]
_CH_UNITS = [2, 3, 2, 3, 3, 3, 2, 3]
LANES = [
    (PlaceKind.GATE, "东门"), (PlaceKind.GATE, "南门"), (PlaceKind.GATE, "北门"), (PlaceKind.GARAGE, "地下车库A区"),
    (PlaceKind.GARAGE, "地下车库B区"), (PlaceKind.PLAYGROUND, "儿童游乐场"), (PlaceKind.PLAYGROUND, "健身广场"),
    (PlaceKind.GARDEN, "中心花园"), (PlaceKind.GARDEN, "北侧绿地"), (PlaceKind.BINS, "1号垃圾投放点"),
    (PlaceKind.BINS, "2号垃圾投放点"), (PlaceKind.BINS, "3号垃圾投放点"), (PlaceKind.PLANT_ROOM, "配电房"),
    (PlaceKind.PLANT_ROOM, "水泵房"), (PlaceKind.ROAD, "环湖路"), (PlaceKind.ROAD, "中心大道"),
    (PlaceKind.OFFICE, "服务中心"), (PlaceKind.OTHER, "快递柜"),
]  # fmt: skip
TOWER = [
    (PlaceKind.LOBBY, "首层大堂"), (PlaceKind.GATE, "正门"), (PlaceKind.GATE, "车库入口"), (PlaceKind.GARAGE, "地下一层车库"),
    (PlaceKind.GARAGE, "地下二层车库"), (PlaceKind.LIFT, "1号客梯"), (PlaceKind.LIFT, "2号客梯"), (PlaceKind.LIFT, "3号客梯"),
    (PlaceKind.LIFT, "货梯"), (PlaceKind.OTHER, "12层卫生间"), (PlaceKind.OTHER, "18层卫生间"),
    (PlaceKind.PLANT_ROOM, "空调机房"), (PlaceKind.PLANT_ROOM, "消防控制室"), (PlaceKind.ROOF, "屋顶平台"),
    (PlaceKind.BINS, "垃圾房"), (PlaceKind.OFFICE, "客服台"),
]  # fmt: skip
PARK = [
    (PlaceKind.GATE, "南大门"), (PlaceKind.GATE, "西门"), (PlaceKind.ROAD, "环湖步道"), (PlaceKind.ROAD, "观鸟栈道"),
    (PlaceKind.GARDEN, "荷花池"), (PlaceKind.GARDEN, "大草坪"), (PlaceKind.GARDEN, "芦苇荡"), (PlaceKind.PLAYGROUND, "沙滩乐园"),
    (PlaceKind.OTHER, "东侧公厕"), (PlaceKind.OTHER, "西侧公厕"), (PlaceKind.GARAGE, "停车场"), (PlaceKind.OFFICE, "游客中心"),
    (PlaceKind.BINS, "垃圾中转点"), (PlaceKind.OTHER, "码头"),
]  # fmt: skip
EVERY_DAY = [(weekday, 510, 1050) for weekday in range(7)]
WEEKDAYS = [(weekday, 510, 1050) for weekday in range(5)]


def garden_blocks(rooms: int) -> list[Block]:
    """Eight buildings of about 1,200 homes, or as many as it takes."""
    blocks: list[Block] = []
    made = 0
    while made < rooms - 60 or len(blocks) < 2:
        n = len(blocks)
        block = Block(f"{n + 1}栋", _CH_FLOORS[n % 8], _CH_UNITS[n % 8])
        made += block.floors * block.units * block.doors
        blocks.append(block)
    return [*blocks, Block("商业街", 2, 0, 14, RoomKind.SHOP)]


def plots(rooms: int) -> dict[str, tuple[str, Plot]]:
    """The four projects with stories, by code: company's code and plan."""
    shops_and_parking = {"parking": min(300, rooms // 4), "area": 168_000}
    return {
        "CH": ("cuihu", Plot("CH", "翠湖花园", ProjectKind.RESIDENTIAL, "滨海市翠湖路 1 号", "0574-55550001",
                             garden_blocks(rooms), LANES, hours=EVERY_DAY, **shops_and_parking)),
        "YF": ("cuihu", Plot("YF", "云帆大厦", ProjectKind.OFFICE, "滨海市云帆路 88 号", "0574-55550002",
                             [Block("云帆大厦", 28, 0, 6, RoomKind.OFFICE, first=3), Block("裙楼", 2, 0, 10, RoomKind.SHOP)],
                             TOWER, 160, 62_000, WEEKDAYS)),
        "SD": ("cuihu", Plot("SD", "湿地公园", ProjectKind.PARK, "滨海市湖滨路 200 号", "0574-55550003",
                             [Block("游客中心", 2, 0, 4, RoomKind.SHOP)], PARK, 0, 430_000, EVERY_DAY)),
        "AJ": ("anju", Plot("AJ", "安居苑", ProjectKind.RESIDENTIAL, "滨海市安居路 6 号", "0574-55550101",
                            [Block(f"{n}栋", 11, 2) for n in (1, 2, 3)], LANES[:1] + LANES[5:10], 60, 21_000, EVERY_DAY)),
    }  # fmt: skip


@transaction.atomic
def found(
    code: str, name: str, *, now: datetime, kind: str = CompanyKind.PROPERTY, over: Company | None = None
) -> Company:
    """A company on the register; one that serves starts with the common menu and promises."""
    full = name if kind == CompanyKind.ASSOCIATION else f"{name}服务有限公司"
    short = "滨海物协" if kind == CompanyKind.ASSOCIATION else name
    company = actions.found_company(
        code=code, name=full, short_name=short, kind=kind, city=CITY, association=over, by=SYSTEM, now=now
    )
    if kind == CompanyKind.PROPERTY:
        standards.fill_company(company, by=SYSTEM, now=now)
    return company


@transaction.atomic
def open_project(company: Company, plot: Plot, *, chance: random.Random, now: datetime) -> Project:
    """A project with its buildings, units, rooms, places and hours."""
    project = actions.open_project(
        company, code=plot.code, name=plot.name, kind=plot.kind, address=plot.address, duty_phone=plot.phone,
        opened_on=now.date(), by=SYSTEM, now=now,
    )  # fmt: skip
    Project.objects.filter(pk=project.pk).update(floor_area_centi=plot.area * 100)
    project.floor_area_centi = plot.area * 100
    if plot.hours:
        standards.set_hours(project, hours=plot.hours, by=SYSTEM, now=now)
    buildings = _build(project, plot, chance, now)
    _mark_places(project, plot, buildings, chance, now)
    return project


def _build(project: Project, plot: Plot, chance: random.Random, now: datetime) -> list[Building]:
    company_id = project.company_id
    buildings = [
        Building(company_id=company_id, project=project, name=block.name, floors=block.floors, rank=rank)
        for rank, block in enumerate(plot.blocks, start=1)
    ]
    bulk.insert(Building, buildings)
    units = [
        Unit(company_id=company_id, building=building, name=f"{n}单元", rank=n)
        for building, block in zip(buildings, plot.blocks, strict=True)
        for n in range(1, block.units + 1)
    ]
    bulk.insert(Unit, units)
    rooms: list[Room] = []
    lines: list[tuple[str, Building, dict[str, Any]]] = []
    for building, block in zip(buildings, plot.blocks, strict=True):
        stairs: list[Unit | None] = [unit for unit in units if unit.building is building] or [None]
        made = [room for stair in stairs for room in _rooms(project, building, stair, block, chance)]
        rooms += made
        said = {"by": SYSTEM, "at": now, "written_at": now}
        lines.append(("estate.building_added", building, {**said, "name": block.name, "floors": block.floors}))
        lines.append(("estate.rooms_added", building, {**said, "building": block.name, "count": len(made)}))
    rooms += [_space(project, n) for n in range(1, plot.parking + 1)]
    bulk.insert(Room, rooms)
    ledger.record_many([ledger.line(kind, building, **said) for kind, building, said in lines])
    return buildings


LAYOUTS = [("三室两厅", 11_980), ("两室两厅", 8_950), ("四室两厅", 14_230), ("三室一厅", 10_460)]


def _rooms(
    project: Project, building: Building, unit: Unit | None, block: Block, chance: random.Random
) -> Iterator[Room]:
    for floor in range(block.first, block.floors + 1):
        for door in range(1, block.doors + 1):
            number = f"{floor}{door:02d}"
            layout, area = LAYOUTS[door % 4] if block.kind == RoomKind.HOME else ("", chance.randrange(40, 260) * 100)
            yield Room(
                company_id=project.company_id, project=project, building=building, unit=unit, floor=floor,
                number=number, label=f"{building.name}{unit.name if unit else ''}{number}", kind=block.kind,
                state=RoomState.EMPTY, layout=layout, area_centi=area,
            )  # fmt: skip


def _space(project: Project, n: int) -> Room:
    number = f"{'ABCDEF'[(n - 1) // 100 % 6]}{n:03d}"
    return Room(
        company_id=project.company_id, project=project, floor=-1, number=number, label=f"地下车位{number}",
        kind=RoomKind.PARKING, state=RoomState.SOLD, area_centi=1_272,
    )  # fmt: skip


def code(chance: random.Random, length: int = 8) -> str:
    """A wall's or a ticket's code, out of the demo's own chance: printed codes outlive a fresh seeding."""
    return "".join(chance.choices(ALPHABET, k=length))


def _mark_places(
    project: Project, plot: Plot, buildings: Sequence[Building], chance: random.Random, now: datetime
) -> None:
    """Every stair's lift, lobby and stairwell, every building's roof, and what the plan names."""
    wanted: list[tuple[str, str, Building | None, Unit | None]] = []
    for building, block in zip(buildings, plot.blocks, strict=True):
        for unit in Unit.objects.filter(building=building):
            head = f"{building.name}{unit.name}"
            wanted += [(PlaceKind.LIFT, f"{head}电梯", building, unit), (PlaceKind.LOBBY, f"{head}大堂", building, unit),
                       (PlaceKind.STAIR, f"{head}楼梯间", building, unit)]  # fmt: skip
        if block.units:
            wanted.append((PlaceKind.ROOF, f"{building.name}天台", building, None))
    tower = buildings[0] if plot.kind == ProjectKind.OFFICE else None
    wanted += [(kind, name, tower, None) for kind, name in plot.places]
    places = [
        Place(company_id=project.company_id, project=project, building=building, unit=unit, kind=kind, name=name,
              code=code(chance))
        for kind, name, building, unit in wanted
    ]  # fmt: skip
    bulk.insert(Place, places)
    ledger.record_many([
        ledger.line("estate.place_added", one, by=SYSTEM, at=now, written_at=now, name=one.name, code=one.code)
        for one in places
    ])  # fmt: skip


def founded(today: datetime, years: int) -> datetime:
    """A working morning so many years ago, before all stories."""
    return today - timedelta(days=365 * years + 40, hours=-9)

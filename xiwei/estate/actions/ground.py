"""Put up buildings, units and rooms."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.estate import queries, rules
from xiwei.estate.models import Building, Project, ProjectKind, Room, RoomKind, RoomState, Unit
from xiwei.estate.rules import Plan
from xiwei.ledger import actions as ledger

# What most rooms of a new building are, by the kind of project.
ROOM_KINDS: dict[str, str] = {
    ProjectKind.RESIDENTIAL: RoomKind.HOME,
    ProjectKind.MALL: RoomKind.SHOP,
    ProjectKind.STATION: RoomKind.SHOP,
}


@transaction.atomic
def add_building(
    project: Project,
    *,
    name: str,
    plan: Plan,
    by: rules.By,
    now: datetime,
    kind: str = "",
    rank: int | None = None,
) -> Building:
    """Register a building, and with it the units and rooms its plan names; rooms start as empty (空置).

    Raises NotAllowed without estate.manage, BadInput for a name that stands already or a plan that cannot be.
    """
    rules.check_may_manage(by, project)
    name = name.strip()
    rules.check_name(name, what=gettext("楼栋名称"), limit=20)
    rules.check_plan(plan)
    queries.lock_project(project)
    taken = queries.building_names(project)
    rules.check_new(name, taken, what=gettext("楼栋名称"))
    building = Building.objects.create(
        company_id=project.company_id,
        project=project,
        name=name,
        floors=plan.floors,
        rank=len(taken) + 1 if rank is None else rank,
    )
    made = _rooms_of_plan(project, building, plan, kind or ROOM_KINDS.get(project.kind, RoomKind.OFFICE))
    ledger.record("estate.building_added", building, by=by, at=now, name=name, floors=plan.floors)
    if made:
        ledger.record("estate.rooms_added", building, by=by, at=now, building=name, count=made)
    return building


def _rooms_of_plan(project: Project, building: Building, plan: Plan, kind: str) -> int:
    """The plan's units, and its rooms floor by floor; how many rooms that made."""
    units: list[Unit | None] = list(
        Unit.objects.bulk_create(
            Unit(company_id=building.company_id, building=building, name=f"{n}单元", rank=n)
            for n in range(1, plan.units + 1)
        )
    )
    rooms = [
        _room(project, building, unit, number=f"{floor}{n:02d}", floor=floor, kind=kind)
        for unit in units or [None]
        for floor in plan.used_floors
        for n in range(1, plan.per_floor + 1)
    ]
    Room.objects.bulk_create(rooms, batch_size=500)
    return len(rooms)


def _room(project: Project, building: Building, unit: Unit | None, *, number: str, floor: int, kind: str) -> Room:
    return Room(
        company_id=project.company_id,
        project=project,
        building=building,
        unit=unit,
        floor=floor,
        number=number,
        label=f"{building.name}{unit.name if unit else ''}{number}",
        kind=kind,
        state=RoomState.EMPTY,
    )


@transaction.atomic
def add_unit(building: Building, *, name: str, by: rules.By, now: datetime) -> Unit:
    """Register one more stair of a building."""
    rules.check_may_manage(by, building.project)
    name = name.strip()
    rules.check_name(name, what=gettext("单元名称"), limit=20)
    queries.lock_project(building.project)
    taken = list(Unit.objects.filter(building=building).values_list("name", flat=True))
    rules.check_new(name, taken, what=gettext("单元名称"))
    unit = Unit.objects.create(company_id=building.company_id, building=building, name=name, rank=len(taken) + 1)
    ledger.record("estate.unit_added", building, by=by, at=now, building=building.name, name=name)
    return unit


@transaction.atomic
def add_rooms(
    building: Building,
    *,
    numbers: Iterable[str],
    by: rules.By,
    now: datetime,
    unit: Unit | None = None,
    floor: int | None = None,
    kind: str = RoomKind.HOME,
) -> list[Room]:
    """Register rooms by their numbers (1502, 商铺3). Without `floor` the number tells it: 1502 is on 15.

    All or none: raises BadInput naming those that stand already.
    """
    project = building.project
    rules.check_may_manage(by, project)
    rooms = [
        _room(
            project,
            building,
            unit,
            number=number,
            floor=floor_of(number) if floor is None else floor,
            kind=RoomKind(kind),
        )
        for number in numbers
    ]
    for room in rooms:
        rules.check_name(room.number, what=gettext("房号"), limit=20)
    queries.lock_project(project)
    rules.check_all_new([room.label for room in rooms], queries.labels_taken(project, rooms))
    made = Room.objects.bulk_create(rooms, batch_size=500)
    ledger.record("estate.rooms_added", building, by=by, at=now, building=building.name, count=len(made))
    return made


def floor_of(number: str) -> int:
    """The floor a number tells: 1502 → 15, 101 → 1, B103 → -1; 1 where it tells none."""
    digits = "".join(sign for sign in number if sign.isdigit())
    floor = int(digits[:-2]) if 3 <= len(digits) <= 5 else 1
    return -floor if number[:1] in "Bb" else floor

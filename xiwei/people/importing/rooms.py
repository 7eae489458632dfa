"""A room of the sheet on the estate's ground: its building, unit and room found, changed or raised."""

from collections.abc import Sequence
from typing import Any

from xiwei.estate.models import Building, Room, RoomState, Unit
from xiwei.people.importing import naming, places
from xiwei.people.importing.columns import CleanRow
from xiwei.people.importing.plan import Known, Plan
from xiwei.people.importing.reading import Group
from xiwei.people.importing.telling import Telling
from xiwei.shared import sheets

# What two rows of one room must agree on: the row's field, and the column's.
_AGREED = (("area_centi", "area"), ("inner_area_centi", "inner_area"), ("floor", "floor"), ("state", "state"))
_SMALL = 1000  # a building named by a smaller number stands in its order


def label_of(group: Group, known: Known) -> str:
    """The room's label, in the words of the building and unit that stand, else in ours."""
    standing = _standing(group, known)
    return standing.label if standing else _label(group, group.spot.number, known)


def labels_of(group: Group, known: Known) -> list[str]:
    """Every label under which the room may stand: its number with and without leading noughts, and its parts."""
    spellings = [*naming.spellings(group.spot.number), *_parts(group)]
    return [_label(group, number, known) for number in spellings]


def check_joined(group: Group, known: Known, telling: Telling) -> None:
    """Refuse 101-102 where 101 or 102 stands as a room of its own: it would be there twice."""
    standing = [number for number in _parts(group) if _label(group, number, known) in known.rooms]
    if standing and _standing(group, known) is None:
        said = "、".join(standing)
        column = "room" if "room" in telling.told else "address"
        telling.refuse(
            [row.row for row in group.rows], column, f"写的是合在一起的几套房，其中 {said} 已单独登记；请改成一套房一行"
        )


def _parts(group: Group) -> list[str]:
    return places.joined_numbers(group.spot.number)


def _standing(group: Group, known: Known) -> Room | None:
    found = (known.rooms.get(_label(group, number, known)) for number in naming.spellings(group.spot.number))
    return next((room for room in found if room is not None), None)


def _label(group: Group, number: str, known: Known) -> str:
    spot = group.spot
    building = known.buildings.get(spot.building)
    unit = known.units.get((spot.building, spot.unit))
    return naming.label_of(
        spot._replace(number=number),
        building.name if building else naming.building_name(spot.building),
        unit.name if unit else naming.unit_name(spot.unit),
    )


def check_agreement(rows: Sequence[CleanRow], telling: Telling) -> None:
    """Refuse the later of two rows that say different things of one room."""
    for attribute, column in _AGREED:
        first: CleanRow | None = None
        for row in rows:
            value = getattr(row, attribute)
            if value in (None, "", 0):
                continue
            if first is None:
                first = row
            elif value != getattr(first, attribute):
                telling.refuse(
                    [row.row], column, f"和{sheets.said(first.row)}写的不一样，两行是同一套房；请核对后改成一样"
                )


def settle(
    group: Group, rows: Sequence[CleanRow], label: str, known: Known, plan: Plan, telling: Telling, told: frozenset[str]
) -> Room:
    """The room as the accepted rows would have it, put into the plan where that is new or a change."""
    building = _building(group, rows, known, plan)
    unit = _unit(group, building, known, plan)
    said = _said(group, rows, known, told)
    room = known.rooms.get(label)
    if room is not None:
        if _change(room, rows, said, telling):
            plan.changed_rooms.append(room)
        return room
    kind = naming.kind_of(rows, group.spot, known.project.kind)[0]
    state = RoomState.LIVED_IN if any(row.name or row.others for row in rows) else RoomState.EMPTY
    floor = next((row.floor for row in rows if row.floor is not None), 1)
    room = Room(
        company_id=known.project.company_id,
        project=known.project,
        building=building,
        unit=unit,
        number=group.spot.number,
        label=label,
        **{"kind": kind, "state": state, "floor": floor} | said,
    )
    known.rooms[label] = room
    plan.rooms.append(room)
    telling.created.add(rows[0].row)
    return room


def _building(group: Group, rows: Sequence[CleanRow], known: Known, plan: Plan) -> Building:
    key = group.spot.building
    floors = max((max(row.floors or 0, row.floor or 0) for row in rows), default=1)
    building = known.buildings.get(key)
    if building is None:
        rank = int(key) if key.isdigit() and int(key) < _SMALL else len(known.buildings) + 1
        building = Building(
            company_id=known.project.company_id,
            project=known.project,
            name=naming.building_name(key),
            floors=max(floors, 1),
            rank=rank,
        )
        known.buildings[key] = building
        plan.buildings.append(building)
    elif floors > building.floors:
        building.floors = floors
        if building.pk and building not in plan.raised:
            plan.raised.append(building)
    return building


def _unit(group: Group, building: Building, known: Known, plan: Plan) -> Unit | None:
    key = group.spot.unit
    if not key:
        return None
    place = (group.spot.building, key)
    unit = known.units.get(place)
    if unit is None:
        rank = int(key) if key.isdigit() and int(key) < _SMALL else len(known.units) + 1
        company_id = known.project.company_id
        unit = Unit(company_id=company_id, building=building, name=naming.unit_name(key), rank=min(rank, 30_000))
        known.units[place] = unit
        plan.units.append(unit)
    return unit


def _said(group: Group, rows: Sequence[CleanRow], known: Known, told: frozenset[str]) -> dict[str, Any]:
    """What the rows say of the room; what they leave open is not there."""
    kind, kind_said = naming.kind_of(rows, group.spot, known.project.kind)
    said: dict[str, Any] = {"kind": kind} if kind_said else {}
    for attribute in ("area_centi", "inner_area_centi", "layout", "state", "floor"):
        value = next((value for row in rows if (value := getattr(row, attribute)) not in (None, "")), None)
        if value is not None and (attribute != "floor" or "floor" in told):
            said[attribute] = naming.STATES[value] if attribute == "state" else value
    return said


_COLUMNS = {"area_centi": "area", "inner_area_centi": "inner_area"}


def _change(room: Room, rows: Sequence[CleanRow], said: dict[str, Any], telling: Telling) -> bool:
    """Make the standing room say what the sheet says; whether that changed anything."""
    changed = False
    for attribute, value in said.items():
        old = getattr(room, attribute)
        if old == value:
            continue
        was = _words(room, attribute)
        setattr(room, attribute, value)
        teller = next((row for row in rows if getattr(row, attribute) not in (None, "")), rows[0])
        telling.change(teller.row, _COLUMNS.get(attribute, attribute), f"{was or '空'} 改为 {_words(room, attribute)}")
        changed = True
    return changed


def _words(room: Room, attribute: str) -> str:
    """A room's value as people read it."""
    value = getattr(room, attribute)
    if attribute.endswith("_centi"):
        return "" if value is None else f"{value / 100:.2f}㎡"
    if attribute in ("kind", "state"):
        return str(getattr(room, f"get_{attribute}_display")())
    return str(value)

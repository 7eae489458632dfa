"""Register public places, change their wall codes, print them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.estate import prints, queries, rules
from xiwei.estate.models import Building, Place, PlaceKind, Project, Unit
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.shared import codes

# What every unit, building and project usually has: the ticks of the first day.
IN_A_UNIT = {PlaceKind.LIFT: "电梯", PlaceKind.LOBBY: "大堂", PlaceKind.STAIR: "楼梯间"}
IN_A_BUILDING = {PlaceKind.ROOF: "天台", PlaceKind.PLANT_ROOM: "设备间"}
IN_A_PROJECT = {
    "main_gate": (PlaceKind.GATE, "主出入口"),
    "side_gate": (PlaceKind.GATE, "次出入口"),
    "garage": (PlaceKind.GARAGE, "地下车库"),
    "playground": (PlaceKind.PLAYGROUND, "儿童游乐场"),
    "garden": (PlaceKind.GARDEN, "中心绿地"),
    "bins": (PlaceKind.BINS, "垃圾投放点"),
    "plant_room": (PlaceKind.PLANT_ROOM, "配电房"),
    "pump_room": (PlaceKind.PLANT_ROOM, "水泵房"),
    "road": (PlaceKind.ROAD, "主干道"),
    "office": (PlaceKind.OFFICE, "服务中心"),
}


@transaction.atomic
def add_place(
    project: Project,
    *,
    kind: str,
    name: str,
    by: rules.By,
    now: datetime,
    building: Building | None = None,
    unit: Unit | None = None,
) -> Place:
    """Register one public place and give it a wall code.

    Raises NotAllowed without estate.manage, BadInput for a name the project has already.
    """
    rules.check_may_manage(by, project)
    name = name.strip()
    rules.check_name(name, what=gettext("地点名称"), limit=60)
    queries.lock_project(project)  # before the names are read: the same one twice at once is told of
    rules.check_new(name, queries.place_names(project), what=gettext("地点名称"))
    place = place_of(project, PlaceKind(kind), name, building, unit)
    place.save()
    ledger.record("estate.place_added", place, by=by, at=now, name=name, code=place.code)
    return place


def place_of(project: Project, kind: str, name: str, building: Building | None, unit: Unit | None) -> Place:
    """A place not yet written, with a code that no wall bears."""
    return Place(
        company_id=project.company_id,
        project=project,
        building=building,
        unit=unit,
        kind=kind,
        name=name,
        code=codes.fresh(),
    )


@transaction.atomic
def add_common_places(project: Project, *, ticks: Iterable[str], by: rules.By, now: datetime) -> list[Place]:
    """The first day's places in one go: what is ticked, for every unit, building and the project itself.

    `ticks` are kinds of IN_A_UNIT, `building_` kinds of IN_A_BUILDING, `project_` keys of IN_A_PROJECT. What
    stands already stays, so ticking again after a building was added only fills the gap. A building without
    units counts as one unit.
    """
    rules.check_may_manage(by, project)
    ticked = set(ticks)
    queries.lock_project(project)
    taken = queries.place_names(project)
    wanted = [*_per_building(project, ticked), *_per_project(project, ticked)]
    places = Place.objects.bulk_create((place for place in wanted if place.name not in taken), batch_size=500)
    ledger.record_many(
        [ledger.line("estate.place_added", place, by=by, at=now, name=place.name, code=place.code) for place in places]
    )
    return places


def _per_building(project: Project, ticked: set[str]) -> list[Place]:
    found: list[Place] = []
    for building in queries.buildings(project):
        units: Sequence[Unit | None] = list(building.units.all()) or [None]
        found += [
            place_of(project, kind, f"{building.name}{unit.name if unit else ''}{said}", building, unit)
            for unit in units
            for kind, said in IN_A_UNIT.items()
            if kind in ticked
        ]
        found += [
            place_of(project, kind, f"{building.name}{said}", building, None)
            for kind, said in IN_A_BUILDING.items()
            if f"building_{kind}" in ticked
        ]
    return found


def _per_project(project: Project, ticked: set[str]) -> list[Place]:
    return [
        place_of(project, kind, said, None, None)
        for tick, (kind, said) in IN_A_PROJECT.items()
        if f"project_{tick}" in ticked
    ]


@transaction.atomic
def recode_place(place: Place, *, reason: str, by: rules.By, now: datetime) -> Place:
    """Give a torn or leaked wall code's place a new one; the old code stops at once and is never given again.

    Raises NotNow for a place that is retired.
    """
    place = queries.lock_place(place)
    rules.check_may_manage(by, place.project)
    rules.check_in_use(place)
    rules.check_reason(reason)
    old, place.code = place.code, codes.fresh()
    place.save(update_fields=["code"])
    ledger.record("estate.place_recoded", place, by=by, at=now, old=old, new=place.code, reason=reason.strip())
    return place


@transaction.atomic
def retire_place(place: Place, *, reason: str, by: rules.By, now: datetime) -> Place:
    """Take a place out of use (torn down, walled up): its code stops, its history stays."""
    place = queries.lock_place(place)
    rules.check_may_manage(by, place.project)
    rules.check_in_use(place)
    rules.check_reason(reason)
    place.retired_at = now
    place.save(update_fields=["retired_at"])
    ledger.record(
        "estate.place_retired",
        place,
        by=by,
        at=now,
        seen_by=Seen.PUBLIC,
        name=place.name,
        reason=reason.strip(),
    )
    return place


@transaction.atomic
def print_codes(project: Project, places: Sequence[Place], *, per_page: int, by: rules.By, now: datetime) -> bytes:
    """The A4 sheets to cut and hang, as a PDF; its line tells the first day that they are printed.

    Raises NotNow where there is nothing to print.
    """
    rules.check_may_see(by, project)
    rules.check_some(places)
    sheet = prints.codes_sheet(project, places, per_page=per_page)
    ledger.record("estate.codes_printed", project, by=by, at=now, count=len(places))
    return sheet

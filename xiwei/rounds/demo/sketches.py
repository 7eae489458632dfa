"""Routes for the demo estate: what a director of such an estate would draw over its places, by the common standards.

`plan_demo` draws them and plans today and tomorrow; a year of what was walked is told elsewhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from xiwei.estate.models import Place, PlaceKind, Project
from xiwei.ledger.models import SYSTEM
from xiwei.people.models import Line, Staff
from xiwei.rounds.actions import planning, routes
from xiwei.rounds.models import Route
from xiwei.rounds.queries import routes as queries
from xiwei.rounds.rules.fitting import Spot
from xiwei.standards import actions as standards

K = PlaceKind
AT_MOST = 24  # places that one walk takes


@dataclass(frozen=True)
class Sketch:
    """One route: its line and name, which places in which order, by which standards (none: all that fit), from when."""

    line: str
    name: str
    kinds: Sequence[str]
    codes: str = ""
    starts: time = time(8, 30)
    by_building: bool = False  # one route for so many buildings as make a walk


SKETCHES = [
    Sketch(Line.CLEANING, "电梯大堂保洁", (K.LOBBY, K.LIFT), "C-LIFT-CAR C-LIFT-HALL", time(8, 0), by_building=True),
    Sketch(Line.CLEANING, "楼道保洁", (K.STAIR,), "C-STAIR-SWEEP C-STAIR-MOP", time(9, 0), by_building=True),
    Sketch(
        Line.CLEANING, "道路和车库保洁", (K.GATE, K.ROAD, K.GARAGE), "C-ROAD-SWEEP C-GARAGE-SWEEP C-LEAVES", time(7, 0)
    ),
    Sketch(Line.CLEANING, "垃圾投放点清运", (K.BINS,), "C-BINS-EMPTY C-BINS-WASH", time(7, 0)),
    Sketch(Line.CLEANING, "服务中心保洁", (K.OFFICE,), "C-TOILET", time(8, 30)),
    Sketch(Line.ORDER, "门岗查岗", (K.GATE,), "O-POST-GATE O-GUARD-GEAR", time(8, 0)),
    Sketch(Line.ORDER, "公共区巡逻", (K.ROAD,), "O-PATROL-DAY O-PATROL-NIGHT", time(9, 0)),
    Sketch(Line.ORDER, "水边和游乐场巡查", (K.PLAYGROUND, K.GARDEN), "O-DROWNING-HAZARD", time(15, 0)),
    Sketch(Line.ORDER, "地下车库巡查", (K.GARAGE,), "O-GARAGE-PATROL", time(10, 0)),
    Sketch(Line.ORDER, "天台巡查", (K.ROOF,), "O-FIRE-EXIT-ROOF", time(14, 0)),
    Sketch(Line.ORDER, "设备房消防检查", (K.PLANT_ROOM,), "O-FIRE-ROOM", time(10, 0)),
    Sketch(Line.REPAIR, "设备房巡检", (K.PLANT_ROOM,), starts=time(8, 30)),
    Sketch(Line.REPAIR, "电梯巡查", (K.LIFT,), starts=time(9, 0)),
    Sketch(Line.REPAIR, "公共照明和设施巡检", (K.LOBBY, K.STAIR), starts=time(14, 0), by_building=True),
    Sketch(Line.GREENING, "绿地养护", (K.GARDEN,), starts=time(7, 30)),
    Sketch(Line.BUTLER, "通知栏巡看", (K.LOBBY, K.LIFT), "B-NOTICE-BOARD", time(10, 0), by_building=True),
    Sketch(Line.BUTLER, "服务中心每日检查", (K.OFFICE,), "B-SERVICE-CENTRE B-RECEPTION", time(8, 30)),
]


def plan_demo(
    project: Project, *, director: Staff, now: datetime, say: Callable[[str], object] = lambda words: None
) -> list[Route]:
    """Adopt the common standards, draw the project's routes and plan today and tomorrow; nothing where routes stand already."""
    if Route.objects.filter(project=project).exists():
        return []
    with transaction.atomic():
        standards.adopt_library(project.company, by=SYSTEM, now=now)
        drawn = [route for sketch in SKETCHES for route in _drawn(project, sketch, director, now)]
    today = timezone.localdate(now)
    for day in (today, today + timedelta(days=1)):
        made = planning.plan_day(project, day, by=SYSTEM, now=now)
        say(f"{project.name} {day}：{made.made} 趟，{made.unmanned} 趟没有人走")
    return drawn


def _drawn(project: Project, sketch: Sketch, director: Staff, now: datetime) -> list[Route]:
    every = [one for one in queries.spots(project) if isinstance(one, Place) and one.kind in sketch.kinds]
    asked = set(sketch.codes.split())
    wanted = [
        one for one in queries.wanted(project, sketch.line, every, timezone.localdate(now))
        if not asked or one.standard.code in asked
    ]  # fmt: skip
    fitting = {spot.pk for one in wanted for spot in one.spots}
    led = [spot for spot in every if spot.pk in fitting]
    walks = (
        _by_building(led) if sketch.by_building else [("", sorted(led, key=lambda one: sketch.kinds.index(one.kind)))]
    )
    workers = list(queries.walkers(project, sketch.line))
    return [
        routes.draw_route(
            project, name=f"{where}{sketch.name}", line=sketch.line, codes=sorted(asked), spots=spots,
            begins_on=timezone.localdate(now), starts=sketch.starts,
            worker=workers[rank % len(workers)] if workers else None, by=director, now=now,
        )
        for rank, (where, spots) in enumerate(walks) if spots
    ]  # fmt: skip


def _by_building(led: Sequence[Place]) -> list[tuple[str, Sequence[Spot]]]:
    """Walks of whole buildings next to each other, each named by its first and last."""
    walks: list[list[Place]] = [[]]
    for building in dict.fromkeys(one.building_id for one in led):
        own = [one for one in led if one.building_id == building]
        if walks[-1] and len(walks[-1]) + len(own) > AT_MOST:
            walks.append([])
        walks[-1] += own
    if len(walks) == 1:
        return [("", walks[0])]
    return [(_named(walk), walk) for walk in walks]


def _named(walk: Sequence[Place]) -> str:
    first, last = walk[0].building, walk[-1].building
    if first is None or last is None:
        return ""
    return f"{first.name} " if first == last else f"{first.name}到{last.name} "

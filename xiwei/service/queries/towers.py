"""楼栋图: an estate drawn as buildings, floors and rooms, coloured by what is asked."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Q
from django.utils.translation import gettext

from xiwei.estate.models import Building, Project, Room
from xiwei.service.models import Ticket, TicketState
from xiwei.service.queries.late import late
from xiwei.service.rules.ending import BAD
from xiwei.service.rules.timing import WARNED

WORST = ("over", "unhappy")


@dataclass
class Cell:
    """One room: its state's code for the colour, a letter for those who see none, and how many matters."""

    room: Room
    tone: str = ""
    letter: str = ""
    count: int = 0
    household_id: int | None = None


@dataclass
class Stair:
    """One unit of a building: its floors from the top, each with its cells. `name` is "" for rooms of no unit."""

    name: str
    floors: list[tuple[int, list[Cell]]]


@dataclass
class Tower:
    """A building: its units side by side; `worst` homes are late, or gave a bad rating."""

    building: Building
    stairs: list[Stair] = field(default_factory=list)
    open: int = 0
    worst: int = 0


def towers(project: Project, view: str, now: datetime) -> list[Tower]:
    """Every building of the project; three queries, whatever its size. `view` is tickets or stars."""
    tones = _by_stars(project) if view == "stars" else _by_tickets(project, now)
    rooms = (
        Room.objects.filter(project=project, building__isnull=False)
        .exclude(kind__in=("parking", "storage"))
        .annotate(home=Max("households__pk", filter=Q(households__until__isnull=True)))
        .select_related("unit")
        .order_by("building_id", "unit__rank", "unit__name", "-floor", "number")
    )
    stacks: dict[int, dict[str, dict[int, list[Cell]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    counts: dict[int, int] = defaultdict(int)
    worst: dict[int, int] = defaultdict(int)
    for room in rooms:
        tone, letter, count = tones.get(room.pk, ("empty" if room.home is None else "", "", 0))
        stacks[room.building_id][room.unit.name if room.unit else ""][room.floor].append(
            Cell(room, tone, letter, count, room.home)
        )
        counts[room.building_id] += count
        worst[room.building_id] += tone in WORST
    drawn = []
    for building in Building.objects.filter(project=project):
        # What stands in no unit comes last, whichever way the database sorts nothing.
        named = sorted(stacks[building.pk].items(), key=lambda stair: not stair[0])
        stairs = [Stair(name, list(floors.items())) for name, floors in named]
        drawn.append(Tower(building, stairs, counts[building.pk], worst[building.pk]))
    return [tower for tower in drawn if tower.stairs]


def _by_tickets(project: Project, now: datetime) -> dict[int, tuple[str, str, int]]:
    """What is late here is late on the board (queries/late.py); near is what was warned of and is still to come."""
    near = Q(level=WARNED, due_at__gte=now) & ~Q(state=TicketState.WAITING)
    rows = (
        Ticket.objects.filter(project=project, closed_at__isnull=True, room__isnull=False)
        .order_by()
        .values("room_id")
        .annotate(
            count=Count("pk"),
            over=Count("pk", filter=late(now)),
            near=Count("pk", filter=near),
            done=Count("pk", filter=Q(state=TicketState.DONE)),
        )
    )
    found = {}
    for row in rows:
        tone, letter = "open", gettext("办")
        if row["over"]:
            tone, letter = "over", gettext("超")
        elif row["near"]:
            tone, letter = "near", gettext("急")
        elif row["done"] == row["count"]:
            tone, letter = "done", gettext("认")
        found[row["room_id"]] = (tone, letter, row["count"])
    return found


def _by_stars(project: Project) -> dict[int, tuple[str, str, int]]:
    """The last rating each home gave: a bad one stands out."""
    rated = Ticket.objects.filter(project=project, room__isnull=False, stars__isnull=False).order_by("closed_at")
    last = dict(rated.values_list("room_id", "stars"))
    return {pk: ("unhappy", str(stars), 1) if stars <= BAD else ("open", str(stars), 1) for pk, stars in last.items()}

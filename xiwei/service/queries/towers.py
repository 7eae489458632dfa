"""楼栋图: an estate drawn as buildings, floors and rooms, coloured by what is asked."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q
from django.utils.translation import gettext

from xiwei.estate.models import Building, Project, Room
from xiwei.service.models import Ticket
from xiwei.service.rules.ending import BAD

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
class Tower:
    """A building: its floors from the top, each a list of units of cells; `worst` homes are late, or gave a bad rating."""

    building: Building
    floors: list[tuple[int, list[list[Cell]]]] = field(default_factory=list)
    open: int = 0
    worst: int = 0


def towers(project: Project, view: str) -> list[Tower]:
    """Every building of the project; three queries, whatever its size. `view` is tickets or stars."""
    tones = _by_stars(project) if view == "stars" else _by_tickets(project)
    rooms = (
        Room.objects.filter(project=project, building__isnull=False)
        .exclude(kind__in=("parking", "storage"))
        .annotate(home=Max("households__pk", filter=Q(households__until__isnull=True)))
        .order_by("building__rank", "building_id", "-floor", "unit_id", "number")
    )
    stacks: dict[int, dict[int, dict[int | None, list[Cell]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    counts: dict[int, int] = defaultdict(int)
    worst: dict[int, int] = defaultdict(int)
    for room in rooms:
        tone, letter, count = tones.get(room.pk, ("empty" if room.home is None else "", "", 0))
        stacks[room.building_id][room.floor][room.unit_id].append(Cell(room, tone, letter, count, room.home))
        counts[room.building_id] += count
        worst[room.building_id] += tone in WORST
    drawn = []
    for building in Building.objects.filter(project=project):
        floors = [(floor, list(units.values())) for floor, units in stacks[building.pk].items()]
        drawn.append(Tower(building, floors, counts[building.pk], worst[building.pk]))
    return [tower for tower in drawn if tower.floors]


def _by_tickets(project: Project) -> dict[int, tuple[str, str, int]]:
    rows = (
        Ticket.objects.filter(project=project, closed_at__isnull=True, room__isnull=False)
        .order_by()
        .values("room_id")
        .annotate(count=Count("pk"), worst=Max("level"), done=Count("pk", filter=Q(state="done")))
    )
    found = {}
    for row in rows:
        tone, letter = "open", gettext("办")
        if row["worst"] >= 2:
            tone, letter = "over", gettext("超")
        elif row["worst"] == 1:
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

"""Find the room or place that was meant by a few typed characters, and who may have asked from it."""

import re
from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from xiwei.estate.models import Building, Place, Project, Room
from xiwei.estate.spoken import PARTS, Said, building_names, in_each, inside, past_building, read, unit_names
from xiwei.people.models import Household, Person
from xiwei.shared.prepared import Given, prepared

MOST = 8
# What people call a place, and what its sign says.
ALSO_CALLED = {"大门": "门", "门口": "门", "岗亭": "门岗", "保安亭": "门岗"}


def matching(project: Project, words: str) -> list[Room | Place]:
    """Rooms and places meant by what was typed, the surest first: the very door, then doors that begin so, then places."""
    said = read(words)
    rooms = _rooms(project, said) if not said.rest else []
    places = _places(project, said)
    found: list[Room | Place] = [*places, *rooms] if said.building and not said.number else [*rooms, *places]
    return (found or _holding(project, words))[:MOST]


def places(project: Project, words: str) -> list[Place]:
    """The public places among them, for those who look for rooms by their households."""
    said = read(words)
    found = _places(project, said)
    return found if found or said.number or said.building else _places_holding(project, words)


def _rooms(project: Project, said: Said) -> list[Room]:
    here = Room.objects.filter(inside(said, "building__name", "unit__name"), project=project)
    if said.number:
        very = When(number=said.number, then=Value(0))
        begins = When(number__startswith=said.number, then=Value(1))
        here = here.filter(Q(number__startswith=said.number) | Q(number__endswith=f"-{said.number}"))
        here = here.annotate(far=Case(very, begins, default=Value(2), output_field=IntegerField()))
        order = ["far", "building__rank", "unit__rank", "number"]
    elif said.building:
        order = ["unit__rank", "floor", "number"]
    else:
        return []
    found = list(here.order_by(*order)[:MOST])
    exact = [room for room in found if room.number == said.number]
    return exact or found


def _places(project: Project, said: Said) -> list[Place]:
    if not (said.rest or said.building) or said.number:
        return []
    within = {
        key: pattern for key, pattern in (("building", building_names(said)), ("unit", unit_names(said))) if pattern
    }
    most = MOST if said.rest else MOST // 2
    return _named(most, project=project, name=ALSO_CALLED.get(said.rest, said.rest), **within)


@prepared
def _named(most: int, *, project: Given, name: Given, **within: Given) -> QuerySet[Place]:
    """The places whose name holds `name`, the shortest first; `within` the building and unit of these patterns."""
    where = {f"{key}__name__iregex": pattern for key, pattern in within.items()}
    here = Place.objects.filter(project=project, retired_at__isnull=True, name__icontains=name, **where)
    return here.order_by(Length("name"), "name")[:most]


def _holding(project: Project, words: str) -> list[Room | Place]:
    """Where nothing stands as said: whatever holds every part typed, in order."""
    pattern = _pattern(words)
    if not pattern:
        return []
    rooms = Room.objects.filter(project=project, label__iregex=pattern).order_by(Length("label"), "label")[:MOST]
    return [*rooms, *_places_holding(project, words)]


def _places_holding(project: Project, words: str) -> list[Place]:
    pattern = _pattern(words)
    return _like(project=project, pattern=pattern) if pattern else []


@prepared
def _like(project: Given, pattern: Given) -> QuerySet[Place]:
    here = Place.objects.filter(project=project, retired_at__isnull=True, name__iregex=pattern)
    return here.order_by("name")[:MOST]


def _pattern(words: str) -> str:
    parts = [part.removesuffix("号") for part in PARTS.findall(words) if part not in ("栋", "幢", "单元", "室", "号")]
    return ".*".join(re.escape(part) for part in parts)


def heard(project: Project, said: Iterable[str]) -> Room | Place | Building | None:
    """Where words say it is ("3栋电梯", "1-1-501"): the fullest of them that means one room, place or building alone.

    Where none does, the building they name: of 3栋楼道, 3栋.
    """
    told = list(said)
    for words in told:
        buildings = Building.objects.filter(project=project, name__in={words, words.replace("号楼", "栋")})
        found: list[Room | Place | Building] = [*buildings[:2]] or [*matching(project, words)]
        if len(found) == 1:
            return found[0]
    named = (building_said(project, words) for words in told if read(words).building)
    return next((one for one in named if one), None)


def parted(project: Project, typed: str) -> tuple[Room | Place | Building | None, str]:
    """What a place as it was typed names, and what is said beyond it: 1栋1单元501 厨房水槽下 is the room, 厨房水槽下.

    The longest beginning that means one door or place; else the building, and all that comes after its name.
    """
    words = typed.split()
    for end in range(len(words), 0, -1):
        stood = heard(project, [" ".join(words[:end])])
        if isinstance(stood, Room | Place):
            return stood, " ".join(words[end:])
    building = building_said(project, typed) if read(typed).building else None
    return building, past_building(typed) if building else typed


def doors_of(project: Project, words: str) -> int | None:
    """How many doors bear a number that was said alone (302); None where more or anything else was said."""
    said = read(words)
    if not said.number or said.building or said.unit or said.rest:
        return None
    here = Q(number=said.number) | Q(number__endswith=f"-{said.number}")
    return Room.objects.filter(here, project=project).count()


def building_said(project: Project, words: str) -> Building | None:
    """The building these words name (2栋楼道, 二号楼门口); where there is but one, it need not be said."""
    pattern = building_names(read(words))
    here = Building.objects.filter(project=project)
    found = list((here.filter(name__iregex=pattern) if pattern else here)[:2])
    return found[0] if len(found) == 1 else None


def elsewhere(said: Iterable[str]) -> bool:
    """Whether a place was named that is not one of those every building has: 东门, 车库, 花园."""
    return any(not in_each(words) for words in said)


def code_of(stood: Room | Place | Building) -> str:
    """A room, place or building as a form's field carries it."""
    return f"{type(stood).__name__.lower()}-{stood.pk}"


def of_code(project_id: int, code: str) -> Room | Place | Building | None:
    """What such a field carried; None for a forged one or another project's."""
    kind, _, pk = code.partition("-")
    models: dict[str, type[Room | Place | Building]] = {"room": Room, "place": Place, "building": Building}
    if kind not in models or not pk.isdecimal() or len(pk) > 18:
        return None
    return models[kind].objects.filter(pk=int(pk), project_id=project_id).first()


def household_of(room: Room) -> Household | None:
    """Who lives there now: who rents it, else the latest household that has not moved out."""
    return Household.objects.filter(room=room, until__isnull=True).order_by("-rents", "-pk").first()


def asker_of(household: Household | None, phone: str, name: str) -> Person | None:
    """The member of the household with this phone or, failing that, of exactly this name; nobody else is guessed."""
    if household is None:
        return None
    members = Person.objects.filter(tenures__household=household, tenures__until__isnull=True)
    if phone.strip():
        return members.filter(Q(phone=phone.strip()) | Q(noted_phone=phone.strip())).first()
    return members.filter(name=name.strip()).first() if name.strip() else None

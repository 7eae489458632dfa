"""Find the room or place that was meant by a few typed characters, and who may have asked from it."""

import re
from collections.abc import Iterable
from itertools import chain

from django.db.models.functions import Length

from xiwei.estate.models import Building, Place, Project, Room
from xiwei.people.models import Household, Person

MOST = 8
_PARTS = re.compile(r"[0-9A-Za-z]+|[\u4e00-\u9fff]+")


def matching(project: Project, words: str) -> list[Room | Place]:
    """Rooms and places whose label holds every part typed, in order: 3-2-1502 and 3栋2单元1502 find the same."""
    parts = [part.removesuffix("号") for part in _PARTS.findall(words) if part not in ("栋", "幢", "单元", "室", "号")]
    if not parts:
        return []
    pattern = ".*".join(re.escape(part) for part in parts)
    rooms = Room.objects.filter(project=project, label__iregex=pattern).order_by(Length("label"), "label")[:MOST]
    places = Place.objects.filter(project=project, retired_at__isnull=True, name__iregex=pattern).order_by("name")
    return list(chain(rooms, places[:MOST]))[:MOST]


def heard(project: Project, said: Iterable[str]) -> Room | Place | Building | None:
    """Where words say it is ("3栋电梯", "1-1-501"): the fullest of them that means one room, place or building alone."""
    for words in said:
        buildings = Building.objects.filter(project=project, name__in={words, words.replace("号楼", "栋")})
        found: list[Room | Place | Building] = [*buildings[:2]] or [*matching(project, words)]
        if len(found) == 1:
            return found[0]
    return None


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
    """Who lives there now: the latest household that has not moved out."""
    return Household.objects.filter(room=room, until__isnull=True).order_by("-pk").first()


def asker_of(household: Household | None, phone: str, name: str) -> Person | None:
    """The member of the household with this phone or, failing that, of exactly this name; nobody else is guessed."""
    if household is None:
        return None
    members = Person.objects.filter(tenures__household=household, tenures__until__isnull=True)
    if phone.strip():
        return members.filter(phone=phone.strip()).first()
    return members.filter(name=name.strip()).first() if name.strip() else None

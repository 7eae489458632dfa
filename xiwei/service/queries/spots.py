"""Find the room or place that was meant by a few typed characters, and who may have asked from it."""

import re
from itertools import chain

from xiwei.estate.models import Place, Project, Room
from xiwei.people.models import Household, Person

MOST = 8
_PARTS = re.compile(r"[0-9A-Za-z]+|[\u4e00-\u9fff]+")


def matching(project: Project, words: str) -> list[Room | Place]:
    """Rooms and places whose label holds every part typed, in order: 3-2-1502 and 3栋2单元1502 find the same."""
    parts = [part.removesuffix("号") for part in _PARTS.findall(words) if part not in ("栋", "幢", "单元", "室", "号")]
    if not parts:
        return []
    pattern = ".*".join(re.escape(part) for part in parts)
    rooms = Room.objects.filter(project=project, label__iregex=pattern).order_by("label")[:MOST]
    places = Place.objects.filter(project=project, retired_at__isnull=True, name__iregex=pattern).order_by("name")
    return list(chain(rooms, places[:MOST]))[:MOST]


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

"""Find the room or place that was meant by a few typed characters, and who may have asked from it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from xiwei.estate.models import Building, Place, Project, Room
from xiwei.people.models import Household, Person
from xiwei.shared.prepared import Given, prepared

MOST = 8
_PARTS = re.compile(r"[0-9A-Za-z]+|[\u4e00-\u9fff]+")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_TENS = re.compile(r"十([1-9])?|([1-9])十([1-9])?")
_BUILDING = re.compile(r"([0-9]{1,3}|[A-Za-z])(?:栋|幢|号楼|座|#)")
_UNIT = re.compile(r"([0-9]{1,2}|[A-Za-z])单元")
_DASHED = re.compile(r"^([0-9]{1,3}|[A-Za-z])[-—－](?:([0-9]{1,2})[-—－])?([0-9]{2,5})?$")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{2,5}(?![0-9])")
# What people call a place, and what its sign says.
ALSO_CALLED = {"大门": "门", "门口": "门", "岗亭": "门岗", "保安亭": "门岗"}


@dataclass(frozen=True)
class Said:
    """A spot as it was said: which building, stair and door, and what else (电梯). Any of them may be empty."""

    building: str = ""
    unit: str = ""
    number: str = ""
    rest: str = ""


def read(words: str) -> Said:
    """2栋1单元501, 2-1-501, 二栋一单元501室, 2#501, 2幢电梯: the same parts however they are written."""
    plain = _plain(words)
    if dashed := _DASHED.match(plain):
        return Said(dashed[1], dashed[2] or "", dashed[3] or "")
    found: dict[str, str] = {}
    for name, pattern in (("building", _BUILDING), ("unit", _UNIT)):
        if match := pattern.search(plain):
            found[name] = match[1]
            plain = plain.replace(match[0], " ", 1)
    if match := _NUMBER.search(plain):
        found["number"] = match[0]
        plain = plain.replace(match[0], " ", 1)
    rest = "".join(part for part in _PARTS.findall(plain) if part not in ("室", "号", "房"))
    return Said(**found, rest=rest)


def _plain(words: str) -> str:
    """Full-width and Chinese numbers as 0-9: 十二栋 is 12栋."""
    text = unicodedata.normalize("NFKC", words).translate(_NUMERALS).strip()
    return "".join(_TENS.sub(_tens, text).split())


def _tens(found: re.Match[str]) -> str:
    """十 is 10, 十二 is 12, 二十 is 20, 二十三 is 23."""
    return f"{found[2] or 1}{found[1] or found[3] or 0}"


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
    here = Room.objects.filter(_in(said, "building__name", "unit__name"), project=project)
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
    inside = {key: pattern for key, pattern in (("building", _building(said)), ("unit", _unit(said))) if pattern}
    most = MOST if said.rest else MOST // 2
    return _named(most, project=project, name=ALSO_CALLED.get(said.rest, said.rest), **inside)


@prepared
def _named(most: int, *, project: Given, name: Given, **inside: Given) -> QuerySet[Place]:
    """The places whose name holds `name`, the shortest first; `inside` the building and unit of these patterns."""
    where = {f"{key}__name__iregex": pattern for key, pattern in inside.items()}
    here = Place.objects.filter(project=project, retired_at__isnull=True, name__icontains=name, **where)
    return here.order_by(Length("name"), "name")[:most]


def _in(said: Said, building: str, unit: str) -> Q:
    """In that building and stair; names stand as 2栋, 2幢, 2号楼, 2座 or 2."""
    where = Q()
    if pattern := _building(said):
        where &= Q(**{f"{building}__iregex": pattern})
    if pattern := _unit(said):
        where &= Q(**{f"{unit}__iregex": pattern})
    return where


def _building(said: Said) -> str:
    return f"^{said.building}(栋|幢|号楼|座|号)?$" if said.building else ""


def _unit(said: Said) -> str:
    return f"^{said.unit}(单元)?$" if said.unit else ""


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
    parts = [part.removesuffix("号") for part in _PARTS.findall(words) if part not in ("栋", "幢", "单元", "室", "号")]
    return ".*".join(re.escape(part) for part in parts)


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
        return members.filter(Q(phone=phone.strip()) | Q(noted_phone=phone.strip())).first()
    return members.filter(name=name.strip()).first() if name.strip() else None

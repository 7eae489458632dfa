"""Find what a document belongs to: from an address, from what a keeper typed, from a file's name."""

import re

from django.db.models import Q

from xiwei.estate import spoken
from xiwei.estate.models import Building, Company, Place, Project, Room
from xiwei.estate.papers import nouns
from xiwei.estate.papers.nouns import Subject
from xiwei.estate.rules.ground import Asker


def keepable(who: Asker, power: str) -> list[Subject]:
    """The companies and projects in which this person holds a permission: companies first."""
    companies, everywhere, some = [], set(), set()
    for company_id, project_id in who.reach(power):
        if project_id:
            some.add(project_id)
        else:
            everywhere.add(company_id)
    companies = list(Company.objects.filter(pk__in=everywhere))
    projects = Project.objects.filter(Q(pk__in=some) | Q(company_id__in=everywhere)).order_by("company_id", "code")
    return [*(nouns.of(one, "project") for one in projects), *(nouns.of(one, "company") for one in companies)]


def by_words(project: Project, words: str) -> Subject | None:
    """3栋, 3栋2单元1502, 1-1-501, 东门, the project itself; None where nothing, or more than one thing, answers."""
    said = words.strip()
    if said in ("", project.name):
        return nouns.of(project, "project")
    place = Place.objects.filter(project=project, name=said).first()
    if place:
        return nouns.of(place, "place")
    told = (noun.by_label(project.pk, said) for noun in nouns.all_nouns() if noun.by_label)
    if other := next((one for one in told if one), None):
        return other
    read = spoken.read(said)
    if read.building and read.number and not read.rest:
        return _room(project, said, read)
    if read.building and not (read.number or read.unit or read.rest):
        return _only(Building.objects.filter(spoken_name(read.building), project=project), "building")
    room = Room.objects.filter(project=project, label=said).first()
    return nouns.of(room, "room") if room else _only(Building.objects.filter(project=project, name=said), "building")


def spoken_name(building: str) -> Q:
    """A building by what was said of it."""
    return Q(name__iregex=spoken.building_names(spoken.Said(building)))


def _room(project: Project, said: str, read: spoken.Said) -> Subject | None:
    rooms = Room.objects.filter(
        spoken.inside(read, "building__name", "unit__name"), project=project, number=read.number
    )
    return _only(rooms, "room")


def _only(rows: object, noun: str) -> Subject | None:
    found = list(rows[:2])  # type: ignore[index]
    return nouns.of(found[0], noun) if len(found) == 1 else None


def fitting(subject: Subject, of: tuple[str, ...]) -> Subject:
    """The same thing as this kind takes it: a resident's paper at a room is its household's, where somebody lives there."""
    household = nouns.noun("household")
    if subject.noun != "room" or "household" not in of or household is None or household.at_room is None:
        return subject
    return household.at_room(subject.pk) or subject


class Ground:
    """A project's buildings, rooms and places in memory, to place thousands of names with three queries."""

    def __init__(self, project: Project):
        self.project = project
        self.whole = nouns.of(project, "project")
        self.buildings = {spoken.bare(one.name): one for one in Building.objects.filter(project=project)}
        self.places = sorted(Place.objects.filter(project=project), key=lambda one: -len(one.name))
        self.rooms: dict[tuple[str, str, str], Room] = {}
        for room in Room.objects.filter(project=project).select_related("building", "unit"):
            building = spoken.bare(room.building.name) if room.building else ""
            self.rooms[building, spoken.bare(room.unit.name) if room.unit else "", room.number] = room
            self.rooms.setdefault((building, "", room.number), room)

    def of_path(self, path: str) -> tuple[Subject, bool]:
        """What the folders and the name speak of, and whether they spoke of anything: 3栋/给排水竣工图.dwg → 3栋."""
        for place in self.places:
            if place.name in path:
                return nouns.of(place, "place"), True
        for part in reversed(path.split("/")):
            plain = part.rpartition(".")[0] or part
            for words in (plain, *re.split(r"[ _\-—（(]", plain)):
                if (doors := spoken.read(words)).building:
                    return self._at(doors)
            if dashed := re.search(r"(?<!\d)\d{1,3}-(?:\d{1,2}-)?\d{3,5}(?!\d)", plain):
                return self._at(spoken.read(dashed[0]))
        return self.whole, False

    def near(self, path: str) -> list[Subject]:
        """What the path speaks of, then what stands around it: the room, its building, the project."""
        found, _ = self.of_path(path)
        building_id = found.where.building_id
        around = [nouns.of(one, "building") for one in self.buildings.values() if one.pk == building_id]
        return [found, *around, self.whole]

    def _at(self, read: spoken.Said) -> tuple[Subject, bool]:
        room = self.rooms.get((spoken.bare(read.building), read.unit, read.number)) if read.number else None
        if room:
            return nouns.of(room, "room"), True
        building = self.buildings.get(spoken.bare(read.building))
        return (nouns.of(building, "building"), True) if building else (self.whole, False)

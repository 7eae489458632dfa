"""What the demo knows of a project while it tells stories: its ground, homes, people, calendar and menu."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from xiwei.estate.models import Building, Company, Place, Project, Room, Unit
from xiwei.people.models import Household, Person, Staff
from xiwei.service.demo.rosters import Duty
from xiwei.service.models import ServiceGroup
from xiwei.service.queries.duty import Spot
from xiwei.shared.worktime import SHANGHAI, Calendar
from xiwei.standards.models import MenuItem, TimePromise


@dataclass(frozen=True)
class Scale:
    """How much is made, and relative to which moment; the seed fixes all that is left to chance."""

    now: datetime
    tickets: int = 6000
    rooms: int = 1200
    seed: int = 20
    lines: int = 0  # of the ledger, for each ticket at least; 0 leaves it to the story

    @property
    def today(self) -> datetime:
        """The midnight the day began with."""
        return self.now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)

    def chance(self, subject: str) -> random.Random:
        """A source of chance of its own for each subject, so that more of one thing does not change another."""
        return random.Random(f"{self.seed}:{subject}")


@dataclass
class Home:
    """A household with those who belong to it, the one to call first."""

    household: Household
    room: Room
    people: list[Person]

    @property
    def contact(self) -> Person:
        return self.people[0]


@dataclass
class Site:
    """One project, whole."""

    company: Company
    project: Project
    buildings: list[Building] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    groups: list[ServiceGroup] = field(default_factory=list)
    staff: dict[str, Staff] = field(default_factory=dict)
    managers: list[Staff] = field(default_factory=list)
    items: dict[str, MenuItem] = field(default_factory=dict)
    promises: dict[tuple[str, str], TimePromise] = field(default_factory=dict)
    calendar: Calendar | None = None
    duty: Duty | None = None

    @cached_property
    def by_label(self) -> dict[str, Home]:
        """Homes by their room's label."""
        return {home.room.label: home for home in self.homes}

    @cached_property
    def by_name(self) -> dict[str, Place]:
        """Places by name."""
        return {place.name: place for place in self.places}

    @cached_property
    def by_kind(self) -> dict[str, list[Place]]:
        """Places by kind."""
        found: dict[str, list[Place]] = {}
        for place in self.places:
            found.setdefault(place.kind, []).append(place)
        return found

    @cached_property
    def _homes(self) -> dict[tuple[str, int | None], list[Home]]:
        found: dict[tuple[str, int | None], list[Home]] = {}
        for home in self.homes:
            for unit in {home.room.unit_id, None}:
                found.setdefault((home.room.kind, unit), []).append(home)
        return found

    def homes_of(self, kind: str, unit_id: int | None) -> list[Home]:
        """Homes of a kind of room, those of one pair of stairs or all."""
        return self._homes.get((kind, unit_id), [])

    def butler_of(self, stood: Room | Place | None) -> Staff | None:
        """Whose building it is, of the butlers."""
        members = self.duty.members.get(stood.building_id, {}) if self.duty and stood and stood.building_id else {}
        return members["butler"].staff if "butler" in members else None

    def spot(self, stood: Room | Place | None) -> Spot:
        """Where something is, as duty asks."""
        building_id, unit_id = (stood.building_id, stood.unit_id) if stood else (None, None)
        return Spot(self.company.pk, self.project.pk, building_id, unit_id)

    @property
    def director(self) -> Staff:
        return self.staff["director"]


@dataclass
class World:
    """Everything that stands before the first story."""

    scale: Scale
    cuihu: Company
    anju: Company
    association: Company
    sites: dict[str, Site]
    cast: dict[str, Person]
    members: Sequence[Company] = ()

    @cached_property
    def heard_by(self) -> set[int]:
        """The persons whose inbox is kept: the cast."""
        return {person.pk for person in self.cast.values()}

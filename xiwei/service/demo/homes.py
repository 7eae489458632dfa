"""Who lives where: families, tenants, shops and firms, with the lines their registering left."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from zlib import crc32

from django.db import transaction

from xiwei.estate.models import Room, RoomKind, RoomState
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Entry, Seen
from xiwei.people.actions.people import unusable_password
from xiwei.people.models import Household, Person, Relation, Tenure
from xiwei.service.demo.ground import Home, Scale
from xiwei.service.demo.people import CAST, HOME_PHONES, NAMES, names
from xiwei.shared import bulk
from xiwei.shared.worktime import SHANGHAI

# 翠湖花园 where the cast lives, and who else is at home there.
CAST_HOMES = {
    "1栋1单元501": ["wang_fang", "陈志明", "陈雨桐"],
    "1栋1单元502": ["li_qiang", "周慧芳"],
}


@dataclass
class Registry:
    """Makes people with names and phones in a row; writes homes a thousand at a time."""

    scale: Scale
    opened: datetime
    names: Iterator[tuple[str, bool]]
    chance: random.Random
    phones: Iterator[int] = field(default_factory=lambda: count(HOME_PHONES))
    cast: dict[str, Person] = field(default_factory=dict)
    tenures: list[Tenure] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    password: str = field(default_factory=unusable_password)

    def settle(self, rooms: list[Room]) -> list[Home]:
        """Households for these rooms; nine in ten are lived in. The rooms' states are set accordingly."""
        return [home for room in rooms if (home := self._home(room))]

    def _home(self, room: Room) -> Home | None:
        if room.kind == RoomKind.PARKING:
            return None
        if room.label in CAST_HOMES and room.project.code == "CH":
            return self._cast_home(room)
        if self.chance.random() < 0.085:
            room.state = self.chance.choice((RoomState.EMPTY, RoomState.NOT_LIVED_IN, RoomState.DECORATING))
            return None
        if room.kind == RoomKind.HOME:
            return self._family(room)
        return self._firm(room)

    def _since(self) -> date:
        """Most came when the estate opened; one in fifty within the last month."""
        today = self.scale.today.date()
        if self.chance.random() < 0.02:
            return today - timedelta(days=self.chance.randrange(2, 29))
        return self.opened.date() + timedelta(
            days=int(self.chance.betavariate(1, 4) * (today - self.opened.date()).days)
        )

    def _cast_home(self, room: Room) -> Home:
        room.state = RoomState.LIVED_IN
        people = [
            self._person(CAST[one][0], phone=CAST[one][1], cast=one) if one in CAST else self._person(one)
            for one in CAST_HOMES[room.label]
        ]
        since = self.opened.date() + timedelta(days=30)
        return self._written(room, people, [Relation.OWNER, *[Relation.FAMILY] * (len(people) - 1)], since)

    def _family(self, room: Room) -> Home:
        let = self.chance.random() < 0.16
        room.state = RoomState.LET if let else RoomState.LIVED_IN
        size = self.chance.choices((1, 2, 3, 4), (14, 30, 38, 18))[0]
        surname_of = next(self.names)[0]
        people = [self._person(surname_of)]
        for place in range(1, size):
            own = next(self.names)[0]
            # A child has the first parent's surname, and no phone of their own on the register.
            named = surname_of[0] + own[1:] if place >= 2 else own
            people.append(self._person(named, known=place == 1 and self.chance.random() < 0.75))
        first = Relation.TENANT if let else Relation.OWNER
        return self._written(room, people, [first, *[Relation.FAMILY] * (size - 1)], self._since())

    def _firm(self, room: Room) -> Home:
        room.state = RoomState.LET if self.chance.random() < 0.7 else RoomState.SOLD
        people = [self._person(next(self.names)[0]) for _ in range(self.chance.randint(1, 3))]
        relations = [Relation.TENANT, *[Relation.EMPLOYEE] * (len(people) - 1)]
        if room.kind == RoomKind.SHOP:
            name = f"{people[0].name[0]}记{self.chance.choice(NAMES['shops'])}"
        else:
            name = f"滨海{self.chance.choice(NAMES['firm_heads'])}{self.chance.choice(NAMES['firm_tails'])}"
        return self._written(room, people, relations, self._since(), name)

    def _person(self, name: str, *, phone: str = "", known: bool = True, cast: str = "") -> Person:
        number = phone or (str(next(self.phones)) if known else None)
        person = Person(
            phone=number, phone_verified=bool(number), name=name, joined_at=self.opened, password=self.password
        )
        self.persons.append(person)
        if cast:
            self.cast[cast] = person
        return person

    def _written(self, room: Room, people: list[Person], relations: Sequence[str], since: date, name: str = "") -> Home:
        household = Household(
            company_id=room.company_id, project_id=room.project_id, room=room, name=name or people[0].name, since=since
        )
        self.tenures += [
            Tenure(company_id=room.company_id, household=household, person=person, relation=relation,
                   contact=place == 0, since=since)
            for place, (person, relation) in enumerate(zip(people, relations, strict=True))
        ]  # fmt: skip
        return Home(household, room, people)

    @transaction.atomic
    def write(self, homes: list[Home]) -> None:
        """All that was made since the last writing, and the states of its rooms."""
        bulk.insert(Person, self.persons)
        bulk.insert(Household, [home.household for home in homes])
        bulk.insert(Tenure, self.tenures)
        ledger.record_many([_moved_in(home) for home in homes])
        ledger.record_many([_opened(tenure) for tenure in self.tenures])
        self.persons, self.tenures = [], []


def keep_states(rooms: list[Room]) -> None:
    """Write how rooms stand, one statement a state."""
    for state in RoomState.values:
        keys = [room.pk for room in rooms if room.state == state]
        for begin in range(0, len(keys), 500):
            Room.objects.filter(pk__in=keys[begin : begin + 500]).update(state=state)


def _turn(room: Room) -> int:
    """A room's minute of a morning, by its label: ids differ from one database to the next, labels do not."""
    return crc32(room.label.encode()) % 480


def _morning(day: date | None, chance_minutes: int) -> datetime:
    assert day is not None
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=SHANGHAI) + timedelta(minutes=chance_minutes % 480)


def _moved_in(home: Home) -> Entry:
    household, at = home.household, _morning(home.household.since, _turn(home.room))
    return ledger.line(
        "people.household_moved_in", household, by=SYSTEM, at=at, written_at=at, seen_by=Seen.RESIDENT,
        name=household.name, room=home.room.label,
    )  # fmt: skip


def _opened(tenure: Tenure) -> Entry:
    person, at = tenure.person, _morning(tenure.since, _turn(tenure.household.room) + 1)
    return ledger.line(
        "people.tenure_opened", tenure, by=SYSTEM, at=at, written_at=at, seen_by=Seen.RESIDENT, person=person,
        name=person.name, relation=Relation(tenure.relation).label,
    )  # fmt: skip


def registry(scale: Scale, opened: datetime, subject: str, phones: Iterator[int]) -> Registry:
    """The registry of one project; all draw from one row of phones."""
    chance = scale.chance(f"homes {subject}")
    return Registry(scale, opened, names(chance), chance, phones)

"""A year of tickets: what is asked where by whom, told one after another and written in batches."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from xiwei.estate.models import Place
from xiwei.ledger.models import SYSTEM, VISITOR, Actor
from xiwei.people.models import Line, Person, Staff
from xiwei.service.actions.asking import Need
from xiwei.service.demo.deeds import asking as deeds
from xiwei.service.demo.deeds import declining
from xiwei.service.demo.deeds.tale import Cut, Tale
from xiwei.service.demo.ground import Home, Site, World
from xiwei.service.demo.lives import Life
from xiwei.service.demo.phrases import Asking, askings, said, told
from xiwei.service.demo.pictures import Album
from xiwei.service.demo.seasons import Year, minutes
from xiwei.service.models import Channel
from xiwei.service.queries.duty import Spot
from xiwei.shared.worktime import SHANGHAI
from xiwei.standards.models import Urgency

SHARES = {"CH": 0.7, "YF": 0.15, "SD": 0.09, "AJ": 0.06}
C = Channel
INDOORS = {C.PAGE: 46, C.PHONE: 20, C.MESSAGE: 17, C.GATE: 9, C.VISIT: 8}
OUTDOORS = {C.PAGE: 27, C.CODE: 24, C.ROUND: 17, C.GATE: 14, C.PHONE: 9, C.MESSAGE: 6, C.VISIT: 3}
BY_SENSOR = {"R-LIFT-FAULT", "R-FLOOD", "R-WATER-PRESSURE", "O-EBIKE-INDOOR"}
WINDOWS = [(9, 11), (10, 12), (14, 16), (15, 17), (18, 20)]
# Who might be told in passing, or notice something on their round.
AT_THE_GATE = (Line.ORDER, Line.ORDER, Line.ORDER, Line.CLEANING, Line.REPAIR, Line.GREENING)
ON_ROUNDS = (Line.ORDER, Line.ORDER, Line.CLEANING, Line.CLEANING, Line.GREENING, Line.REPAIR)
Told = Callable[[], list[Tale]]


@dataclass
class History:
    """Tells the year. Each ticket has a source of chance of its own, so that one more does not change the others."""

    world: World
    album: Album = field(default_factory=Album)

    def __post_init__(self) -> None:
        self.scale = self.world.scale
        self.year = Year(self.scale.now, self.scale.chance("year"))
        self._by_day: dict[tuple[str, date], tuple[list[Asking], list[float]]] = {}

    def stories(self) -> Iterator[tuple[datetime, Told]]:
        """When each story begins, and how to tell it; in order."""
        for number, at in enumerate(self.year.moments(self.scale.tickets)):
            yield at, self._teller(number, at)

    def _teller(self, number: int, at: datetime) -> Told:
        return lambda: self._tell(self.scale.chance(f"ticket {number}"), at)

    def _tell(self, chance: random.Random, at: datetime) -> list[Tale]:
        site = self.world.sites[chance.choices(list(SHARES), list(SHARES.values()))[0]]
        asking = self._asking(site, at.astimezone(SHANGHAI).date(), chance)
        tale = self.taken(site, asking, at, chance)
        others = self._neighbours(tale, asking, chance)
        slow, unhappy = self._pace(site, tale, at, chance)
        life = Life(tale=tale, slow=slow, asking=asking, album=self.album, unhappy=unhappy)
        try:
            for join in others:
                join()
            life.live()
        except Cut:
            pass
        return [tale, *[one for join in others if (one := join.tale)]]

    def _asking(self, site: Site, day: date, chance: random.Random) -> Asking:
        key = (site.project.code, day)
        if key not in self._by_day:
            here = [one for one in askings() if site.project.code in one.at and one.item in site.items]
            self._by_day[key] = here, [one.weight * self.year.factor(one.season, day) for one in here]
        among, weights = self._by_day[key]
        return chance.choices(among, weights)[0]

    def _pace(self, site: Site, tale: Tale, at: datetime, chance: random.Random) -> tuple[float, bool]:
        """How slow the hands are, and whether people are cross: in the storm, and while 马师傅 was away."""
        assert site.duty is not None
        if self.year.stormy(at.astimezone(SHANGHAI).date()):
            return chance.choice((2.0, 3.0, 4.5)), chance.random() < 0.6
        away = site.staff.get("repair2")
        short = away is not None and site.duty.leave_of(away, at) is not None
        if short and tale.orders and tale.order.line == Line.REPAIR and site.project.code == "CH":
            return chance.choice((2.5, 4.0, 6.0)), chance.random() < 0.6
        return (chance.choice((3.0, 5.0, 8.0)), True) if chance.random() < 0.035 else (1.0, False)

    # ---- the asking

    def taken(self, site: Site, asking: Asking, at: datetime, chance: random.Random) -> Tale:
        """One need, told by somebody to somebody."""
        indoors = asking.where[0] == "home" or (asking.where == ["office"] and site.project.code == "YF")
        home = chance.choice(site.homes)
        place = None if indoors else self._place(site, asking, chance)
        channel = self._channel(asking, indoors, chance)
        who = self._who(site, home, place, channel, at, chance)
        need = self._need(site, asking, home if indoors else None, place, channel, who, at, chance)
        heard = minutes(chance.randint(1, 25)) if isinstance(who.by, Staff) and channel != C.ROUND else minutes(0)
        pictured = channel in (C.PAGE, C.CODE, C.MESSAGE, C.ROUND) and chance.random() < 0.5
        prints = self.album.show(asking.scene, at, fixed=False) if pictured else []
        keyed = min(at + heard, self.scale.now)
        return deeds.take(
            site, need, scale=self.scale, chance=chance, heard_by=self.world.heard_by, channel=channel, by=who.by,
            at=keyed, asked_at=at if keyed > at else None, prints=prints,
        )  # fmt: skip

    def _place(self, site: Site, asking: Asking, chance: random.Random) -> Place:
        kinds = [kind for kind in asking.where if kind in site.by_kind] or list(site.by_kind)
        return chance.choice(site.by_kind[chance.choice(kinds)])

    def _channel(self, asking: Asking, indoors: bool, chance: random.Random) -> str:
        if asking.item in BY_SENSOR and chance.random() < 0.25:
            return C.SENSOR
        among = INDOORS if indoors else OUTDOORS
        channel = chance.choices(list(among), list(among.values()))[0]
        return C.PHONE if asking.danger and channel in (C.VISIT, C.MESSAGE) else channel

    def _who(
        self, site: Site, home: Home, place: Place | None, channel: str, at: datetime, chance: random.Random
    ) -> "Asked":
        spot = site.spot(place or home.room)
        known = [person for person in home.people if person.phone] or [home.contact]
        person = chance.choice(known)
        if channel == C.PAGE:
            return Asked(person, person)
        if channel == C.CODE:
            return Asked(person, person) if chance.random() < 0.4 else Asked(VISITOR, None, *_stranger(chance))
        if channel == C.SENSOR:
            return Asked(SYSTEM, None)
        if channel == C.ROUND:
            return Asked(self._on_shift(site, spot, chance.choice(ON_ROUNDS), at), None)
        line = chance.choice(AT_THE_GATE) if channel == C.GATE else Line.BUTLER
        by = self._on_shift(site, spot, line, at)
        if channel == C.GATE and chance.random() < 0.35:
            return Asked(by, None, *_stranger(chance, home.contact.name))
        return Asked(by, person)

    def _on_shift(self, site: Site, spot: Spot, line: str, at: datetime) -> Staff:
        """Whoever of the line is there; a manager may not take needs, so in the end it is the director."""
        assert site.duty is not None
        found = site.duty.on_duty(spot, line, at).staff
        return site.director if found in site.managers else found

    def _need(
        self, site: Site, asking: Asking, home: Home | None, place: Place | None, channel: str, who: "Asked",
        at: datetime, chance: random.Random,
    ) -> Need:  # fmt: skip
        item = site.items[asking.item]
        unnamed = isinstance(who.by, Staff) and chance.random() < 0.05 and not asking.danger and not item.certificate
        proposed = {}
        if channel in (C.PAGE, C.CODE):
            wrong = chance.random() < 0.05
            proposed = {"line": item.done_by, "item": None if wrong else item.code}
        return Need(
            project=site.project, words=self._words(asking, home, channel, chance), kind=item.kind, line=item.done_by,
            urgency=Urgency.ORDINARY if item.urgency == Urgency.URGENT and not asking.danger else item.urgency,
            room=home.room if home else None, household=home.household if home else None, place=place,
            item=None if unnamed else item, spot=chance.choice(asking.spots) if home else "", danger=asking.danger,
            wanted=self._window(item.urgency, at, chance), asker=who.asker, asker_name=who.name, asker_phone=who.phone,
            proposed=proposed,
        )  # fmt: skip

    def _words(self, asking: Asking, home: Home | None, channel: str, chance: random.Random) -> str:
        if channel == C.ROUND:
            return said(chance, "round_opening") + chance.choice(asking.words)
        if channel == C.SENSOR:
            return said(chance, "sensor_opening") + chance.choice(asking.words)
        return told(chance, asking, indoors=home is not None)

    def _window(self, urgency: str, at: datetime, chance: random.Random) -> tuple[datetime, datetime] | None:
        if urgency != Urgency.PLANNED or chance.random() < 0.2:
            return None
        begins, ends = chance.choice(WINDOWS)
        day = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        day += timedelta(days=chance.choice((1, 1, 2, 2, 3, 4)))
        return day + timedelta(hours=begins), day + timedelta(hours=ends)

    # ---- those who say the same

    def _neighbours(self, tale: Tale, asking: Asking, chance: random.Random) -> "list[Joining]":
        """In a public place, now and then a neighbour follows, or reports the same and is merged."""
        ticket = tale.ticket
        if ticket.place is None or ticket.asker is None or tale.site.project.code != "CH" or chance.random() > 0.09:
            return []
        homes = chance.sample(tale.site.homes, 3)
        if ticket.building_id:
            near = [home for home in tale.site.homes if home.room.building_id == ticket.building_id]
            homes = chance.sample(near, min(3, len(near))) or homes
        people = [home for home in homes if home.contact.phone and home.contact.pk != ticket.asker_id]
        merged = chance.random() < 0.3
        return [
            Joining(self, tale, asking, home, chance, merged=merged and place == 0) for place, home in enumerate(people)
        ]


@dataclass(frozen=True)
class Asked:
    """Who keyed it in, and who asked: by account, or by a name and a number."""

    by: Person | Staff | Actor
    asker: Person | None
    name: str = ""
    phone: str = ""


def _stranger(chance: random.Random, name: str = "") -> tuple[str, str]:
    """Someone without an account, who may or may not leave a name."""
    left = chance.random()
    if left < 0.35 and not name:
        return "", ""
    surname = name[:1] or chance.choice("王李张刘陈杨赵黄周吴")
    phone = f"138{chance.randrange(0, 100_000):08d}" if left > 0.6 else ""
    return surname + chance.choice(("先生", "女士", "阿姨", "大爷", "师傅")), phone


@dataclass
class Joining:
    """A neighbour who says "me too": follows the ticket, or tells it anew and is merged into it."""

    history: History
    into: Tale
    asking: Asking
    home: Home
    chance: random.Random
    merged: bool
    tale: Tale | None = None

    def __call__(self) -> None:
        """Happens within the first minutes, before anybody has answered."""
        at = self.into.cursor + minutes(self.chance.uniform(1, 4))
        if not self.merged:
            deeds.follow(self.into, by=self.home.contact, at=at)
            return
        self.into.until(at)
        ticket = self.into.ticket
        need = Need(
            project=ticket.project, words=self.chance.choice(self.asking.words), kind=ticket.kind, line=ticket.line,
            urgency=ticket.urgency, place=ticket.place, item=ticket.item, danger=ticket.danger, asker=self.home.contact,
        )  # fmt: skip
        self.tale = deeds.take(
            self.into.site, need, scale=self.into.scale, chance=self.chance, heard_by=self.into.heard_by,
            channel=Channel.PAGE, by=self.home.contact, at=at,
        )  # fmt: skip
        assert self.into.site.duty is not None
        merging = at + minutes(self.chance.uniform(2, 9))
        self.into.until(merging)
        declining.merge(self.tale, into=self.into, by=self.tale.ticket.answering, at=merging)


def in_batches(stories: Iterator[tuple[datetime, Told]], size: int) -> Iterator[list[Tale]]:
    """Tell the stories in their order, and give them out by the batch; each is remembered in its hands' load."""
    for _, batch in groupby(enumerate(stories), key=lambda one: one[0] // size):
        tales = []
        for _, (at, tell) in batch:
            fresh = tell()
            for tale in fresh:
                _remember(tale, at)
            tales += fresh
        yield tales


def _remember(tale: Tale, horizon: datetime) -> None:
    assert tale.site.duty is not None
    for order in tale.orders:
        tale.site.duty.remember(order.worker, order.offered_at, order.ended_at, horizon)

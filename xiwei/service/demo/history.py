"""A year of tickets: what is asked where by whom, told one after another and written in batches."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from xiwei.estate.models import Place, RoomKind
from xiwei.ledger.models import SYSTEM, VISITOR
from xiwei.people.models import Line, Staff
from xiwei.service.actions.asking import Need
from xiwei.service.demo.askers import Asked, Joining, stranger
from xiwei.service.demo.deeds import asking as deeds
from xiwei.service.demo.deeds.tale import Cut, Tale
from xiwei.service.demo.ground import Home, Site, World
from xiwei.service.demo.lives import Life
from xiwei.service.demo.manners import called, voice
from xiwei.service.demo.phrases import CARS, DAYS, Asking, Case, Sayings, askings, facts_of, fits
from xiwei.service.demo.pictures import AFTER_ONLY, Album
from xiwei.service.demo.seasons import SPELLS, Year, can_be_told, is_night, minutes
from xiwei.service.models import Channel, TicketState
from xiwei.service.queries.duty import Spot
from xiwei.service.rules.timing import BREACHED
from xiwei.shared.worktime import SHANGHAI
from xiwei.standards.models import NeedKind, Urgency

SHARES = {"CH": 0.72, "YF": 0.14, "SD": 0.07, "AJ": 0.07}
# How much is asked where nobody works or walks: on weekends, and at night.
QUIET = {"YF": (0.15, 0.1), "SD": (1.3, 0.05)}
C = Channel
INDOORS = {C.PAGE: 46, C.PHONE: 20, C.MESSAGE: 17, C.GATE: 9, C.VISIT: 8}
OUTDOORS = {C.PAGE: 27, C.CODE: 24, C.ROUND: 17, C.GATE: 14, C.PHONE: 9, C.MESSAGE: 6, C.VISIT: 3}
BY_SENSOR = {"R-LIFT-FAULT", "R-FLOOD", "R-WATER-OFF", "R-LIFT-TRAPPED", "O-EBIKE-INDOOR"}
WINDOWS = [(9, 11), (10, 12), (14, 16), (15, 17)]
# Who might be told in passing, or notice something on their round.
AT_THE_GATE = (Line.ORDER, Line.ORDER, Line.ORDER, Line.CLEANING, Line.REPAIR, Line.GREENING)
ON_ROUNDS = (Line.ORDER, Line.ORDER, Line.CLEANING, Line.CLEANING, Line.GREENING, Line.REPAIR)
# In which share of matters the hands are slow for no reason but themselves: no two projects are alike.
SLOW = {"CH": 0.03, "YF": 0.015, "SD": 0.04, "AJ": 0.1}
# Nothing of the last days hangs open for long after its moment: so many tellings are tried until it does not.
RECENT, TRIES, OVERDUE = timedelta(days=9), 8, timedelta(hours=3)
AT_MOST_LATE = {"CH": 2, "YF": 1, "SD": 0, "AJ": 1}
HIGH = 14
Told = Callable[[], list[Tale]]
Chosen = tuple[Asking, Case]
Fitting = tuple[Asking, list[Chosen], list[int], int]  # with how many sayings each case has, and all of them


@dataclass
class History:
    """Tells the year. Each ticket has a source of chance of its own, so that one more does not change what happens."""

    world: World
    album: Album = field(default_factory=Album)
    sayings: Sayings = field(default_factory=Sayings)

    def __post_init__(self) -> None:
        self.scale = self.world.scale
        self.year = Year(self.scale.now, self.scale.chance("year"), self.scale.seed)
        self._by_facts: dict[tuple[str, frozenset[str]], list[Fitting]] = {}
        self._by_hour: dict[tuple[str, datetime], tuple[list[Chosen], list[float]]] = {}
        self._asked: dict[str, list[tuple[Asking, list[Case]]]] = {}
        self._late: dict[str, int] = dict.fromkeys(SHARES, 0)

    def stories(self) -> Iterator[tuple[datetime, Told]]:
        """When each story begins, and how to tell it; in order."""
        for number, at in enumerate(self.year.moments(self.scale.tickets)):
            yield at, self._teller(number, at)

    def _teller(self, number: int, at: datetime) -> Told:
        return lambda: self._told(number, at)

    def _told(self, number: int, at: datetime) -> list[Tale]:
        """What was told; of the last days told anew while it would hang open and long overdue."""
        tales = self._tell(self.scale.chance(f"ticket {number}"), at)
        if at < self.scale.now - RECENT:
            return tales
        for again in range(1, TRIES):
            if not self._too_late(tales[0]):
                break
            tales = self._tell(self.scale.chance(f"ticket {number} again {again}"), at)
        self._late[tales[0].site.project.code] += self._is_late(tales[0])
        return tales

    def _is_late(self, tale: Tale) -> bool:
        due = tale.ticket.due_at
        return due is not None and tale.ticket.state != TicketState.WAITING and due < self.scale.now

    def _too_late(self, tale: Tale) -> bool:
        """Long overdue, or one more than a good day bears, or opened again and never taken up."""
        if not self._is_late(tale):
            return tale.ticket.closed_at is None and tale.ticket.level >= BREACHED
        code, due = tale.site.project.code, tale.ticket.due_at
        assert due is not None
        return due < self.scale.now - OVERDUE or self._late[code] >= AT_MOST_LATE[code]

    def _tell(self, chance: random.Random, at: datetime) -> list[Tale]:
        site = self.world.sites[self._where(at, chance)]
        asking, case = self._asking(site, at, chance)
        tale = self.taken(site, asking, case, at, chance)
        others = self._neighbours(tale, asking, case, chance)
        slow, unhappy = self._pace(site, asking, tale, at, chance)
        life = Life(
            tale=tale, slow=slow, asking=asking, case=case, album=self.album, unhappy=unhappy, sayings=self.sayings,
            year=self.year, halt=self._halt(asking, at),
        )  # fmt: skip
        try:
            for join in others:
                join()
            life.live()
        except Cut:
            pass
        return [tale, *[one for join in others if (one := join.tale)]]

    def _where(self, at: datetime, chance: random.Random) -> str:
        weekend = at.astimezone(SHANGHAI).weekday() >= 5
        weights = []
        for code, share in SHARES.items():
            on_weekends, by_night = QUIET.get(code, (1, 1))
            weights.append(share * (on_weekends if weekend else 1) * (by_night if is_night(at) else 1))
        return chance.choices(list(SHARES), weights)[0]

    def _asking(self, site: Site, at: datetime, chance: random.Random) -> Chosen:
        key = (site.project.code, at.astimezone(SHANGHAI).replace(minute=0, second=0))
        if key not in self._by_hour:
            if len(self._by_hour) > 200:
                self._by_hour.clear()
            self._by_hour[key] = self._choices(site, at)
        among, weights = self._by_hour[key]
        return chance.choices(among, weights)[0]

    def _choices(self, site: Site, at: datetime) -> tuple[list[Chosen], list[float]]:
        """What can be asked there and then, and how often."""
        facts, day = self.year.facts(at), at.astimezone(SHANGHAI).date()
        facts |= {"office"} if site.project.code == "YF" else set()
        among, weights, dark = [], [], is_night(at)
        for asking, cases, counts, sayings in self._fitting(site, frozenset(facts)):
            if not can_be_told(asking.hours, at):
                continue
            weight = asking.weight * self.year.factor(asking.season, day)
            if dark and not asking.danger and not asking.prompt:
                weight *= 0.35
            among += cases
            weights += [weight * count / sayings for count in counts]
        return among, weights

    def _fitting(self, site: Site, facts: frozenset[str]) -> list[Fitting]:
        """What can be asked of a project while these facts hold; many hours of a year share theirs."""
        key = (site.project.code, facts)
        if key not in self._by_facts:
            fitting = self._by_facts[key] = []
            for one, here in self._here(site):
                cases = [case for case in here if not case.needs or fits(case.needs, facts)]
                counts = [len(case.say) for case in cases]
                if cases:
                    fitting.append((one, [(one, case) for case in cases], counts, sum(counts)))
        return self._by_facts[key]

    def _here(self, site: Site) -> list[tuple[Asking, list[Case]]]:
        """What can be asked of a project at all, with the cases it has the places for."""
        code = site.project.code
        if code not in self._asked:
            mine = [one for one in askings() if code in one.at and one.item in site.items]
            found = [(one, [case for case in one.cases if self._has(site, one, case)]) for one in mine]
            self._asked[code] = [(one, cases) for one, cases in found if cases]
        return self._asked[code]

    def _has(self, site: Site, asking: Asking, case: Case) -> bool:
        """Whether the project has where it happens."""
        return site.project.code in case.at and (asking.indoors or bool(self._places(site, case)))

    def _places(self, site: Site, case: Case) -> list[Place]:
        named = [site.by_name[name] for name in case.places if name in site.by_name]
        return [one for one in named if one.kind in case.kinds] if case.places else [
            place for kind in case.kinds for place in site.by_kind.get(kind, ())
        ]  # fmt: skip

    def _pace(self, site: Site, asking: Asking, tale: Tale, at: datetime, chance: random.Random) -> tuple[float, bool]:
        """How slow the hands are, and whether people are cross: in bad weeks, and while a repairer was away."""
        assert site.duty is not None
        code = site.project.code
        if self.year.weather.stormy(at.astimezone(SHANGHAI).date()) and code != "YF":
            return chance.choice((1.5, 2.5, 4.0)), chance.random() < 0.45
        if asking.danger:
            return 1.0, False
        if asking.season in SPELLS:
            return chance.choice((1.5, 3.0, 5.0)), chance.random() < 0.6
        away = site.staff.get("repair2")
        short = away is not None and site.duty.leave_of(away, at) is not None
        if short and tale.orders and tale.order.line == Line.REPAIR and code == "CH":
            return chance.choice((2.0, 3.0, 5.0)), chance.random() < 0.45
        share = SLOW[code] * (0.3 if at > self.scale.now - RECENT else 1)
        return (chance.choice((3.0, 5.0, 8.0)), True) if chance.random() < share else (1.0, False)

    def _halt(self, asking: Asking, at: datetime) -> datetime | None:
        """Until when nothing can be done: the part is on its way."""
        if asking.season not in self.year.spells:
            return None
        ends = self.year.spell_ends(asking.season)
        return ends if at < ends - timedelta(hours=20) else None

    # ---- the asking

    def taken(self, site: Site, asking: Asking, case: Case, at: datetime, chance: random.Random) -> Tale:
        """One need, told by somebody to somebody."""
        place = None if asking.indoors else chance.choice(self._places(site, case))
        home = chance.choice(self._near(site, asking, place))
        channel = self._channel(site, asking, case, at, chance)
        who = self._who(site, home, place, channel, at, chance)
        need = self._need(site, asking, case, home if asking.indoors else None, place, channel, who, at, chance)
        heard = minutes(chance.randint(1, 25)) if isinstance(who.by, Staff) and channel != C.ROUND else minutes(0)
        if asking.danger or asking.prompt:
            heard /= 8
        pictured = channel in (C.PAGE, C.CODE, C.MESSAGE, C.ROUND) and chance.random() < 0.5
        pictured = pictured and case.scene not in AFTER_ONLY and not asking.danger
        prints = self.album.show(case.scene, fixed=False) if pictured else []
        keyed = min(at + heard, self.scale.now)
        return deeds.take(
            site, need, scale=self.scale, chance=chance, heard_by=self.world.heard_by, channel=channel, by=who.by,
            at=keyed, asked_at=at if keyed > at else None, prints=prints,
        )  # fmt: skip

    def _near(self, site: Site, asking: Asking, place: Place | None) -> list[Home]:
        """The homes it may be asked from: of the same stairs, high up where water fails, flats or offices by the need."""
        kind = RoomKind.OFFICE if site.project.code == "YF" else RoomKind.HOME
        unit = place.unit_id if place else None
        among = site.homes_of(kind, unit) or site.homes
        high = [home for home in among if (home.room.floor or 0) >= HIGH] if asking.high else []
        return high or among

    def _channel(self, site: Site, asking: Asking, case: Case, at: datetime, chance: random.Random) -> str:
        if asking.item in BY_SENSOR and case.seen and chance.random() < 0.25:
            return C.SENSOR
        local = at.astimezone(SHANGHAI)
        among = dict(INDOORS if asking.indoors else OUTDOORS)
        if not case.seen:
            among.pop(C.ROUND, None)
        if not (8 <= local.hour < 18) or asking.danger or asking.prompt:
            among.pop(C.VISIT, None)
        if is_night(at) or asking.danger:
            for one in (C.MESSAGE, C.CODE, *(() if asking.prompt or asking.danger else (C.PHONE, C.GATE))):
                among.pop(one, None)
        if site.project.code == "SD" and C.CODE in among:
            among[C.CODE] *= 4
        return chance.choices(list(among), list(among.values()))[0]

    def _who(
        self, site: Site, home: Home, place: Place | None, channel: str, at: datetime, chance: random.Random
    ) -> Asked:
        spot = site.spot(place or home.room)
        known = [person for person in home.people if person.phone] or [home.contact]
        person = chance.choice(known)
        if channel == C.PAGE:
            return Asked(person, person)
        if channel == C.CODE:
            return Asked(person, person) if chance.random() < 0.4 else Asked(VISITOR, None, *stranger(chance))
        if channel == C.SENSOR:
            return Asked(SYSTEM, None)
        if channel == C.ROUND:
            return Asked(self._on_shift(site, spot, chance.choice(ON_ROUNDS), at), None)
        line = chance.choice(AT_THE_GATE) if channel == C.GATE else Line.BUTLER
        by = self._on_shift(site, spot, line, at)
        if channel == C.GATE and chance.random() < 0.35 and place is not None:
            return Asked(by, None, *stranger(chance, home.contact.name))
        return Asked(by, person)

    def _on_shift(self, site: Site, spot: Spot, line: str, at: datetime) -> Staff:
        """Whoever of the line is there; where nobody is, the watch; a manager may not take needs, so at last the director."""
        assert site.duty is not None
        found = site.duty.on_duty(spot, line, at).staff
        if found in (site.director, *site.managers):
            found = site.duty.on_duty(spot, Line.ORDER, at).staff
        return site.director if found in site.managers else found

    def _need(
        self, site: Site, asking: Asking, case: Case, home: Home | None, place: Place | None, channel: str, who: Asked,
        at: datetime, chance: random.Random,
    ) -> Need:  # fmt: skip
        item = site.items[asking.item]
        unnamed = isinstance(who.by, Staff) and chance.random() < 0.05 and not asking.danger and not item.certificate
        proposed = {}
        if channel in (C.PAGE, C.CODE):
            wrong = chance.random() < 0.05
            proposed = {"line": item.done_by, "item": None if wrong else item.code}
        return Need(
            project=site.project, words=self._words(site, asking, case, home, place, channel, who, at, chance),
            kind=item.kind, line=item.done_by,
            urgency=Urgency.ORDINARY if item.urgency == Urgency.URGENT and not asking.danger else item.urgency,
            room=home.room if home else None, household=home.household if home else None, place=place,
            item=None if unnamed else item, spot=case.spot if home else "", danger=asking.danger,
            wanted=self._window(asking, item.urgency, at, chance), asker=who.asker, asker_name=who.name,
            asker_phone=who.phone, proposed=proposed,
        )  # fmt: skip

    def _words(
        self, site: Site, asking: Asking, case: Case, home: Home | None, place: Place | None, channel: str, who: Asked,
        at: datetime, chance: random.Random,
    ) -> str:  # fmt: skip
        item, slots = site.items[asking.item], self._slots(site, home, place, at, chance)
        facts = self.year.facts(at)
        if channel in (C.ROUND, C.SENSOR):
            opening = self.sayings.pick("seen_opening", facts, chance) if channel == C.ROUND else "设备报警："
            return opening + self.sayings.rest(case.seen, chance).format(**slots)
        facts |= facts_of(asking, item, indoors=home is not None)
        facts |= voice(who.asker, complains=item.kind == NeedKind.COMPLAINT and not asking.prompt)
        facts |= {"butlered"} if slots["butler"] and channel not in (C.CODE, C.GATE) else set()
        return self.sayings.told(case, facts, chance, **slots)

    def _slots(
        self, site: Site, home: Home | None, place: Place | None, at: datetime, chance: random.Random
    ) -> dict[str, str]:
        stood = home.room if home else place
        floors = stood.building.floors if stood and stood.building else 6
        butler = site.butler_of(stood)
        hour = at.astimezone(SHANGHAI).hour
        floor = home.room.floor if home else chance.randint(3, max(3, floors))
        up = f"{floor + 1}{home.room.number[-2:]}" if home and floor and floor < floors else ""
        return {
            "floor": str(floor), "up": up, "days": chance.choice(DAYS), "car": chance.choice(CARS),
            "now": "今早" if 5 <= hour < 11 else "中午" if hour < 14 else "下午" if hour < 18 else "晚上",
            "butler": called(butler, Line.BUTLER) if butler else "", "b": butler.name[0] if butler else "李",
        }  # fmt: skip

    def _window(
        self, asking: Asking, urgency: str, at: datetime, chance: random.Random
    ) -> tuple[datetime, datetime] | None:
        if urgency != Urgency.PLANNED or asking.prompt or chance.random() < 0.2:
            return None
        begins, ends = chance.choice(WINDOWS)
        day = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        day += timedelta(days=chance.choice((1, 1, 2, 2, 3)))
        return day + timedelta(hours=begins), day + timedelta(hours=ends)

    # ---- those who say the same

    def _neighbours(self, tale: Tale, asking: Asking, case: Case, chance: random.Random) -> list[Joining]:
        """In a public place, now and then a neighbour follows, or reports the same and is merged."""
        ticket = tale.ticket
        share = 0.45 if asking.season in SPELLS else 0.09
        if ticket.place is None or ticket.asker is None or tale.site.project.code != "CH" or chance.random() > share:
            return []
        near = tale.site.homes_of(RoomKind.HOME, ticket.place.unit_id) or tale.site.homes
        homes = chance.sample(near, min(3, len(near)))
        people = [home for home in homes if home.contact.phone and home.contact.pk != ticket.asker_id]
        merged = chance.random() < 0.3
        return [
            Joining(self.sayings, tale, case, home, chance, merged=merged and place == 0)
            for place, home in enumerate(people)
        ]


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

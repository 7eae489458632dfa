"""Who is at work when, as far back as the stories go: reckoned by turns, so that no rows are needed for it.

The rows of the roster itself stand for four weeks back and two ahead; older ones were cleared away.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction

from xiwei.estate.models import Project
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Entry
from xiwei.people.models import Credential, Leave, LeaveState, Line, Shift, Staff
from xiwei.people.rules.rosters import TURNS, Turn, span_of
from xiwei.service.models import GroupMember
from xiwei.service.queries.books import NO_BOOK, Book
from xiwei.service.queries.duty import FULL, UNCERTIFIED, OnDuty, Roster, Spot
from xiwei.shared import bulk
from xiwei.shared.worktime import SHANGHAI

BACK, AHEAD = 28, 14
KEPT_DAYS = 60
LONG = Turn("管家班", 8 * 60, 20 * 60)
MORNING = Turn("保洁早班", 6 * 60 + 30, 14 * 60 + 30)
NOON = Turn("保洁晚班", 10 * 60, 18 * 60 + 30)
NIGHT = Turn("夜间值守", 17 * 60 + 30, 32 * 60 + 30)
EARLY, LATE, OVER, DAY = TURNS["早"], TURNS["中"], TURNS["夜"], TURNS["白"]
# What a beat's people do day by day, from today on; None is a day of rest. Today is nobody of the cast's rest.
BEATS: dict[str, tuple[Turn | None, ...]] = {
    "long": (LONG, LONG, None, LONG, LONG, LONG),
    "day": (DAY, DAY, None, DAY, DAY, DAY, DAY),
    "early": (MORNING, MORNING, MORNING, None, MORNING, MORNING, MORNING),
    "noon": (NOON, NOON, NOON, None, NOON, NOON, NOON),
    "watch": (None, NIGHT),
    "four": (EARLY, LATE, OVER, None),
    "eight": (EARLY, EARLY, LATE, LATE, OVER, OVER, None, None),
}
# Who watches through the night answers for the whole project's line.
OFFICER_BEATS = ("watch",)


@dataclass
class Served:
    """One colleague's standing on the roster."""

    staff: Staff
    line: str
    beat: str
    offset: int

    def turn(self, day: date, today: date) -> Turn | None:
        """What they work on a day."""
        turns = BEATS[self.beat]
        return turns[((day - today).days + self.offset) % len(turns)]


@dataclass
class Duty:
    """A project's roster over the whole of its history: answers as xiwei.service.queries.duty would have."""

    project: Project
    today: date
    served: list[Served]
    members: dict[int, dict[str, GroupMember]] = field(default_factory=dict)
    leaves: list[Leave] = field(default_factory=list)
    director: Staff | None = None
    managers: Sequence[Staff] = ()
    held: list[Credential] = field(default_factory=list)
    _days: dict[date, list[Shift]] = field(default_factory=dict)
    _by_staff: dict[date, dict[int, list[Shift]]] = field(default_factory=dict)
    _live: dict[int, list[tuple[datetime, datetime | None]]] = field(default_factory=dict)

    @cached_property
    def lines(self) -> set[str]:
        """The lines that keep a roster."""
        return {one.line for one in self.served}

    @cached_property
    def book(self) -> Book:
        """Of the day's book what no moment changes: everyone here serves on shifts of their own line."""
        return replace(NO_BOOK, of_line={(one.staff.pk, one.line) for one in self.served})

    @cached_property
    def line_of(self) -> dict[int, str]:
        """The line each serves, by who they are; the managers have their own."""
        bosses = {one.pk: str(Line.MANAGEMENT) for one in (self.director, *self.managers) if one}
        return {one.staff.pk: one.line for one in self.served} | bosses

    @cached_property
    def pool(self) -> list[GroupMember]:
        """Every member of the project's groups: who serves where there is no building."""
        found = {one.pk: one for members in self.members.values() for one in members.values()}
        return sorted(found.values(), key=lambda one: (one.group_id, one.pk))

    @cached_property
    def _holders(self) -> dict[str, list[Credential]]:
        found: dict[str, list[Credential]] = {}
        for one in self.held:
            found.setdefault(one.kind, []).append(one)
        return found

    @cached_property
    def away(self) -> dict[int, list[Leave]]:
        """Granted leaves by who is away, the earliest first."""
        found: dict[int, list[Leave]] = {}
        for leave in sorted(self.leaves, key=lambda one: one.starts_at):
            found.setdefault(leave.staff_id, []).append(leave)
        return found

    def shifts_on(self, day: date) -> list[Shift]:
        """The shifts that begin on a local day, in the order of the staff; kept for the days asked lately."""
        if day not in self._days:
            if len(self._days) > KEPT_DAYS:
                self._days.clear()
            self._days[day] = [
                self._shift(one, turn, day) for one in self.served if (turn := one.turn(day, self.today))
            ]
        return self._days[day]

    def _shift(self, one: Served, turn: Turn, day: date) -> Shift:
        starts, ends = span_of(turn, day)
        return Shift(
            company_id=self.project.company_id, project=self.project, staff=one.staff, line=one.line,
            starts_at=starts, ends_at=ends, duty_officer=one.beat in OFFICER_BEATS,
        )  # fmt: skip

    def running(self, moment: datetime) -> list[Shift]:
        """The shifts that run at a moment."""
        day = moment.astimezone(SHANGHAI).date()
        near = [*self.shifts_on(day - timedelta(days=1)), *self.shifts_on(day)]
        return [shift for shift in near if shift.starts_at <= moment < shift.ends_at]

    def leave_of(self, staff: Staff, moment: datetime) -> Leave | None:
        """The granted leave this person is on at a moment."""
        return next((one for one in self.away.get(staff.pk, ()) if one.starts_at <= moment < one.ends_at), None)

    def roster(self, spot: Spot, moment: datetime) -> Roster:
        """What queries.duty.roster would have fetched."""
        on_leave = {
            one.staff_id: one for held in self.away.values() for one in held if one.starts_at <= moment < one.ends_at
        }
        members = self.members.get(spot.building_id, {}) if spot.building_id else {}
        pool = [] if spot.building_id else self.pool
        return Roster(spot, moment, self.book, members, self.running(moment), on_leave, self.lines, pool)

    def boss(self, moment: datetime, *, without: Collection[int] = ()) -> Staff:
        """queries.duty.director: the director, else the manager while they are away."""
        assert self.director is not None
        able = [self.director, *self.managers]
        return min(able, key=lambda one: (one.pk in without, self.leave_of(one, moment) is not None, able.index(one)))

    def on_duty(self, spot: Spot, line: str, moment: datetime) -> OnDuty:
        """queries.duty.on_duty."""
        found = next(self.roster(spot, moment).candidates(line), None)
        return found or OnDuty(self.boss(moment), "无人当班，由主任负责")

    def staffed(
        self, spot: Spot, line: str, moment: datetime, *, certificate: str = "", without: Collection[int] = ()
    ) -> bool:
        """queries.duty.staffed."""
        holders = self.certified(certificate, moment) if certificate else None
        return self.roster(spot, moment).staffed(line, without=without, holders=holders)

    def pick(
        self, spot: Spot, line: str, moment: datetime, *, asked: datetime, certificate: str = "",
        without: Collection[int] = (), urgent: bool = False,
    ) -> OnDuty:  # fmt: skip
        """queries.duty.pick at the moment `asked`, for someone who serves at `moment`."""
        able = [one for one in self.roster(spot, moment).candidates(line) if one.staff.pk not in without]
        if certificate and able:
            holders = self.certified(certificate, moment)
            lacking, able = able, [one for one in able if one.staff.pk in holders]
            if not able and urgent:
                return OnDuty(lacking[0].staff, UNCERTIFIED)
            if not able:
                return OnDuty(self.boss(moment, without=without), "当班人员无所需证书，请主任安排")
        if not able:
            return OnDuty(self.boss(moment, without=without), "无人当班，由主任安排")
        if len(able) == 1:
            return able[0]
        loads = {one.staff.pk: self.load(one.staff, asked) for one in able}
        nearest = next((one for one in able if loads[one.staff.pk] < FULL), None)
        return nearest or min(able, key=lambda one: loads[one.staff.pk])

    def certified(self, certificate: str, moment: datetime) -> set[int]:
        """Who holds it then."""
        return {
            one.staff_id
            for one in self._holders.get(certificate, ())
            if one.expires_on is None or one.expires_on >= moment.date()
        }

    def load(self, staff: Staff, moment: datetime) -> int:
        """How many orders are in their hands at a moment."""
        spans = self._live.get(staff.pk, ())
        return sum(begun <= moment and (ended is None or ended > moment) for begun, ended in spans)

    def remember(self, staff: Staff, begun: datetime, ended: datetime | None, horizon: datetime) -> None:
        """An order was in these hands for this long; what ended before the horizon no longer counts."""
        spans = [one for one in self._live.get(staff.pk, ()) if one[1] is None or one[1] > horizon]
        self._live[staff.pk] = [*spans, (begun, ended)]

    def at_work(self, staff: Staff, moment: datetime) -> datetime:
        """The moment itself while they are at work, else when they next are; managers are always within reach."""
        if staff.pk not in self._serving:
            return moment
        day = moment.astimezone(SHANGHAI).date()
        for ahead in range(-1, 40):
            for shift in self._shifts_of(staff.pk, day + timedelta(days=ahead)):
                if shift.ends_at > moment:
                    at = max(shift.starts_at, moment)
                    if self.leave_of(staff, at) is None:
                        return at
        return moment

    @cached_property
    def _serving(self) -> set[int]:
        """Who has a roster at all."""
        return {one.staff.pk for one in self.served}

    def _shifts_of(self, staff: int, day: date) -> list[Shift]:
        """One person's shifts that begin on a day; the days asked lately are kept, as `shifts_on` keeps them."""
        if day not in self._by_staff:
            if len(self._by_staff) > KEPT_DAYS:
                self._by_staff.clear()
            found: dict[int, list[Shift]] = {}
            for shift in self.shifts_on(day):
                found.setdefault(shift.staff_id, []).append(shift)
            self._by_staff[day] = found
        return self._by_staff[day].get(staff, [])


@transaction.atomic
def write(duty: Duty, *, by: ledger.By, now: datetime) -> None:
    """The roster's rows for six weeks around today, with the line each line of work's roster leaves."""
    first, last = duty.today - timedelta(days=BACK), duty.today + timedelta(days=AHEAD)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    shifts = [shift for day in days for shift in duty.shifts_on(day)]
    bulk.insert(Shift, shifts)
    counts = {line: sum(shift.line == line for shift in shifts) for line in Line.values}
    made: dict[str, Any] = {"project": duty.project.name, "from_day": first.isoformat(), "to_day": last.isoformat()}
    ledger.record_many([
        ledger.line("people.roster_made", duty.project, by=by, at=now, written_at=now, **made, count=count)
        for count in counts.values() if count
    ])  # fmt: skip


@dataclass(frozen=True)
class Away:
    """One leave to be: who, how many days from today it begins and ends, why, and who covers."""

    key: str
    begins: int
    ends: int
    reason: str
    cover: str = ""


@transaction.atomic
def grant(staff: dict[str, Staff], away: Sequence[Away], *, today: datetime, by: Staff, manager: Staff) -> list[Leave]:
    """Granted leaves with the lines that asking and granting leave; each was asked some days before."""
    leaves = [
        Leave(
            company_id=by.company_id, staff=staff[one.key], starts_at=today + timedelta(days=one.begins),
            ends_at=today + timedelta(days=one.ends), reason=one.reason, state=LeaveState.GRANTED,
            cover=staff.get(one.cover), answered_by=manager if one.key == "director" else by,
        )
        for one in away
    ]  # fmt: skip
    bulk.insert(Leave, leaves)
    ledger.record_many([line for leave in leaves for line in _lines(leave, today)])
    return leaves


def _lines(leave: Leave, today: datetime) -> list[Entry]:
    """Asked four days before it begins and granted the day after; for one that lies ahead, by yesterday."""
    known = min(leave.starts_at, today + timedelta(days=2))
    asked, answered = known - timedelta(days=4, hours=-10), known - timedelta(days=3, hours=-9)
    about: dict[str, Any] = {"person": leave.staff.person, "name": leave.staff.name}
    cover = leave.cover.name if leave.cover else "各服务组的替班"
    assert leave.answered_by is not None
    said: list[tuple[str, Staff, datetime, dict[str, Any]]] = [
        ("people.leave_asked", leave.staff, asked, {"reason": leave.reason}),
        ("people.leave_granted", leave.answered_by, answered, {"cover": cover}),
    ]
    return [ledger.line(kind, leave.staff, by=by, at=at, written_at=at, **about, **data) for kind, by, at, data in said]

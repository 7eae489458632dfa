"""A ticket's story as it is told: its rows, its lines, its messages, and what the clock did meanwhile."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from xiwei.ledger.actions import By
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.people.models import Person, Staff
from xiwei.service.actions.clocks import LEVEL_WORDS
from xiwei.service.demo.deeds import letting_go
from xiwei.service.demo.deeds.said import Said, Text, Told, text_of
from xiwei.service.demo.ground import Scale, Site
from xiwei.service.models import (
    PROMISED,
    CallBack,
    CallBackAnswer,
    Clock,
    Outcome,
    Photo,
    Ticket,
    TicketState,
    Wait,
    WorkOrder,
)
from xiwei.service.queries.duty import spot_of
from xiwei.service.rules import discretion, ending, timing
from xiwei.service.rules.asking import needs_arrival
from xiwei.service.rules.checks import check_ticket_now
from xiwei.service.rules.moves import ALIVE, ticket_move
from xiwei.service.rules.promises import state_after_wait
from xiwei.shared.tongue import kept
from xiwei.shared.worktime import Calendar
from xiwei.standards.models import ClockKind, Urgency

# Of messages only those of the last days are kept, and only the cast's: nobody else will open their inbox.
INBOX = timedelta(days=14)
BEGINNING = datetime.min.replace(tzinfo=UTC)
Happening = tuple[datetime, Callable[[datetime], None]]


class Cut(Exception):
    """The story has reached the present: what comes after has not happened yet."""


@dataclass
class Tale:
    """One ticket with everything that hangs on it. Each deed says when it happened; they come in order."""

    site: Site
    scale: Scale
    chance: random.Random
    heard_by: set[int]
    ticket: Ticket = field(default_factory=Ticket)
    orders: list[WorkOrder] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    calls: list[CallBack] = field(default_factory=list)
    followers: list[Person] = field(default_factory=list)
    rows: list[models.Model] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    later: list[Callable[[], None]] = field(default_factory=list)
    promised: int = 0
    cursor: datetime = BEGINNING
    lag: timedelta = timedelta(seconds=7)

    # ---- time

    def until(self, at: datetime) -> None:
        """Let time pass: clocks speak, waits end, duties pass, as the worker would have done it. Raises Cut."""
        limit = min(at, self.scale.now)
        while (due := self._next_by_itself()) and due[0] <= limit:
            moment, happens = due
            self.cursor = moment
            happens(moment)
        if at > self.scale.now:
            raise Cut
        assert at >= self.cursor, f"{at} is before {self.cursor}: deeds are told in order"
        self.cursor = at

    def _next_by_itself(self) -> Happening | None:
        """What the worker does next, if nothing else happens, and when."""
        ahead: list[Happening] = []
        for clock in self.clocks:
            if clock.stopped_at is None and clock.next_at is not None:
                ahead.append((clock.next_at + self.lag, self._speaker(clock)))
        if self.ticket.state == TicketState.WAITING:
            ahead += [(wait.until + self.lag, self.resumed) for wait in self.waits if wait.ended_at is None]
        ahead += self._duties()
        if (lapses := self._lapses()) is not None:
            ahead.append((lapses, self._lapse))
        if not ahead:
            return None
        moment, happens = min(ahead, key=lambda one: one[0])
        return max(moment, self.cursor), happens

    def _speaker(self, clock: Clock) -> Callable[[datetime], None]:
        return lambda at: self._speak(clock, at)

    def _speak(self, clock: Clock, at: datetime) -> None:
        """actions.clocks.speak."""
        calendar, pauses = self.calendar, self.pauses
        before, clock.level = clock.level, timing.level_at(clock, calendar, pauses, at)
        clock.breached = clock.breached or clock.level >= timing.BREACHED
        clock.next_at = timing.next_word(clock, calendar, pauses)
        if clock.level == before:
            return
        ticket = self.ticket
        ticket.level, ticket.breached = max(ticket.level, clock.level), ticket.breached or clock.breached
        if timing.spoken_for(clock, self.running):
            return
        kind, title = LEVEL_WORDS[clock.level]
        due = f"{timezone.localtime(clock.due_at):%m月%d日 %H:%M}"
        hearers = [ticket.answering, ticket.first_contact, self.boss(at)]
        if clock.level == timing.ESCALATED:
            hearers += self.site.managers
        self.tell_staff(
            hearers, about=kind, title=f"{title}：{ticket.title}",
            body=f"{ticket.spot_label}，{clock.get_kind_display()}时限 {due}。", at=at,
            key=lambda: f"{kind}:{clock.pk}", loud=ticket.urgency == "urgent",
        )  # fmt: skip
        self.tell(
            kind, by=SYSTEM, at=at, seen_by=Seen.RESIDENT if clock.level >= timing.BREACHED else Seen.STAFF,
            clock=timing.WAITS_FOR[timing.said_of(clock.kind, ticket.kind)], due=due,
            told="、".join(dict.fromkeys(one.name for one in hearers)),
        )  # fmt: skip

    def end_wait(self, *, at: datetime) -> None:
        """actions.moving: whoever leaves the waiting state ends the wait."""
        for one in self.waits:
            if one.ended_at is None:
                one.ended_at = at
        self.reckon(at=at)

    def resumed(self, at: datetime, by: By = SYSTEM) -> None:
        """actions.waiting.resume; its moment has come."""
        before = next(one for one in self.waits if one.ended_at is None).state_before
        self.move("resume", by=by, at=at, ends_in=state_after_wait(before, self.ticket.promised_for))
        self.tell_staff(
            [self.ticket.answering], about="service.resumed", title=f"等待结束：{self.ticket.title}",
            body="请继续处理。", at=at, key=f"resumed:{len(self.waits)}",
        )  # fmt: skip

    def _duties(self) -> list[Happening]:
        """When the first contact's leave next takes or gives back the answering (jobs.keep_duty)."""
        ticket = self.ticket
        if self.site.duty is None or ticket.closed_at is not None:
            return []
        ahead: list[Happening] = [(self._back() + self.lag, self._return)] if ticket.covered else []
        for leave in self.site.duty.away.get(ticket.answering_id, ()):
            moment = max(leave.starts_at, self.cursor) + self.lag
            if moment < leave.ends_at and self.heir(moment).pk != ticket.answering_id:
                return [*ahead, (moment, self.passed)]
        return ahead

    def _back(self) -> datetime:
        """When the first contact is at work again, from now on."""
        moment = self.cursor
        assert self.site.duty is not None
        while leave := self.site.duty.leave_of(self.ticket.first_contact, moment):
            moment = leave.ends_at
        return moment

    def heir(self, at: datetime) -> Staff:
        """queries.duty.in_place_of."""
        assert self.site.duty is not None
        known = self.site.duty.roster(spot_of(self.ticket), at)
        return known.cover_of(self.ticket.answering) or self.boss(at)

    def passed(self, at: datetime) -> None:
        """actions.duty.pass_on."""
        ticket, heir = self.ticket, self.heir(at)
        if heir.pk == ticket.answering.pk:
            return
        ticket.covered = ticket.covered or ticket.answering.pk == ticket.first_contact.pk
        ticket.answering = heir
        self.tell_staff(
            [heir], about="service.duty_passed", title=f"请您代为负责：{ticket.title}",
            body=f"首问人{ticket.first_contact.name}不在岗。", at=at, key=f"duty:{at.astimezone(UTC):%Y%m%d}",
        )  # fmt: skip
        names: dict[str, Any] = {"first": ticket.first_contact.name, "to": heir.name}
        self.tell("service.duty_passed", by=SYSTEM, at=at, seen_by=Seen.RESIDENT, **names)

    def _return(self, at: datetime) -> None:
        """actions.duty.return_duty."""
        ticket = self.ticket
        ticket.answering, ticket.covered = ticket.first_contact, False
        self.tell_staff(
            [ticket.first_contact], about="service.duty_returned", title=f"交还给您：{ticket.title}",
            body="您不在时的进展都在时间线上。", at=at, key=f"back:{at.astimezone(UTC):%Y%m%d}",
        )  # fmt: skip
        first = ticket.first_contact.name
        self.tell("service.duty_returned", by=SYSTEM, at=at, seen_by=Seen.RESIDENT, first=first)

    def _lapses(self) -> datetime | None:
        ticket = self.ticket
        if ticket.state != TicketState.DONE or ticket.done_at is None:
            return None
        tries = [one.at for one in self.calls if one.answer == CallBackAnswer.NO_ANSWER and one.at >= ticket.done_at]
        if len({timezone.localdate(one) for one in tries}) < ending.ATTEMPT_DAYS:
            return None
        return max(ticket.done_at + ending.CONFIRMING, *tries) + self.lag

    def _lapse(self, at: datetime) -> None:
        """actions.ending.lapse."""
        self.closed("lapse", Outcome.NOT_CONFIRMED, by=SYSTEM, at=at)
        self.tell_residents(
            about="service.lapsed", title=f"几次没联系上您，先按办好算：{self.ticket.title}",
            body=f"有问题随时点“{kept(self.ticket.unfixed_said)}”。",
            at=at, key=f"lapsed:{self.ticket.reopened}",
        )  # fmt: skip

    def closed(self, verb: str, outcome: str, *, by: By, at: datetime, **kept: Any) -> None:
        """The one end of those closed (actions.ending._close)."""
        self.ticket.closed_at, self.ticket.outcome = at, outcome
        self.move(verb, by=by, at=at, **kept)

    # ---- clocks

    @property
    def calendar(self) -> Calendar:
        assert self.site.calendar is not None
        return self.site.calendar

    @property
    def pauses(self) -> list[tuple[datetime, datetime | None]]:
        """actions.clocks.pauses_of."""
        return [(wait.started_at, wait.ended_at) for wait in self.waits if wait.stops_clock]

    @property
    def running(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.stopped_at is None]

    def start(self, *, at: datetime) -> None:
        """actions.clocks.start."""
        ticket = self.ticket
        wanted = (ticket.wanted_from, ticket.wanted_until) if ticket.wanted_from and ticket.wanted_until else None
        promises, arrives = self.site.promises, needs_arrival(ticket)
        self._let_run(timing.clocks_for(ticket.urgency, at, promises, self.calendar, wanted, arrives=arrives))

    def _let_run(self, fresh: list[Clock]) -> None:
        for clock in fresh:
            clock.company_id, clock.ticket = self.ticket.company_id, self.ticket
        self.clocks += fresh
        self._due()

    def promise(self, *, at: datetime) -> None:
        """actions.clocks.promise."""
        assert self.ticket.promised_for is not None
        self.stop(ClockKind.RESPONSE, PROMISED, at=at)
        waiting = self.ticket.state == TicketState.WAITING
        self._let_run([timing.promise_clock(self.ticket.promised_for, at, waiting=waiting)])

    def agree_window(self, *, at: datetime) -> None:
        """actions.clocks.agree_window."""
        assert self.ticket.wanted_until is not None
        self.stop(ClockKind.ARRIVAL, ClockKind.RESOLUTION, at=at)
        self._let_run(timing.window_clocks(self._round_start, self.ticket.wanted_until))

    def begin_work(self, *kinds: str, at: datetime) -> None:
        """actions.clocks.begin_work."""
        self.stop(*kinds, at=at)
        self.ticket.begun_at = self.ticket.begun_at or at
        if self.ticket.urgency == Urgency.PLANNED and not self.running:
            self._let_run([timing.day_clock(self._round_start, at)])

    @property
    def _round_start(self) -> datetime:
        return timing.round_start(self.clocks, self.ticket.asked_at)

    def stop(self, *kinds: str, at: datetime) -> None:
        """actions.clocks.stop."""
        for clock in self.running:
            if not kinds or clock.kind in kinds:
                clock.stopped_at, clock.next_at = at, None
                clock.breached = clock.breached or at > clock.due_at
                self.ticket.breached = self.ticket.breached or clock.breached
        self._due()

    def reckon(self, *, at: datetime) -> None:
        """actions.clocks.reckon."""
        for clock in self.running:
            timing.reckon(clock, self.calendar, self.pauses, at)
        self._due()

    def _due(self) -> None:
        self.ticket.due_at = min((clock.due_at for clock in self.running), default=None)

    # ---- lines and messages

    def tell(
        self, kind: str, *, by: By, at: datetime, seen_by: Seen = Seen.STAFF, evidence: Iterable[Photo] = (),
        person: models.Model | None = None, written_at: datetime | None = None, **data: Any,
    ) -> None:  # fmt: skip
        """A line of the ledger."""
        self.told.append(Told(kind, by, at, seen_by, data, self.ticket.item, tuple(evidence), person, written_at or at))

    def move(self, verb: str, *, by: By, at: datetime, ends_in: str = "", kind: str = "", **kept: Any) -> None:
        """actions.moving.move."""
        row = ticket_move(verb)
        self.set_state(verb, by=by, at=at, ends_in=ends_in)
        kept.setdefault("seen_by", Seen.RESIDENT if row.notice or isinstance(by, Person) else Seen.STAFF)
        self.tell(kind or row.kind, by=by, at=at, **kept)

    def set_state(self, verb: str, *, by: By, at: datetime, ends_in: str = "") -> None:
        """actions.moving.set_state."""
        row, ticket = ticket_move(verb), self.ticket
        check_ticket_now(row, ticket)
        state = ends_in or row.after
        if not state:
            return
        if ticket.state == TicketState.WAITING != state:
            self.end_wait(at=at)
        ticket.state = state
        if state not in ALIVE:
            self.stop(at=at)
            letting_go.drop_decline(self, by=by, at=at)

    def tell_residents(
        self, *, about: str, title: str, body: Text, at: datetime, key: Text, loud: bool = False
    ) -> None:
        """actions.telling.tell_residents."""
        asker = self._askers()
        followers = {one.pk: one for one in self.followers if one not in asker}
        self._say(asker, about, title, body, at, key, loud)
        if followers.keys() & self.heard_by:
            heading, text = discretion.message_for_neighbours(self.ticket, title, text_of(body))
            self._say(followers.values(), about, heading, text, at, key, loud)

    def _askers(self) -> list[Person]:
        """Who asked; for one without an account, the home's contact."""
        ticket = self.ticket
        if ticket.asker or ticket.household is None:
            return [ticket.asker] if ticket.asker else []
        home = self.site.by_label.get(ticket.room.label) if ticket.room else None
        return [home.contact] if home else []

    def tell_asker(self, *, about: str, title: str, body: Text, at: datetime, key: Text) -> None:
        """actions.telling.tell_asker."""
        self._say(self._askers(), about, title, body, at, key, loud=False)

    def tell_staff(
        self, staff: Iterable[Staff], *, about: str, title: str, body: Text, at: datetime, key: Text, loud: bool = False,
        order: WorkOrder | None = None,
    ) -> None:  # fmt: skip
        """actions.telling.tell_staff."""
        self._say({one.person_id: one.person for one in staff}.values(), about, title, body, at, key, loud, order)

    def tell_of_delay(
        self, *, by: By, about: str, title: str, body: Text, at: datetime, key: Text, also: Iterable[Staff] = ()
    ) -> None:
        """actions.telling.tell_of_delay."""
        hearers = [one for one in (*also, self.ticket.answering, self.ticket.first_contact) if one != by]
        self.tell_staff(hearers, about=about, title=title, body=body, at=at, key=key)

    def _say(
        self, people: Iterable[Person], about: str, title: str, body: Text, at: datetime, key: Text, loud: bool,
        order: WorkOrder | None = None,
    ) -> None:  # fmt: skip
        if at >= self.scale.now - INBOX:
            self.said += [
                Said(one, about, title[:80], body, key, at, loud, order) for one in people if one.pk in self.heard_by
            ]

    # ---- who

    def boss(self, at: datetime) -> Staff:
        """Who answers for the project then."""
        assert self.site.duty is not None
        return self.site.duty.boss(at)

    @property
    def live(self) -> list[WorkOrder]:
        """The orders still in somebody's hands."""
        return [order for order in self.orders if order.ended_at is None]

    @property
    def order(self) -> WorkOrder:
        """The order at work now: the last one."""
        return self.orders[-1]

    @property
    def shown_to(self) -> Seen:
        """actions.moving.seen_by."""
        return Seen.PUBLIC if self.ticket.is_public else Seen.RESIDENT

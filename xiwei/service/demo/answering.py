"""How whoever is asked answers: by when, with a promise that can be kept, and who speaks while they are not at work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from xiwei.people.models import Line, Staff
from xiwei.service.demo.deeds import ending, promising
from xiwei.service.demo.seasons import awake, half_hour, minutes
from xiwei.service.demo.speaking import Speaking
from xiwei.service.rules.promises import Window, needs_window
from xiwei.shared.worktime import SHANGHAI
from xiwei.standards.models import Urgency

# In minutes, on an ordinary day.
ANSWER = 22
# Promises fall into these hours.
FIRST_WORD, LAST_WORD = 10, 18


@dataclass(kw_only=True)
class Answering(Speaking):
    """Answers a need: `halt` is until when nothing can be done, `prompt` whether someone on shift goes at once."""

    halt: datetime | None = None
    prompt: bool = True

    def answer(self) -> None:
        """A human answers with a promise, in most cases; at night only what cannot wait."""
        ticket = self.tale.ticket
        if not self.at_once:
            self.t = awake(self.t, self.chance)
        if ticket.item is None and self.asking.item in self.site.items:
            item = self.site.items[self.asking.item]
            promising.correct(
                self.tale, by=self.answering, at=self.later(6), line=ticket.line, kind=ticket.kind, item=item
            )
        if not self.happens(0.94):
            return
        by = self.who_answers()
        self.later(3 if self.at_once else ANSWER)
        window = self._window_again()
        moment = window[1] + minutes(120) if window else self._promised()
        words = self.say("promise", when=moment)
        promising.promise(self.tale, by=by, at=self.t, moment=moment, words=words, window=window)
        if self.happens(0.08) and (words := self.say("note")):
            promising.note(self.tale, by=by, at=self.later(2), words=words)
        if self.asker and not self.at_once and self.happens(0.09) and (words := self.say("remark")):
            ending.remark(self.tale, by=self.asker, at=awake(self.later(15), self.chance), words=words)

    @property
    def at_once(self) -> bool:
        """What nobody puts off until the morning."""
        return self.urgent or (self.asking.prompt and self.prompt and self.tale.ticket.reopened == 0)

    def who_answers(self) -> Staff:
        """The first contact; while they are not at work, the butler on duty answers for them."""
        duty_roster = self.site.duty
        assert duty_roster is not None
        if duty_roster.at_work(self.answering, self.t) > self.t + minutes(20):
            spot = self.site.spot(self.tale.ticket.room or self.tale.ticket.place)
            return duty_roster.on_duty(spot, Line.BUTLER, self.t).staff
        self.at_work(self.answering)
        return self.answering

    def _window_again(self) -> Window | None:
        """Another window, where the one agreed at first is over (the matter was opened again)."""
        if not needs_window(self.tale.ticket, self.t):
            return None
        start = half_hour(self.tale.calendar.next_open(self.t + timedelta(hours=self.chance.choice((3, 16, 20)))))
        return start, start + minutes(120)

    def _promised(self) -> datetime:
        ticket = self.tale.ticket
        if ticket.wanted_until and ticket.wanted_until > self.t:
            return ticket.wanted_until + minutes(120)
        if self.halt and self.halt > self.t:
            return half_hour(self.t + timedelta(hours=5))
        if self.urgent:
            return half_hour(self.t + minutes(150))
        if self.at_once:
            return half_hour(self.t + minutes(50))
        return self._by_light(self._ready() + timedelta(hours=self.chance.choice(self._hours())))

    def _by_light(self, moment: datetime) -> datetime:
        """That moment, or some hour of the next working day: nobody promises a visit for the evening."""
        local = moment.astimezone(SHANGHAI)
        if FIRST_WORD <= local.hour < LAST_WORD:
            return half_hour(moment)
        morning = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=local.hour >= LAST_WORD)
        return morning + timedelta(hours=self.chance.choice((10, 11, 12, 14, 15)))

    def _ready(self) -> datetime:
        """When whoever is to do it is at work."""
        assert self.site.duty is not None
        if not self.tale.orders:
            return self.site.duty.at_work(self.answering, self.t)
        return self.site.duty.at_work(self.worker, self.t)

    def _hours(self) -> tuple[int, ...]:
        """How many hours a careful answer allows for it."""
        ticket = self.tale.ticket
        if ticket.urgency == Urgency.COMPLAINT:
            return (24, 46)
        if not self.tale.orders:
            return (4, 6, 8, 24)
        return (6, 8, 9, 24) if self.tale.order.line == Line.REPAIR else (5, 8, 9)

    def on_watch(self, at: datetime) -> Staff:
        """Who answers for it then, or whoever stands in for them."""
        assert self.site.duty is not None
        if self.site.duty.at_work(self.answering, at) == at:
            return self.answering
        return self.site.duty.on_duty(
            self.site.spot(self.tale.ticket.room or self.tale.ticket.place), Line.BUTLER, at
        ).staff

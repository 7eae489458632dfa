"""How a ticket lives: who answers when, what goes wrong now and then, and how it ends. Chance decides, within reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from xiwei.people.models import Line, Staff
from xiwei.service.demo.deeds import declining, duty, ending, handing, ordering, promising, waiting
from xiwei.service.demo.deeds.photos import Print
from xiwei.service.demo.passing import Passing
from xiwei.service.demo.phrases import Asking, said, words
from xiwei.service.demo.pictures import Album
from xiwei.service.demo.seasons import awake, half_hour, minutes
from xiwei.service.models import CallBackAnswer, OrderState, Outcome, TicketState, WaitReason
from xiwei.service.rules.asking import needs_hands
from xiwei.service.rules.promises import Window, needs_window
from xiwei.standards.models import NeedKind, Urgency

# How long things take, in minutes, on an ordinary day: the mean of what chance gives.
ANSWER, ACCEPT, WAY, WORK = 22, 14, 16, 34
REASONS = {
    WaitReason.ABSENT: ("业主在家", 30), WaitReason.DECISION: ("业主决定", 30), WaitReason.PERMIT: ("作业许可", 26),
    WaitReason.PARTS: ("配件到货", 30), WaitReason.HANDS: ("人手", 8), WaitReason.WEATHER: ("天气好转", 26),
}  # fmt: skip
PARTS = ("角阀", "软管", "阀芯", "灯头", "合页", "密封圈")


@dataclass(kw_only=True)
class Life(Passing):
    """Lives one ticket from its taking to its end, or to the present (deeds raise Cut)."""

    asking: Asking
    album: Album
    unhappy: bool = False

    def say(self, kind: str) -> str:
        return said(self.chance, kind)

    # ---- the whole of it

    def live(self) -> None:
        """From the asking to the last word."""
        if self.asker and self.happens(0.015) and not self.urgent:
            ending.withdraw(self.tale, by=self.asker, at=self.later(40), words=self.say("withdraw"))
            return
        if self._declined():
            return
        rounds = 0
        while True:
            self.answer()
            if needs_hands(self.tale.ticket):
                self.work(again=rounds > 0)
            else:
                self.talk()
            rounds += 1
            self._fill()
            if not self.end(may_reopen=rounds < 3):
                return
            self.slow = min(self.slow, 1.2)

    def _declined(self) -> bool:
        ticket = self.tale.ticket
        if ticket.kind != NeedKind.SUGGESTION or self.urgent or not self.happens(0.22):
            return False
        text = self.chance.choice(words()["decline"])
        self.at_work(self.answering)
        asked = declining.ask_decline(self.tale, by=self.answering, at=self.later(200), **text)
        boss = self.tale.boss(self.t)
        self.at_work(boss)
        self.later(240)
        if self.happens(0.15):
            answer = "先请设计看看，能办多少办多少，我来和业主谈"
            declining.refuse_consent(self.tale, asked, by=boss, at=self.t, answer=answer)
            return False
        declining.consent(self.tale, asked, by=boss, at=self.t)
        self.rate(stars=self.chance.choice((3, 4, 4, 5)))
        return True

    def answer(self) -> None:
        """A human answers with a promise, in most cases."""
        ticket = self.tale.ticket
        if ticket.item is None and self.asking.item in self.site.items:
            item = self.site.items[self.asking.item]
            promising.correct(
                self.tale, by=self.answering, at=self.later(6), line=ticket.line, kind=ticket.kind, item=item
            )
        if not self.happens(0.94):
            return
        by = self._who_answers()
        self.later(3 if self.urgent else ANSWER)
        window = self._window_again()
        moment = window[1] + minutes(120) if window else self._promised()
        promising.promise(self.tale, by=by, at=self.t, moment=moment, words=self.say("promise"), window=window)
        if self.happens(0.08):
            promising.note(self.tale, by=self.answering, at=self.later(2), words=self.say("note"))
        if self.asker and not self.urgent and self.happens(0.09):
            ending.remark(self.tale, by=self.asker, at=awake(self.later(15), self.chance), words=self.say("remark"))

    def _who_answers(self) -> Staff:
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
        if self.urgent:
            return half_hour(self.t + minutes(150))
        hours = (
            self.chance.choice((9, 22, 46))
            if ticket.urgency == Urgency.COMPLAINT
            else self.chance.choice((4, 6, 9, 22))
        )
        moment = self.tale.calendar.next_open(self.t + timedelta(hours=hours))
        return half_hour(moment + minutes(60))

    # ---- work by hands

    def work(self, *, again: bool) -> None:
        """The order is taken, gone to, and finished; now and then not by the first who was asked."""
        self._find_hands()
        if not again:
            self._stumble()
        self._go()
        if not again and self.happens(0.025):
            self._give_up()
        if self.happens(0.05):
            self._wait()
        self._pay()
        self._do()

    def _find_hands(self) -> None:
        """Where nobody certified was on duty, the director finds somebody."""
        ticket = self.tale.ticket
        certificate = ticket.item.certificate if ticket.item else ""
        if self.worker.pk not in (self.site.director.pk, *(one.pk for one in self.site.managers)):
            return
        assert self.site.duty is not None
        found = [
            one.staff
            for one in self.site.duty.served
            if one.line == ticket.line
            and (not certificate or one.staff.pk in self.site.duty.certified(certificate, self.t))
        ]
        self.later(18)
        if found:
            to = min(found, key=lambda staff: self._reach(staff))
            ordering.assign(self.tale, to=to, by=self.tale.boss(self.t), at=self.t)

    def _reach(self, staff: Staff) -> datetime:
        assert self.site.duty is not None
        return self.site.duty.at_work(staff, self.t)

    def _stumble(self) -> None:
        """Refused or handed over before it is begun."""
        if self.happens(0.02) and not self.urgent:
            self.at_work(self.worker)
            ordering.refuse(self.tale, by=self.worker, at=self.later(12), reason=self.say("refuse"))
            self._find_hands()
        elif self.happens(0.03):
            self._hand_over()

    def _hand_over(self) -> None:
        assert self.site.duty is not None
        self.at_work(self.worker)
        self.later(8)
        spot = self.site.spot(self.tale.ticket.room or self.tale.ticket.place)
        item = self.tale.ticket.item
        able = [
            one.staff
            for one in self.site.duty.roster(spot, self.t).candidates(self.tale.order.line)
            if one.staff.pk != self.worker.pk
            and (not item or not item.certificate or one.staff.pk in self.site.duty.certified(item.certificate, self.t))
        ]
        if not able:
            return
        ordering.accept(self.tale, by=self.worker, at=self.t)
        asked = handing.offer(self.tale, to=able[0], by=self.worker, at=self.later(10), reason=self.say("hand_over"))
        if self.happens(0.25):
            handing.refuse(self.tale, asked, by=able[0], at=self.later(8), reason=self.say("hand_over_refused"))
        else:
            handing.take_over(self.tale, asked, by=able[0], at=self.later(8))

    def _go(self) -> None:
        """Accept, set out, arrive: at the agreed window where there is one."""
        ticket = self.tale.ticket
        self.at_work(self.worker)
        if self.tale.order.state == OrderState.OFFERED:
            ordering.accept(self.tale, by=self.worker, at=self.later(2 if self.urgent else ACCEPT))
        if ticket.wanted_from and ticket.wanted_until and ticket.wanted_until > self.t:
            self.t = max(self.t, ticket.wanted_from + minutes(self.chance.randint(-12, 25) * self.slow))
            self.at_work(self.worker)
        elif not self.urgent:
            self.later(self._their_turn())
            self.at_work(self.worker)
        self._keep_word()
        if self.happens(0.8):
            ordering.set_out(self.tale, by=self.worker, at=self.later(2))
        ordering.arrive(self.tale, by=self.worker, at=self.later(WAY / 2 if self.urgent else WAY, least=3))

    def _their_turn(self) -> float:
        """How long a matter stands in line: repairs longest, and hardly at all what nobody has given a moment for."""
        if self.tale.ticket.promised_for is None:
            return 6
        return self.chance.choice((20, 40, 90, 150, 240) if self.tale.order.line == Line.REPAIR else (8, 15, 30, 60))

    def _keep_word(self) -> None:
        """A promise that cannot be kept is moved beforehand, in two cases of three."""
        promised = self.tale.ticket.promised_for
        if promised is None or promised > self.t or not self.happens(0.66):
            return
        moment = half_hour(self.t + minutes(90))
        at = max(self.tale.cursor + minutes(1), promised - minutes(self.chance.randint(10, 60)))
        if at < self.t and self.tale.ticket.state in (TicketState.PROMISED, TicketState.IN_PROGRESS):
            promising.move_promise(self.tale, by=self.answering, at=at, moment=moment, reason=self.say("moved"))

    def _give_up(self) -> None:
        """The worker could not finish: it waits, and the same hands come again with what was needed."""
        kind = self.chance.randrange(4)
        reason, needs = words()["give_up"][kind], words()["needs"][kind]
        worker = self.worker
        ordering.give_up(self.tale, by=worker, at=self.later(15), reason=reason, needs=needs)
        self._wait(WaitReason.ABSENT if kind == 1 else WaitReason.PARTS)
        ordering.assign(self.tale, to=worker, by=self.answering, at=self.later(20))
        self._go()

    def _wait(self, reason: str = "") -> None:
        """It stands still for a day or so."""
        if not reason:
            public = self.tale.ticket.household is None
            choice = ("parts", "hands", "weather", "permit") if public else ("absent", "decision", "parts", "parts")
            reason = self.chance.choice(choice)
        waits_for, hours = REASONS[WaitReason(reason)]
        at = self.later(6)
        until = half_hour(awake(at + timedelta(hours=self.chance.randint(3, hours)), self.chance))
        waiting.wait(
            self.tale, by=self.answering, at=at, reason=reason, waits_for=waits_for, until=until,
            words=self.say(f"wait_{reason}"),
        )  # fmt: skip
        self.t = until + self.tale.lag + minutes(1)
        self.tale.until(self.t)
        self.at_work(self.worker)

    def _pay(self) -> None:
        """What is to be paid is agreed before work begins."""
        item, order = self.tale.ticket.item, self.tale.order
        indoors = self.tale.ticket.household is not None
        if item is None or self.asker is None or not indoors or order.agreed_at or self.tale.ticket.reopened:
            return
        fen = item.price_fen * self.chance.randint(1, 2) if item.price_fen else 0
        if not fen and item.line == "repair" and self.happens(0.18):
            fen = self.chance.choice((1500, 2800, 3500, 4500, 6000, 8500, 12000))
        if not fen:
            return
        ordering.quote(self.tale, by=self.worker, at=self.later(4), fen=fen, words=self.say("quote"))
        ordering.agree(self.tale, by=self.asker, at=self.later(5))
        if not item.price_fen:
            ordering.book(
                self.tale, by=self.worker, at=self.later(3), kind="material", name=self.chance.choice(PARTS),
                quantity_milli=1000, unit="件", unit_price_fen=fen,
            )  # fmt: skip

    def _do(self) -> None:
        """Step by step to the end, with its evidence."""
        ticket = self.tale.ticket
        steps = len(ticket.item.steps) if ticket.item else 0
        share = max(WORK / max(steps, 1), 3)
        demanded = ticket.item.evidence if ticket.item else []
        if "before" in demanded:
            at = self.later(2)
            before = self._picture(at, fixed=False)
            ordering.tick(self.tale, by=self.worker, at=at, steps=self.tale.order.ticked, before=before)
        for done in range(1, steps + 1):
            if done == steps or self.happens(0.8):
                ordering.tick(self.tale, by=self.worker, at=self.later(share), steps=list(range(done)))
        if "signature" in demanded:
            at = self.later(3)
            ordering.tick(self.tale, by=self.worker, at=at, steps=range(steps), signed_by=ordering.signer(ticket))
        at = self.later(4)
        prints = self._picture(at, fixed=True) if "after" in demanded or self.happens(0.2) else []
        reading = (self.asking.reading or "0 MPa") if "reading" in demanded else ""
        note = self.chance.choice(self.asking.notes)
        ordering.finish(self.tale, by=self.worker, at=at, note=note, reading=reading, prints=prints)

    def _picture(self, at: datetime, *, fixed: bool) -> list[Print]:
        return self.album.show(self.asking.scene or "floor", at, fixed=fixed)

    def talk(self) -> None:
        """A matter of words: begun, looked into, answered."""
        self.at_work(self.answering)
        promising.begin(self.tale, by=self.answering, at=self.later(30))
        hours = 20 if self.tale.ticket.urgency == Urgency.COMPLAINT else 3
        self.later(60 * hours)
        self.at_work(self.answering)
        if self.tale.ticket.level >= 3 and self.happens(0.5):
            duty.step_in(self.tale, by=self.tale.boss(self.t), at=self.later(5), words=self.say("step_in"))
        ending.finish(self.tale, by=self.answering, at=self.later(3), note=self.chance.choice(self.asking.notes))

    def _fill(self) -> None:
        """For measuring: notes among staff, until the ticket has about as many lines as were asked for."""
        for _ in range(self.tale.scale.lines - len(self.tale.told) - 3):
            promising.note(self.tale, by=self.answering, at=self.later(3), words=self.say("note"))

    # ---- the end

    def end(self, *, may_reopen: bool) -> bool:
        """Confirmed, called back, or lapsed; True where it was opened again."""
        wrong = may_reopen and self.happens(0.16 if self.unhappy else 0.035)
        if self.asker and self.happens(0.6):
            self.t = awake(self.later(520), self.chance)
            if wrong:
                ending.reopen(self.tale, by=self.asker, at=self.t, words=self.say("not_fixed"))
                return True
            ending.confirm(self.tale, by=self.asker, at=self.t)
        elif self._called_back(wrong):
            return True
        if self.tale.ticket.outcome in (Outcome.CONFIRMED, Outcome.CALLED_BACK):
            self.rate()
        return False

    def _called_back(self, wrong: bool) -> bool:
        for attempt in range(3):
            # By day, and not the moment it was done: the resident shall have tried it.
            self.t = awake(self.t + timedelta(hours=self.chance.uniform(8, 40)), self.chance)
            self.by_day(self.answering)
            if self.tale.ticket.state != TicketState.DONE:
                return False
            self.tale.until(self.later(5))
            if self.tale.ticket.state != TicketState.DONE:
                return False
            if self.happens(0.24):
                answer, text = CallBackAnswer.NO_ANSWER, self.say("called_none")
            elif wrong and attempt == 0:
                answer, text = CallBackAnswer.NOT_FIXED, self.say("not_fixed")
            else:
                answer, text = CallBackAnswer.SATISFIED, self.say("called_good")
            at = self.later(2)
            self.tale.until(at)
            if self.tale.ticket.state != TicketState.DONE:  # its time of grace ended while they dialled
                return False
            ending.call_back(self.tale, by=self.answering, at=at, answer=answer, words=text)
            if answer == CallBackAnswer.NOT_FIXED:
                return True
            if answer == CallBackAnswer.SATISFIED:
                return False
        self.tale.until(self.t + timedelta(days=4))
        return False

    def rate(self, stars: int = 0) -> None:
        """Two in five of those who have an account say how it went."""
        if self.asker is None or not self.happens(0.44):
            return
        stars = stars or self._stars()
        chips = self._chips(stars)
        at = awake(self.later(40), self.chance)
        text = self.say(f"rating{stars}")
        ending.rate(self.tale, by=self.asker, at=at, stars=stars, chips=chips, words=text)
        if stars == 5 and self.happens(0.14):
            staff = self.worker if self.tale.orders else self.tale.ticket.first_contact
            ending.thank(self.tale, by=self.asker, at=self.later(3), staff=staff, words=self.say("thanks"))

    def _stars(self) -> int:
        late = self.tale.ticket.level >= 2 or self.tale.ticket.reopened > 0
        weights = (14, 22, 28, 22, 14) if late or self.unhappy else (0.6, 1.4, 6, 26, 66)
        return self.chance.choices((1, 2, 3, 4, 5), weights)[0]

    def _chips(self, stars: int) -> list[str]:
        good, bad = ("quick", "fixed", "kind", "clean", "told"), ("slow", "untold", "messy", "unfixed")
        among = good if stars >= 4 else bad if stars <= 2 else ("slow", "fixed", "untold", "kind")
        return sorted(self.chance.sample(among, self.chance.randint(0, 2)))

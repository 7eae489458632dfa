"""How a ticket lives: who answers when, what goes wrong now and then, and how it ends. Chance decides, within reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from xiwei.people.models import Line, Staff
from xiwei.service.demo import feelings
from xiwei.service.demo.answering import Answering
from xiwei.service.demo.deeds import declining, duty, ending, handing, ordering, promising, waiting
from xiwei.service.demo.deeds.photos import Print
from xiwei.service.demo.phrases import declines, fits, words
from xiwei.service.demo.pictures import Album
from xiwei.service.demo.seasons import awake, half_hour, is_night, minutes
from xiwei.service.models import CallBackAnswer, OrderState, Outcome, TicketState, WaitReason
from xiwei.service.rules.asking import needs_hands
from xiwei.shared.worktime import SHANGHAI
from xiwei.standards.models import NeedKind, Urgency

# How long things take, in minutes, on an ordinary day: the mean of what chance gives; and for what cannot wait.
ACCEPT, WAY, WORK = 14, 16, 34
AT_ONCE = 0.25
REASONS = {
    WaitReason.ABSENT: "约好的时间", WaitReason.DECISION: "业主回话", WaitReason.PERMIT: "作业许可",
    WaitReason.PARTS: "配件到货", WaitReason.HANDS: "师傅腾出手来", WaitReason.WEATHER: "天气好转",
}  # fmt: skip
# When each goes on: how many days ahead, and at which hour.
UNTIL = {
    WaitReason.ABSENT: ((1, 2), (12, 16)), WaitReason.DECISION: ((1, 1, 2), (10, 15)), WaitReason.PERMIT: ((1, 2), (14,)),
    WaitReason.PARTS: ((1, 1, 2), (10, 14)), WaitReason.HANDS: ((0, 1), (15, 18)), WaitReason.WEATHER: ((1, 2), (9,)),
}  # fmt: skip
AT_HOME = (WaitReason.ABSENT, WaitReason.DECISION, WaitReason.PARTS, WaitReason.PARTS)
OUTSIDE = (WaitReason.PARTS, WaitReason.HANDS, WaitReason.WEATHER, WaitReason.PERMIT)


@dataclass(kw_only=True)
class Life(Answering):
    """Lives one ticket from its taking to its end, or to the present (deeds raise Cut)."""

    album: Album
    unhappy: bool = False
    noted: str = ""

    # ---- the whole of it

    def live(self) -> None:
        """From the asking to the last word."""
        if self.asker and self.happens(0.015) and not self.urgent:
            ending.withdraw(self.tale, by=self.asker, at=self._withdraws(), words=self.say("withdraw"))
            return
        if self._declined():
            return
        self._begin()
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

    def _begin(self) -> None:
        """What cannot wait goes to who is on shift now; where nobody is, it waits like the rest."""
        if not self.asking.prompt or self.urgent or not self.tale.orders:
            return
        self._find_hands()
        assert self.site.duty is not None
        if self.site.duty.at_work(self.worker, self.t) > self.t + minutes(20):
            self.prompt = False
            self._matter.discard("prompt")

    def _withdraws(self) -> datetime:
        """Soon, for nobody has come yet."""
        return self.later(6 if self.asking.prompt else 40)

    def _declined(self) -> bool:
        ticket, known = self.tale.ticket, declines()
        if ticket.kind != NeedKind.SUGGESTION or self.case.key not in known:
            return False
        self.by_day(self.answering)
        self.later(60)
        self.by_day(self.answering)
        asked = declining.ask_decline(self.tale, by=self.answering, at=self.t, **known[self.case.key])
        boss = self.tale.boss(self.t)
        self.later(150)
        self.by_day(boss)
        if self.happens(0.12):
            answer = "先请设计看看，能办多少办多少，我来和业主谈"
            declining.refuse_consent(self.tale, asked, by=boss, at=self.t, answer=answer)
            return False
        declining.consent(self.tale, asked, by=boss, at=self.t)
        feelings.rate(self, unhappy=False)
        return True

    # ---- work by hands

    def work(self, *, again: bool) -> None:
        """The order is taken, gone to, and finished; now and then not by the first who was asked."""
        self._find_hands()
        if not again and not self.at_once:
            self._stumble()
        self._go()
        if self.halt and self.t < self.halt:
            self._wait(WaitReason.PARTS, until=self.halt)
        elif not again and not self.at_once and self.happens(0.04):
            self._give_up()
        elif not self.at_once and self.happens(0.05):
            self._wait()
        self._pay()
        self._do()

    def _find_hands(self) -> None:
        """Where nobody certified was on duty, the director finds somebody; what cannot wait goes to who is on shift."""
        assert self.site.duty is not None
        duty_roster, ticket = self.site.duty, self.tale.ticket
        if self.at_once and duty_roster.at_work(self.worker, self.t) > self.t + minutes(15):
            spot = self.site.spot(ticket.room or ticket.place)
            found = duty_roster.on_duty(spot, self.tale.order.line, self.t).staff
            if duty_roster.line_of[found.pk] == self.tale.order.line and found.pk != self.worker.pk:
                ordering.assign(self.tale, to=found, by=self.tale.boss(self.t), at=self.later(2))
            return
        certificate = ticket.item.certificate if ticket.item else ""
        if self.worker.pk not in (self.site.director.pk, *(one.pk for one in self.site.managers)):
            return
        able = [
            one.staff
            for one in duty_roster.served
            if one.line == ticket.line
            and (not certificate or one.staff.pk in duty_roster.certified(certificate, self.t))
        ]
        self.later(18)
        tried = {one.worker_id for one in self.tale.orders}
        able = [staff for staff in able if staff.pk not in tried] or able
        if able:
            to = min(able, key=lambda staff: self._reach(staff))
            ordering.assign(self.tale, to=to, by=self.tale.boss(self.t), at=self.t)

    def _reach(self, staff: Staff) -> datetime:
        assert self.site.duty is not None
        return self.site.duty.at_work(staff, self.t)

    def _stumble(self) -> None:
        """Refused or handed over before it is begun."""
        if self.happens(0.02):
            self.by_day(self.worker)
            ordering.refuse(self.tale, by=self.worker, at=self.later(12), reason=self.say("refuse"))
            self._find_hands()
        elif self.happens(0.03):
            self._hand_over()

    def _hand_over(self) -> None:
        assert self.site.duty is not None
        self.by_day(self.worker)
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
        if self.at_once:
            self.at_work(self.worker)
        else:
            self.by_day(self.worker)
        if self.tale.order.state == OrderState.OFFERED:
            ordering.accept(self.tale, by=self.worker, at=self.later(2 if self.at_once else ACCEPT))
        if ticket.wanted_from and ticket.wanted_until and ticket.wanted_until > self.t:
            self.t = max(self.t, ticket.wanted_from + minutes(self.chance.randint(-12, 25) * self.slow))
            self.by_day(self.worker)
        elif not self.at_once:
            self.later(self._their_turn())
            self.by_day(self.worker)
        self._keep_word()
        if self.happens(0.8):
            ordering.set_out(self.tale, by=self.worker, at=self.later(2))
        ordering.arrive(self.tale, by=self.worker, at=self.later(WAY / 3 if self.at_once else WAY, least=3))

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
        if (
            is_night(at)
            or at >= self.t
            or self.tale.ticket.state not in (TicketState.PROMISED, TicketState.IN_PROGRESS)
        ):
            return
        if words := self.say("moved", when=moment):
            promising.move_promise(self.tale, by=self.on_watch(at), at=at, moment=moment, reason=words)

    def _give_up(self) -> None:
        """The worker could not finish: it waits, and the same hands come again with what was needed."""
        entry = self.sayings.entry("give_up", self.facts, self.chance)
        if entry is None:
            return
        worker, reason = self.worker, self.sayings.rest(entry["say"], self.chance)
        ordering.give_up(self.tale, by=worker, at=self.later(15), reason=reason, needs=entry["needs"])
        self._wait(WaitReason(entry["why"]))
        ordering.assign(self.tale, to=worker, by=self.tale.boss(self.t), at=self.later(20))
        self._go()

    def _wait(self, reason: WaitReason | None = None, until: datetime | None = None) -> None:
        """It stands still for a day or so, where there is a reason anybody would give."""
        reason = reason or self.chance.choice(AT_HOME if self.tale.ticket.household else OUTSIDE)
        at = self.later(6)
        until = until or self._goes_on(at, reason)
        words = self.say(f"wait_{reason}", when=until)
        if not words or until <= at + minutes(30):
            return
        waiting.wait(
            self.tale, by=self.on_watch(at), at=at, reason=reason, waits_for=REASONS[reason], until=until, words=words
        )
        self.t = until + self.tale.lag + minutes(1)
        self.tale.until(self.t)
        self.by_day(self.worker)

    def _goes_on(self, at: datetime, reason: WaitReason) -> datetime:
        days, hours = UNTIL[reason]
        day = at.astimezone(SHANGHAI) + timedelta(days=self.chance.choice(days))
        return day.replace(hour=self.chance.choice(hours), minute=0, second=0, microsecond=0)

    def _pay(self) -> None:
        """What is to be paid is agreed before work begins."""
        item, order = self.tale.ticket.item, self.tale.order
        indoors = self.tale.ticket.household is not None
        if item is None or self.asker is None or not indoors or order.agreed_at or self.tale.ticket.reopened:
            return
        if not item.price_fen and not (item.line == "repair" and self.happens(0.18)):
            return
        entry = self.sayings.entry("quote", self.facts, self.chance, part=not item.price_fen)
        if entry is None:
            return
        fen = item.price_fen * self.chance.choice((1, 1, 2)) or self.chance.choice(entry["fen"])
        if not item.price_fen:
            self.noted = entry["noted"]
            if not self._notes():
                return
        words = self.sayings.rest(entry["say"], self.chance)
        ordering.quote(self.tale, by=self.worker, at=self.later(4), fen=fen, words=words)
        ordering.agree(self.tale, by=self.asker, at=self.later(5))
        if not item.price_fen:
            ordering.book(
                self.tale, by=self.worker, at=self.later(3), kind="material", name=entry["part"],
                quantity_milli=1000, unit=entry["unit"], unit_price_fen=fen,
            )  # fmt: skip

    def _do(self) -> None:
        """Step by step to the end, with its evidence."""
        ticket = self.tale.ticket
        steps = len(ticket.item.steps) if ticket.item else 0
        share = max(WORK * (AT_ONCE if self.at_once and not self.urgent else 1) / max(steps, 1), 2)
        demanded = ticket.item.evidence if ticket.item else []
        if "before" in demanded:
            at = self.later(2)
            before = self._picture(fixed=False)
            ordering.tick(self.tale, by=self.worker, at=at, steps=self.tale.order.ticked, before=before)
        for done in range(1, steps + 1):
            if done == steps or self.happens(0.8):
                ordering.tick(self.tale, by=self.worker, at=self.later(share), steps=list(range(done)))
        if "signature" in demanded:
            at = self.later(3)
            ordering.tick(self.tale, by=self.worker, at=at, steps=range(steps), signed_by=ordering.signer(ticket))
        at = self.later(4)
        prints = self._picture(fixed=True) if "after" in demanded or self.happens(0.2) else []
        reading = (self.case.reading or "正常") if "reading" in demanded else ""
        note = self._note()
        ordering.finish(self.tale, by=self.worker, at=at, note=note, reading=reading, prints=prints)

    def _note(self) -> str:
        """What was done, as whoever did it puts it."""
        floor = self.tale.ticket.room.floor if self.tale.ticket.room else None
        note = self.sayings.rest(self._notes() or self.case.done, self.chance).format(floor=floor or 20)
        return f"返工：{note}" if self.tale.ticket.reopened else note

    def _notes(self) -> list[str]:
        """Those that speak of what was paid for."""
        return [note for note in self.case.done if self.noted in note]

    def _picture(self, *, fixed: bool) -> list[Print]:
        return self.album.show(self.case.scene, fixed=fixed)

    def talk(self) -> None:
        """A matter of words: begun, looked into, answered."""
        self.by_day(self.answering)
        promising.begin(self.tale, by=self.answering, at=self.later(30))
        hours = 8 if self.tale.ticket.urgency == Urgency.COMPLAINT else 1.2
        self.later(60 * hours)
        self.by_day(self.answering)
        if self.tale.ticket.level >= 3 and self.happens(0.5):
            duty.step_in(self.tale, by=self.tale.boss(self.t), at=self.later(5), words=self.say("step_in"))
        ending.finish(self.tale, by=self.answering, at=self.later(3), note=self._note())

    def _fill(self) -> None:
        """For measuring: notes among staff, until the ticket has about as many lines as were asked for."""
        for _ in range(self.tale.scale.lines - len(self.tale.told) - 3):
            promising.note(self.tale, by=self.answering, at=self.later(3), words=self.say("note") or "已记下")

    # ---- the end

    def end(self, *, may_reopen: bool) -> bool:
        """Confirmed, called back, or lapsed; True where it was opened again."""
        wrong = may_reopen and self._can_be_wrong() and self.happens(0.15 if self.unhappy else 0.03)
        if self.asker and self.happens(0.6):
            self.t = awake(self.later(520), self.chance)
            if wrong:
                ending.reopen(self.tale, by=self.asker, at=self.t, words=self.say("not_fixed"))
                return True
            ending.confirm(self.tale, by=self.asker, at=self.t)
        elif self._called_back(wrong):
            return True
        if self.tale.ticket.outcome in (Outcome.CONFIRMED, Outcome.CALLED_BACK):
            feelings.rate(self, unhappy=self.unhappy)
        return False

    def _can_be_wrong(self) -> bool:
        """Whether there is anything one would say of such a matter left undone."""
        return any(fits(one["if"], self.facts) for one in words()["not_fixed"])

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

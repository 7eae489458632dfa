"""Plan a day's rounds from the standards, and plan it anew when the standards, the weather or the people change (D8).

Planning is repeatable: a round that was begun is left alone; one that was not takes what is due now, and each change says
why. The project's row is held, so that of two who plan one day the second finds what the first wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Project
from xiwei.ledger import actions as ledger
from xiwei.ledger.actions import By
from xiwei.ledger.models import SYSTEM, Actor
from xiwei.people.models import Staff
from xiwei.rounds.actions import telling
from xiwei.rounds.models import DayPlan, Round, RoundState, Stop, StopState
from xiwei.rounds.queries import planning as queries
from xiwei.rounds.queries import staffing
from xiwei.rounds.rules import moves, permissions, weather
from xiwei.rounds.rules.planning import Due
from xiwei.rounds.rules.sharing import NOBODY, UNCERTIFIED, Choice, Worker, choose
from xiwei.shared import bulk


@dataclass
class Planned:
    """What planning a day came to."""

    made: int = 0
    changed: int = 0
    dropped: int = 0
    unmanned: int = 0


WHY_NOBODY = {NOBODY: "这个时间没有人当班，请安排", UNCERTIFIED: "当班的人没有所需的证书，请安排"}


def plan_day(project: Project, day: date, *, by: Staff | Actor, now: datetime, why: str = "") -> Planned:
    """Write the rounds of a day, or bring what was written up to date; `why` is said of what it changes.

    Raises NotAllowed for whoever may not plan the project; the clock may.
    """
    if isinstance(by, Staff):
        permissions.check_may_plan(by, project)
    with transaction.atomic():
        return _Planning(queries.lock_project(project), day, by, now, why).run()


class _Planning:
    """One planning of one day: what is due, who is there, and what stood before."""

    def __init__(self, project: Project, day: date, by: By, now: datetime, why: str):
        self.project, self.day, self.by, self.now, self.why = project, day, by, now, why
        self.warnings = queries.warnings(project, day, day)
        self.workers = staffing.workers(project, day)
        self.before = {(one.route_id, one.slot): one for one in queries.rounds_of_day(project, day)}
        self.result = Planned()
        self.told: list[telling.Change] = []  # what workers are to hear
        self.unmanned: list[Round] = []  # what nobody walks, and had somebody or was not there before

    def run(self) -> Planned:
        """Everything of the day."""
        self._note_given()
        due = set()
        for draft in queries.planned_drafts(self.project, self.day, self.day):
            slot = _aware(draft.starts)
            due.add((draft.route.pk, slot))
            made = weather.adjust(draft, self.warnings, localtime=_local)
            self._bring(self.before.get((draft.route.pk, slot)), made, slot)
        for key, old in self.before.items():
            if key not in due and old.state == RoundState.PLANNED:
                self._drop(old, self.why or gettext("按现在的标准和路线，这一趟不用走了"))
        telling.say_changes(self.told, now=self.now)
        telling.say_unmanned(self.project, self.unmanned, now=self.now)
        DayPlan.objects.update_or_create(
            project=self.project, day=self.day,
            defaults={"company_id": self.project.company_id, "planned_at": self.now},
        )  # fmt: skip
        if self.result.made:
            ledger.record("rounds.day_planned", self.project, by=self.by, at=self.now, day=str(self.day),
                          count=self.result.made)  # fmt: skip
        return self.result

    def _note_given(self) -> None:
        """What is on somebody's hands and stays there."""
        for old in self.before.values():
            if old.state in moves.OPEN_ROUNDS and old.worker_id:
                for worker in self.workers.get(old.line, []):
                    if worker.staff.pk == old.worker_id and old.state == RoundState.BEGUN:
                        worker.given.append((old.starts_at, old.due_at))

    def _bring(self, old: Round | None, made: weather.Adjusted, slot: datetime) -> None:
        if not made.draft.stops:
            if old and old.state == RoundState.PLANNED:
                self._drop(old, made.why)
            return
        if old is None:
            self._make(made, slot)
        elif old.state == RoundState.PLANNED or (old.state == RoundState.DROPPED and old.due_at > self.now):
            self._change(old, made)

    def _make(self, made: weather.Adjusted, slot: datetime) -> None:
        draft = made.draft
        if _aware(draft.due) <= self.now:
            return  # what was over before anybody planned it can't be done, and nobody is blamed for it
        chosen = self._choose(made)
        fresh = Round.objects.create(
            company_id=self.project.company_id, project=self.project, route=draft.route, line=draft.route.line,
            day=self.day, slot=slot, starts_at=_aware(draft.starts), due_at=_aware(draft.due), minutes=draft.minutes,
            worker=chosen.worker.staff if chosen.worker else None, why=self._said(made, chosen),
        )  # fmt: skip
        bulk.insert(Stop, [self._stop(fresh, one) for one in draft.stops])
        self.result.made += 1
        if chosen.worker is None:
            self.unmanned.append(fresh)
            self.result.unmanned += 1

    def _choose(self, made: weather.Adjusted) -> Choice:
        draft = made.draft
        return choose(
            self.workers.get(draft.route.line, []), starts=_aware(draft.starts), minutes=draft.minutes,
            certificates=draft.certificates, usual=draft.route.worker_id,
        )  # fmt: skip

    def _kept(self, old: Round, made: weather.Adjusted) -> Choice | None:
        """Whose it is keeps it while they can walk it: somebody may have given it to them by hand."""
        starts = _aware(made.draft.starts)
        for worker in self.workers.get(old.line, []):
            able = made.draft.certificates <= set(worker.certificates) and worker.present(starts)
            if worker.staff.pk == old.worker_id and able:
                worker.given.append((starts, starts + timedelta(minutes=made.draft.minutes)))
                return Choice(worker)
        return None

    def _said(self, made: weather.Adjusted, chosen: Choice) -> str:
        return made.why or (gettext(WHY_NOBODY[chosen.why]) if chosen.worker is None else "")

    def _stop(self, of: Round, one: Due) -> Stop:
        return Stop(
            company_id=of.company_id, project_id=of.project_id, round=of, position=one.point.position,
            place=one.point.place, equipment=one.point.equipment, standard=one.standard, grade=one.grade,
            code=one.standard.code, day=of.day,
        )  # fmt: skip

    def _change(self, old: Round, made: weather.Adjusted) -> None:
        """Give a round not yet begun what is due now, when it is due, and someone who is there."""
        draft = made.draft
        changed = self._restop(old, draft.stops)
        starts, due = _aware(draft.starts), _aware(draft.due)
        moved = old.starts_at != starts
        was_dropped = old.state == RoundState.DROPPED
        chosen = self._kept(old, made) or self._choose(made)
        staff = chosen.worker.staff if chosen.worker else None
        was = old.worker
        given = old.worker_id != (staff.pk if staff else None)
        if not (changed or moved or given or was_dropped):
            return
        why = self.why or made.why or old.why
        old.state, old.starts_at, old.due_at, old.minutes = RoundState.PLANNED, starts, due, draft.minutes
        old.worker, old.why = staff, (made.why or self.why or self._said(made, chosen))[:160]
        old.version += 1
        old.save(update_fields=["state", "starts_at", "due_at", "minutes", "worker", "why", "version"])
        if moved:
            self._record("rounds.moved", old, moment=f"{_local(starts):%H:%M}", reason=why)
        if given:
            to = staff.name if staff else gettext("待安排")
            self._record("rounds.handed_over", old, to=to, reason=old.why or why or gettext("重新排班"))
        if was_dropped:
            self._record("rounds.taken_up_again", old, reason=why)
        elif changed:
            self._record("rounds.stops_changed", old, reason=why or gettext("标准或路线有变"))
        self._note(old, was, moved=moved, given=given, again=was_dropped)
        self.result.changed += 1

    def _note(self, of: Round, was: Staff | None, *, moved: bool, given: bool, again: bool) -> None:
        """Who is to hear of the change: one thing of each round, the weightiest."""
        if given and of.worker is None:
            self.unmanned.append(of)
            self.result.unmanned += 1
        if again:
            self.told += telling.taken_up(of, of.why)
        elif given:
            self.told += telling.given(of, was, of.why)
        elif moved:
            self.told += telling.moved(of, of.why)

    def _restop(self, old: Round, due: Sequence[Due]) -> bool:
        """Bring its stops to what is due; whether anything differed."""
        wanted = {_key(one.point.place_id, one.point.equipment_id, one.standard.code): one for one in due}
        held = {
            _key(stop.place_id, stop.equipment_id, stop.code): stop
            for stop in queries.lock_stops(old, (StopState.WAITING, StopState.DROPPED))
        }
        gone = [stop for key, stop in held.items() if key not in wanted and stop.state == StopState.WAITING]
        back = [stop for key, stop in held.items() if key in wanted and stop.state == StopState.DROPPED]
        other = [
            (stop, wanted[key]) for key, stop in held.items()
            if key in wanted and (stop.standard_id, stop.position, stop.grade)
            != (wanted[key].standard.pk, wanted[key].point.position, wanted[key].grade)
        ]  # fmt: skip
        fresh = [one for key, one in wanted.items() if key not in held]
        for stop in gone:
            stop.state = StopState.DROPPED
        for stop in back:
            stop.state = StopState.WAITING
        for stop, one in other:
            stop.standard, stop.position, stop.grade = one.standard, one.point.position, one.grade
        touched = {stop.pk: stop for stop in [*gone, *back, *(stop for stop, _ in other)]}
        Stop.objects.bulk_update(touched.values(), ["state", "standard", "position", "grade"])
        bulk.insert(Stop, [self._stop(old, one) for one in fresh])
        return bool(touched or fresh)

    def _drop(self, old: Round, why: str) -> None:
        drop(old, by=self.by, now=self.now, why=why)
        self.told += telling.dropped(old, why)
        self.result.dropped += 1

    def _record(self, kind: str, of: Round, **data: str) -> None:
        ledger.record(kind, of, by=self.by, at=self.now, **data)


def drop(of: Round, *, by: By, now: datetime, why: str) -> None:
    """A round not begun is not walked; what waited at its stops waits no more. In the caller's transaction."""
    of.state, of.why, of.version = RoundState.DROPPED, why[:160], of.version + 1
    of.save(update_fields=["state", "why", "version"])
    Stop.objects.filter(round=of, state=StopState.WAITING).update(state=StopState.DROPPED)
    ledger.record("rounds.dropped", of, by=by, at=now, reason=why)


def _key(place_id: int | None, equipment_id: int | None, code: str) -> tuple[int | None, int | None, str]:
    return place_id, equipment_id, code


def _aware(moment: datetime) -> datetime:
    return timezone.make_aware(moment)


def _local(moment: datetime) -> datetime:
    """A moment as naive local time, which drafts are in."""
    return timezone.make_naive(moment)


@transaction.atomic
def hand_over(of: Round, *, to: Staff, by: Staff | Actor, now: datetime, why: str) -> Round:
    """Another walks the round: by the director's word, or because its worker is away. Both hear of it.

    Raises NotAllowed for one who may not plan; NotNow for a round that is over; BadInput for one who is not of the line,
    or lacks a certificate that what is left takes (B12).
    """
    of = queries.lock_round(of.pk)
    if isinstance(by, Staff):
        permissions.check_may_plan(by, of.project)
    moves.check_open(of)
    moves.check_given_to(to, of)
    needed = {stop.standard.certificate for stop in queries.lock_stops(of, (StopState.WAITING,))} - {""}
    moves.check_holds(to, needed, staffing.held_by(to, of.day))
    was = of.worker
    of.worker, of.why, of.version = to, why[:160], of.version + 1
    of.save(update_fields=["worker", "why", "version"])
    ledger.record("rounds.handed_over", of, by=by, at=now, to=to.name, reason=why)
    telling.say_changes([one for one in telling.given(of, was, why) if one.staff != by], now=now)
    return of


def keep_staffed(of: Round, workers: Sequence[Worker], *, now: datetime) -> bool:
    """Where the round's worker is not there then, give it to another; whether that was needed. Nobody there is said once."""
    if any(one.staff.pk == of.worker_id and one.present(of.starts_at) for one in workers):
        return False
    with transaction.atomic():
        of = queries.lock_round(of.pk)
        if of.state != RoundState.PLANNED:
            return False
        needed = {stop.standard.certificate for stop in queries.lock_stops(of, (StopState.WAITING,))} - {""}
        chosen = choose(workers, starts=of.starts_at, minutes=of.minutes, certificates=needed, usual=of.route.worker_id)
        if chosen.worker is None and of.worker_id is None:
            return False
        was = of.worker
        of.worker = chosen.worker.staff if chosen.worker else None
        reason = gettext("{name}这个时间不在").format(name=was.name) if was else gettext("之前没有人当班")
        of.why = reason if of.worker else gettext(WHY_NOBODY[chosen.why])
        of.version += 1
        of.save(update_fields=["worker", "why", "version"])
        ledger.record(
            "rounds.handed_over", of, by=SYSTEM, at=now,
            to=of.worker.name if of.worker else gettext("待安排"), reason=of.why,
        )  # fmt: skip
        telling.say_changes(telling.given(of, was, of.why), now=now)
        if of.worker is None:
            telling.say_unmanned(of.project, [of], now=now)
    return True

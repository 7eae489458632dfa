"""Walk a round: do what is due at a point, or say why it could not be done; late and doubled deeds are kept too.

A phone that was out of reach sends its deeds later, in order, each with its own moment and key. What the server finds
changed meanwhile is told, and nothing that was done is dropped: it leaves a line either way.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.people.models import Staff
from xiwei.rounds.actions import telling
from xiwei.rounds.models import Round, RoundState, Stop, StopPhoto, StopState, Via
from xiwei.rounds.queries import doing as queries
from xiwei.rounds.queries.planning import lock_round, lock_stops
from xiwei.rounds.rules import doing as rules
from xiwei.rounds.rules import doubts, moves, permissions
from xiwei.rounds.rules.doing import seen_by
from xiwei.service.actions import asking, photos
from xiwei.service.models import Channel, Photo, Ticket
from xiwei.shared import pictures
from xiwei.shared.refusals import NotNow
from xiwei.standards.models import NeedKind, Urgency


@dataclass
class Deed:
    """What the phone says was done at a point, as it queued it."""

    position: int
    answers: Mapping[int, Mapping[str, str]] = field(default_factory=dict)  # by stop, by the checks' keys
    via: str = Via.NONE
    code: str = ""
    note: str = ""
    skip: bool = False
    report: bool = True  # what is wrong becomes a ticket
    moment: datetime | None = None  # the phone's clock when it was done
    sent_at: datetime | None = None  # the phone's clock as it sends
    taken: Sequence[pictures.Picture] = ()
    originals: Sequence[str] = ()  # SHA-256 of each picture as the phone had it


class Overtaken(NotNow):
    """The stop was done by another, or its round changed: told, and the deed kept as a line all the same."""


@transaction.atomic
def do_point(of: Round, deed: Deed, *, by: Staff, now: datetime) -> Round:
    """Do everything that waits at a point, or skip it with its reason.

    What is not as the standard wants becomes one ticket, `by` its first contact. What is done after the round's time
    makes up for it; what the phone did in time and sent late counts as in time.
    Raises NotAllowed, BadInput (then nothing is written). What was overtaken is recorded: see `overtaken`.
    """
    of = lock_round(of.pk)
    permissions.check_may_do(by, of)
    stops = [one for one in lock_stops(of) if one.position == deed.position]
    waiting = [one for one in stops if one.state in queries.OPEN_STOPS]
    rules.check_open(waiting)
    rules.check_note(deed.note, needed=deed.skip)
    rules.check_code(waiting[0], deed.via, deed.code, queries.named_by(of.project_id, deed.code))
    at = doubts.corrected(deed.moment, deed.sent_at, now=now)
    judged = {} if deed.skip else {
        stop.pk: rules.judge(stop, deed.answers.get(stop.pk, {}), pictures=len(deed.taken)) for stop in waiting
    }  # fmt: skip
    _write(of, waiting, judged, deed, at=at, by=by, now=now)
    kept = _keep(waiting[0], deed, by=by, at=at)
    ticket = _report(of, waiting, judged, deed, by=by, now=now) if deed.report else None
    if ticket:
        Stop.objects.filter(pk__in=[stop.pk for stop in waiting if stop.wrong]).update(ticket=ticket)
    _line(of, waiting, deed, at=at, by=by, now=now, kept=kept, ticket=ticket)
    _go_on(of, at=at, by=by, now=now)
    return of


def _write(
    of: Round, stops: Sequence[Stop], judged: Mapping[int, rules.Judged], deed: Deed, *, at: datetime, by: Staff,
    now: datetime,
) -> None:  # fmt: skip
    in_time = at <= of.due_at
    found = doubts.found(
        at=at, starts_at=of.starts_at, spot=(stops[0].place_id, stops[0].equipment_id), via=deed.via,
        sent_at=deed.sent_at, now=now, before=queries.last_before(by, beside=[stop.pk for stop in stops]),
        seen_before=queries.hashes_seen(of.company_id, list(deed.originals)),
    )  # fmt: skip
    for stop in stops:
        stop.at, stop.received_at, stop.by, stop.via, stop.doubts = at, now, by, deed.via, found
        stop.note = deed.note.strip()
        if deed.skip:
            stop.state = StopState.SKIPPED
            continue
        one = judged[stop.pk]
        stop.state, stop.answers, stop.wrong = rules.state_after(in_time=in_time), one.answers, len(one.wrong)
    Stop.objects.bulk_update(stops, ["at", "received_at", "by", "via", "doubts", "note", "state", "answers", "wrong"])


def _keep(stop: Stop, deed: Deed, *, by: Staff, at: datetime) -> list[Photo]:
    """The pictures of a deed; what guards photograph is seen by colleagues alone, for it shows who came and went."""
    kept = photos.keep_besides(
        deed.taken, company_id=stop.company_id, folder=f"rounds/{stop.round_id}", by=by, now=at,
        seen_by=seen_by(stop),
    )  # fmt: skip
    originals = [*deed.originals, *[""] * len(kept)]
    StopPhoto.objects.bulk_create(
        StopPhoto(company_id=stop.company_id, stop=stop, photo=one, original=original)
        for one, original in zip(kept, originals, strict=False)
    )
    return kept


def _report(
    of: Round, stops: Sequence[Stop], judged: Mapping[int, rules.Judged], deed: Deed, *, by: Staff, now: datetime
) -> Ticket | None:
    wrong = [said for stop in stops if stop.pk in judged for said in judged[stop.pk].wrong]
    if not wrong:
        return None
    codes = [code for stop in stops for code in judged[stop.pk].defects]
    item, spot = queries.item_of(of.company_id, codes), stops[0].spot
    words = gettext("巡查发现：{spot}，{wrong}").format(spot=spot, wrong="；".join(wrong))
    need = asking.Need(
        project=of.project,
        words=(f"{words}。{deed.note.strip()}" if deed.note.strip() else words)[:500],
        kind=item.kind if item else NeedKind.REPAIR,
        line=item.line if item else of.line,
        urgency=item.urgency if item else Urgency.ORDINARY,
        place=stops[0].place or (stops[0].equipment.place if stops[0].equipment else None),
        item=item,
        danger=item.danger if item else "",
        pictures=deed.taken,
    )
    return asking.take(need, channel=Channel.ROUND, by=by, now=now)


def _line(
    of: Round, stops: Sequence[Stop], deed: Deed, *, at: datetime, by: Staff, now: datetime, kept: Sequence[Photo],
    ticket: Ticket | None,
) -> None:  # fmt: skip
    first = stops[0]
    done = {StopState.SKIPPED: "rounds.stop_skipped", StopState.MADE_UP: "rounds.stop_made_up"}
    said = {"reason": deed.note.strip()} if deed.skip else {"wrong": sum(stop.wrong for stop in stops)}
    ledger.record(
        done.get(StopState(first.state), "rounds.stop_done"), first, by=by, at=at, written_at=now,
        seen_by=Seen.STAFF if deed.skip else seen_by(first), evidence=kept,
        what="、".join(stop.standard.name for stop in stops), spot=str(first.spot),
        **said, **({"ticket": ticket.number} if ticket else {}),
    )  # fmt: skip


def _go_on(of: Round, *, at: datetime, by: Staff, now: datetime) -> None:
    """The round begins with its first stop; with its last it ends, or falls short of what was missed or skipped."""
    fields = []
    if of.state == RoundState.PLANNED:
        of.state, of.begun_at = RoundState.BEGUN, at
        fields += ["state", "begun_at"]
        ledger.record("rounds.begun", of, by=by, at=at, written_at=now)
    if after := moves.state_of(of, queries.left(of)):
        of.state, of.ended_at = after, at
        fields += ["state", "ended_at"]
        kind = {RoundState.DONE: "rounds.ended", RoundState.SETTLED: "rounds.settled"}.get(after, "rounds.fell_short")
        count = moves.unsettled(queries.left(of))
        ledger.record(kind, of, by=by, at=at, written_at=now, count=count)
        if after == RoundState.SHORT:
            telling.say_short(of, count, now=now)
    if fields:
        of.save(update_fields=list(dict.fromkeys(fields)))


@transaction.atomic
def overtaken(of: Round, deed: Deed, *, by: Staff, now: datetime) -> Round:
    """Keep as a line what was done at a point where nothing waits any more: done by another, or dropped from the plan."""
    of = lock_round(of.pk)
    permissions.check_may_do(by, of)
    stops = [one for one in lock_stops(of) if one.position == deed.position]
    if not stops:
        raise NotNow(gettext("这一处不在这趟路线上了，请刷新看看现在的安排。"))
    at = doubts.corrected(deed.moment, deed.sent_at, now=now)
    kept = _keep(stops[0], deed, by=by, at=at)
    ledger.record(
        "rounds.done_besides", stops[0], by=by, at=at, written_at=now, evidence=kept, spot=str(stops[0].spot),
        what="、".join(stop.standard.name for stop in stops), note=deed.note.strip(),
    )  # fmt: skip
    return of


@transaction.atomic
def fall_short(of: Round, *, now: datetime) -> int:
    """Past its time: what still waits is missed. Returns how many; 0 where the round ended meanwhile."""
    of = lock_round(of.pk)
    if of.state not in moves.OPEN_ROUNDS or of.due_at > now:
        return 0
    missed = lock_stops(of, (StopState.WAITING,))
    Stop.objects.filter(pk__in=[stop.pk for stop in missed]).update(state=StopState.MISSED)
    left = queries.left(of)
    of.state = RoundState.SHORT if moves.unsettled(left) else RoundState.DONE
    of.ended_at = now
    of.save(update_fields=["state", "ended_at"])
    ledger.record("rounds.fell_short" if missed else "rounds.ended", of, by=SYSTEM, at=now, count=moves.unsettled(left))
    if of.state == RoundState.SHORT:
        telling.say_short(of, moves.unsettled(left), now=now)
    return len(missed)


@transaction.atomic
def excuse(of: Round, stops: Collection[int], *, reason: str, by: Staff, now: datetime) -> Round:
    """The director signs off what was missed or could not be done, with one reason: a line for each stop.

    Raises NotAllowed, NotNow where one of them is settled meanwhile, or BadInput; then nothing is written.
    """
    of = lock_round(of.pk)
    permissions.check_may_plan(by, of.project)
    rules.check_note(reason, needed=True)
    chosen = [one for one in lock_stops(of) if one.pk in set(stops)]
    moves.check_chosen(chosen)
    for stop in chosen:
        moves.check_excusable(stop)
        stop.state, stop.note = StopState.EXCUSED, reason.strip()
        ledger.record("rounds.stop_excused", stop, by=by, at=now, spot=str(stop.spot), what=stop.standard.name,
                      reason=stop.note)  # fmt: skip
    Stop.objects.bulk_update(chosen, ["state", "note"])
    _go_on(of, at=now, by=by, now=now)
    return of

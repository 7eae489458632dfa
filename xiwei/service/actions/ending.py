"""The last word: finish, confirm, call back, lapse, reopen, withdraw, rate and thank."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.people.models import Person, Staff
from xiwei.service.actions import clocks, ordering, photos, routing
from xiwei.service.actions.moving import mark_done, move
from xiwei.service.actions.telling import answered, tell_residents, tell_staff
from xiwei.service.models import (
    CallBack,
    CallBackAnswer,
    Outcome,
    Photo,
    PhotoStage,
    Rating,
    Thanks,
    Ticket,
    TicketState,
)
from xiwei.service.queries import duty, tickets
from xiwei.service.rules import checks, ending
from xiwei.service.rules.asking import check_pictures, check_wanted
from xiwei.service.rules.parties import Asker
from xiwei.service.rules.promises import Window, check_words, said_span
from xiwei.shared.pictures import Picture
from xiwei.shared.tongue import as_kept, kept
from xiwei.standards import queries as standards
from xiwei.standards import saying
from xiwei.standards.models import ClockKind, Urgency


@transaction.atomic
def finish(ticket: Ticket, *, by: Staff, now: datetime, note: str = "") -> Ticket:
    """A matter without a work order is done (a question answered, a talk held): the resident is asked to confirm.

    Raises NotNow while an order is still in somebody's hands.
    """
    ticket = tickets.lock(ticket)
    checks.check_may("finish", ticket, by)
    check_words(note, least=2, most=500)
    ending.check_no_live_order(tickets.live_orders(ticket).count())
    return mark_done(ticket, by=by, now=now, note=note.strip())


@transaction.atomic
def answer(ticket: Ticket, *, by: Staff, now: datetime, words: str) -> Ticket:
    """A question, a plea or a suggestion ends with an answer in words: the asker reads it and is asked whether it will do.

    All clocks stop, a promise that was not given is not owed any more. Raises NotNow for what hands must mend, or while
    an order is still in somebody's hands.
    """
    ticket = tickets.lock(ticket)
    checks.check_may("answer", ticket, by)
    ending.check_answered_in_words(ticket)
    ending.check_no_live_order(tickets.live_orders(ticket).count())
    check_words(words, least=2, most=500)
    return mark_done(ticket, by=by, now=now, note=words.strip(), verb="answer")


def _close(ticket: Ticket, verb: str, outcome: str, *, by: ledger.By, now: datetime, **written: Any) -> Ticket:
    ticket.closed_at, ticket.outcome = now, outcome
    return move(ticket, verb, by=by, now=now, **written)


@transaction.atomic
def confirm(ticket: Ticket, *, by: Asker, now: datetime) -> Ticket:
    """The resident says it is good: the ticket closes; rating and thanks may follow."""
    ticket = tickets.lock(ticket)
    checks.check_may("confirm", ticket, by)
    _close(ticket, "confirm", Outcome.CONFIRMED, by=by, now=now)
    answered(ticket, f"done:{ticket.reopened}", now=now)
    tell_staff(
        ticket, [ticket.first_contact], about="service.confirmed", title=f"业主已确认：{ticket.title}", body="",
        now=now, key=f"confirmed:{ticket.reopened}",
    )  # fmt: skip
    return ticket


@transaction.atomic
def call_back(ticket: Ticket, *, by: Staff, now: datetime, answer: str, words: str = "") -> Ticket:
    """The first contact asked how it went. "Good" closes it, "not fixed" reopens it, no answer counts as an attempt."""
    ticket = tickets.lock(ticket)
    checks.check_may("call_back", ticket, by)
    check_words(words, most=300)
    CallBack.objects.create(
        company_id=ticket.company_id, ticket=ticket, by=by, at=now, answer=answer, words=words.strip()
    )
    label = kept(ending.answer_said(ticket, answer))
    if answer != CallBackAnswer.NO_ANSWER:
        answered(ticket, f"done:{ticket.reopened}", now=now)
    if answer == CallBackAnswer.SATISFIED:
        written = {"ends_in": TicketState.CLOSED, "answer": label, "words": words.strip()}
        return _close(ticket, "call_back", Outcome.CALLED_BACK, by=by, now=now, **written)
    move(ticket, "call_back", by=by, now=now, answer=label, words=words.strip())
    if answer == CallBackAnswer.NOT_FIXED:
        return _reopened(ticket, by=by, now=now, words=words or f"回访时业主说{label}")
    return ticket


@transaction.atomic
def lapse(ticket: Ticket, *, now: datetime) -> bool:
    """The confirming period ran out after two attempts on two days: it closes as not confirmed, and counts so."""
    ticket = tickets.lock(ticket)
    attempts = list(ticket.call_backs.filter(answer=CallBackAnswer.NO_ANSWER).values_list("at", flat=True))
    if not ending.may_lapse(ticket, attempts, now):
        return False
    _close(ticket, "lapse", Outcome.NOT_CONFIRMED, by=SYSTEM, now=now)
    tell_residents(
        ticket, about="service.lapsed", title=f"几次没联系上您，先按办好算：{ticket.title}",
        body=f"有问题随时点“{kept(ticket.unfixed_said)}”。",
        now=now, key=f"lapsed:{ticket.reopened}",
    )  # fmt: skip
    return True


@transaction.atomic
def reopen(
    ticket: Ticket,
    *,
    by: Asker | Staff,
    now: datetime,
    words: str = "",
    pictures: Sequence[Picture] = (),
    wanted: Window | None = None,
) -> Ticket:
    """Not fixed: open again with the same first contact; the second time the director answers for it.

    `pictures` show what is still wrong, `wanted` is when the resident would like somebody to come: the first contact
    reads both. Raises BadInput for too many words or pictures, or a time that is past.
    """
    ticket = tickets.lock(ticket)
    checks.check_may("reopen", ticket, by)
    ending.check_may_reopen(ticket, now)
    check_words(words, most=500)
    check_pictures(pictures)
    check_wanted(wanted, now)
    kept = photos.keep_all(ticket, pictures, stage=PhotoStage.ASKED, by=by, now=now)
    answered(ticket, f"done:{ticket.reopened}", now=now)
    return _reopened(ticket, by=by, now=now, words=words.strip(), wanted=wanted, evidence=kept)


def _reopened(
    ticket: Ticket,
    *,
    by: ledger.By,
    now: datetime,
    words: str,
    wanted: Window | None = None,
    evidence: Sequence[Photo] = (),
) -> Ticket:
    asked = {"wish": f"希望 {said_span(wanted)} 有人来。"} if wanted else {}
    ticket.wanted_from, ticket.wanted_until = wanted or (ticket.wanted_from, ticket.wanted_until)
    ticket.reopened += 1
    ticket.done_at = ticket.closed_at = ticket.promised_for = None
    ticket.outcome, ticket.level = "", 0
    clocks.restart(ticket, at=now)
    boss = duty.director(routing.spot_of(ticket), now)
    if ticket.reopened >= ending.DIRECTOR_FROM:
        ticket.answering, ticket.covered = boss, False
    move(ticket, "reopen", by=by, now=now, words=words, times=ticket.reopened, first=ticket.first_contact.name,
         answering=ticket.answering.name, evidence=evidence, **asked)  # fmt: skip
    sent = _again(ticket, now=now)
    tell_staff(
        ticket, [ticket.first_contact, ticket.answering, boss], about="service.reopened",
        title=unfixed_again(ticket), body=asked.get("wish", "") + words,
        now=now, key=f"reopened:{ticket.reopened}", loud=True,
    )  # fmt: skip
    tell_residents(
        ticket, about="service.reopened", title=f"已重新交办：{ticket.title}",
        body=sent or f"由{ticket.answering.name}负责到底。", now=now, key=f"reopened:{ticket.reopened}",
    )  # fmt: skip
    return ticket


def unfixed_again(ticket: Ticket) -> str:
    """What its staff read of it in a list: 第 2 次没修好：户内水管渗漏（1栋1单元501）."""
    where = ticket.place or ticket.room or ticket.building or ticket.project
    return f"第 {ticket.reopened} 次{kept(ticket.unfixed_said)}：{ticket.title}（{where}）"


def _again(ticket: Ticket, *, now: datetime) -> str:
    """Whoever did it last is asked to look again, if they are at work when it is served; else whoever is.

    From the second time on somebody else who may do it, where there is one. Returns what the resident hears of that.
    """
    last = ticket.orders.select_related("worker__person").last()
    if last is None:
        return ""
    found = routing.find_hands(ticket, last.line, now=now, ask_first=last.worker)
    other = _another(ticket, last.line, now) if ticket.reopened >= ending.DIRECTOR_FROM else None
    routing.offer_found(ticket, other or found, now=now)
    return f"由{ticket.answering.name}负责到底。这次换{other.staff.name}去。" if other else ""


def _another(ticket: Ticket, line: str, now: datetime) -> duty.OnDuty | None:
    """Who may do it and has not been there; None where the line has nobody else."""
    been = set(ticket.orders.filter(line=line, arrived_at__isnull=False).values_list("worker_id", flat=True))
    found = routing.find_hands(ticket, line, now=now, without=been)
    if found.by_default or found.uncertified or found.staff.pk in been:
        return None
    return found._replace(why=f"第 {ticket.reopened} 次没办好，换人：{found.why}")


@transaction.atomic
def withdraw(ticket: Ticket, *, by: Asker, now: datetime, words: str = "") -> Ticket:
    """The resident takes it back before anybody sets out, and unless others wait for the same; workers on it are told."""
    ticket = tickets.lock(ticket)
    checks.check_may("withdraw", ticket, by)
    ending.check_turning_back(ticket)
    check_words(words, most=300)
    ordering.cancel_all(ticket, by=by, now=now, reason="业主撤回")
    return _close(ticket, "withdraw", Outcome.WITHDRAWN, by=by, now=now, words=words.strip())


@transaction.atomic
def remark(ticket: Ticket, *, by: Asker, now: datetime, words: str) -> Ticket:
    """The resident adds a word; whoever answers for it is told."""
    ticket = tickets.lock(ticket)
    checks.check_may("remark", ticket, by)
    check_words(words, least=1, most=500)
    move(ticket, "remark", by=by, now=now, words=words.strip())
    title, key = f"业主补充：{ticket.title}", f"remark:{now.timestamp()}"
    live = list(tickets.live_orders(ticket).select_related("worker__person"))
    for order in live:
        tell_staff(
            ticket, [order.worker], about="service.remarked", title=title, body=words, now=now, key=key, order=order
        )
    rest = [ticket.answering] if ticket.answering_id not in [order.worker_id for order in live] else []
    tell_staff(ticket, rest, about="service.remarked", title=title, body=words, now=now, key=key)
    return ticket


@transaction.atomic
def rate(ticket: Ticket, *, by: Asker, now: datetime, stars: int, chips: Sequence[str] = (), words: str = "") -> Rating:
    """The resident's word on how it went, once; a bad one goes to the director the same moment."""
    ticket = tickets.lock(ticket)
    ending.check_may_rate(ticket, by=by, stars=stars, chips=chips, words=words)
    rating = Rating.objects.create(
        company_id=ticket.company_id,
        ticket=ticket,
        by=by if isinstance(by, Person) else None,
        at=now,
        stars=stars,
        chips=list(chips),
        words=words.strip(),
    )
    ticket.stars = stars
    ticket.save(update_fields=["stars"])
    labels, more = "、".join(kept(ending.CHIPS[chip]) for chip in chips), ending.beyond_chips(chips, words)
    ledger.record(
        "service.rated",
        ticket,
        by=by,
        at=now,
        seen_by=Seen.RESIDENT,
        stars=stars,
        chips=labels,
        words=more,
    )
    if stars <= ending.BAD:
        boss = duty.director(routing.spot_of(ticket), now)
        tell_staff(
            ticket, [boss, ticket.first_contact], about="service.rated", title=f"{stars} 星：{ticket.title}",
            body=f"{labels} {more}".strip() or _unhappy(ticket), now=now, key="rated", loud=False,
        )  # fmt: skip
    return rating


def _unhappy(ticket: Ticket) -> str:
    """What is said to who answers for a bad rating without a word: it is heard as a complaint, answered as soon."""
    with as_kept():
        within = _answered_within(ticket)
    return f"业主不满意，请在 {within}内联系。" if within else "业主不满意，请尽快联系。"


def touches_by(ticket: Ticket) -> str:
    """What whoever rated it badly is told: the same moment its director is given (_unhappy)."""
    if within := _answered_within(ticket):
        return gettext("谢谢您直说。主任已经知道了，会在 {within}内和您联系。").format(within=within)
    return gettext("谢谢您直说。主任已经知道了，会尽快和您联系。")


def _answered_within(ticket: Ticket) -> str:
    """How soon a complaint is answered there, as it is said; "" where nothing was promised of it."""
    rows = standards.promises(company_id=ticket.company_id, project_id=ticket.project_id)
    return saying.said_promise(rows, standards.hours(ticket.project_id), Urgency.COMPLAINT, ClockKind.RESPONSE)


@transaction.atomic
def thank(ticket: Ticket, *, by: Person, now: datetime, staff: Staff, words: str) -> Thanks:
    """Praise that reaches the person named (C7)."""
    ticket = tickets.lock(ticket)
    ending.check_may_thank(ticket, by=by, staff=staff, words=words)
    thanks = Thanks.objects.create(
        company_id=ticket.company_id, project_id=ticket.project_id, ticket=ticket, staff=staff, by=by, at=now,
        words=words.strip(),
    )  # fmt: skip
    tell_staff(
        ticket, [staff], about="service.thanked", title=f"{by.name}谢谢您", body=thanks.words, now=now,
        key=f"thanks:{thanks.pk}",
    )  # fmt: skip
    ledger.record(
        "service.thanked", ticket, by=by, at=now, seen_by=Seen.RESIDENT, person=staff.person, staff=staff.name,
        words=thanks.words,
    )  # fmt: skip
    return thanks

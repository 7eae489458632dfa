"""Promise a moment, move it with a reason, begin, correct what was understood."""

from datetime import datetime
from typing import Any

from django.db import transaction

from xiwei.people.models import Line, Staff
from xiwei.service.actions import clocks, routing
from xiwei.service.actions.moving import move
from xiwei.service.actions.telling import tell_of_delay, tell_residents, tell_staff
from xiwei.service.index import INDEX, pairs
from xiwei.service.models import Correction, Promise, Ticket
from xiwei.service.queries import duty, tickets
from xiwei.service.rules import checks
from xiwei.service.rules.asking import needs_arrival, needs_hands
from xiwei.service.rules.promises import Window, check_item, check_moment, check_window, check_words, said, said_span
from xiwei.shared.tongue import kept_choice
from xiwei.standards.models import MenuItem, Urgency


def said_window(window: Window) -> str:
    """An agreed window as a promise says it."""
    return f"约定 {said_span(window)} 上门。"


@transaction.atomic
def promise(
    ticket: Ticket, *, by: Staff, now: datetime, moment: datetime, words: str = "", window: Window | None = None
) -> Ticket:
    """A human answers with a promise: the response clock stops, the promise's own runs, and the resident reads it.

    `window` is when somebody comes, agreed with the resident. Raises BadInput where one is needed and none is given:
    a planned matter opened again after its window.
    """
    ticket = tickets.lock(ticket)
    checks.check_may("promise", ticket, by)
    check_moment(ticket, moment, now)
    check_words(words)
    check_window(ticket, window, moment, now)
    if window:
        ticket.wanted_from, ticket.wanted_until = window
        clocks.agree_window(ticket, at=now)
    _keep(ticket, by, now, moment, words)
    agreed = said_window(window) if window else ""
    kind = "service.answer_promised" if ticket.wants_answer else ""
    move(ticket, "promise", by=by, now=now, kind=kind, moment=said(moment), words=words.strip(), window=agreed)
    tell_residents(
        ticket, about="service.promised", title=promised_title(ticket, moment), body=f"{agreed}{words}",
        now=now, key=f"promise:{ticket.promises.count()}",
    )  # fmt: skip
    return ticket


def promised_title(ticket: Ticket, moment: datetime) -> str:
    """The promise as the resident hears it: of a wish or a question an answer, never that it will be done."""
    return f"承诺 {said(moment)} 前{'答复' if ticket.wants_answer else '办好'}：{ticket.title}"


@transaction.atomic
def move_promise(ticket: Ticket, *, by: Staff, now: datetime, moment: datetime, reason: str) -> Ticket:
    """Another moment, with the reason; the one before it stays to be read, and its clock stops as it stood.

    The standard's own clocks do not move.
    """
    ticket = tickets.lock(ticket)
    checks.check_may("move_promise", ticket, by)
    check_moment(ticket, moment, now, reason=reason)
    old = ticket.promised_for
    _keep(ticket, by, now, moment, "", reason=reason)
    move(
        ticket,
        "move_promise",
        by=by,
        now=now,
        old=said(old) if old else "未定",
        moment=said(moment),
        reason=reason.strip(),
    )
    tell_residents(
        ticket, about="service.promise_moved", title=f"承诺改为 {said(moment)}：{ticket.title}", body=f"原因：{reason.strip()}",
        now=now, key=f"promise:{ticket.promises.count()}",
    )  # fmt: skip
    tell_of_delay(
        ticket, by=by, about="service.promise_moved", title=f"承诺改为 {said(moment)}：{ticket.title}",
        body=f"{by.name}改的，原因：{reason.strip()}", now=now, key=f"promise:{ticket.promises.count()}",
    )  # fmt: skip
    return ticket


def _keep(ticket: Ticket, by: Staff, now: datetime, moment: datetime, words: str, reason: str = "") -> None:
    Promise.objects.create(
        company_id=ticket.company_id,
        ticket=ticket,
        moment=moment,
        by=by,
        at=now,
        words=words.strip(),
        reason=reason.strip(),
    )
    ticket.promised_for = moment
    clocks.promise(ticket, at=now)


@transaction.atomic
def begin(ticket: Ticket, *, by: Staff, now: datetime) -> Ticket:
    """Work has begun without an order: a question being looked into, a talk being held. The response clock stops.

    Where no order will tell of an arrival, this is the arrival too: the butler's at an agreed visit.
    """
    ticket = tickets.lock(ticket)
    checks.check_may("begin", ticket, by)
    kinds = (clocks.RESPONSE,) if needs_hands(ticket) else (clocks.RESPONSE, clocks.ARRIVAL)
    clocks.begin_work(ticket, *kinds, at=now)
    return move(ticket, "begin", by=by, now=now)


@transaction.atomic
def correct(
    ticket: Ticket, *, by: Staff, now: datetime, line: str, kind: str, urgency: str, item: MenuItem | None
) -> Ticket:
    """What the words mean is put right. A new urgency, or that somebody must come now or need not, counts the clocks
    afresh from the asking; the correction teaches.

    Promises already given stand. The work goes to whoever is right for it now (routing.route_anew); of another line or
    of haste those who answer for it hear, of haste the director and the resident too.
    """
    ticket = tickets.lock(ticket)
    checks.check_may("correct", ticket, by)
    check_item(ticket, item)
    before, chosen = (
        _understood(ticket),
        {"line": line, "kind": kind, "urgency": urgency, "item": item.code if item else None},
    )
    if before == chosen:
        return ticket
    handed, arrives, rushed = needs_hands(ticket), needs_arrival(ticket), ticket.urgency
    hurried, moved = urgency == Urgency.URGENT != rushed, line != ticket.line
    ticket.line, ticket.kind, ticket.urgency, ticket.item = line, kind, urgency, item
    if urgency != rushed or needs_arrival(ticket) != arrives:
        clocks.recount(ticket, now=now)
    Correction.objects.create(
        company_id=ticket.company_id,
        ticket=ticket,
        words=ticket.words,
        proposed=before,
        chosen=chosen,
        by=by.person,
        at=now,
    )
    INDEX.put_many(pairs([ticket]))
    move(ticket, "correct", by=by, now=now, before=before, after=chosen, name=ticket.title)
    changed = hurried or moved or needs_hands(ticket) != handed
    reason = f"已更正为{kept_choice(ticket, 'line')}的事：{ticket.title}"
    routing.route_anew(ticket, changed=changed, by=by, now=now, reason=reason)
    if hurried or moved:
        _tell_of_correction(ticket, by=by, now=now, hurried=hurried)
    return ticket


def _tell_of_correction(ticket: Ticket, *, by: Staff, now: datetime, hurried: bool) -> None:
    at_it = [order.worker for order in tickets.live_orders(ticket).select_related("worker__person")]
    hearers, spot = [ticket.answering, ticket.first_contact, *at_it], routing.spot_of(ticket)
    if hurried:  # the answering butler may be asleep: whoever stands for them now hears it too
        hearers += [duty.on_duty(spot, Line.BUTLER, now).staff, duty.director(spot, now)]
    what = f"{kept_choice(ticket, 'line')}·{kept_choice(ticket, 'urgency')}"
    key = f"corrected:{ticket.corrections.count()}"
    tell_staff(
        ticket, [one for one in hearers if one != by], about="service.corrected", title=f"更正为{what}：{ticket.title}",
        body=f"{by.name}更正的。{ticket.spot_label}：{ticket.words}", now=now, key=key, loud=hurried,
    )  # fmt: skip
    if hurried:
        tell_residents(
            ticket, about="service.corrected", title=f"已改按急修处理：{ticket.title}", body="值班的人已经知道，会马上来。",
            now=now, key=key,
        )  # fmt: skip


def _understood(ticket: Ticket) -> dict[str, Any]:
    item = ticket.item.code if ticket.item else None
    return {"line": ticket.line, "kind": ticket.kind, "urgency": ticket.urgency, "item": item}


@transaction.atomic
def note(ticket: Ticket, *, by: Staff, now: datetime, words: str) -> Ticket:
    """A word among staff; no resident reads it."""
    ticket = tickets.lock(ticket)
    checks.check_may("note", ticket, by)
    check_words(words, least=1)
    return move(ticket, "note", by=by, now=now, words=words.strip())

"""The life of a work order, but for its hand-overs."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.people.models import Staff
from xiwei.service.actions import clocks, photos
from xiwei.service.actions.going_on import go_on
from xiwei.service.actions.moving import mark_done, move_order, seen_by, set_state
from xiwei.service.actions.routing import find_hands, offer, offer_found, relieve
from xiwei.service.actions.telling import answered, tell_asker, tell_of_delay, tell_residents, tell_staff
from xiwei.service.index import INDEX, pairs
from xiwei.service.models import Booking, PhotoStage, Ticket, TicketState, WorkOrder
from xiwei.service.queries import orders, tickets
from xiwei.service.rules import checks
from xiwei.service.rules.orders import (
    check_agreed,
    check_booking,
    check_quote,
    check_reading,
    check_reason,
    check_same_quote,
    check_signature,
    check_stop,
    check_worker,
)
from xiwei.service.rules.parties import Asker
from xiwei.shared.money import yuan
from xiwei.shared.pictures import Picture
from xiwei.shared.refusals import NotNow


@transaction.atomic
def assign(ticket: Ticket, *, to: Staff, by: Staff, now: datetime) -> WorkOrder:
    """Someone who may assign gives the work to a named worker: all live orders are cancelled, and their workers told.

    Those of another line too: they were offered before the ticket was put right.
    """
    ticket = tickets.lock(ticket)
    check_worker(ticket, to=to, by=by, now=now)
    cancel_all(ticket, by=by, now=now, reason=f"改派{to.name}")
    return offer(ticket, worker=to, why=f"{by.name}指派", by=by, now=now)


def locked(order: WorkOrder) -> WorkOrder:
    """The ticket first, then the order: every path locks in this order, so no two wait for each other."""
    tickets.lock(order.ticket)
    return orders.lock(order)


@transaction.atomic
def accept(order: WorkOrder, *, by: Staff, now: datetime) -> WorkOrder:
    """The worker takes the order; the one who asked sees who will come."""
    order = locked(order)
    checks.check_may_order("accept", order, by)
    move_order(order, "accept", by=by, now=now, stamp="accepted_at")
    tell_residents(
        order.ticket, about="service.order_accepted", title=f"{by.name}已接单：{order.ticket.title}", body="",
        now=now, key=f"accepted:{order.pk}",
    )  # fmt: skip
    return order


@transaction.atomic
def refuse(order: WorkOrder, *, by: Staff, now: datetime, reason: str) -> WorkOrder:
    """The worker will not take it: it goes to the next on duty, and the first contact hears why."""
    order = locked(order)
    checks.check_may_order("refuse", order, by)
    check_reason(reason)
    order.reason = reason.strip()
    move_order(order, "refuse", by=by, now=now, reason=order.reason)
    _to_the_next(order, by=by, now=now)
    return order


def _to_the_next(order: WorkOrder, *, by: ledger.By, now: datetime) -> None:
    """Offer the work to someone able who has not had it yet, else to a director; whoever answers for it hears why.

    Raises NotNow for the last director who would refuse it: nobody gets back what they refused.
    """
    ticket = order.ticket
    tried = set(ticket.orders.filter(line=order.line).values_list("worker_id", flat=True))
    found = find_hands(ticket, order.line, now=now, without=tried)
    if isinstance(by, Staff) and found.staff.pk in tried:
        raise NotNow(gettext("能接的人都问过了，不能再退回。请直接派给合适的人，或与首问人商量怎么答复业主。"))
    offer_found(ticket, found, now=now)
    tell_of_delay(
        ticket, by=by, about="service.order_refused", title=f"{order.worker.name}未接单：{ticket.title}",
        body=f"原因：{order.reason}。已转给{found.staff.name}。", now=now, key=f"refused:{order.pk}",
    )  # fmt: skip


@transaction.atomic
def take_back(order: WorkOrder, *, now: datetime, reason: str) -> bool:
    """The worker is gone: what was in their hands goes to the next on duty. False where it had ended meanwhile."""
    order = locked(order)
    if not order.is_live:
        return False
    checks.check_may_order("cancel", order, SYSTEM)
    order.reason = reason[:200]
    move_order(order, "cancel", by=SYSTEM, now=now, worker=order.worker.name, reason=reason)
    _to_the_next(order, by=SYSTEM, now=now)
    return True


@transaction.atomic
def set_out(order: WorkOrder, *, by: Staff, now: datetime) -> WorkOrder:
    """The worker is on the way."""
    order = locked(order)
    checks.check_may_order("set_out", order, by)
    return move_order(order, "set_out", by=by, now=now, stamp="set_out_at")


@transaction.atomic
def arrive(order: WorkOrder, *, by: Staff, now: datetime) -> WorkOrder:
    """The worker is there: the arrival clock stops, and the ticket is in progress."""
    order = locked(order)
    checks.check_may_order("arrive", order, by)
    ticket = order.ticket
    if ticket.state == TicketState.WAITING:
        set_state(ticket, "resume", by=by, now=now, ends_in=TicketState.IN_PROGRESS)
    elif ticket.state != TicketState.IN_PROGRESS:
        set_state(ticket, "begin", by=by, now=now)
    clocks.begin_work(ticket, clocks.RESPONSE, clocks.ARRIVAL, at=now)
    ticket.save(update_fields=["state", "due_at", "begun_at", "breached"])
    move_order(order, "arrive", by=by, now=now, stamp="arrived_at")
    tell_residents(
        ticket, about="service.order_arrived", title=f"{by.name}已到场：{ticket.title}", body="",
        now=now, key=f"arrived:{order.pk}",
    )  # fmt: skip
    return order


@transaction.atomic
def quote(order: WorkOrder, *, by: Staff, now: datetime, fen: int, words: str = "") -> WorkOrder:
    """The worker says what it will cost; paid work waits for the resident's yes."""
    order = locked(order)
    checks.check_may_order("quote", order, by)
    check_quote(order, fen)
    order.quoted_fen, order.agreed_fen, order.agreed_at = fen, None, None
    move_order(order, "quote", by=by, now=now, yuan=yuan(fen), words=words.strip())
    tell_asker(
        order.ticket, about="service.order_quoted", title=f"报价 {yuan(fen)} 元，请您同意", body=words,
        now=now, key=f"quoted:{order.pk}:{fen}",
    )  # fmt: skip
    return order


@transaction.atomic
def agree(order: WorkOrder, *, by: Asker, now: datetime, fen: int) -> WorkOrder:
    """The resident agrees to the price they were shown, before work begins."""
    order = locked(order)
    checks.check_may_order("agree", order, by)
    check_same_quote(order, fen)
    check_quote(order, order.quoted_fen)
    order.agreed_fen, order.agreed_at = order.quoted_fen, now
    answered(order.ticket, f"quoted:{order.pk}:{fen}", now=now)
    move_order(order, "agree", by=by, now=now, seen_by=Seen.RESIDENT, yuan=yuan(order.agreed_fen or 0))
    tell_staff(
        order.ticket, [order.worker], about="service.order_agreed", title=f"业主同意报价 {yuan(order.agreed_fen or 0)} 元",
        body=str(order.ticket), now=now, key=f"agreed:{order.pk}:{order.agreed_fen}", order=order,
    )  # fmt: skip
    return order


@transaction.atomic
def tick(
    order: WorkOrder,
    *,
    by: Staff,
    now: datetime,
    steps: Sequence[int],
    before: Sequence[Picture] = (),
    pictures: Sequence[Picture] = (),
    signature: Sequence[Picture] = (),
    signed_by: str = "",
) -> WorkOrder:
    """The steps that are done, as the worker's list now stands, and what there is to show for the work so far.

    How it looked before may be shown before a price is agreed to; the first step done comes after. Steps are a line for
    staff, photos and a signature one for the resident too; where nothing is new, nothing is written. Raises BadInput for
    a name too long.
    """
    order = locked(order)
    checks.check_may_order("tick", order, by)
    count = len(order.ticket.item.steps) if order.ticket.item else 0
    done = sorted({step for step in steps if 0 <= step < count})
    if set(done) - set(order.ticked):
        check_agreed(order)
    check_signature(signed_by)
    stages = {PhotoStage.BEFORE: before, PhotoStage.AFTER: pictures, PhotoStage.SIGNED: signature}
    kept = [
        photo
        for stage, taken in stages.items()
        for photo in photos.keep_all(order.ticket, taken, stage=stage, by=by, now=now, order=order)
    ]
    changed, order.ticked, order.signed_by = done != order.ticked, done, signed_by.strip() or order.signed_by
    if changed:
        move_order(order, "tick", by=by, now=now, done=len(done), of=count)
    if kept or signed_by.strip():
        order.save(update_fields=["signed_by"])
        signed = f"住户{signed_by.strip()}签名" if signed_by.strip() else ""
        ledger.record(
            "service.order_shown", order.ticket, by=by, at=now, seen_by=Seen.RESIDENT, evidence=kept,
            before="施工前的照片。" if before else "", after="完工后的照片。" if pictures else "", signed=signed,
        )  # fmt: skip
    return order


@transaction.atomic
def book(
    order: WorkOrder,
    *,
    by: Staff,
    now: datetime,
    kind: str,
    name: str,
    quantity_milli: int,
    unit: str,
    unit_price_fen: int,
) -> Booking:
    """Material or labour used, booked on the order."""
    order = locked(order)
    checks.check_may_order("book", order, by)
    check_booking(name, quantity_milli, unit_price_fen)
    booking = Booking.objects.create(
        company_id=order.company_id, order=order, kind=kind, name=name.strip(), quantity_milli=quantity_milli,
        unit=unit.strip(), unit_price_fen=unit_price_fen, at=now,
    )  # fmt: skip
    move_order(order, "book", by=by, now=now, name=booking.name, cost=yuan(booking.cost_fen))
    return booking


@transaction.atomic
def finish(
    order: WorkOrder,
    *,
    by: Staff,
    now: datetime,
    note: str = "",
    reading: str = "",
    pictures: Sequence[Picture] = (),
) -> WorkOrder:
    """The worker says the job is done. With the last live order the resolution clock stops and the resident is asked.

    Raises NotNow while a step is not ticked, a photo, reading or signature the item demands is missing, a quote not
    agreed, or nothing at all says what was done.
    """
    order = locked(order)
    checks.check_may_order("finish", order, by)
    check_agreed(order)
    check_reading(reading, note)
    kept = photos.keep_all(order.ticket, pictures, stage=PhotoStage.AFTER, by=by, now=now, order=order)
    checks.check_can_end(order, shown=orders.stages_shown(order), reading=reading, note=note)
    order.note, order.reading = note.strip(), reading.strip()
    move_order(
        order,
        "finish",
        by=by,
        now=now,
        note=order.note,
        reading=order.reading,
        steps="步骤都做完了。" if order.ticked else "",
        evidence=kept,
        seen_by=seen_by(order.ticket),
    )
    if not tickets.live_orders(order.ticket).exists():
        mark_done(order.ticket, by=by, now=now)
    return order


@transaction.atomic
def give_up(
    order: WorkOrder,
    *,
    by: Staff,
    now: datetime,
    reason: str,
    needs: str,
    waits: str = "",
    until: datetime | None = None,
) -> WorkOrder:
    """The worker could not finish: why, and what is needed. It is in somebody's hands again at once (going_on.go_on).

    All whom it concerns hear how it goes on; where somebody must be found, the butler on duty and the director, loudly.
    Raises BadInput for a wait without an end.
    """
    order = locked(order)
    checks.check_may_order("give_up", order, by)
    check_reason(reason)
    check_reason(needs)
    check_stop(waits, until, now)
    order.reason, order.needs = reason.strip(), needs.strip()
    move_order(order, "give_up", by=by, now=now, reason=order.reason, needs=order.needs)
    INDEX.put_many(pairs([order.ticket]))
    ticket, onward = order.ticket, go_on(order, by=by, now=now, waits=waits, until=until)
    about, key = "service.order_could_not_finish", f"gave_up:{order.pk}"
    lacks = f"{order.reason}；需要：{order.needs}。{onward.staff}"
    tell_staff(
        ticket,
        onward.to_act,
        about=about,
        title=f"请派人接着办：{ticket.title}",
        body=lacks,
        now=now,
        key=key,
        loud=True,
    )
    others = [one for one in (ticket.answering, ticket.first_contact) if one not in (by, *onward.to_act)]
    tell_staff(ticket, others, about=about, title=f"{by.name}未能完工：{ticket.title}", body=lacks, now=now, key=key)
    tell_residents(
        ticket, about=about, title=f"这次没能完成：{ticket.title}",
        body=f"{order.reason}。接下来：{order.needs}。{onward.resident}", now=now, key=key,
    )  # fmt: skip
    return order


@transaction.atomic
def cancel(order: WorkOrder, *, by: Staff, now: datetime, reason: str) -> WorkOrder:
    """The work is not needed of this worker: they hear why, and so do the first contact and whoever answers.

    The ticket goes on: it is assigned anew, answered in words, or finished with what was done.
    """
    order = locked(order)
    checks.check_may_order("cancel", order, by)
    check_reason(reason)
    relieve(order, by=by, now=now, reason=reason.strip())
    tell_of_delay(
        order.ticket, by=by, about="service.order_cancelled", title=f"工单取消：{order.ticket.title}",
        body=f"{order.worker.name}的工单由{by.name}取消：{order.reason}", now=now, key=f"cancelled:{order.pk}",
    )  # fmt: skip
    return order


def cancel_all(ticket: Ticket, *, by: ledger.By, now: datetime, reason: str) -> None:
    """Cancel every live order, in the caller's transaction; each worker is told."""
    for order in tickets.live_orders(ticket).select_related("worker__person"):
        relieve(order, by=by, now=now, reason=reason)

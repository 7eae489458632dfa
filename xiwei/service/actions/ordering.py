"""The life of a work order, but for its hand-overs."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.people.models import Staff
from xiwei.service.actions import clocks, photos
from xiwei.service.actions.moving import mark_done, move_order, seen_by, set_state
from xiwei.service.actions.telling import tell_asker, tell_of_delay, tell_residents, tell_staff
from xiwei.service.models import Booking, OrderState, PhotoStage, Ticket, TicketState, WorkOrder
from xiwei.service.queries import duty, orders, tickets
from xiwei.service.rules import checks
from xiwei.service.rules.asking import needs_hands, serving_moment
from xiwei.service.rules.orders import (
    can_do,
    check_agreed,
    check_booking,
    check_quote,
    check_reading,
    check_reason,
    check_same_quote,
    check_signature,
    check_worker,
)
from xiwei.service.rules.parties import Asker
from xiwei.shared.money import yuan
from xiwei.shared.pictures import Picture
from xiwei.shared.refusals import NotNow
from xiwei.standards import catalogue
from xiwei.standards import queries as standards
from xiwei.standards.models import Urgency


def spot_of(ticket: Ticket) -> duty.Spot:
    """Where the ticket's work is."""
    stood = ticket.room or ticket.place
    return duty.Spot(ticket.company_id, ticket.project_id, ticket.building_id, stood.unit_id if stood else None)


def offer(ticket: Ticket, *, worker: Staff, why: str, by: ledger.By, now: datetime) -> WorkOrder:
    """Offer the work to somebody, in the caller's transaction: they hear of it at once."""
    order = WorkOrder.objects.create(
        company_id=ticket.company_id,
        project_id=ticket.project_id,
        ticket=ticket,
        line=ticket.line,
        worker=worker,
        why_them=why[:100],
        offered_at=now,
    )
    tell_staff(
        ticket, [worker], about="service.order_offered", title=f"新工单：{ticket.title}",
        body=f"{ticket.spot_label}：{ticket.words}", now=now, key=f"order:{order.pk}", loud=ticket.urgency == "urgent",
    )  # fmt: skip
    ledger.record(
        "service.order_offered",
        ticket,
        by=by,
        at=now,
        worker=worker.name,
        why=why,
        line=order.get_line_display(),
    )
    return order


def offer_found(ticket: Ticket, found: duty.OnDuty, *, by: ledger.By, now: datetime) -> WorkOrder:
    """Offer the work to whom `duty` found; where they lack the certificate, the director is told to find one who has it."""
    order = offer(ticket, worker=found.staff, why=found.why, by=by, now=now)
    if found.uncertified:
        title, body = lacking(ticket, found.staff)
        tell_staff(
            ticket, [duty.director(spot_of(ticket), now)], about="service.uncertified", title=title, body=body,
            now=now, key=f"uncertified:{order.pk}", loud=True,
        )  # fmt: skip
    return order


def find_hands(
    ticket: Ticket, line: str, *, now: datetime, without: Collection[int] = (), ask_first: Staff | None = None
) -> duty.OnDuty:
    """Who does it, at the moment it will be served: `ask_first` if they are at work then and may do it, else as duty has it."""
    moment, spot = serving_moment(ticket, standards.calendar(ticket.project_id), now), spot_of(ticket)
    known = duty.roster(spot, moment)
    if ask_first and known.present(ask_first, line) and can_do(ticket, ask_first, moment):
        return duty.OnDuty(ask_first, "上次处理的人")
    certificate, urgent = ticket.item.certificate if ticket.item else "", ticket.urgency == Urgency.URGENT
    return duty.pick(spot, line, moment, certificate=certificate, known=known, without=without, urgent=urgent)


def route_anew(ticket: Ticket, *, changed: bool, by: ledger.By, now: datetime, reason: str) -> None:
    """The ticket was put right, in the caller's transaction: the work goes to whom it would have gone to at first.

    Whoever is there already goes on. Where line, haste or need of hands `changed`, whoever has it keeps it if they are
    on their way or at work then and may do it; else only whoever may not do it is relieved. The others hear why.
    """
    live = list(tickets.live_orders(ticket).select_related("worker__person"))
    if any(order.state == OrderState.ARRIVED for order in live):
        return
    mine = next((order for order in live if order.line == ticket.line), None) if needs_hands(ticket) else None
    able = mine is not None and can_do(ticket, mine.worker, now)
    if not changed and (able or mine is None):
        return
    found = None
    if needs_hands(ticket) and not (able and mine and mine.state == OrderState.ON_THE_WAY):
        found = find_hands(ticket, ticket.line, now=now, ask_first=mine.worker if mine else None)
    kept = mine if mine and (found is None or found.staff == mine.worker) else None
    for order in live:
        if order != kept:
            _cancelled(order, by=by, now=now, reason=reason)
    if found and not kept:
        offer_found(ticket, found, by=by, now=now)


def lacking(ticket: Ticket, sent: Staff) -> tuple[str, str]:
    """What the director reads when somebody without the certificate was sent: why, and what is theirs to do."""
    assert ticket.item is not None, "what needs a certificate is an item of the menu"
    needed = catalogue.certificates().get(ticket.item.certificate, {}).get("name", "所需证书")
    where = ticket.spot_label or ticket.project.name
    body = f"当班没有人持“{needed}”。已先派{sent.name}到{where}守护，请马上安排持证的人或联系维保单位。"
    return f"急修缺持证人：{ticket.title}", body


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
        raise NotNow("能接的人都问过了，不能再退回。请直接派给合适的人，或与首问人商量怎么答复业主。")
    offer_found(ticket, found, by=by, now=now)
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
    move_order(order, "agree", by=by, now=now, seen_by=Seen.RESIDENT, yuan=yuan(order.agreed_fen or 0))
    tell_staff(
        order.ticket, [order.worker], about="service.order_agreed", title=f"业主同意报价 {yuan(order.agreed_fen or 0)} 元",
        body=str(order.ticket), now=now, key=f"agreed:{order.pk}:{order.agreed_fen}",
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

    How it looked before may be shown before a price is agreed to; the first step done comes after. Raises BadInput for
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
    order.ticked, order.signed_by = done, signed_by.strip() or order.signed_by
    signed = f"，住户{signed_by.strip()}签名" if signed_by.strip() else ""
    read_by = Seen.RESIDENT if kept or signed else Seen.STAFF
    return move_order(
        order, "tick", by=by, now=now, seen_by=read_by, evidence=kept, done=len(done), of=count, signed=signed
    )


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

    Raises NotNow while a step is not ticked, a photo, reading or signature the item demands is missing, or a quote not
    agreed.
    """
    order = locked(order)
    checks.check_may_order("finish", order, by)
    check_agreed(order)
    check_reading(reading, note)
    kept = photos.keep_all(order.ticket, pictures, stage=PhotoStage.AFTER, by=by, now=now, order=order)
    checks.check_can_end(order, shown=orders.stages_shown(order), reading=reading)
    order.note, order.reading = note.strip(), reading.strip()
    move_order(
        order,
        "finish",
        by=by,
        now=now,
        note=order.note,
        reading=order.reading,
        evidence=kept,
        seen_by=seen_by(order.ticket),
    )
    if not tickets.live_orders(order.ticket).exists():
        mark_done(order.ticket, by=by, now=now)
    return order


@transaction.atomic
def give_up(order: WorkOrder, *, by: Staff, now: datetime, reason: str, needs: str) -> WorkOrder:
    """The worker could not finish: why, and what is needed to go on; the first contact takes it from here."""
    order = locked(order)
    checks.check_may_order("give_up", order, by)
    check_reason(reason)
    check_reason(needs)
    order.reason, order.needs = reason.strip(), needs.strip()
    move_order(order, "give_up", by=by, now=now, reason=order.reason, needs=order.needs)
    ticket = order.ticket
    tell_of_delay(
        ticket, by=by, about="service.order_could_not_finish",
        title=f"{by.name}未能完工：{ticket.title}", body=f"{order.reason}；需要：{order.needs}", now=now,
        key=f"gave_up:{order.pk}",
    )  # fmt: skip
    tell_residents(
        ticket, about="service.order_could_not_finish", title=f"这次没能完成：{ticket.title}",
        body=f"{order.reason}。接下来：{order.needs}", now=now, key=f"gave_up:{order.pk}",
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
    _cancelled(order, by=by, now=now, reason=reason.strip())
    tell_of_delay(
        order.ticket, by=by, about="service.order_cancelled", title=f"工单取消：{order.ticket.title}",
        body=f"{order.worker.name}的工单由{by.name}取消：{order.reason}", now=now, key=f"cancelled:{order.pk}",
    )  # fmt: skip
    return order


def cancel_all(ticket: Ticket, *, by: ledger.By, now: datetime, reason: str) -> None:
    """Cancel every live order, in the caller's transaction; each worker is told."""
    for order in tickets.live_orders(ticket).select_related("worker__person"):
        _cancelled(order, by=by, now=now, reason=reason)


def _cancelled(order: WorkOrder, *, by: ledger.By, now: datetime, reason: str) -> None:
    order.reason = reason[:200]
    move_order(order, "cancel", by=by, now=now, worker=order.worker.name, reason=reason)
    tell_staff(
        order.ticket, [order.worker], about="service.order_cancelled", title=f"工单取消：{order.ticket.title}", body=reason,
        now=now, key=f"cancelled:{order.pk}",
    )  # fmt: skip

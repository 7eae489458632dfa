"""actions.ordering: the life of a work order, but for its hand-overs."""

from collections.abc import Collection, Sequence
from datetime import datetime

from xiwei.ledger.actions import By
from xiwei.ledger.models import Seen
from xiwei.people.models import Person, Staff
from xiwei.service.actions.moving import words_of_end
from xiwei.service.actions.routing import DISPATCH, lacking, offer_words
from xiwei.service.demo.deeds.letting_go import drop_hand_over
from xiwei.service.demo.deeds.photos import Print, keep_all
from xiwei.service.demo.deeds.said import Text, text_of
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.models import Booking, OrderState, PhotoStage, Ticket, TicketState, WorkOrder
from xiwei.service.queries.duty import OnDuty
from xiwei.service.queries.unfixed import REOPENED, said_in
from xiwei.service.rules.asking import needs_hands, serving_moment
from xiwei.service.rules.checks import check_order_now
from xiwei.service.rules.moves import order_move
from xiwei.shared.money import yuan
from xiwei.shared.tongue import kept as kept_words
from xiwei.standards.models import ClockKind, Urgency


def offer(tale: Tale, *, worker: Staff, why: str, at: datetime, by: By = DISPATCH) -> WorkOrder:
    """actions.routing.offer."""
    ticket = tale.ticket
    order = WorkOrder(
        company_id=ticket.company_id, project=ticket.project, ticket=ticket, line=ticket.line, worker=worker,
        why_them=why[:100], offered_at=at,
    )  # fmt: skip
    tale.orders.append(order)
    complaints = [said_in(told.data) for told in tale.told if told.kind == REOPENED]
    title, body = offer_words(ticket, complaints[-1] if complaints else "")
    tale.tell_staff(
        [worker], about="service.order_offered", title=title, body=body, at=at, key=lambda: f"order:{order.pk}",
        loud=ticket.urgency == "urgent", order=order,
    )  # fmt: skip
    tale.tell("service.order_offered", by=by, at=at, worker=worker.name, why=why, line=order.get_line_display())
    return order


def offer_found(tale: Tale, found: OnDuty, *, at: datetime) -> WorkOrder:
    """actions.routing.offer_found."""
    order = offer(tale, worker=found.staff, why=found.why, at=at)
    if found.uncertified:
        title, body = lacking(tale.ticket, found.staff)
        tale.tell_staff(
            [tale.boss(at)], about="service.uncertified", title=title, body=body, at=at,
            key=lambda: f"uncertified:{order.pk}", loud=True,
        )  # fmt: skip
    return order


def assign(tale: Tale, *, to: Staff, by: Staff, at: datetime) -> WorkOrder:
    """actions.ordering.assign."""
    tale.until(at)
    cancel_all(tale, by=by, at=at, reason=f"改派{to.name}")
    return offer(tale, worker=to, why=f"{by.name}指派", by=by, at=at)


def move_order(
    tale: Tale, order: WorkOrder, verb: str, *, by: By, at: datetime, stamp: str = "", **kept: object
) -> None:
    row = order_move(verb)
    check_order_now(row, order)
    order.state = row.after or order.state
    if stamp:
        setattr(order, stamp, at)
    if not order.is_live:
        order.ended_at = at
    seen = Seen.RESIDENT if row.notice else Seen.STAFF
    tale.tell(row.kind, by=by, at=at, **{"seen_by": seen, **kept})  # type: ignore[arg-type]
    if not order.is_live:
        drop_hand_over(tale, order, by=by, at=at)


def accept(tale: Tale, *, by: Staff, at: datetime) -> None:
    """actions.ordering.accept."""
    tale.until(at)
    order = tale.order
    move_order(tale, order, "accept", by=by, at=at, stamp="accepted_at")
    tale.tell_residents(
        about="service.order_accepted", title=f"{by.name}已接单：{tale.ticket.title}", body="", at=at,
        key=lambda: f"accepted:{order.pk}",
    )  # fmt: skip


def find_hands(
    tale: Tale, line: str, *, at: datetime, without: Collection[int] = (), ask_first: Staff | None = None
) -> OnDuty:
    """actions.routing.find_hands."""
    ticket, duty = tale.ticket, tale.site.duty
    assert duty is not None
    spot, certificate = tale.site.spot(ticket.room or ticket.place), ticket.item.certificate if ticket.item else ""
    staffed = duty.staffed(spot, line, at, certificate=certificate, without=without)
    moment, urgent = serving_moment(ticket, tale.calendar, at, staffed=staffed), ticket.urgency == Urgency.URGENT
    able = not certificate or (ask_first is not None and ask_first.pk in duty.certified(certificate, moment))
    if ask_first and able and duty.roster(spot, moment).present(ask_first, line):
        return OnDuty(ask_first, "上次处理的人")
    return duty.pick(spot, line, moment, asked=at, certificate=certificate, without=without, urgent=urgent)


def relieve_unable(tale: Tale, *, by: By, at: datetime, reason: str) -> None:
    """actions.routing.route_anew, where neither line nor haste changed: only whoever may not do it is relieved."""
    ticket, duty = tale.ticket, tale.site.duty
    assert duty is not None
    mine = next((order for order in tale.live if order.line == ticket.line), None)
    certificate = ticket.item.certificate if ticket.item else ""
    if mine is None or not certificate or mine.worker.pk in duty.certified(certificate, at):
        return
    if any(order.state == OrderState.ARRIVED for order in tale.live) or not needs_hands(ticket):
        return
    found = find_hands(tale, ticket.line, at=at, ask_first=mine.worker)
    if found.staff != mine.worker:
        _cancel(tale, mine, by, at, reason)
        offer_found(tale, found, at=at)


def refuse(tale: Tale, *, by: Staff, at: datetime, reason: str) -> WorkOrder:
    """actions.ordering.refuse: the work goes to the next on duty."""
    tale.until(at)
    order, ticket = tale.order, tale.ticket
    order.reason = reason.strip()
    move_order(tale, order, "refuse", by=by, at=at, reason=order.reason)
    tried = {one.worker_id for one in tale.orders if one.line == order.line}
    found = find_hands(tale, order.line, at=at, without=tried)
    fresh = offer_found(tale, found, at=at)
    tale.tell_of_delay(
        by=by, about="service.order_refused", title=f"{order.worker.name}未接单：{ticket.title}",
        body=f"原因：{order.reason}。已转给{found.staff.name}。", at=at, key=lambda: f"refused:{order.pk}",
    )  # fmt: skip
    return fresh


def set_out(tale: Tale, *, by: Staff, at: datetime) -> None:
    """actions.ordering.set_out."""
    tale.until(at)
    move_order(tale, tale.order, "set_out", by=by, at=at, stamp="set_out_at")


def arrive(tale: Tale, *, by: Staff, at: datetime) -> None:
    """actions.ordering.arrive."""
    tale.until(at)
    order, ticket = tale.order, tale.ticket
    if ticket.state == TicketState.WAITING:
        tale.set_state("resume", by=by, at=at, ends_in=TicketState.IN_PROGRESS)
    elif ticket.state != TicketState.IN_PROGRESS:
        tale.set_state("begin", by=by, at=at)
    tale.begin_work(ClockKind.RESPONSE, ClockKind.ARRIVAL, at=at)
    move_order(tale, order, "arrive", by=by, at=at, stamp="arrived_at")
    tale.tell_residents(
        about="service.order_arrived", title=f"{by.name}已到场：{ticket.title}", body="", at=at,
        key=lambda: f"arrived:{order.pk}",
    )  # fmt: skip


def quote(tale: Tale, *, by: Staff, at: datetime, fen: int, words: str = "") -> None:
    """actions.ordering.quote."""
    tale.until(at)
    order = tale.order
    order.quoted_fen, order.agreed_fen, order.agreed_at = fen, None, None
    move_order(tale, order, "quote", by=by, at=at, yuan=yuan(fen), words=words.strip())
    tale.tell_asker(
        about="service.order_quoted", title=f"报价 {yuan(fen)} 元，请您同意", body=words, at=at,
        key=lambda: f"quoted:{order.pk}:{fen}",
    )  # fmt: skip


def agree(tale: Tale, *, by: Person, at: datetime) -> None:
    """actions.ordering.agree."""
    tale.until(at)
    order = tale.order
    fen = order.agreed_fen = order.quoted_fen
    order.agreed_at = at
    move_order(tale, order, "agree", by=by, at=at, seen_by=Seen.RESIDENT, yuan=yuan(fen or 0))
    tale.tell_staff(
        [order.worker], about="service.order_agreed", title=f"业主同意报价 {yuan(fen or 0)} 元",
        body=lambda: str(tale.ticket), at=at, key=lambda: f"agreed:{order.pk}:{fen}", order=order,
    )  # fmt: skip


def tick(
    tale: Tale, *, by: Staff, at: datetime, steps: Sequence[int], before: Sequence[Print] = (), signed_by: str = ""
) -> None:
    """actions.ordering.tick; who signs does so by their word, for nobody draws here."""
    tale.until(at)
    order = tale.order
    count = len(tale.ticket.item.steps) if tale.ticket.item else 0
    done = sorted({step for step in steps if 0 <= step < count})
    changed, order.ticked = done != order.ticked, done
    kept = keep_all(tale, before, stage=PhotoStage.BEFORE, by=by, at=at, order=order)
    order.signed_by = signed_by.strip() or order.signed_by
    if changed:
        move_order(tale, order, "tick", by=by, at=at, done=len(done), of=count)
    if kept or signed_by.strip():
        signed = f"住户{signed_by.strip()}签名" if signed_by.strip() else ""
        tale.tell(
            "service.order_shown", by=by, at=at, seen_by=Seen.RESIDENT, evidence=kept,
            before="施工前的照片。" if before else "", after="", signed=signed,
        )  # fmt: skip


def signer(ticket: Ticket) -> str:
    """Whose name stands under the work: who asked, or whoever was there."""
    return (ticket.asker.name if ticket.asker else ticket.asker_name) or "在场的住户"


def book(
    tale: Tale, *, by: Staff, at: datetime, kind: str, name: str, quantity_milli: int, unit: str, unit_price_fen: int
) -> None:
    """actions.ordering.book."""
    tale.until(at)
    order = tale.order
    booking = Booking(
        company_id=order.company_id, order=order, kind=kind, name=name.strip(), quantity_milli=quantity_milli,
        unit=unit.strip(), unit_price_fen=unit_price_fen, at=at,
    )  # fmt: skip
    tale.rows.append(booking)
    move_order(tale, order, "book", by=by, at=at, name=booking.name, cost=yuan(booking.cost_fen))


def finish(
    tale: Tale, *, by: Staff, at: datetime, note: str = "", reading: str = "", prints: Sequence[Print] = ()
) -> None:
    """actions.ordering.finish."""
    tale.until(at)
    order = tale.order
    kept = keep_all(tale, prints, stage=PhotoStage.AFTER, by=by, at=at, order=order)
    order.note, order.reading = note.strip(), reading.strip()
    move_order(
        tale, order, "finish", by=by, at=at, note=order.note, reading=order.reading,
        steps="步骤都做完了。" if order.ticked else "", evidence=kept, seen_by=tale.shown_to,
    )  # fmt: skip
    if not tale.live:
        mark_done(tale, by=by, at=at)


def mark_done(tale: Tale, *, by: By, at: datetime, note: str = "") -> None:
    """actions.moving.mark_done."""
    ticket = tale.ticket
    ticket.begun_at, ticket.done_at = ticket.begun_at or at, at
    if ticket.state == TicketState.WAITING:
        tale.set_state("resume", by=by, at=at, ends_in=TicketState.IN_PROGRESS)
    tale.move("finish", by=by, at=at, note=note, seen_by=tale.shown_to)
    tale.tell_residents(
        about="service.done", title=f"已办好，请您确认：{ticket.title}",
        body=f"{kept_words(ticket.unfixed_said)}点一下就会重新处理。", at=at,
        key=f"done:{ticket.reopened}",
    )  # fmt: skip
    title, body = words_of_end(ticket)
    tale.tell_staff(
        [ticket.answering], about="service.done", title=title, body=body, at=at, key=f"done:{ticket.reopened}",
    )  # fmt: skip


def give_up(tale: Tale, *, by: Staff, at: datetime, reason: str, needs: str) -> None:
    """actions.ordering.give_up."""
    tale.until(at)
    order, ticket = tale.order, tale.ticket
    order.reason, order.needs = reason.strip(), needs.strip()
    move_order(tale, order, "give_up", by=by, at=at, reason=order.reason, needs=order.needs)
    tale.tell_of_delay(
        by=by, about="service.order_could_not_finish",
        title=f"{by.name}未能完工：{ticket.title}", body=f"{order.reason}；需要：{order.needs}", at=at,
        key=lambda: f"gave_up:{order.pk}",
    )  # fmt: skip
    tale.tell_residents(
        about="service.order_could_not_finish", title=f"这次没能完成：{ticket.title}",
        body=f"{order.reason}。接下来：{order.needs}", at=at, key=lambda: f"gave_up:{order.pk}",
    )  # fmt: skip


def cancel_all(tale: Tale, *, by: By, at: datetime, reason: Text) -> None:
    """actions.ordering.cancel_all. A reason that names a ticket not yet written is given as a function."""
    for order in tale.live:
        _cancel(tale, order, by, at, reason)


def _cancel(tale: Tale, order: WorkOrder, by: By, at: datetime, reason: Text) -> None:
    tale.later.append(lambda: setattr(order, "reason", text_of(reason)[:200]))
    move_order(tale, order, "cancel", by=by, at=at, worker=order.worker.name, reason=reason)
    tale.tell_staff(
        [order.worker], about="service.order_cancelled", title=f"工单取消：{tale.ticket.title}", body=reason, at=at,
        key=lambda: f"cancelled:{order.pk}", order=order,
    )  # fmt: skip

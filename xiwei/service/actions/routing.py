"""To whom the work goes: found by duty, offered, and taken back when the ticket is put right."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Actor, Entry
from xiwei.notices import actions as notices
from xiwei.people.models import Staff
from xiwei.service.actions.moving import move_order
from xiwei.service.actions.telling import say, tell_staff, to_staff
from xiwei.service.models import OrderState, Ticket, WorkOrder
from xiwei.service.queries import duty, tickets, unfixed
from xiwei.service.queries.duty import spot_of as spot_of
from xiwei.service.rules.asking import needs_hands, serving_moment
from xiwei.service.rules.orders import can_do
from xiwei.shared import bulk
from xiwei.shared.tongue import kept, kept_choice
from xiwei.standards import catalogue
from xiwei.standards import queries as standards
from xiwei.standards.models import Urgency

# Who signs for an order that no person gave out: neither who asked nor who was asked chose its worker.
DISPATCH = Actor("系统派单")


class Offer(NamedTuple):
    """An order offered, not yet written: its row, its line, and what is said once it is."""

    order: WorkOrder
    line: Entry

    def said(self, ticket: Ticket) -> notices.Said:
        """What its worker hears at once; the order must have been written."""
        title, body = offer_words(ticket, unfixed.said_of([ticket]).get(ticket.pk, ""))
        return to_staff(
            ticket, [self.order.worker], about="service.order_offered", title=title, body=body,
            key=f"order:{self.order.pk}", loud=ticket.urgency == "urgent", order=self.order,
        )  # fmt: skip


def offer_words(ticket: Ticket, complaint: str) -> tuple[str, str]:
    """What a worker hears of an order: the need; of one opened again, that it was not fixed and what was said of it."""
    if not ticket.reopened:
        return f"新工单：{ticket.title}", f"{ticket.spot_label}：{ticket.words}"
    not_fixed = kept(ticket.unfixed_said)
    said = complaint or "没有写哪里没好，请先问清。"
    return f"{not_fixed}，请再去：{ticket.title}", f"{ticket.spot_label}：第 {ticket.reopened} 次说{not_fixed}：{said}"


def prepare(ticket: Ticket, *, worker: Staff, why: str, now: datetime, by: ledger.By = DISPATCH) -> Offer:
    """The offer of the work to somebody, for its caller to write: order, line and words together with their own.

    `by` is who chose the worker: the routing, unless a person did.
    """
    order = WorkOrder(
        company_id=ticket.company_id, project_id=ticket.project_id, ticket=ticket, line=ticket.line, worker=worker,
        why_them=why[:100], offered_at=now,
    )  # fmt: skip
    line = ledger.line(
        "service.order_offered", ticket, by=by, at=now, worker=worker.name, why=why, line=kept_choice(order, "line")
    )
    return Offer(order, line)


def offer(ticket: Ticket, *, worker: Staff, why: str, now: datetime, by: ledger.By = DISPATCH) -> WorkOrder:
    """Offer the work to somebody, in the caller's transaction: they hear of it at once."""
    made = prepare(ticket, worker=worker, why=why, by=by, now=now)
    bulk.insert(WorkOrder, [made.order])
    say(ticket, made.said(ticket), now=now)
    ledger.record_many([made.line])
    return made.order


def offer_found(ticket: Ticket, found: duty.OnDuty, *, now: datetime) -> WorkOrder:
    """Offer the work to whom `duty` found; where they lack the certificate, the director is told to find one who has it."""
    order = offer(ticket, worker=found.staff, why=found.why, now=now)
    if found.uncertified:
        say(ticket, to_find_one_certified(ticket, order, now=now), now=now)
    return order


def to_find_one_certified(ticket: Ticket, order: WorkOrder, *, now: datetime) -> notices.Said:
    """What the director hears where somebody without the certificate was sent."""
    title, body = lacking(ticket, order.worker)
    boss = duty.director(spot_of(ticket), now)
    return to_staff(
        ticket, [boss], about="service.uncertified", title=title, body=body, key=f"uncertified:{order.pk}", loud=True
    )


def find_hands(
    ticket: Ticket, line: str, *, now: datetime, without: Collection[int] = (), ask_first: Staff | None = None
) -> duty.OnDuty:
    """Who does it, at the moment it will be served: `ask_first` if they are at work then and may do it, else as duty has it."""
    spot, certificate = spot_of(ticket), ticket.item.certificate if ticket.item else ""
    known = duty.roster(spot, now)
    staffed = duty.staffed(known, line, certificate=certificate, without=without)
    moment = serving_moment(ticket, standards.calendar(ticket.project_id), now, staffed=staffed)
    if moment != now:
        known = duty.roster(spot, moment)
    if ask_first and known.present(ask_first, line) and can_do(ticket, ask_first, moment):
        return duty.OnDuty(ask_first, "上次处理的人")
    urgent = ticket.urgency == Urgency.URGENT
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
            relieve(order, by=by, now=now, reason=reason)
    if found and not kept:
        offer_found(ticket, found, now=now)


def lacking(ticket: Ticket, sent: Staff) -> tuple[str, str]:
    """What the director reads when somebody without the certificate was sent: why, and what is theirs to do."""
    assert ticket.item is not None, "what needs a certificate is an item of the menu"
    needed = catalogue.certificates().get(ticket.item.certificate, {}).get("name", "所需证书")
    where = ticket.spot_label or ticket.project.name
    body = f"当班没有人持“{needed}”。已先派{sent.name}到{where}守护，请马上安排持证的人或联系维保单位。"
    return f"急修缺持证人：{ticket.title}", body


def relieve(order: WorkOrder, *, by: ledger.By, now: datetime, reason: str) -> None:
    """Take the order from its worker, in the caller's transaction: they hear why."""
    order.reason = reason[:200]
    move_order(order, "cancel", by=by, now=now, worker=order.worker.name, reason=reason)
    tell_staff(
        order.ticket, [order.worker], about="service.order_cancelled", title=f"工单取消：{order.ticket.title}", body=reason,
        now=now, key=f"cancelled:{order.pk}", order=order,
    )  # fmt: skip

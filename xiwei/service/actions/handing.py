"""Hand the work over: offered, taken or refused; until taken it is still the giver's (A4)."""

from datetime import datetime

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM
from xiwei.people.models import Staff
from xiwei.service.actions.letting_go import drop_hand_over
from xiwei.service.actions.moving import move_order
from xiwei.service.actions.ordering import locked
from xiwei.service.actions.telling import tell_of_delay, tell_residents, tell_staff
from xiwei.service.models import HandOver, OrderState, WorkOrder
from xiwei.service.rules import checks, handing
from xiwei.service.rules.orders import check_can_do, check_reason


@transaction.atomic
def offer(order: WorkOrder, *, to: Staff, by: Staff, now: datetime, reason: str) -> HandOver:
    """Ask another to take the work over, whoever asks: the order stays with its worker until they answer."""
    order = locked(order)
    checks.check_may_order("offer_hand_over", order, by)
    check_reason(reason)
    handing.check_offer(order, to=to)
    check_can_do(order.ticket, to, now)
    hand_over = HandOver.objects.create(
        company_id=order.company_id, order=order, giver=order.worker, taker=to, reason=reason.strip(), offered_at=now
    )
    ticket = order.ticket
    tell_staff(
        ticket, [to], about="service.hand_over_offered", title=f"{by.name}请您接手：{ticket.title}",
        body=f"{ticket.spot_label}。原因：{reason.strip()}", now=now, key=f"hand_over:{hand_over.pk}",
        loud=ticket.urgency == "urgent", order=order,
    )  # fmt: skip
    if by.pk != order.worker_id:
        tell_staff(
            ticket, [order.worker], about="service.hand_over_offered", title=f"{by.name}请{to.name}接手您的活：{ticket.title}",
            body=f"原因：{hand_over.reason}。对方答复前仍由您负责。", now=now, key=f"hand_over:{hand_over.pk}", order=order,
        )  # fmt: skip
    names = {"giver": order.worker.name, "taker": to.name}
    ledger.record("service.hand_over_offered", ticket, by=by, at=now, reason=hand_over.reason, **names)
    return hand_over


@transaction.atomic
def take_over(hand_over: HandOver, *, by: Staff, now: datetime) -> WorkOrder:
    """Yes: the giver's order ends as handed over, and a new one begins, accepted; the first contact and resident see it."""
    order = locked(hand_over.order)
    checks.check_may_order("take_over", order, by)
    _answer(order, by, now, accepted=True)
    move_order(order, "take_over", by=by, now=now, giver=order.worker.name, taker=by.name)
    fresh = WorkOrder.objects.create(
        company_id=order.company_id, project_id=order.project_id, ticket=order.ticket, line=order.line, worker=by,
        state=OrderState.ACCEPTED, why_them=f"接手{order.worker.name}", offered_at=now, accepted_at=now,
        ticked=order.ticked, quoted_fen=order.quoted_fen, agreed_fen=order.agreed_fen, agreed_at=order.agreed_at,
    )  # fmt: skip
    ticket = order.ticket
    tell_of_delay(
        ticket, by=by, about="service.hand_over_accepted", title=f"{by.name}已接手：{ticket.title}",
        body="", now=now, key=f"taken:{fresh.pk}", also=[order.worker],
    )  # fmt: skip
    tell_residents(
        ticket, about="service.hand_over_accepted", title=f"改由{by.name}来处理：{ticket.title}",
        body=f"{ticket.first_contact.name}仍会跟到底。", now=now, key=f"taken:{fresh.pk}",
    )  # fmt: skip
    return fresh


@transaction.atomic
def refuse(hand_over: HandOver, *, by: Staff, now: datetime, reason: str) -> WorkOrder:
    """No, and why: the work is still the giver's."""
    order = locked(hand_over.order)
    checks.check_may_order("refuse_hand_over", order, by)
    check_reason(reason)
    answered = _answer(order, by, now, accepted=False, refusal=reason.strip())
    tell_of_delay(
        order.ticket, by=by, about="service.hand_over_refused", title=f"{by.name}未接手：{order.ticket.title}",
        body=f"原因：{reason.strip()}", now=now, key=f"not_taken:{answered.pk}", also=[order.worker],
    )  # fmt: skip
    ledger.record("service.hand_over_refused", order.ticket, by=by, at=now, taker=by.name, reason=answered.refusal)
    return order


@transaction.atomic
def taker_gone(hand_over: HandOver, *, now: datetime, reason: str) -> None:
    """Whoever was asked to take over works here no more: the worker keeps the order, and hears they may ask another."""
    order = locked(hand_over.order)
    drop_hand_over(order, by=SYSTEM, now=now, why=reason)
    tell_of_delay(
        order.ticket, by=SYSTEM, about="service.hand_over_dropped", title=f"请另找人接手：{order.ticket.title}",
        body=f"{hand_over.taker.name}：{reason}。", now=now, key=f"taker_gone:{hand_over.pk}", also=[order.worker],
    )  # fmt: skip


def _answer(order: WorkOrder, by: Staff, now: datetime, *, accepted: bool, refusal: str = "") -> HandOver:
    waiting = HandOver.objects.select_for_update().select_related("giver__person")
    hand_over = waiting.get(order=order, taker=by, answered_at__isnull=True)
    hand_over.answered_at, hand_over.accepted, hand_over.refusal = now, accepted, refusal
    hand_over.save(update_fields=["answered_at", "accepted", "refusal"])
    return hand_over

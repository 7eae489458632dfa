"""actions.handing: the work is offered to another, who takes it or says why not."""

from datetime import datetime

from xiwei.people.models import Staff
from xiwei.service.demo.deeds.ordering import move_order
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.models import HandOver, OrderState, WorkOrder


def offer(tale: Tale, *, to: Staff, by: Staff, at: datetime, reason: str) -> HandOver:
    """actions.handing.offer."""
    tale.until(at)
    order, ticket = tale.order, tale.ticket
    asked = HandOver(
        company_id=order.company_id, order=order, giver=order.worker, taker=to, reason=reason.strip(), offered_at=at
    )
    tale.rows.append(asked)
    tale.tell_staff(
        [to], about="service.hand_over_offered", title=f"{by.name}请您接手：{ticket.title}",
        body=f"{ticket.spot_label}。原因：{reason.strip()}", at=at, key=lambda: f"hand_over:{asked.pk}",
        loud=ticket.urgency == "urgent", order=order,
    )  # fmt: skip
    if by.pk != order.worker.pk:
        tale.tell_staff(
            [order.worker], about="service.hand_over_offered", title=f"{by.name}请{to.name}接手您的活：{ticket.title}",
            body=f"原因：{asked.reason}。对方答复前仍由您负责。", at=at, key=lambda: f"hand_over:{asked.pk}",
            order=order,
        )  # fmt: skip
    tale.tell("service.hand_over_offered", by=by, at=at, giver=order.worker.name, taker=to.name, reason=asked.reason)
    return asked


def take_over(tale: Tale, asked: HandOver, *, by: Staff, at: datetime) -> None:
    """actions.handing.take_over."""
    tale.until(at)
    order, ticket = tale.order, tale.ticket
    asked.answered_at, asked.accepted = at, True
    move_order(tale, order, "take_over", by=by, at=at, giver=order.worker.name, taker=by.name)
    fresh = WorkOrder(
        company_id=order.company_id, project=order.project, ticket=ticket, line=order.line, worker=by,
        state=OrderState.ACCEPTED, why_them=f"接手{order.worker.name}", offered_at=at, accepted_at=at,
        ticked=order.ticked, quoted_fen=order.quoted_fen, agreed_fen=order.agreed_fen, agreed_at=order.agreed_at,
    )  # fmt: skip
    tale.orders.append(fresh)
    tale.tell_of_delay(
        by=by, about="service.hand_over_accepted", title=f"{by.name}已接手：{ticket.title}",
        body="", at=at, key=lambda: f"taken:{fresh.pk}", also=[order.worker],
    )  # fmt: skip
    tale.tell_residents(
        about="service.hand_over_accepted", title=f"改由{by.name}来处理：{ticket.title}",
        body=f"{ticket.first_contact.name}仍会跟到底。", at=at, key=lambda: f"taken:{fresh.pk}",
    )  # fmt: skip


def refuse(tale: Tale, asked: HandOver, *, by: Staff, at: datetime, reason: str) -> None:
    """actions.handing.refuse."""
    tale.until(at)
    asked.answered_at, asked.accepted, asked.refusal = at, False, reason.strip()
    tale.tell_of_delay(
        by=by, about="service.hand_over_refused", title=f"{by.name}未接手：{tale.ticket.title}",
        body=f"原因：{reason.strip()}", at=at, key=lambda: f"not_taken:{asked.pk}", also=[tale.order.worker],
    )  # fmt: skip
    tale.tell("service.hand_over_refused", by=by, at=at, taker=by.name, reason=asked.refusal)

"""What hangs open on what is over: ended in the same deed, with its reason and its line."""

from datetime import datetime

from xiwei.ledger import actions as ledger
from xiwei.people.models import Staff
from xiwei.service.actions.telling import tell_staff
from xiwei.service.models import HandOver, Ticket, WorkOrder
from xiwei.shared.tongue import kept_choice


def drop_hand_over(order: WorkOrder, *, by: ledger.By, now: datetime, why: str = "") -> None:
    """The order is over (or `why`): whoever was asked to take it over need not answer any more, and is told why."""
    asked = HandOver.objects.filter(order=order, answered_at__isnull=True).select_related("taker__person", "giver")
    for one in asked:
        one.answered_at, one.accepted, one.refusal = now, None, why or why_over(order)
        one.save(update_fields=["answered_at", "accepted", "refusal"])
        ledger.record(
            "service.hand_over_dropped", order.ticket, by=by, at=now, giver=one.giver.name, taker=one.taker.name,
            reason=one.refusal,
        )  # fmt: skip
        tell_staff(
            order.ticket, [one.taker], about="service.hand_over_dropped", title=f"不用接手了：{order.ticket.title}",
            body=one.refusal, now=now, key=f"dropped:{one.pk}",
        )  # fmt: skip


def why_over(order: WorkOrder) -> str:
    """How an ended order came to its end, in a few words."""
    return f"工单{kept_choice(order, 'state')}{'：' + order.reason if order.reason else ''}"[:200]


def drop_decline(ticket: Ticket, *, by: ledger.By, now: datetime) -> None:
    """The matter is over: a decline that still waited for the director's answer falls away."""
    for decline in ticket.declines.filter(consented__isnull=True):
        decline.consented, decline.answered_at = False, now
        decline.answered_by = by if isinstance(by, Staff) else None
        decline.answer = f"这件事已是“{kept_choice(ticket, 'state')}”，不必再答复"
        decline.save(update_fields=["consented", "answered_by", "answered_at", "answer"])
        ledger.record("service.decline_dropped", ticket, by=by, at=now, reason=decline.answer)

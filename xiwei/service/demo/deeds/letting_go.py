"""actions.letting_go: what hangs open on what is over ends in the same deed."""

from datetime import datetime
from typing import TYPE_CHECKING

from xiwei.ledger.actions import By
from xiwei.people.models import Staff
from xiwei.service.actions.letting_go import why_over
from xiwei.service.models import Decline, HandOver, WorkOrder

if TYPE_CHECKING:
    from xiwei.service.demo.deeds.tale import Tale


def drop_hand_over(tale: "Tale", order: WorkOrder, *, by: By, at: datetime) -> None:
    """actions.letting_go.drop_hand_over. A reason that names what is not yet written is filled in by then."""
    for one in tale.rows:
        if isinstance(one, HandOver) and one.order is order and one.answered_at is None:
            _drop(tale, one, by, at)


def _drop(tale: "Tale", asked: HandOver, by: By, at: datetime) -> None:
    asked.answered_at, asked.accepted = at, None
    tale.later.append(lambda: setattr(asked, "refusal", why_over(asked.order)))
    tale.tell(
        "service.hand_over_dropped", by=by, at=at, giver=asked.giver.name, taker=asked.taker.name,
        reason=lambda: why_over(asked.order),
    )  # fmt: skip
    tale.tell_staff(
        [asked.taker], about="service.hand_over_dropped", title=f"不用接手了：{tale.ticket.title}",
        body=lambda: why_over(asked.order), at=at, key=lambda: f"dropped:{asked.pk}",
    )  # fmt: skip


def drop_decline(tale: "Tale", *, by: By, at: datetime) -> None:
    """actions.letting_go.drop_decline."""
    for one in tale.rows:
        if isinstance(one, Decline) and one.consented is None:
            one.consented, one.answered_at = False, at
            one.answered_by = by if isinstance(by, Staff) else None
            one.answer = f"这件事已是“{tale.ticket.get_state_display()}”，不必再答复"
            tale.tell("service.decline_dropped", by=by, at=at, reason=one.answer)

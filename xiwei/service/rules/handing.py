"""What a hand-over must be."""

from django.utils.translation import gettext

from xiwei.people.models import Staff
from xiwei.service.models import HandOver, WorkOrder
from xiwei.shared.refusals import BadInput, NotNow


def check_offer(order: WorkOrder, *, to: Staff) -> None:
    """Raises for a hand-over to oneself, or a second one before the first is answered."""
    if to.pk == order.worker_id:
        raise BadInput(gettext("这张工单已经在他手上。"))
    if waiting := unanswered(order):
        raise NotNow(gettext("已请{taker}接手，正等答复。").format(taker=waiting.taker.name))


def unanswered(order: WorkOrder) -> HandOver | None:
    """The hand-over that was offered and waits for its taker's answer; one at most. Reads `order.hand_overs`."""
    return next((one for one in order.hand_overs.all() if one.answered_at is None), None)

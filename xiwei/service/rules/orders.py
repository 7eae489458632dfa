"""What an order's particulars must be."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from xiwei.people.models import Staff
from xiwei.people.rules import Permission, check_permission
from xiwei.service.models import OrderState, Ticket, WaitReason, WorkOrder
from xiwei.service.rules.moves import ALIVE, ticket_move
from xiwei.service.rules.promises import check_until
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may


def check_reason(reason: str) -> None:
    """Raises BadInput for a reason too short to help or too long to keep."""
    if len(reason.strip()) < 2:
        raise BadInput(gettext("请写明原因，让对方知道接下来怎么办。"))
    if len(reason.strip()) > 200:
        raise BadInput(gettext("最多写 200 个字，请写短一些；您写的都还在。"))


def check_quote(order: WorkOrder, fen: int | None) -> None:
    """Raises for a price that is none, or one named after one was agreed to."""
    if fen is None:
        raise NotNow(gettext("还没有报价。"))
    if order.agreed_at is not None:
        raise NotNow(gettext("业主已经同意了报价，不能再改。要加项目，请先与业主商量后另报一件事。"))
    if not 0 <= fen <= 10_000_000:
        raise BadInput(gettext("报价应在 0 到 10 万元之间；0 元就是免费。"))


def check_agreed(order: WorkOrder) -> None:
    """Raises NotNow while what is to be paid is not agreed: before work begins (heart.md), so before the first tick.

    A service with a price needs a quote from a resident's home, even if it is 0; doing it again is not paid twice.
    """
    ticket = order.ticket
    priced = bool(ticket.item and ticket.item.price_fen and ticket.household_id and ticket.asker_id)
    if order.quoted_fen is None and priced and not ticket.reopened:
        raise NotNow(
            gettext("“{ticket}”是收费服务，请先报价，业主同意后再动手；免收就报 0 元。").format(ticket=ticket.title)
        )
    if order.quoted_fen and order.agreed_at is None:
        raise NotNow(gettext("业主还没有同意报价，请先请业主在手机上点同意，或改为免费。"))


def why_not_begun(order: WorkOrder) -> str:
    """The sentence of `check_agreed`, for the worker to read before the work and not at its end; "" where it passes."""
    try:
        check_agreed(order)
    except NotNow as refused:
        return refused.sentence
    return ""


def check_same_quote(order: WorkOrder, fen: int) -> None:
    """Raises NotNow where the price was changed since the resident's page was drawn: the yes was to another one."""
    if order.quoted_fen != fen:
        raise NotNow(gettext("报价刚刚改过，请看清新的报价再同意。"))


def broken_off(ticket: Ticket) -> WorkOrder | None:
    """The order whose work could not be finished, where nobody has taken it on since; None else. Reads `ticket.orders`."""
    last = max(ticket.orders.all(), key=lambda one: (one.offered_at, one.pk), default=None)
    stopped = last is not None and last.state == OrderState.COULD_NOT_FINISH and ticket.state in ALIVE
    return last if stopped and not any(one.is_live for one in ticket.orders.all()) else None


def check_stop(waits: str, until: datetime | None, now: datetime) -> None:
    """Raises BadInput for a wait for nothing there is, or without a moment ahead when it goes on."""
    if not waits:
        return
    if waits not in WaitReason.values:
        raise BadInput(gettext("请选一下在等什么。"))
    if until is None:
        raise BadInput(gettext("要等的，请选预计什么时候继续；您写的都还在。"))
    check_until(until, now)


def check_reading(reading: str, note: str) -> None:
    """Raises BadInput for what would not fit its place."""
    if len(reading.strip()) > 40:
        raise BadInput(gettext("读数最多 40 个字。"))
    if len(note.strip()) > 500:
        raise BadInput(gettext("说明最多 500 个字，请写短一些；您写的都还在。"))


def check_signature(name: str) -> None:
    """Raises BadInput for a name that would not fit its place."""
    if len(name.strip()) > 40:
        raise BadInput(gettext("签名的姓名最多 40 个字。"))


def check_booking(name: str, quantity_milli: int, unit_price_fen: int) -> None:
    """Raises BadInput for a booking without a name, a quantity or with a silly price."""
    if not name.strip():
        raise BadInput(gettext("请写材料或人工的名称。"))
    if not 0 < quantity_milli <= 100_000_000:
        raise BadInput(gettext("数量应大于 0。"))
    if not 0 <= unit_price_fen <= 100_000_000:
        raise BadInput(gettext("单价不对，请写到分，例如 12.50。"))


def check_worker(ticket: Ticket, *, to: Staff, by: Staff, now: datetime) -> None:
    """Raises unless `by` may assign here, the ticket is under way, and `to` works here with the certificate it needs."""
    check_may_assign(ticket, by=by)
    check_can_do(ticket, to, now)


def check_can_do(ticket: Ticket, worker: Staff, now: datetime) -> None:
    """Raises NotAllowed for one who does not work in the project, or lacks the certificate the item needs (B12)."""
    posts = [post for post in worker.posts.all() if post.until is None]
    elsewhere = worker.company_id != ticket.company_id or worker.left_on is not None
    if elsewhere or not any(post.project_id in (None, ticket.project_id) for post in posts):
        raise NotAllowed(gettext("{worker}不在这个小区任职，不能接这件事。").format(worker=worker.name))
    needed = ticket.item.certificate if ticket.item else ""
    if needed:
        held = [one for one in worker.credentials.all() if one.kind == needed]
        if not any(one.expires_on is None or one.expires_on >= timezone.localdate(now) for one in held):
            raise NotAllowed(
                gettext("“{ticket}”要持证上岗，{worker}没有有效的证书。").format(
                    ticket=ticket.title, worker=worker.name
                )
            )


def check_assigns(ticket: Ticket, by: Staff | None) -> None:
    """Raises NotAllowed unless `by` gives out work in this project."""
    check_permission(by, Permission.ORDER_ASSIGN, company_id=ticket.company_id, project_id=ticket.project_id)


def check_may_assign(ticket: Ticket, *, by: Staff) -> None:
    """Raises unless `by` may assign here and the ticket is under way."""
    check_assigns(ticket, by)
    if ticket.state not in ticket_move("step_in").before:
        raise NotNow(gettext("这件事现在是“{state}”，不能再派工。").format(state=ticket.get_state_display()))


can_do = may(check_can_do)
may_assign = may(check_may_assign)

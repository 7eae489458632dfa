"""May this person, and may it now: two questions, one answer each (law 4)."""

from collections.abc import Collection

from xiwei.people.models import Staff
from xiwei.service.models import OrderState, Ticket, WorkOrder
from xiwei.service.rules.moves import (
    ORDER_MOVES,
    PARTY_NAMES,
    TICKET_MOVES,
    Move,
    Party,
    order_move,
    ticket_move,
)
from xiwei.service.rules.parties import By, parties
from xiwei.shared.refusals import NotAllowed, NotNow, may


def check_party(move: Move, found: Collection[Party]) -> None:
    """Raises NotAllowed unless one of the parties `found` may make this move."""
    if not set(found) & set(move.who):
        names = "、".join(PARTY_NAMES[party] for party in move.who)
        raise NotAllowed(f"“{move.label}”由{names}来做，您现在不能操作。")


def check_ticket_now(move: Move, ticket: Ticket) -> None:
    """Raises NotNow unless the ticket's state allows the move."""
    if ticket.state not in move.before:
        raise NotNow(f"这件事现在是“{ticket.get_state_display()}”，不能“{move.label}”。请刷新页面看看最新进展。")
    if move.unbegun and ticket.begun_at is not None:
        raise NotNow(f"已经动手处理，不能“{move.label}”了。不想再办，请用“补充说明”告诉我们，或直接打电话。")


def check_order_now(move: Move, order: WorkOrder) -> None:
    """Raises NotNow unless the order's state allows the move."""
    if order.state not in move.before:
        raise NotNow(f"这张工单现在是“{order.get_state_display()}”，不能“{move.label}”。请刷新页面看看最新进展。")


def check_is_party(verb: str, ticket: Ticket, by: By) -> None:
    """Raises NotAllowed where `by` never uses this verb on the ticket: asked before a form is looked at."""
    check_party(ticket_move(verb), parties(ticket, by))


def check_may(verb: str, ticket: Ticket, by: By) -> Move:
    """The move, if `by` may make it and the ticket's state allows it now; raises NotAllowed or NotNow."""
    move = ticket_move(verb)
    check_party(move, parties(ticket, by))
    check_ticket_now(move, ticket)
    return move


def _order_parties(order: WorkOrder, by: By, *, answered: bool = False) -> set[Party]:
    """The same for a work order; whoever is asked to take over is its taker, with `answered` whoever ever was."""
    found = set(parties(order.ticket, by, order=order))
    asked = [one.taker_id for one in order.hand_overs.all() if answered or one.answered_at is None]
    if isinstance(by, Staff) and by.pk in asked:
        found.add(Party.TAKER)
    return found


def check_is_order_party(verb: str, order: WorkOrder, by: By) -> None:
    """Raises NotAllowed where `by` never uses this verb on the order: asked before a form is looked at."""
    check_party(order_move(verb), _order_parties(order, by, answered=True))


def check_may_order(verb: str, order: WorkOrder, by: By) -> Move:
    """The move, if `by` may make it and the order's state allows it now; raises NotAllowed or NotNow."""
    move = order_move(verb)
    check_party(move, _order_parties(order, by))
    check_order_now(move, order)
    return move


is_now = may(check_ticket_now)
may_do_order = may(check_may_order)


def ticket_verbs(ticket: Ticket, by: By) -> set[str]:
    """Every verb `by` may use on the ticket now: what the page shows as buttons."""
    found = parties(ticket, by)
    return {move.verb for move in TICKET_MOVES if set(move.who) & found and is_now(move, ticket)}


def order_verbs(order: WorkOrder, by: By) -> set[str]:
    """Every verb `by` may use on the order now."""
    return {move.verb for move in ORDER_MOVES if may_do_order(move.verb, order, by)}


def check_can_end(order: WorkOrder, *, photos_after: int, reading: str) -> None:
    """Raises NotNow unless the item's demanded evidence is there and its steps are ticked (A7)."""
    if order.state != OrderState.ARRIVED:
        raise NotNow("请先点“到场”，再完工。")
    item = order.ticket.item
    if item is None:
        return
    if "after" in item.evidence and not photos_after:
        raise NotNow(f"“{item.name}”完工要拍一张完工照片。您填写的内容已保留。")
    if "reading" in item.evidence and not reading.strip():
        raise NotNow(f"“{item.name}”完工要记下{item.reading}。您填写的内容已保留。")
    undone = [step for number, step in enumerate(item.steps) if number not in order.ticked]
    if undone:
        raise NotNow(f"还有 {len(undone)} 步没有打勾：{undone[0]}。您填写的内容已保留。")

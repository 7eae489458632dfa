"""May this person, and may it now: two questions, one answer each (law 4)."""

from collections.abc import Collection

from django.utils.translation import gettext

from xiwei.people.models import Staff
from xiwei.service.models import OrderState, PhotoStage, Ticket, WorkOrder
from xiwei.service.rules.moves import (
    ORDER_MOVES,
    PARTY_NAMES,
    TICKET_MOVES,
    Move,
    Party,
    order_move,
    ticket_move,
)
from xiwei.service.rules.orders import why_not_begun
from xiwei.service.rules.parties import By, parties
from xiwei.shared.refusals import NotAllowed, NotNow, may
from xiwei.shared.tongue import joined


def check_party(move: Move, found: Collection[Party]) -> None:
    """Raises NotAllowed unless one of the parties `found` may make this move."""
    if not set(found) & set(move.who):
        names = joined(PARTY_NAMES[party] for party in move.who)
        raise NotAllowed(gettext("“{move}”由{names}来做，您现在不能操作。").format(move=move.label, names=names))


def is_now(move: Move, ticket: Ticket) -> bool:
    """Whether the ticket's state allows the move."""
    return ticket.state in move.before and not (move.unbegun and ticket.begun_at is not None)


def check_ticket_now(move: Move, ticket: Ticket) -> None:
    """Raises NotNow unless `is_now`, saying why."""
    if ticket.state not in move.before:
        raise NotNow(
            gettext("这件事现在是“{state}”，不能“{move}”。请刷新页面看看最新进展。").format(
                state=ticket.get_state_display(), move=move.label
            )
        )
    if move.unbegun and ticket.begun_at is not None:
        raise NotNow(
            gettext("已经动手处理，不能“{move}”了。不想再办，请用“补充说明”告诉我们，或直接打电话。").format(
                move=move.label
            )
        )


def check_order_now(move: Move, order: WorkOrder) -> None:
    """Raises NotNow unless the order's state allows the move."""
    if order.state not in move.before:
        raise NotNow(
            gettext("这张工单现在是“{state}”，不能“{move}”。请刷新页面看看最新进展。").format(
                state=order.get_state_display(), move=move.label
            )
        )


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


may_do_order = may(check_may_order)


def ticket_verbs(ticket: Ticket, by: By) -> set[str]:
    """Every verb `by` may use on the ticket now: what the page shows as buttons."""
    found = parties(ticket, by)
    return {move.verb for move in TICKET_MOVES if set(move.who) & found and is_now(move, ticket)}


def order_verbs(order: WorkOrder, by: By) -> set[str]:
    """Every verb `by` may use on the order now."""
    return {move.verb for move in ORDER_MOVES if may_do_order(move.verb, order, by)}


def demanded(ticket: Ticket) -> set[str]:
    """The evidence that the item it was promised under demands (A7): before, after, reading, signature."""
    return set(ticket.item.evidence) if ticket.item else set()


def still_to_do(order: WorkOrder, *, shown: Collection[str]) -> list[str]:
    """The same in short for the page that lists every step: the price first, evidence, and how many steps are left."""
    found = lacking(order, shown=shown, reading=order.reading, note=order.note)
    undone = len(_undone(order))
    return [
        *([gettext("报价并取得同意")] if why_not_begun(order) else []),
        *found[: len(found) - undone],
        *([gettext("步骤还差 {count} 步").format(count=undone)] if undone else []),
    ]


def _undone(order: WorkOrder) -> list[str]:
    steps = order.ticket.item.steps if order.ticket.item else []
    return [step for number, step in enumerate(steps) if number not in order.ticked]


def lacking(order: WorkOrder, *, shown: Collection[str], reading: str, note: str) -> list[str]:
    """What the item demands of the work and is not there yet (A7): evidence, then steps. `shown`: stages of its photos.

    Where nothing is demanded, a photo of the end or a sentence of what was done: no work ends without a trace of it.
    """
    item = order.ticket.item
    if item is None or not (item.evidence or item.steps):
        told = PhotoStage.AFTER in shown or bool(note.strip())
        return [] if told else [gettext("完工照片，或写一句做了什么")]
    there = {
        "before": PhotoStage.BEFORE in shown,
        "after": PhotoStage.AFTER in shown,
        "reading": bool(reading.strip()),
        "signature": bool(order.signed_by),
    }
    names = {
        "before": gettext("施工前照片"),
        "after": gettext("完工照片"),
        "reading": item.reading or gettext("读数"),
        "signature": gettext("住户签名"),
    }
    evidence = [name for kind, name in names.items() if kind in demanded(order.ticket) and not there[kind]]
    return evidence + [gettext("步骤“{step}”").format(step=step) for step in _undone(order)]


def check_can_end(order: WorkOrder, *, shown: Collection[str], reading: str, note: str) -> None:
    """Raises NotNow unless what `lacking` asks for is there (A7)."""
    if order.state != OrderState.ARRIVED:
        raise NotNow(gettext("请先点“到场”，再完工。"))
    found = lacking(order, shown=shown, reading=reading, note=note)
    if found:
        more = gettext("等 {count} 项").format(count=len(found)) if len(found) > 3 else ""
        raise NotNow(
            gettext("“{ticket}”完工还差：{found}{more}。补上再点完工，您填写的都还在。").format(
                ticket=order.ticket.title, found=joined(found[:3]), more=more
            )
        )

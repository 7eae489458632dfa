"""May it? Which open matters of a household that leaves may go on for those who come (docs/decisions/transfers.md)."""

from django.utils.translation import gettext

from xiwei.people.models import Fate
from xiwei.service.models import Ticket, TicketState
from xiwei.service.rules.moves import ALIVE
from xiwei.standards.models import NeedKind, Setting


def fates(ticket: Ticket) -> tuple[str, ...]:
    """What may become of it, the likeliest first.

    Only what is the room's own is carried over. What those who leave pay for themselves is settled with them, for that
    is between them and us; what else they asked stays theirs.
    """
    if is_own_cost(ticket):
        return (Fate.SETTLE, Fate.KEEP)
    return (Fate.CARRY, Fate.KEEP, Fate.SETTLE) if is_the_rooms(ticket) else (Fate.KEEP, Fate.SETTLE)


def is_own_cost(ticket: Ticket) -> bool:
    """Whether whoever asked pays for it: a priced service in their home, or work with a price asked; reads `ticket.orders`.

    A service on the menu that costs nothing is a defect of the home or the building, and its parts are quoted where they cost.
    """
    item = ticket.item
    priced = item is not None and item.price_fen > 0 and item.setting != Setting.PUBLIC
    return priced or any(order.is_live and order.quoted_fen for order in ticket.orders.all())


def is_the_rooms(ticket: Ticket) -> bool:
    """Whether it would stand whoever lived there: something to mend, still alive, and at nobody's own cost."""
    alive = ticket.state in ALIVE and ticket.state != TicketState.WAITING
    return ticket.room_id is not None and ticket.kind == NeedKind.REPAIR and alive and not is_own_cost(ticket)


def proposed_words(ticket: Ticket) -> str:
    """An example of what those who come would read: the service's name or its line, never a word of those who leave."""
    if ticket.item:
        return ticket.item.name
    return gettext("{line}{kind}").format(line=ticket.get_line_display(), kind=ticket.get_kind_display())

"""May it? Which open matters of a household that leaves may go on for those who come (docs/decisions/transfers.md)."""

from django.utils.translation import gettext

from xiwei.people.models import Fate
from xiwei.service.models import Ticket, TicketState
from xiwei.service.rules.moves import ALIVE
from xiwei.standards.models import NeedKind


def fates(ticket: Ticket) -> tuple[str, ...]:
    """What may become of it, the likeliest first.

    Only what is the room's own is carried over: something to mend, still alive, and with no price asked of or agreed
    by those who leave, for that is between them and us.
    """
    return (Fate.CARRY, Fate.KEEP, Fate.SETTLE) if is_the_rooms(ticket) else (Fate.KEEP, Fate.SETTLE)


def is_the_rooms(ticket: Ticket) -> bool:
    """Whether it would stand whoever lived there: reads `ticket.orders`."""
    priced = any(order.is_live and order.quoted_fen for order in ticket.orders.all())
    alive = ticket.state in ALIVE and ticket.state != TicketState.WAITING
    return ticket.room_id is not None and ticket.kind == NeedKind.REPAIR and alive and not priced


def proposed_words(ticket: Ticket) -> str:
    """What those who come would read of it: the service's name or its line, never a word of those who leave."""
    if ticket.item:
        return ticket.item.name
    return gettext("{line}{kind}").format(line=ticket.get_line_display(), kind=ticket.get_kind_display())

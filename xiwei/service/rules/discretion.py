"""What a neighbour may read of another's words: the matter, not the person (heart.md, What is kept, and who sees it)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from xiwei.ledger.queries import Line
from xiwei.service.models import Ticket
from xiwei.service.models.tickets import TITLE_LENGTH
from xiwei.shared import phones


def for_neighbours(ticket: Ticket, words: str) -> str:
    """The words without the asker's name and without phone numbers; reads `ticket.asker`."""
    for name in (ticket.asker.name if ticket.asker else "", ticket.asker_name):
        if len(name) > 1:
            words = words.replace(name, "业主")
    return phones.hidden(words)


def title_for_neighbours(ticket: Ticket) -> str:
    """The ticket's title, from such words; cut after they are hidden, for half a name or number would pass."""
    if ticket.item:
        return ticket.item.name
    return for_neighbours(ticket, ticket.words.strip().split("\n")[0])[:TITLE_LENGTH]


def lines_for_neighbours(lines: Iterable[Line], ticket: Ticket | None = None) -> list[Line]:
    """Lines of the ledger read so: what a worker noted of their work may name whom they met."""
    hide = phones.hidden if ticket is None else partial(for_neighbours, ticket)
    return [replace(line, sentence=hide(line.sentence)) for line in lines]

"""What a neighbour may read of another's words: the matter, not the person (heart.md, What is kept, and who sees it)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from django.utils.translation import gettext

from xiwei.ledger.queries import Line
from xiwei.service.models import Channel, Decline, Ticket, Wait
from xiwei.service.models.tickets import shortened
from xiwei.shared import names, phones
from xiwei.standards.models import NeedKind

SEEN_BY_US = (Channel.ROUND, Channel.SENSOR)
NUMBER_SHOWN = "service.number_shown"
SAID_TO_THE_ASKER = {Wait: ("waits_for", "words"), Decline: ("reply", "reason", "alternative", "tried")}


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
    return shortened(for_neighbours(ticket, ticket.words.strip().split("\n")[0]))


def matter_for_anyone(ticket: Ticket) -> str:
    """What it is called where anyone reads it: by the service or what our own staff saw, never by what a resident said."""
    if ticket.item or ticket.channel in SEEN_BY_US:
        return title_for_neighbours(ticket)
    return gettext("{line}{kind}").format(line=ticket.get_line_display(), kind=ticket.get_kind_display())


def deed_for_anyone(ticket: Ticket, said: str) -> str:
    """What a worker noted of it, where anyone reads it; of a complaint nothing, for that would tell whom it was about."""
    return "" if ticket.kind == NeedKind.COMPLAINT else for_neighbours(ticket, said).strip()


def tells_something(ticket: Ticket) -> bool:
    """Whether its end, as anyone may read it, says what was done: a complaint that no service names would be a bare charge."""
    return ticket.kind != NeedKind.COMPLAINT or ticket.item is not None


def veil(ticket: Ticket, *more: Wait | Decline | None) -> None:
    """Make the ticket read as a neighbour may read it, and with it what was written under it to the asker.

    For showing only: what is veiled is never saved (actions lock a fresh row).
    """
    ticket.words, ticket.spot = for_neighbours(ticket, ticket.words), for_neighbours(ticket, ticket.spot)
    for one in filter(None, more):
        for name in SAID_TO_THE_ASKER[type(one)]:
            setattr(one, name, for_neighbours(ticket, getattr(one, name)))


def veil_others(found: Iterable[Ticket], *, person_id: int, homes: set[int]) -> None:
    """Veil those of a resident's list that are others' and only followed."""
    for ticket in found:
        if ticket.asker_id != person_id and ticket.household_id not in homes:
            veil(ticket)


def message_for_neighbours(ticket: Ticket, title: str, body: str) -> tuple[str, str]:
    """A message about the ticket, title and body, as one who follows may read it."""
    plain = title.replace(ticket.title, title_for_neighbours(ticket))
    return for_neighbours(ticket, plain), for_neighbours(ticket, body)


def lines_for_neighbours(lines: Iterable[Line], ticket: Ticket | None = None) -> list[Line]:
    """Lines of the ledger read so: what a worker noted of their work may name whom they met."""
    hide = phones.hidden if ticket is None else partial(for_neighbours, ticket)
    return [replace(line, sentence=hide(line.sentence)) for line in lines]


def for_staff(words: str) -> str:
    """What was written to a resident, as those who serve them read it: 住户同意再动手, for 您同意再动手."""
    return words.replace("您", "住户")


def lines_for_staff(lines: Iterable[Line]) -> list[Line]:
    """Lines as those who serve read them: residents by their family names. For showing only: no entry is saved.

    What a resident said stands as they said it; only the labels that we put to it are shortened.
    """
    shown = []
    for line in lines:
        entry = line.entry
        if entry.actor_person_id is not None and entry.actor_staff_id is None:
            entry.actor_label = names.called(entry.actor_label)
        name = entry.data.get("name", "") if entry.kind == NUMBER_SHOWN else ""
        shown.append(replace(line, sentence=line.sentence.replace(name, names.called(name))) if name else line)
    return shown

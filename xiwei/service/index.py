"""The search index of tickets: which words find one."""

from collections.abc import Collection

from xiwei.estate import spoken
from xiwei.service.models import OrderState, Ticket, Wait, WorkOrder
from xiwei.shared.search import EITHER, Index
from xiwei.shared.tongue import kept_choice

INDEX = Index("service_ticket_words")


def words_of(ticket: Ticket, stopped: str = "") -> str:
    """Everything a ticket is found by: number, what was said, where, who, the phone's last four, and why it `stopped`."""
    asker = ticket.asker
    phone = asker.mobile if asker else ticket.asker_phone
    parts = [
        ticket.number,
        str(ticket.pk),
        ticket.title,
        ticket.words,
        ticket.spot_label,
        str(ticket.room or ""),
        *(spoken.dashed(ticket.room.label) if ticket.room else ()),
        asker.name if asker else ticket.asker_name,
        phone[-4:],
        ticket.first_contact.name,
        stopped,
    ]
    return " ".join(part for part in parts if part)


def pairs(tickets: Collection[Ticket]) -> list[tuple[int, str]]:
    """Each with its words, why it stopped among them; two queries more, for any number.

    Of what staff wrote only what was told to its residents too: why it waits, and why the work could not be finished. They
    search by the same words.
    """
    stopped: dict[int, list[str]] = {}
    ids = [ticket.pk for ticket in tickets]
    for one in Wait.objects.filter(ticket__in=ids).order_by("pk"):
        stopped.setdefault(one.ticket_id, []).extend((kept_choice(one, "reason"), one.waits_for, one.words))
    gave_up = WorkOrder.objects.filter(ticket__in=ids, state=OrderState.COULD_NOT_FINISH).order_by("pk")
    for ticket_id, reason, needs in gave_up.values_list("ticket_id", "reason", "needs"):
        stopped.setdefault(ticket_id, []).extend((reason, needs))
    return [(one.pk, words_of(one, " ".join(stopped.get(one.pk, ())))) for one in tickets]


def asked_of(words: str) -> str:
    """What somebody typed, as the index has it: a door also as 2-1-501, CH-1024 as 1024, else as it stands."""
    return " ".join(_asked(word) for word in words.split())


def _asked(word: str) -> str:
    if doors := spoken.dashed(word):
        return EITHER.join({word: None, doors[0]: None})  # as it is written in somebody's words, or as its room has it
    head, _, digits = word.rpartition("-")
    return digits if head.isalpha() and digits.isdigit() else word

"""The search index of tickets: which words find one."""

from xiwei.estate import spoken
from xiwei.service.models import Ticket
from xiwei.shared.search import EITHER, Index

INDEX = Index("service_ticket_words")


def words_of(ticket: Ticket) -> str:
    """Everything a ticket is found by: number, what was said, where, who, the phone's last four."""
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
    ]
    return " ".join(part for part in parts if part)


def asked_of(words: str) -> str:
    """What somebody typed, as the index has it: a door also as 2-1-501, CH-1024 as 1024, else as it stands."""
    return " ".join(_asked(word) for word in words.split())


def _asked(word: str) -> str:
    if doors := spoken.dashed(word):
        return EITHER.join({word: None, doors[0]: None})  # as it is written in somebody's words, or as its room has it
    head, _, digits = word.rpartition("-")
    return digits if head.isalpha() and digits.isdigit() else word

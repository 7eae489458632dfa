"""The search index of tickets: which words find one."""

from xiwei.service.models import Ticket
from xiwei.shared.search import Index

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
        asker.name if asker else ticket.asker_name,
        phone[-4:],
        ticket.first_contact.name,
    ]
    return " ".join(part for part in parts if part)

"""The follow link goes to one who asked without an account, as a text from us."""

from datetime import datetime

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Staff
from xiwei.service.models import Ticket
from xiwei.service.queries import tickets
from xiwei.service.rules.passing_on import check_may_text_link, mobile_of
from xiwei.shared import phones


@transaction.atomic
def text_link(ticket: Ticket, *, by: Staff, now: datetime) -> Ticket:
    """The first contact sends it by one tap: a line says so, with the number's middle hidden, and the worker texts it.

    Raises NotAllowed for anyone else, NotNow where no text can go out or too many went already.
    """
    ticket = tickets.lock(ticket)
    sent, today = tickets.links_texted(ticket), tickets.links_texted_by(by, now)
    check_may_text_link(ticket, by=by, sent=sent, today=today, now=now)
    ledger.publish("service.link_texted", company_id=ticket.company_id, at=now, ticket=ticket.pk)
    to = phones.masked(mobile_of(ticket))
    ledger.record("service.link_texted", ticket, by=by, at=now, seen_by=Seen.RESIDENT, to=to)
    return ticket


def words_by_hand(ticket: Ticket, link: str) -> str:
    """What the first contact's own phone texts with the link. Chinese, whoever sends it: it is for who asked."""
    return f"您好，我是{ticket.project.name}的{ticket.first_contact.name}。您说的“{ticket.title}”，点开看进展、确认：{link}"

"""Who hears of it: the resident's side and the staff's side of a ticket."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from xiwei.ledger import actions as ledger
from xiwei.notices import actions as notices
from xiwei.notices.models import Weight
from xiwei.people.models import Person, Staff
from xiwei.service.models import Ticket


def tell_residents(
    ticket: Ticket, *, about: str, title: str, body: str, now: datetime, key: str, loud: bool = False
) -> None:
    """Tell the one who asked and all who follow. One without an account reads it on the page of their follow code."""
    people = Person.objects.filter(Q(pk=ticket.asker_id) | Q(following__ticket_id=ticket.pk), is_active=True).distinct()
    _tell(ticket, people, about=about, title=title, body=body, now=now, key=key, loud=loud)


def tell_staff(
    ticket: Ticket,
    staff: Iterable[Staff],
    *,
    about: str,
    title: str,
    body: str,
    now: datetime,
    key: str,
    loud: bool = False,
) -> None:
    """Tell some staff, each once."""
    people = {one.person_id: one.person for one in staff}
    _tell(ticket, people.values(), about=about, title=title, body=body, now=now, key=key, loud=loud)


def tell_of_delay(
    ticket: Ticket,
    *,
    by: ledger.By,
    about: str,
    title: str,
    body: str,
    now: datetime,
    key: str,
    also: Iterable[Staff] = (),
) -> None:
    """What holds a matter up, or puts it in other hands: its first contact and whoever answers for it hear of it, once.

    Not the one who did it, for they know; `also` are others it concerns.
    """
    hearers = [one for one in (*also, ticket.answering, ticket.first_contact) if one != by]
    tell_staff(ticket, hearers, about=about, title=title, body=body, now=now, key=key)


def _tell(
    ticket: Ticket,
    people: Iterable[Person],
    *,
    about: str,
    title: str,
    body: str,
    now: datetime,
    key: str,
    loud: bool,
) -> None:
    notices.tell_many(
        list(people),
        company_id=ticket.company_id,
        project_id=ticket.project_id,
        about=about,
        title=title[:80],
        body=body[:500],
        link=f"/t/{ticket.pk}/",
        weight=Weight.LOUD if loud else Weight.PLAIN,
        key=f"{ticket.pk}:{key}",
        now=now,
    )

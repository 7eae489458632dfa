"""Who hears of it: the resident's side and the staff's side of a ticket."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from xiwei.ledger import actions as ledger
from xiwei.notices import actions as notices
from xiwei.notices.models import Weight
from xiwei.people.models import Person, Staff
from xiwei.service.models import Ticket
from xiwei.service.rules import discretion


def tell_residents(
    ticket: Ticket, *, about: str, title: str, body: str, now: datetime, key: str, loud: bool = False
) -> None:
    """Tell the one who asked, and all who follow, these as a neighbour may read it.

    One without an account reads it on the page of their follow code.
    """
    people = Person.objects.filter(Q(pk=ticket.asker_id) | Q(following__ticket_id=ticket.pk), is_active=True).distinct()
    said: dict[tuple[str, str], list[Person]] = {}
    for person in people:
        mine = person.pk == ticket.asker_id
        words = (title, body) if mine else discretion.message_for_neighbours(ticket, title, body)
        said.setdefault(words, []).append(person)
    for (heading, text), hearers in said.items():
        _tell(ticket, hearers, about=about, title=heading, body=text, now=now, key=key, loud=loud)


def tell_asker(ticket: Ticket, *, about: str, title: str, body: str, now: datetime, key: str) -> None:
    """Tell the one who asked alone: what it costs them is nobody else's to read."""
    asker = [ticket.asker] if ticket.asker and ticket.asker.is_active else []
    _tell(ticket, asker, about=about, title=title, body=body, now=now, key=key, loud=False)


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
        link=reverse("ticket", args=[ticket.pk]),
        weight=Weight.LOUD if loud else Weight.PLAIN,
        key=f"{ticket.pk}:{key}",
        now=now,
    )

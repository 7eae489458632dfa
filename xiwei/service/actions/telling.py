"""Who hears of it: the resident's side and the staff's side of a ticket."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from xiwei.ledger import actions as ledger
from xiwei.notices import actions as notices
from xiwei.notices.models import Weight
from xiwei.people.models import Person, Staff, Tenure
from xiwei.service.models import Ticket, WorkOrder
from xiwei.service.rules import discretion


def tell_residents(
    ticket: Ticket, *, about: str, title: str, body: str, now: datetime, key: str, loud: bool = False
) -> None:
    """Tell the one who asked, and all who follow, these as a neighbour may read it.

    One without an account reads it on the page of their follow code; of a home's matter, its contacts hear in their stead.
    """
    theirs = _askers(ticket)
    people = Person.objects.filter(pk__in=theirs | _followers(ticket), is_active=True)
    said: dict[tuple[str, str], list[Person]] = {}
    for person in people:
        mine = person.pk in theirs
        words = (title, body) if mine else discretion.message_for_neighbours(ticket, title, body)
        said.setdefault(words, []).append(person)
    letters = [
        _said(ticket, hearers, about=about, title=heading, body=text, key=key, loud=loud)
        for (heading, text), hearers in said.items()
    ]
    say(ticket, *letters, now=now)


def answered(ticket: Ticket, key: str, *, now: datetime) -> None:
    """What `key` asked of whoever heard it is answered: it waits for nobody's reading any more."""
    hearers = _askers(ticket) | {ticket.answering.person_id} | _followers(ticket)
    notices.outdate(hearers, company_id=ticket.company_id, keys=[f"{ticket.pk}:{key}"], now=now)


def overtaken(ticket: Ticket, *keys: str, now: datetime) -> None:
    """What these said was taken back: of whoever may have heard it, those who left and came too, nobody has to read it."""
    home = Tenure.objects.filter(household_id=ticket.household_id) if ticket.household_id else Tenure.objects.none()
    hearers = {ticket.asker_id or 0, ticket.answering.person_id, ticket.first_contact.person_id}
    hearers |= set(home.values_list("person_id", flat=True))
    hearers |= set(ticket.orders.filter(worker__isnull=False).values_list("worker__person_id", flat=True))
    notices.outdate(hearers, company_id=ticket.company_id, keys=[f"{ticket.pk}:{key}" for key in keys], now=now)


def _askers(ticket: Ticket) -> set[int]:
    """Whom to tell as the one who asked: of a home's matter only while they live there, else those who are called first."""
    asked = {ticket.asker_id} if ticket.asker_id else set()
    if ticket.household_id is None or ticket.asker_keeps:
        return asked
    ties = Tenure.objects.filter(household_id=ticket.household_id, until__isnull=True)
    living = dict(ties.values_list("person_id", "contact"))
    return asked & living.keys() or {person for person, contact in living.items() if contact}


def _followers(ticket: Ticket) -> set[int]:
    """Who follows it; of a home's matter nobody, for whoever lives there has it, and whoever moved out has not."""
    return set() if ticket.household_id else set(ticket.followers.values_list("person_id", flat=True))


def tell_asker(ticket: Ticket, *, about: str, title: str, body: str, now: datetime, key: str) -> None:
    """Tell the one who asked alone: what it costs them is nobody else's to read."""
    say(ticket, to_askers(ticket, about=about, title=title, body=body, key=key), now=now)


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
    order: WorkOrder | None = None,
) -> None:
    """Tell some staff, each once; of their work, with the way to its page."""
    said = to_staff(ticket, staff, about=about, title=title, body=body, key=key, loud=loud, order=order)
    say(ticket, said, now=now)


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


def to_staff(
    ticket: Ticket,
    staff: Iterable[Staff],
    *,
    about: str,
    title: str,
    body: str,
    key: str,
    loud: bool = False,
    order: WorkOrder | None = None,
) -> notices.Said:
    """What some staff are to hear of a ticket, each once; said by `say`. It opens the page of `order`, where one is theirs."""
    people = {one.person_id: one.person for one in staff}
    said = _said(ticket, list(people.values()), about=about, title=title, body=body, key=key, loud=loud)
    return replace(said, link=reverse("order", args=[order.pk])) if order else said


def to_askers(ticket: Ticket, *, about: str, title: str, body: str, key: str) -> notices.Said:
    """What whoever asked is to hear, and none of those who follow; said by `say`."""
    asked = list(Person.objects.filter(pk__in=_askers(ticket), is_active=True))
    return _said(ticket, asked, about=about, title=title, body=body, key=key)


def _said(
    ticket: Ticket, people: list[Person], *, about: str, title: str, body: str, key: str, loud: bool = False
) -> notices.Said:
    return notices.Said(
        people, about=about, title=title, body=body, link=reverse("ticket", args=[ticket.pk]),
        weight=Weight.LOUD if loud else Weight.PLAIN, key=f"{ticket.pk}:{key}",
    )  # fmt: skip


def say(ticket: Ticket, *said: notices.Said, now: datetime) -> None:
    """Say these things of a ticket, all at once."""
    notices.tell_all(said, company_id=ticket.company_id, project_id=ticket.project_id, now=now)

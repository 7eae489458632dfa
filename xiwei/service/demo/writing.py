"""Write tales down: many at a time, each row as the actions would have left it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.db import models, transaction
from django.urls import reverse

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Entry
from xiwei.notices.models import Message, Weight
from xiwei.people.models import Person
from xiwei.service.demo.deeds.said import text_of
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.index import INDEX, pairs
from xiwei.service.models import (
    Booking,
    CallBack,
    Clock,
    Correction,
    Decline,
    Follower,
    HandOver,
    Photo,
    Promise,
    Rating,
    Thanks,
    Ticket,
    Wait,
    WorkOrder,
)
from xiwei.shared import bulk

# What hangs on a ticket or its orders, in an order in which each finds what it points to.
HANGING: tuple[type[models.Model], ...] = (
    Promise, Decline, HandOver, Booking, Rating, Thanks, Photo, Follower, Correction,
)  # fmt: skip
# How soon a message has been read; of the last hours, so many are left to each, the weightiest first.
READ_AFTER = timedelta(minutes=25)
UNREAD, LATELY = 4, timedelta(hours=18)
ASKING = (
    "service.decline_asked", "service.hand_over_offered", "service.order_offered", "service.reopened", "service.done",
    "service.promised", "service.promise_moved", "service.rated", "service.thanked",
)  # fmt: skip


@transaction.atomic
def write(tales: list[Tale]) -> int:
    """Write these tales in one transaction; returns how many lines the ledger got."""
    bulk.insert(Ticket, [tale.ticket for tale in tales])
    for tale in tales:
        for settle in tale.later:
            settle()
    bulk.insert(WorkOrder, [order for tale in tales for order in tale.orders])
    bulk.insert(Clock, [clock for tale in tales for clock in tale.clocks])
    bulk.insert(Wait, [wait for tale in tales for wait in tale.waits])
    bulk.insert(CallBack, [call for tale in tales for call in tale.calls])
    rows = list(chain.from_iterable(tale.rows for tale in tales))
    for model in HANGING:
        bulk.insert(model, [row for row in rows if type(row) is model])
    INDEX.put_many(pairs([tale.ticket for tale in tales]))
    bulk.insert(Message, list(chain.from_iterable(_messages(tale) for tale in tales)))
    lines = list(chain.from_iterable(_lines(tale) for tale in tales))
    ledger.record_many(lines)
    return len(lines)


def _lines(tale: Tale) -> Iterator[Entry]:
    """The ledger's lines, each under the title the ticket had at the time."""
    ticket, last = tale.ticket, tale.ticket.item
    for one in tale.told:
        ticket.item = one.item
        data = {name: value() if callable(value) else value for name, value in one.data.items()}
        yield ledger.line(
            one.kind, ticket, by=one.by, at=one.at, seen_by=one.seen_by, evidence=one.evidence, person=one.person,
            written_at=one.written_at, **data,
        )  # fmt: skip
    ticket.item = last


def _messages(tale: Tale) -> Iterable[Message]:
    """What the cast's inboxes hold of it; the same key is said to the same person once."""
    found: dict[tuple[int, str], Message] = {}
    ticket = tale.ticket
    for one in tale.said:
        key = f"{ticket.pk}:{text_of(one.key)}"
        read = min(one.at + READ_AFTER, tale.scale.now)
        page = reverse("order", args=[one.order.pk]) if one.order else reverse("ticket", args=[ticket.pk])
        message = Message(
            company_id=ticket.company_id, project_id=ticket.project_id, person=one.person, about=one.about,
            title=one.title, body=text_of(one.body)[:500], link=page,
            weight=Weight.LOUD if one.loud else Weight.PLAIN, at=one.at, read_at=read, key=key,
        )  # fmt: skip
        found.setdefault((one.person.pk, key), message)
    return found.values()


@transaction.atomic
def leave_unread(people: Iterable[Person], now: datetime) -> None:
    """A handful of the last hours' messages that ask for something wait in each inbox; all others have been read."""
    for person in people:
        lately = Message.objects.filter(person=person, at__gte=now - LATELY, about__in=ASKING)
        found = sorted(lately, key=lambda one: (one.weight == Weight.LOUD, one.at), reverse=True)[:UNREAD]
        Message.objects.filter(pk__in=[one.pk for one in found]).update(read_at=None)

"""What a neighbour who follows a matter adds to it, and how they let it go."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Person
from xiwei.service.actions import photos
from xiwei.service.actions.telling import tell_staff
from xiwei.service.models import PhotoStage, Ticket
from xiwei.service.queries import tickets
from xiwei.service.rules import asking as rules
from xiwei.service.rules.promises import check_words
from xiwei.shared.pictures import Picture


@transaction.atomic
def add_word(ticket: Ticket, *, by: Person, now: datetime, words: str, pictures: Sequence[Picture] = ()) -> Ticket:
    """A follower tells more of it: read by who answers and who works on it, never by the neighbour who asked."""
    ticket = tickets.lock(ticket)
    rules.check_follows(ticket, by=by)
    check_words(words, least=1, most=500)
    rules.check_pictures(pictures)
    kept = photos.keep_all(ticket, pictures, stage=PhotoStage.ASKED, by=by, now=now, seen_by=Seen.STAFF)
    ledger.record("service.neighbour_remarked", ticket, by=by, at=now, evidence=kept, words=words.strip())
    workers = [order.worker for order in tickets.live_orders(ticket).select_related("worker__person")]
    tell_staff(
        ticket, [ticket.answering, *workers], about="service.remarked", title=f"邻居补充：{ticket.title}", body=words,
        now=now, key=f"neighbour:{by.pk}:{now.timestamp()}",
    )  # fmt: skip
    return ticket


@transaction.atomic
def let_go(ticket: Ticket, *, by: Person, now: datetime) -> Ticket:
    """A follower hears no more of it; letting go twice is letting go once."""
    gone, _ = ticket.followers.filter(person=by).delete()
    if gone:
        ledger.record("service.unfollowed", ticket, by=by, at=now, count=ticket.followers.count())
    return ticket

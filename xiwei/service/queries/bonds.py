"""What a household that leaves still has open here, and what was done since it left."""

from collections.abc import Collection

from django.db.models import F, Max, Q, QuerySet

from xiwei.ledger.models import Entry
from xiwei.people.models import Household, MatterFate, Transfer
from xiwei.service.models import Ticket

LOOKS = ("people.looked_at", "service.number_shown")


def open_tickets(household: Household) -> QuerySet[Ticket]:
    """Its open matters, the nearest due first, with what tells whether one can be carried over."""
    found = Ticket.objects.filter(household=household, closed_at__isnull=True)
    related = ("project", "item", "room", "place", "building", "asker")
    ordered = found.select_related(*related).order_by(F("due_at").asc(nulls_last=True), "pk")
    return ordered.prefetch_related("orders")


def last_line(ticket_ids: Collection[int]) -> int:
    """The number of the last line about any of these."""
    return _lines(ticket_ids).aggregate(last=Max("pk"))["last"] or 0


def deed_since(ticket_ids: Collection[int], line: int) -> Entry | None:
    """What a person did with any of these after that line; looking at it, and what the clock says, is nothing done."""
    by_someone = Q(actor_person_id__isnull=False) | Q(actor_staff_id__isnull=False)
    return _lines(ticket_ids).filter(by_someone, pk__gt=line).exclude(kind__in=LOOKS).order_by("pk").first()


def _lines(ticket_ids: Collection[int]) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_type=Ticket._meta.label_lower, subject_id__in=ticket_ids)


def asked_since(transfer: Transfer) -> Ticket | None:
    """The first need of those who came that is their own: not one that was handed on to them."""
    handed = MatterFate.objects.filter(transfer=transfer, became_id__isnull=False).values("became_id")
    own = Ticket.objects.filter(household_id=transfer.coming_id).exclude(pk__in=handed)
    return own.select_related("item", "project").order_by("pk").first() if transfer.coming_id else None

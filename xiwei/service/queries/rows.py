"""Tickets as lists show them: the few words of a row, and no more of the database than that."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from xiwei.service.models import Ticket, WorkOrder, title_of
from xiwei.service.models.tickets import OPEN

# In the order of Row's fields. A row as whole objects would be nine of them, and three quarters of a page's time.
FIELDS = (
    *("pk", "line", "state", "level", "asked_at", "promised_for", "due_at", "words", "spot"),
    *("item__name", "place__name", "room__label", "building__name", "project__name", "answering__name"),
)


class Row(NamedTuple):
    """One ticket in a list; where it has the same names as Ticket, they mean the same."""

    pk: int
    line: str
    state: str
    level: int
    asked_at: datetime
    promised_for: datetime | None
    due_at: datetime | None
    words: str
    spot: str
    item: str | None
    place: str | None
    room: str | None
    building: str | None
    project: str
    answering: str
    worker: str = ""

    @property
    def title(self) -> str:
        return title_of(self.item, self.words)

    @property
    def holder(self) -> str:
        """Whom to ask about it: the worker who has it in hand, else who answers for it."""
        return self.worker or self.answering

    @property
    def spot_label(self) -> str:
        return " ".join(part for part in (self.place or self.room or self.building, self.spot) if part)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def rows(found: QuerySet[Ticket]) -> list[Row]:
    """The rows of a query of tickets, in its order: two queries, the second for whose hands they are in."""
    read = [Row(*values) for values in found.values_list(*FIELDS)]
    live = WorkOrder.objects.filter(ticket_id__in=[row.pk for row in read], ended_at__isnull=True).order_by("-pk")
    workers = dict(live.values_list("ticket_id", "worker__name")) if read else {}
    return [row._replace(worker=workers.get(row.pk, "")) for row in read]


def rows_of(ids: Iterable[int]) -> list[Row]:
    """The rows of these tickets, in this order: two queries."""
    wanted = list(ids)
    if not wanted:
        return []
    found = {row.pk: row for row in rows(Ticket.objects.filter(pk__in=wanted).order_by())}
    return [found[pk] for pk in wanted if pk in found]

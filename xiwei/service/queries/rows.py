"""Tickets as lists show them: the few words of a row, and no more of the database than that."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet

from xiwei.estate.models import Building, Project
from xiwei.service.models import Clock, Ticket, WorkOrder, title_of
from xiwei.service.models.tickets import OPEN
from xiwei.service.rules.timing import said_of
from xiwei.shared.prepared import Given, prepared

# In the order of Row's fields. A row as whole objects would be nine of them, and three quarters of a page's time. Four
# joins and no more: PostgreSQL weighs the orders of joins before it reads a row, and six took it longer than reading.
FIELDS = (
    *("pk", "line", "state", "level", "asked_at", "promised_for", "due_at", "words", "spot", "kind", "outcome"),
    *("item__name", "place__name", "room__label", "answering__name", "building_id", "project_id"),
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
    kind: str
    outcome: str
    item: str | None
    place: str | None
    room: str | None
    answering: str
    building_id: int | None
    project_id: int
    worker: str = ""
    area: str = ""
    due_kind: str = ""  # of the clock that is due at `due_at`

    @property
    def title(self) -> str:
        return title_of(self.item, self.words)

    @property
    def holder(self) -> str:
        """Whom to ask about it: the worker who has it in hand, else who answers for it."""
        return self.worker or self.answering

    @property
    def spot_label(self) -> str:
        return " ".join(part for part in (self.place or self.room or self.area, self.spot) if part)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def rows(found: Iterable[tuple[Any, ...]]) -> list[Row]:
    """The rows of what a query of tickets found as FIELDS, in its order: two queries more, for whose hands they are in
    and which limit is the nearest.

    Two more at most name the area of those that stand at no room and no place.
    """
    read = [Row(*values) for values in found]
    open_ = [row.pk for row in read if row.is_open]
    workers = dict(_workers(ids=open_)) if open_ else {}
    limits = limits_of(open_)
    wide = [row for row in read if not (row.place or row.room)]
    buildings = _names(Building, {row.building_id for row in wide if row.building_id})
    projects = _names(Project, {row.project_id for row in wide if not row.building_id})
    return [
        row._replace(
            worker=workers.get(row.pk, ""),
            due_kind=limits.get(row.pk, ""),
            area=buildings.get(row.building_id or 0) or ("" if row.spot else projects.get(row.project_id, "")),
        )
        for row in read
    ]


def rows_from(tickets: Iterable[Ticket | Row]) -> list[Row]:
    """The same of tickets that were read whole; one query for their limits. Whose hands they are in is not said."""
    listed = list(tickets)
    limits = limits_of([one.pk for one in listed if isinstance(one, Ticket) and one.is_open])
    return [one if isinstance(one, Row) else _row_of(one, limits.get(one.pk, "")) for one in listed]


def _row_of(one: Ticket, due_kind: str) -> Row:
    return Row(
        *(
            one.pk,
            one.line,
            one.state,
            one.level,
            one.asked_at,
            one.promised_for,
            one.due_at,
            one.words,
            one.spot,
            one.kind,
            one.outcome,
        ),
        item=one.item.name if one.item else None,
        place=None,
        room=None,
        answering="",
        building_id=one.building_id,
        project_id=one.project_id,
        area=str(one.place or one.room or one.building or ("" if one.spot else one.project)),
        due_kind=due_kind,
    )


@prepared
def _workers(ids: Given) -> QuerySet[WorkOrder, Any]:
    live = WorkOrder.objects.known(ticket_id__in=ids, ended_at=None)
    return live.order_by("-pk").values_list("ticket_id", "worker__name")


def limits_of(ids: Collection[int]) -> dict[int, str]:
    """As what the nearest running clock of each of these tickets is said, in one query; of some none runs."""
    return {pk: said_of(kind, need) for pk, kind, need in _limits(ids=list(ids))} if ids else {}


@prepared
def _limits(ids: Given) -> QuerySet[Clock, Any]:
    running = Clock.objects.known(ticket_id__in=ids, stopped_at__isnull=True)
    return running.order_by("-due_at").values_list(
        "ticket_id", "kind", "ticket__kind"
    )  # the last said of a ticket is its nearest


def _names(model: type[Model], ids: set[int]) -> dict[int, str]:
    return dict(_named(model, ids=ids)) if ids else {}


@prepared
def _named(model: type[Model], ids: Given) -> QuerySet[Model, Any]:
    return model._default_manager.filter(pk__in=ids).values_list("pk", "name")


@prepared
def _of(ids: Given) -> QuerySet[Ticket, Any]:
    return Ticket.objects.known(pk__in=ids).order_by().values_list(*FIELDS)


def rows_of(ids: Iterable[int]) -> list[Row]:
    """The rows of these tickets, in this order.

    For a list that is searched or sorted by no index: sorted as numbers, then fetched.
    """
    wanted = list(ids)
    if not wanted:
        return []
    found = {row.pk: row for row in rows(_of(ids=wanted))}
    return [found[pk] for pk in wanted if pk in found]

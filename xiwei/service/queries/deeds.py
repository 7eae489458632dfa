"""What was done where anyone may see it: each deed once, by what it was and where, with its pictures (D6)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Seen
from xiwei.ledger.queries import Line
from xiwei.service.models import Ticket
from xiwei.service.rules import discretion
from xiwei.shared.prepared import Given, prepared

FINISHED, ENDS = "service.order_finished", ("service.done", "service.answered")
SUBJECT = Ticket._meta.label_lower


@dataclass(frozen=True)
class Deed:
    """One thing done: 轿厢照明维修, in 1栋1单元电梯, 灯管已换, by 维修工 马志强."""

    title: str
    where: str
    says: str
    line: str
    at: datetime
    by: str
    evidence: list[dict[str, Any]] = field(default_factory=list)


def around(building_id: int, *, since: datetime, most: int = 8) -> list[Deed]:
    """What was done in a building's public places since then, the latest first."""
    lines = ledger.timeline(building_id=building_id, kinds=(FINISHED, *ENDS), seen_by=Seen.PUBLIC, limit=3 * most)
    return _telling([line for line in lines if line.at >= since])[:most]


def at_place(place_id: int, *, most: int = 8) -> list[Deed]:
    """What was done in one place, the latest first."""
    lines = ledger.timeline(place_id=place_id, kinds=(FINISHED, *ENDS), seen_by=Seen.PUBLIC, limit=3 * most)
    return _telling(lines)[:most]


def of_ticket(ticket: Ticket, *, most: int = 8) -> list[Deed]:
    """What hands have done about one public matter so far, the latest first."""
    lines = ledger.timeline(subject=ticket, kinds=(FINISHED,), seen_by=Seen.PUBLIC, limit=most)
    return [_deed(line, ticket) for line, ticket in _ended(lines)]


def _telling(lines: list[Line]) -> list[Deed]:
    """Those of several matters that say what was done."""
    return [_deed(line, ticket) for line, ticket in _ended(lines) if discretion.tells_something(ticket)]


def _ended(lines: list[Line]) -> list[tuple[Line, Ticket]]:
    """A matter that somebody finished with their hands is told by that line; one that was only answered, by its end."""
    finished = {line.entry.subject_id for line in lines if line.entry.kind == FINISHED}
    told = [one for one in lines if one.entry.kind == FINISHED or one.entry.subject_id not in finished]
    tickets = _tickets(one.entry.subject_id for one in told if one.entry.subject_type == SUBJECT)
    return [(one, tickets[one.entry.subject_id]) for one in told if one.entry.subject_id in tickets]


def _tickets(ids: Iterable[int]) -> dict[int, Ticket]:
    wanted = set(ids)
    return {one.pk: one for one in _told(ids=wanted)} if wanted else {}


@prepared
def _told(ids: Given) -> QuerySet[Ticket]:
    return Ticket.objects.known(pk__in=ids).select_related("item", "place", "building", "asker")


def _deed(line: Line, ticket: Ticket) -> Deed:
    said = line.sentence if line.entry.kind == FINISHED else ""
    return Deed(
        title=discretion.matter_for_anyone(ticket),
        where=str(ticket.place or ticket.building or ""),
        says=discretion.deed_for_anyone(ticket, said),
        line=ticket.line,
        at=line.at,
        by=line.actor_label,
        evidence=line.evidence,
    )

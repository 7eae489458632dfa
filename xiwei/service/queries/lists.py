"""The worklist and the search, from what stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from xiwei.people.models import Line
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.service.index import INDEX
from xiwei.service.models import NEAREST_FIRST, Ticket, TicketState
from xiwei.service.queries.late import late, once_late
from xiwei.service.queries.rows import Row, rows, rows_of
from xiwei.service.queries.tickets import served_by
from xiwei.standards.models import Urgency

SIZES = ("25", "50", "100")


@dataclass(frozen=True)
class Asked:
    """What the worklist is narrowed to; anything not understood narrows nothing."""

    state: str = "open"
    line: str = ""
    urgency: str = ""
    project: str = ""
    words: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """From the address."""
        state = query.get("state", "open")
        line, urgency = query.get("line", ""), query.get("urgency", "")
        project = query.get("project", "")
        return cls(
            state=state if state in ("open", "late", "once_late", "all", *TicketState.values) else "open",
            line=line if line in Line.values else "",
            urgency=urgency if urgency in Urgency.values else "",
            project=project if project.isdecimal() and len(project) < 12 else "",
            words=query.get("words", "").strip()[:60],
        )


def size_of(query: Mapping[str, str]) -> int:
    """How many rows a page has: 25 unless 50 or 100 was asked for."""
    asked = query.get("size", "")
    return int(asked) if asked in SIZES else 25


def tickets(who: Who, asked: Asked, now: datetime) -> QuerySet[Ticket]:
    """The tickets this person may see, as asked: open ones by the nearest promise, ended ones by the latest.

    What is searched comes by its number, the latest first: so the index of words gives it, and no more is read of it.
    """
    found = Ticket.objects.known().filter(_found_for(who)) if asked.words else Ticket.objects.filter(_seen_by(who))
    if asked.state == "open":
        found = found.filter(closed_at__isnull=True)
    elif asked.state == "late":
        found = found.filter(late(now))
    elif asked.state == "once_late":
        found = found.filter(once_late(now))
    elif asked.state != "all":
        found = found.filter(state=asked.state)
    for name in ("line", "urgency"):
        if getattr(asked, name):
            found = found.filter(**{name: getattr(asked, name)})
    if asked.project:
        found = found.filter(project_id=asked.project)
    if asked.words:
        return matching(found, asked.words).order_by("-pk")
    open_only = asked.state in ("open", "late", "once_late")
    return found.order_by(*NEAREST_FIRST) if open_only else found.order_by("-asked_at", "-pk")


def rows_of_page(asked: Asked, page: QuerySet[Ticket]) -> list[Row]:
    """The rows of one page of them. What was searched has no index for its order: numbers first, then their rows."""
    return rows_of(page.values_list("pk", flat=True)) if asked.words else rows(page)


def _seen_by(who: Who) -> Q:
    """Where this person sees whole projects, those suffice and keep the index; else what they serve, one by one.

    Never what they only follow as a neighbour: a search by a phone's end would tell whose it is.
    """
    whole = who.projects_with(Permission.TICKET_SEE)
    if any(who.reach(Permission.TICKET_SEE)):
        return whole
    return Q(pk__in=Ticket.objects.filter(served_by(who)).values("pk"))


def _found_for(who: Who) -> Q:
    """The same of what the words found: in terms that begin no index, for it is read by its numbers."""
    reach = who.reach(Permission.TICKET_SEE)
    if not reach:
        return _seen_by(who)
    projects = {project for _, project in reach if project is not None}
    whole = {company for company, project in reach if project is None}
    return Q(project_id__in=projects) | Q(in_company__in=whole)


def matching(found: QuerySet[Ticket], words: str) -> QuerySet[Ticket]:
    """Narrow to those whose index holds the words: a number, a name, a room, a phone's last four, or what was said."""
    return INDEX.matching(found, words)

"""The worklist and the search, from what stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from xiwei.people.models import Line
from xiwei.people.queries.who import Reach, Who, within
from xiwei.people.rules import Permission
from xiwei.service.index import INDEX, asked_of
from xiwei.service.models import NEAREST_FIRST, Ticket, TicketState
from xiwei.service.queries.late import late, once_late
from xiwei.service.queries.rows import FIELDS, Row, rows, rows_of
from xiwei.service.queries.tickets import served_as
from xiwei.shared.prepared import Given, prepared
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


@dataclass
class Listing:
    """The tickets this person may see, as asked: open ones by the nearest promise, ended ones by the latest.

    A pager counts and slices it; a slice is rows. What is searched comes by its number, the latest first: so the index
    of words gives it, and no more is read of it.
    """

    who: Who
    asked: Asked
    now: datetime
    _known: tuple[int, list[int]] = (0, [])  # as many numbers as were asked for, and those there are

    def count_to(self, most: int) -> int:
        """How many there are, `most` at most."""
        return len(self._first(most))

    def __getitem__(self, part: slice) -> list[Row]:
        if self.asked.words:
            return rows_of(self._first(part.stop)[part])
        return rows(_page(*self._shape, part.start or 0, part.stop, **self._given))

    def _first(self, most: int) -> list[int]:
        """The numbers of the first ones: words are looked for once, and whoever has counted has their pages, too."""
        if self._known[0] < most:
            found = list(_numbers(*self._shape, 0, most, **self._given)) if self._may_hold else []
            self._known = most, found
        return self._known[1][:most]

    @property
    def _may_hold(self) -> bool:
        return not self.asked.words or bool(self._phrase)

    @property
    def _phrase(self) -> str:
        return INDEX.phrase(asked_of(self.asked.words))

    @property
    def _shape(self) -> tuple[Reach, Asked]:
        """Where they see whole projects, and what is narrowed; of words and project only that there are any."""
        narrowed = replace(self.asked, words=self.asked.words and "…", project=self.asked.project and "…")
        return self.who.reach(Permission.TICKET_SEE), narrowed

    @property
    def _given(self) -> dict[str, Any]:
        return {
            "now": self.now,
            "staff": [one.pk for one in self.who.staff],
            "project": int(self.asked.project or 0),
            "phrase": self._phrase,
        }


@prepared
def _page(reach: Reach, asked: Asked, start: int, stop: int, **given: Given) -> QuerySet[Ticket, Any]:
    return _found(reach, asked, **given).values_list(*FIELDS)[start:stop]


@prepared
def _numbers(reach: Reach, asked: Asked, start: int, stop: int, **given: Given) -> QuerySet[Ticket, int]:
    return _found(reach, asked, **given).values_list("pk", flat=True)[start:stop]


def _found(reach: Reach, asked: Asked, *, now: Given, staff: Given, project: Given, phrase: Given) -> QuerySet[Ticket]:
    here = _seen_in(reach, staff)
    found = Ticket.objects.known().filter(_among(reach) or here) if asked.words else Ticket.objects.filter(here)
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
        found = found.filter(project_id=project)
    if asked.words:
        return INDEX.latest(found, phrase)
    open_only = asked.state in ("open", "late", "once_late")
    return found.order_by(*NEAREST_FIRST) if open_only else found.order_by("-asked_at", "-pk")


def _seen_in(reach: Reach, staff: Given) -> Q:
    """Where this person sees whole projects, those suffice and keep the index; else what they serve, one by one.

    Never what they only follow as a neighbour: a search by a phone's end would tell whose it is.
    """
    if not reach:
        return Q(pk__in=Ticket.objects.filter(served_as(staff)).values("pk"))
    return within(reach)


def _among(reach: Reach) -> Q:
    """The same of what the words found: in terms that begin no index, for it is read by its numbers."""
    projects = {project for _, project in reach if project is not None}
    whole = {company for company, project in reach if project is None}
    return Q(project_id__in=projects) | Q(in_company__in=whole) if reach else Q()

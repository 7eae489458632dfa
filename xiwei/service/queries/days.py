"""What a day was: what stood open when it ended, which limits broke, what came up, who was let down (A5).

Plain values, as they are frozen by a signature: numbers and names of services, and nobody's name or words, which a
person may have erased.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from xiwei.estate.models import Project
from xiwei.ledger.models import Entry
from xiwei.people.models import Line
from xiwei.service.models import (
    PROMISED,
    Cause,
    Clock,
    Decline,
    HandOver,
    OrderState,
    Promise,
    Ticket,
    Wait,
    WaitReason,
    WorkOrder,
)
from xiwei.service.rules.ending import BAD
from xiwei.service.rules.signoffs import span
from xiwei.shared.tongue import kept
from xiwei.standards.models import ClockKind

Content = dict[str, Any]
LISTS = ("late", "breaches", "escalated", "reopened", "unhappy")
COUNTS = ("open", "due")
SAID = ("service.clock_escalated", "service.reopened", "service.rated")
# What a wait was for, as a cause of what broke meanwhile.
WAITED = {
    WaitReason.ABSENT: Cause.HOME,
    WaitReason.DECISION: Cause.HOME,
    WaitReason.PERMIT: Cause.OUTSIDE,
    WaitReason.PARTS: Cause.PARTS,
    WaitReason.HANDS: Cause.HANDS,
    WaitReason.WEATHER: Cause.OTHER,
}


def content(project: Project, day: date) -> Content:
    """The day as it is known now, in six queries for any number of matters."""
    begin, end = span(day, day)
    clocks = list(_standing(project, end))
    broken = list(broken_in(project, begin, end))
    said = _said(project, begin, end)
    late = {ticket: due for ticket, due, breached in reversed(clocks) if breached and due < end}
    due = {ticket for ticket, due, _ in clocks if end <= due < end + timedelta(days=1)}
    answered = _promised(broken)
    names = _named({*late, *(one.ticket_id for one in broken), *(ticket for of in said.values() for ticket in of)})
    return {
        "open": _open_at(project, end).count(),
        "due": len(due),
        "late": [{**names[one], "due": due.isoformat()} for one, due in sorted(late.items()) if one in names],
        "breaches": [
            {
                **names[one.ticket_id],
                "clock": one.pk,
                "kind": one.kind,
                "due": one.due_at.isoformat(),
                "promised": one.pk in answered,
            }
            for one in broken
        ],
        **{name: [names[one] for one in of if one in names] for name, of in said.items()},
    }


def _open_at(project: Project, end: datetime) -> QuerySet[Ticket]:
    """What stood open at that moment; what was closed then and opened again later counts as open throughout."""
    return Ticket.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=end), project=project, asked_at__lt=end)


def _standing(project: Project, end: datetime) -> Iterable[tuple[int, datetime, bool]]:
    """The clocks that ran at that moment, the nearest first: ticket, due, whether it ran over."""
    running = Clock.objects.filter(Q(stopped_at__isnull=True) | Q(stopped_at__gte=end), started_at__lt=end)
    open_then = running.filter(ticket__in=_open_at(project, end).order_by().values("pk"))
    return open_then.order_by("due_at").values_list("ticket_id", "due_at", "breached")


def broken_in(project: Project, begin: datetime, end: datetime) -> QuerySet[Clock]:
    """The promises that were due between these moments and were broken."""
    found = Clock.objects.filter(ticket__project=project, breached=True, due_at__gte=begin, due_at__lt=end)
    return found.order_by("due_at", "pk")


def _promised(broken: Collection[Clock]) -> set[int]:
    """Of these clocks, by their numbers, those that ran out after somebody had promised a moment in the same round."""
    given: dict[int, list[datetime]] = {}
    for ticket, at in Promise.objects.filter(ticket__in={one.ticket_id for one in broken}).values_list("ticket", "at"):
        given.setdefault(ticket, []).append(at)
    return {
        one.pk
        for one in broken
        if one.kind == PROMISED or any(one.started_at <= at <= one.due_at for at in given.get(one.ticket_id, ()))
    }


def was_promised(one: dict[str, Any]) -> bool:
    """Whether this broken limit was of a matter somebody had promised; a day frozen before that was kept says it by the kind."""
    return bool(one.get("promised", one["kind"] != ClockKind.RESPONSE))


def _said(project: Project, begin: datetime, end: datetime) -> dict[str, list[int]]:
    """By the ledger's lines of the day: tickets that came up, were opened again, were rated badly; each once."""
    lines = Entry.objects.filter(project_id=project.pk, at__gte=begin, at__lt=end, kind__in=SAID).order_by("at", "pk")
    found: dict[str, dict[int, None]] = {"escalated": {}, "reopened": {}, "unhappy": {}}
    for kind, ticket, data in lines.values_list("kind", "subject_id", "data"):
        if kind == "service.rated" and data.get("stars", 5) > BAD:
            continue
        found[{SAID[0]: "escalated", SAID[1]: "reopened", SAID[2]: "unhappy"}[kind]][ticket] = None
    return {name: list(of) for name, of in found.items()}


def _named(ids: Collection[int]) -> dict[int, dict[str, Any]]:
    rows = Ticket.objects.known(pk__in=ids).order_by("pk").values("pk", "project__code", "line", "item__name")
    return {
        row["pk"]: {
            "ticket": row["pk"],
            "number": f"{row['project__code'].upper()}-{row['pk']}",
            "name": row["item__name"] or kept(Line(row["line"]).label),
            "line": row["line"],
        }
        for row in rows
    }


class Proposal(NamedTuple):
    """A cause the record speaks for, and what in it does."""

    cause: Cause
    because: str


def proposals(breaches: Iterable[dict[str, Any]]) -> dict[int, Proposal]:
    """For each broken promise (by its clock) whose cause the record tells by the moment it broke: a wait, else a no, a hand-over.

    Four queries, for any number.
    """
    broken = {one["clock"]: (one["ticket"], datetime.fromisoformat(one["due"])) for one in breaches}
    told = _told({ticket for ticket, _ in broken.values()}) if broken else []
    found: dict[int, Proposal] = {}
    for clock, (ticket, due) in broken.items():
        before = [proposal for of, at, proposal in told if of == ticket and at <= due]
        if before:
            found[clock] = before[0]
    return found


def _told(ids: Collection[int]) -> list[tuple[int, datetime, Proposal]]:
    """What the record tells of these tickets, what weighs most first."""
    waits = Wait.objects.filter(ticket__in=ids).order_by("-started_at").values_list("ticket_id", "started_at", "reason")
    refused = WorkOrder.objects.filter(ticket__in=ids, state=OrderState.REFUSED).order_by("-offered_at")
    handed = HandOver.objects.filter(order__ticket__in=ids).order_by("-offered_at")
    declined = Decline.objects.filter(ticket__in=ids).order_by("-asked_at").values_list("ticket_id", "asked_at")
    return [
        *((of, at, Proposal(WAITED[WaitReason(why)], str(WaitReason(why).label))) for of, at, why in waits),
        *((of, at, Proposal(Cause.JUDGED, gettext("提请过婉拒"))) for of, at in declined),
        *(
            (of, at, Proposal(Cause.SENT, gettext("派过的人没有接单")))
            for of, at in refused.values_list("ticket_id", "offered_at")
        ),
        *(
            (of, at, Proposal(Cause.HANDS, gettext("请别人接过手")))
            for of, at in handed.values_list("order__ticket_id", "offered_at")
        ),
    ]


def changes(signed: Content, now: Content) -> Content:
    """What is otherwise than it was signed: of each list what came and what went, of each count the new one."""
    lists = {}
    for name in LISTS:
        was, stands = _by_key(signed[name]), _by_key(now[name])
        lists[name] = {
            "came": [one for key, one in stands.items() if key not in was],
            "gone": [one for key, one in was.items() if key not in stands],
        }
    counts = {name: now[name] for name in COUNTS if now[name] != signed[name]}
    return {**{name: both for name, both in lists.items() if both["came"] or both["gone"]}, **counts}


def _by_key(rows: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {one.get("clock") or one["ticket"]: one for one in rows}

"""What a month was: what ended and which promises broke, by line; why, by cause; beside the month before (A5)."""

from datetime import date
from typing import Any

from django.db.models import Count

from xiwei.estate.models import Project
from xiwei.people.models import Line
from xiwei.service.models import BreachCause, Cause, Ticket
from xiwei.service.queries.days import Content, broken_in
from xiwei.service.rules.signoffs import month_before, month_of, span


def content(project: Project, first: date) -> Content:
    """The month that begins on `first`, and the one before it, in six queries."""
    return {**_sums(project, first), "before": _sums(project, month_before(first))}


def _sums(project: Project, first: date) -> dict[str, Any]:
    """By line: what ended, and the promises due in the month that were broken; by cause: those of them that were explained.

    A cause counts in the month its promise was due in, whenever its day was signed.
    """
    begin, end = span(*month_of(first))
    ended = Ticket.objects.filter(project=project, closed_at__gte=begin, closed_at__lt=end, outcome__gt="")
    closed = dict(ended.order_by().values_list("line").annotate(count=Count("pk")))
    late = dict(broken_in(project, begin, end).order_by().values_list("ticket__line").annotate(count=Count("pk")))
    told = BreachCause.objects.filter(sign_off__project=project, due_at__gte=begin, due_at__lt=end)
    why = dict(told.order_by().values_list("cause").annotate(count=Count("pk")))
    return {
        "lines": [
            {"line": line, "ended": closed.get(line, 0), "late": late.get(line, 0)}
            for line in Line.values
            if line in closed or line in late
        ],
        "causes": [{"cause": cause, "count": why[cause]} for cause in Cause.values if cause in why],
        "ended": sum(closed.values()),
        "late": sum(late.values()),
        "told": sum(why.values()),
    }


def beside(content: Content) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The month's lines and causes, each with what the month before had of it; what only that one had too."""
    return _paired(content, "lines", "line", ("ended", "late")), _paired(content, "causes", "cause", ("count",))


def _paired(content: Content, name: str, key: str, counted: tuple[str, ...]) -> list[dict[str, Any]]:
    now, before = ({one[key]: one for one in of[name]} for of in (content, content["before"]))
    return [
        {
            key: one,
            **{n: now.get(one, {}).get(n, 0) for n in counted},
            **{f"{n}_before": before.get(one, {}).get(n, 0) for n in counted},
        }
        for one in dict.fromkeys([*now, *before])
    ]

"""Lists of tickets, drawn in Python: the same rows by templates cost a page of fifty ten times as much."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from html import escape

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from xiwei.service.models import PROMISED, STATE_SAID, Ticket, TicketState
from xiwei.service.queries.late import is_late
from xiwei.service.queries.rows import Row, limits_of
from xiwei.service.rules.timing import DUE_SAYS
from xiwei.shared import tongue
from xiwei.shared.templatetags.xiwei import icon, line_icon, promise, promise_tone, state, when

register = template.Library()
STATES = dict(TicketState.choices)


@register.simple_tag(takes_context=True)
def ticket_list(context: Context, tickets: Iterable[Ticket | Row]) -> SafeString:
    """The tickets as a list of rows to tap, each with its state and its nearest limit, named; red is late now.

    Residents read the moment that was promised to them, once one was.
    """
    now = context["now"]
    residents = getattr(context.get("request"), "face", "") == "resident"
    listed = list(tickets)
    limits = limits_of([one.pk for one in listed if isinstance(one, Ticket) and one.is_open])
    items = "".join(f"<li>{_row(one, now, residents, limits)}</li>" for one in listed)
    return mark_safe(f'<ul class="x-list">{items}</ul>')  # noqa: S308  (_row escapes what people wrote)


@tongue.remembered
def _state(key: str, residents: bool) -> str:
    return state(key, STATE_SAID[TicketState(key)] if residents else STATES[key])


@cache
def _address() -> str:
    """A ticket's address with {} for its number: reversed once, not for each row."""
    return reverse("ticket", args=[0]).replace("/0/", "/{}/")


def _project(one: Ticket | Row) -> str:
    """Where no spot is said; a row has it there already."""
    return "" if isinstance(one, Row) else one.project.name


def _row(one: Ticket | Row, now: datetime, residents: bool, limits: Mapping[int, str]) -> str:
    over = is_late(one, now)
    due = one.due_at if over or (one.is_open and one.due_at and one.due_at >= now) else None
    if residents and due and one.promised_for and one.state != TicketState.WAITING:
        due, over = one.promised_for, one.promised_for < now
    near = promise_tone(due, now)
    tone = " x-row--over" if over else f" x-row--{near}" if near else ""
    kind = one.due_kind if isinstance(one, Row) else limits.get(one.pk, "")
    holder = f" · {escape(one.holder)}" if isinstance(one, Row) else ""
    return (
        f'<a class="x-row{tone}" href="{_address().format(one.pk)}">'
        f'<span class="x-row-lead">{icon(line_icon(one.line))}</span>'
        f'<span class="x-row-body"><b>{escape(tongue.named(one.title))}</b>'
        f"<small>{escape(one.spot_label or _project(one))} · {when(one.asked_at, now)}{holder}</small></span>"
        f'<span class="x-row-end">{_state(one.state, residents)}{_limit(one, due, kind, now)}</span></a>'
    )


def _limit(one: Ticket | Row, due: datetime | None, kind: str, now: datetime) -> str:
    """The moment and what it is the limit of; where another than the promise comes first, the promise stands before it."""
    if due is None:
        return ""
    kind = PROMISED if due == one.promised_for else kind
    said = promise(due, now, lead=limit_says(kind))
    if one.state != TicketState.PROMISED or kind == PROMISED or not one.promised_for:
        return said
    return f"<small>{limit_says(PROMISED)} {when(one.promised_for, now)}</small>{said}"


@register.filter
@tongue.remembered
def limit_says(kind: str) -> str:
    """What a moment of this kind of clock is: 最晚答复, 最晚到场, 最晚办好, 承诺办好; "" where no clock runs."""
    return gettext(DUE_SAYS[kind]) if kind else ""

"""Lists of tickets, drawn in Python: the same rows by templates cost a page of fifty ten times as much."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from html import escape

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from xiwei.service.models import STATE_SAID, Ticket, TicketState
from xiwei.service.queries.late import is_late
from xiwei.service.queries.rows import Row
from xiwei.shared import tongue
from xiwei.shared.templatetags.xiwei import icon, line_icon, promise, promise_tone, state, when

register = template.Library()
STATES = dict(TicketState.choices)


@register.simple_tag(takes_context=True)
def ticket_list(context: Context, tickets: Iterable[Ticket | Row]) -> SafeString:
    """The tickets as a list of rows to tap, each with its state and the nearest moment we stand under; red is late now.

    Residents read the moment that was promised to them, once one was.
    """
    now = context["now"]
    residents = getattr(context.get("request"), "face", "") == "resident"
    items = "".join(f"<li>{_row(one, now, residents)}</li>" for one in tickets)
    return mark_safe(f'<ul class="x-list">{items}</ul>')  # noqa: S308  (_row escapes what people wrote)


@tongue.remembered
def _state(key: str, residents: bool) -> str:
    return state(key, STATE_SAID[TicketState(key)] if residents else STATES[key])


@tongue.remembered
def _named(promised: bool) -> str:
    """What a row's moment is: what was promised to whoever asked, or the nearest limit we stand under."""
    return gettext("承诺") if promised else gettext("时限")


@cache
def _address() -> str:
    """A ticket's address with {} for its number: reversed once, not for each row."""
    return reverse("ticket", args=[0]).replace("/0/", "/{}/")


def _project(one: Ticket | Row) -> str:
    """Where no spot is said; a row has it there already."""
    return "" if isinstance(one, Row) else one.project.name


def _row(one: Ticket | Row, now: datetime, residents: bool) -> str:
    over = is_late(one, now)
    due = one.due_at if over or (one.is_open and one.due_at and one.due_at >= now) else None
    if residents and due and one.promised_for and one.state != TicketState.WAITING:
        due, over = one.promised_for, one.promised_for < now
    near = promise_tone(due, now)
    tone = " x-row--over" if over else f" x-row--{near}" if near else ""
    holder = f" · {escape(one.holder)}" if isinstance(one, Row) else ""
    return (
        f'<a class="x-row{tone}" href="{_address().format(one.pk)}">'
        f'<span class="x-row-lead">{icon(line_icon(one.line))}</span>'
        f'<span class="x-row-body"><b>{escape(one.title)}</b>'
        f"<small>{escape(one.spot_label or _project(one))} · {when(one.asked_at, now)}{holder}</small></span>"
        f'<span class="x-row-end">{_state(one.state, residents)}{promise(due, now, _named(due == one.promised_for))}</span></a>'
    )

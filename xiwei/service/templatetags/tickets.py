"""Lists of tickets, drawn in Python: the same rows by templates cost a page of fifty ten times as much."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from html import escape

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from xiwei.service.models import PROMISED, STATE_SAID, Ticket, TicketState, left_said
from xiwei.service.queries.late import is_late
from xiwei.service.queries.rows import Row, rows_from
from xiwei.service.rules.timing import DUE_SAYS, said_of
from xiwei.shared import tongue
from xiwei.shared.templatetags.xiwei import (
    at,
    icon,
    line_icon,
    minutes_between,
    minutes_left,
    promise_tone,
    promised,
    state,
)

register = template.Library()
STATES = dict(TicketState.choices)


@register.simple_tag(takes_context=True)
def ticket_list(context: Context, tickets: Iterable[Ticket | Row]) -> SafeString:
    """The tickets as a list of rows to tap, each with its state and its nearest limit, named; red is late now.

    Residents read the moment that was promised to them, once one was.
    """
    now = context["now"]
    residents = getattr(context.get("request"), "face", "") == "resident"
    today = timezone.localdate(now, timezone.get_default_timezone())
    items = "".join([_row(one, now, today, residents) for one in rows_from(tickets)])
    return mark_safe(f'<ul class="x-list">{items}</ul>')  # noqa: S308  (_drawn escapes what people wrote)


@tongue.remembered
def _state(key: str, residents: bool, outcome: str = "") -> str:
    if left := left_said(key, outcome):
        return state(TicketState.MERGED, left)
    return state(key, STATE_SAID[TicketState(key)] if residents else STATES[key])


@cache
def _address() -> str:
    """A ticket's address with {} for its number: reversed once, not for each row."""
    return reverse("ticket", args=[0]).replace("/0/", "/{}/")


def _row(one: Row, now: datetime, today: date, residents: bool) -> str:
    over = is_late(one, now)
    due = one.due_at if over or (one.is_open and one.due_at and one.due_at >= now) else None
    if residents and due and one.promised_for and one.state != TicketState.WAITING:
        due, over = one.promised_for, one.promised_for < now
    if due is None:
        return _drawn(one, residents, today)
    return _drawn(one, residents, today, due, over, promise_tone(due, now), due >= now, minutes_between(due, now))


@tongue.remembered
def _drawn(
    one: Row, residents: bool, today: date, due: datetime | None = None, over: bool = False, near: str = "",
    to_come: bool = False, minutes: int = 0,
) -> str:  # fmt: skip
    """A row, of nothing but what is given: so a page left open is drawn anew only where a minute has changed a row."""
    tone = " x-row--over" if over else f" x-row--{near}" if near else ""
    holder = f" · {escape(one.holder)}" if one.holder else ""
    limit = _limit(one, today, due, near, minutes_left(to_come, minutes)) if due else ""
    return (
        f'<li><a class="x-row{tone}" href="{_address().format(one.pk)}">'
        f'<span class="x-row-lead">{icon(line_icon(one.line))}</span>'
        f'<span class="x-row-body"><b>{escape(tongue.named(one.title))}</b>'
        f"<small>{escape(one.spot_label)} · {at(one.asked_at, today)}{holder}</small></span>"
        f'<span class="x-row-end">{_state(one.state, residents, one.outcome)}{limit}</span></a></li>'
    )


def _limit(one: Row, today: date, due: datetime, near: str, left: str) -> str:
    """The moment and what it is the limit of.

    Where another than the promise comes first, the promise stands before it.
    """
    promise = said_of(PROMISED, one.kind)
    kind = promise if due == one.promised_for else one.due_kind
    said = promised(due, today, limit_says(kind), near, left)
    if one.state != TicketState.PROMISED or kind == promise or not one.promised_for:
        return said
    return f"<small>{limit_says(promise)} {at(one.promised_for, today)}</small>{said}"


@register.filter
@tongue.remembered
def limit_says(kind: str) -> str:
    """What a moment of this kind of clock is: 最晚答复, 最晚到场, 最晚办好, 承诺办好, 承诺答复; "" where no clock runs."""
    return gettext(DUE_SAYS[kind]) if kind else ""

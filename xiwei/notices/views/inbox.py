"""The inbox: everything said to one person, by day."""

from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.ledger import registry
from xiwei.notices import queries
from xiwei.notices.actions import reading
from xiwei.notices.models import Message
from xiwei.people.middleware import PersonRequest
from xiwei.shared.templatetags.xiwei import when

MOST_SHOWN = 99


@login_required
@require_safe
def inbox(request: PersonRequest) -> HttpResponse:
    """One page of messages; fetched again by live.js, only the list."""
    only_unread = request.GET.get("only") == "unread"
    before = request.GET.get("before", "")
    page = queries.inbox(request.user, only_unread=only_unread, before=before)
    for one in page.messages:
        one.icon = _icon(one)  # type: ignore[attr-defined]
    context = {
        "days": _by_day(page.messages, request),
        "only_unread": only_unread,
        "first": not before,
        "older": "?" + urlencode({"only": "unread" if only_unread else "", "before": page.older}) if page.older else "",
        "unread": queries.unread(request.user),
        "here": request.get_full_path(),
    }
    part = "#list" if request.headers.get("X-Live") else ""
    return render(request, f"notices/inbox.html{part}", context)


def _by_day(found: list[Message], request: PersonRequest) -> list[tuple[str, list[Message]]]:
    """今天, 昨天, 9月19日 周六; each with its messages."""
    days = groupby(found, key=lambda one: timezone.localdate(one.at))
    return [(when(rows[0].at, request.now).rsplit(" ", 1)[0], rows) for rows in (list(group) for _, group in days)]


def _icon(one: Message) -> str:
    """A message about a step in the ledger bears that step's icon."""
    known = registry.kinds().get(one.about)
    return known.icon if known else "message-circle"


@login_required
@require_safe
def message(request: PersonRequest, pk: int) -> HttpResponse:
    """Open it: it is read, and its link is followed; without a link it is shown whole."""
    found = queries.message_of(request.user, pk)
    if found is None:
        raise Http404
    reading.read(found, by=request.user, now=request.now)
    if found.link:
        return redirect(found.link)
    return render(request, "notices/message.html", {"message": found})


@login_required
@require_POST
def inbox_read(request: PersonRequest) -> HttpResponse:
    """全部已读: all that stood on the page; safe to send twice."""
    until = request.POST.get("until", "")
    if until.isascii() and until.isdigit():
        reading.read_all(request.user, until=min(int(until), 2**63 - 1), now=request.now)
        messages.success(request, gettext("都标为已读了。"))
    return redirect(reverse("inbox"))


@login_required
@require_safe
def inbox_unread(request: PersonRequest) -> HttpResponse:
    """The bell's number, asked for every few seconds: one query, and 304 while nothing changed."""
    found = queries.unread(request.user)
    etag = f'"{request.user.pk}-{found.waiting}-{found.newest or 0}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    shown = f"{MOST_SHOWN}+" if found.waiting > MOST_SHOWN else str(found.waiting)
    response = render(request, "notices/inbox.html#bell", {"waiting": found.waiting, "shown": shown})
    response.headers["ETag"] = etag
    # Kept by the browser, asked about each time, shared with nobody.
    response.headers["Cache-Control"] = "private, no-cache"
    return response

"""今天的路线: a worker's rounds, one round walked, and what a phone out of reach sends later.

The same address takes a form sent by hand and one that the phone queued (static/js/rounds.js): the latter asks for JSON and
is told in one sentence what became of it. Nothing it brings is lost: what was overtaken is recorded beside.
"""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xiwei.ledger.actions import once
from xiwei.ledger.posting import done_already
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.rounds.actions import doing
from xiwei.rounds.forms.walking import CHOICES, PointForm
from xiwei.rounds.models import Round, Stop, StopState
from xiwei.rounds.queries import doing as queries
from xiwei.rounds.queries.equipment import registries_of
from xiwei.rounds.rules import permissions
from xiwei.service.queries.work import serving_as
from xiwei.shared.refusals import NotNow, Refused
from xiwei.shared.web import or_404


@require_safe
@login_required
def mine(request: PersonRequest) -> HttpResponse:
    """One's rounds of today in order, those nobody has, and what waits on this phone."""
    staff = serving_as(request.who)
    if staff is None:
        return redirect("home")
    rounds, free = list(queries.day_of(staff, now=request.now)), list(queries.of_line(staff, now=request.now))
    stops = queries.stops_of([*rounds, *free])
    return render(
        request,
        "rounds/mine.html",
        {
            "staff": staff,
            "open": [_row(one, stops) for one in rounds if one.state in ("planned", "begun")],
            "short": [_row(one, stops) for one in rounds if one.state == "short"],
            "over": [_row(one, stops) for one in rounds if one.state in ("done", "settled", "dropped")],
            "free": [_row(one, stops) for one in free],
            "today": timezone.localdate(request.now),
            "registries": registries_of(staff),
        },
    )


def _row(one: Round, stops: dict[int, list[Stop]]) -> dict[str, Any]:
    standing = [stop for stop in stops[one.pk] if stop.state != StopState.DROPPED]
    points = {stop.position for stop in standing}
    waiting = {stop.position for stop in standing if stop.state in queries.OPEN_STOPS}
    return {"round": one, "points": len(points), "done": len(points) - len(waiting), "left": len(waiting)}


@login_required
def walk(request: PersonRequest, pk: int) -> HttpResponse:
    """A round: its points in order, each with its checklist."""
    one = or_404(queries.round_for, request.who, pk)
    return _page(request, one)


@login_required
def point(request: PersonRequest, pk: int, position: int) -> HttpResponse:
    """What was done at one point: by hand, or as the phone sends its queue."""
    one = or_404(queries.round_for, request.who, pk)
    if request.method != "POST":
        return redirect("round", pk=pk)
    staff = request.who.staff_in(one.company_id)
    permissions.check_may_do(staff, one)
    assert staff is not None, "one without an employment may not do it"
    stops = [stop for stop in queries.stops_of([one])[one.pk] if stop.position == position]
    form = PointForm(request.POST, request.FILES, position=position, stops=stops)
    if not form.is_valid():
        return _refused(request, one, form, " ".join(_said(form)), 422)
    try:
        _do(request, one, form, staff)
    except NotNow as refused:
        return _overtaken(request, one, form, staff, refused)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _refused(request, one, form, refused.sentence, refused.status)
    return _taken(request, one, form)


def _said(form: PointForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def _do(request: PersonRequest, one: Round, form: PointForm, staff: Staff) -> Round:
    return once(
        form.cleaned_data["key"],
        owner=f"person:{request.user.pk}:round_point",
        at=request.now,
        do=lambda: doing.do_point(one, form.deed(), by=staff, now=request.now),
        again=lambda first: done_already(one, first),
    )


def _overtaken(request: PersonRequest, one: Round, form: PointForm, staff: Staff, refused: NotNow) -> HttpResponse:
    """Somebody did it, or it fell away, while the phone was out of reach: told, and kept as a line all the same."""
    said = queries.what_became(one, form.position) or refused.sentence
    if not form.skips:
        try:
            once(
                form.cleaned_data["key"],
                owner=f"person:{request.user.pk}:round_besides",
                at=request.now,
                do=lambda: doing.overtaken(one, form.deed(), by=staff, now=request.now),
                again=lambda first: done_already(one, first),
            )
            said = gettext("{said}您这一次也记下了。").format(said=said)
        except Refused as other:
            said = other.sentence
    if _asks_json(request):
        return JsonResponse({"result": "overtaken", "said": said}, status=409)
    messages.warning(request, said)
    return redirect("round", pk=one.pk)


def _taken(request: PersonRequest, one: Round, form: PointForm) -> HttpResponse:
    said = gettext("{spot}，记下了").format(spot=form.stops[0].spot)
    if _asks_json(request):
        return JsonResponse({"result": "taken", "said": said})
    messages.success(request, said)
    left = [stop.position for stop in queries.stops_of([one])[one.pk] if stop.state in queries.OPEN_STOPS]
    after = next((place for place in left if place > form.position), left[0] if left else 0)
    return redirect(reverse("round", args=[one.pk]) + (f"#p{after}" if after else ""))


def _refused(request: PersonRequest, one: Round, form: PointForm, sentence: str, status: int) -> HttpResponse:
    if _asks_json(request):
        return JsonResponse({"result": "refused", "said": sentence}, status=status)
    return _page(request, one, form, status)


def _asks_json(request: PersonRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _page(request: PersonRequest, one: Round, refused: PointForm | None = None, status: int = 200) -> HttpResponse:
    staff = request.who.staff_in(one.company_id)
    stops = queries.stops_of([one])[one.pk]
    may_do = permissions.may_do(staff, one) and one.state != "dropped"
    points = [
        _point(position, list(group), refused) for position, group in groupby(stops, key=lambda stop: stop.position)
    ]
    waiting = [one for one in points if one["waiting"]]
    page = {
        "round": one,
        "points": points,
        "first": refused.position if refused else (waiting[0]["position"] if waiting else 0),
        "left": len(waiting),
        "done": len([one for one in points if not one["waiting"] and not one["dropped"]]),
        "may_do": may_do,
        "from_board": staff is not None and not permissions.serves(staff, one),
        "choices": CHOICES,
        "warnings": queries.warnings_of(one),
    }
    return render(request, "rounds/walk.html", page, status=status)


def _point(position: int, stops: list[Stop], refused: PointForm | None) -> dict[str, Any]:
    waiting = [stop for stop in stops if stop.state in queries.OPEN_STOPS]
    form = refused if refused and refused.position == position else PointForm(position=position, stops=waiting)
    return {
        "position": position,
        "spot": stops[0].spot,
        "stops": stops,
        "waiting": waiting,
        "dropped": all(stop.state == StopState.DROPPED for stop in stops),
        "wrong": sum(stop.wrong for stop in stops),
        "form": form if waiting else None,
        "minutes": sum(stop.standard.minutes for stop in waiting),
    }


@never_cache
@require_safe
@login_required
def ready(request: PersonRequest) -> JsonResponse:
    """For a phone about to send its queue: who is signed in, a fresh token, and the time here."""
    return JsonResponse({"person": request.user.pk, "token": get_token(request), "now": request.now.isoformat()})

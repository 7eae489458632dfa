"""这里: what a wall code shows to anyone, and the report of one without an account."""

from datetime import timedelta
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.estate.models import Place
from xiwei.estate.queries import place_by_code
from xiwei.ledger.actions import once
from xiwei.ledger.models import VISITOR
from xiwei.people.middleware import PersonRequest
from xiwei.service import place_says
from xiwei.service.actions import asking
from xiwei.service.forms.asking import StrangerForm, need_from
from xiwei.service.models import Channel, Ticket
from xiwei.service.queries import deeds, places, tickets, understanding
from xiwei.service.views import proposing
from xiwei.service.views.often import by_code, pictures_of, too_often
from xiwei.service.views.proposing import Stand
from xiwei.service.views.ticket import steps_of
from xiwei.shared import scope
from xiwei.shared.refusals import BadInput, Refused

# One address may tell this many needs an hour as a stranger to the estate; more are asked to ring.
MOST_AN_HOUR = 6
# What a browser told without an account, so that it need not be told twice: the latest few.
TOLD, MOST_HELD = "told", 5
# Older than this, the last deed at a place is history, and no greeting at its top.
LATELY = timedelta(days=7)


def _door(code: str) -> Place | str | None:
    """The place of a code, or the address of what else bears it."""
    return place_by_code(code) or place_says.elsewhere(code) or None


@require_safe
def find(request: PersonRequest) -> HttpResponse:
    """On to the place of a typed code, or to what else bears it."""
    code = request.GET.get("code", "")[:20]
    found = cast("Place | str | None", by_code(request, _door, code))
    if isinstance(found, str):
        return redirect(found)
    if found:
        return redirect("place", code=found.code)
    return render(request, "service/scan.html", {"code": code, "missing": bool(code)}, status=404 if code else 200)


def place(request: PersonRequest, code: str) -> HttpResponse:
    """The place: what was done, by whom, what is being done, and "report something here"."""
    found = cast("Place | str | None", by_code(request, _door, code))
    if isinstance(found, str):
        return redirect(found)
    if found is None:
        return render(request, "service/scan.html", {"code": code[:20], "missing": True}, status=404)
    with scope.within({found.company_id} | request.who.companies):
        if request.method == "POST":
            return _report(request, found)
        return _drawn(request, found, StrangerForm(place=found))


@require_safe
def matter(request: PersonRequest, code: str, pk: int) -> HttpResponse:
    """One matter of this place as a stranger may read it: what, where, how it stands; no one's words, name or costs."""
    found = by_code(request, place_by_code, code)
    if found is None:
        raise Http404
    with scope.within({found.company_id} | request.who.companies):
        ticket = places.matter_of(found, pk)
        if ticket is None:
            raise Http404
        return render(request, "service/place_matter.html", _matter(request, found, ticket))


def _matter(request: PersonRequest, found: Place, ticket: Ticket) -> dict[str, Any]:
    lives = any(one.household.project_id == found.project_id for one in request.who.tenures)
    opens = tickets.for_person(request.who).filter(pk=ticket.pk).exists()
    return {
        "place": found,
        "project": found.project,
        "ticket": ticket,
        "steps": steps_of(ticket),
        "wait": tickets.wait_of(ticket),
        "deeds": deeds.of_ticket(ticket),
        "opens": opens,
        "may_follow": lives and ticket.is_open and not opens,
    }


@require_POST
def proposal(request: PersonRequest, code: str) -> HttpResponse:
    """What the words so far are taken to mean here, and what to do now in danger; for anyone, as the form is."""
    found = by_code(request, place_by_code, code)
    if found is None:
        raise Http404
    with scope.within({found.company_id} | request.who.companies):
        stand = Stand(found.project, place=found, building_id=found.building_id)
        return proposing.answer(request, stand, held=_held(request))


def _drawn(request: PersonRequest, found: Place, form: StrangerForm, status: int = 200) -> HttpResponse:
    done = deeds.at_place(found.pk)
    return render(
        request,
        "service/place.html",
        {
            "place": found,
            "project": found.project,
            "deeds": done,
            "last": done[0] if done and request.now - done[0].at < LATELY else None,
            "open": places.open_here(found),
            "says": place_says.says(found, request.now),
            "upkeep": place_says.upkeep(found, request.now),
            "form": form,
            "dangers": proposing.before_form(found.project),
            "danger": proposing.danger_in(form["words"].value() or "", found.project),
            "serves": places.serves(request.who, found),
            "lives": any(one.household.project_id == found.project_id for one in request.who.tenures),
        },
        status=status,
    )


def _report(request: PersonRequest, found: Place) -> HttpResponse:
    form = StrangerForm(request.POST, pictures_of(request, found), place=found)
    if not form.is_valid():
        return _drawn(request, found, form, status=422)
    try:
        ticket = _take(request, found, form)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _drawn(request, found, form, status=refused.status)
    if request.who.person is None:
        request.session[TOLD] = [ticket.follow_code, *_held(request)][:MOST_HELD]
    return redirect("follow", code=ticket.follow_code)


def _held(request: PersonRequest) -> list[str]:
    """The follow codes of what this browser told without an account; one who signed in has matters of their own."""
    return [] if request.who.person else list(request.session.get(TOLD, ()))


def _take(request: PersonRequest, found: Place, form: StrangerForm) -> Ticket:
    address = get_adapter().get_client_ip(request)
    data = form.cleaned_data
    need = need_from(
        form, {"project": found.project, "place": found}, asker_name=data["asker_name"], asker_phone=data["asker_phone"]
    )
    if places.is_stranger(request.who, found):
        _check_rate(address, found, data["key"], urgent=understanding.heard(data["words"])[1])
    need.asker = request.who.person
    return once(
        data["key"],
        owner=f"place:{found.pk}",  # not by address: a phone that lost its signal may come back with another
        at=request.now,
        do=lambda: asking.take(need, channel=Channel.CODE, by=request.who.person or VISITOR, now=request.now),
        again=lambda pk: Ticket.objects.get(pk=pk),
    )


def _check_rate(address: str, found: Place, key: str, *, urgent: bool) -> None:
    """Raises BadInput once an address has told too many; the same form sent again is not counted, danger never refused."""
    if too_often(f"place-reports:{address}", key, to=found.pk, most=MOST_AN_HOUR) and not urgent:
        phone = found.project.duty_phone
        raise BadInput(
            gettext("一小时内报得有点多了，请稍后再试{what}。您写的都还在。").format(
                what=gettext("，急事请打值班电话 ") + phone if phone else ""
            )
        )

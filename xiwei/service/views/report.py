"""报事: a resident tells a need; what is written is understood while typing, and confirmed with one tap."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xiwei.estate.models import Place
from xiwei.ledger.actions import once
from xiwei.people.middleware import PersonRequest
from xiwei.service.actions import asking
from xiwei.service.forms.asking import ResidentForm, need_from
from xiwei.service.models import Channel, Ticket
from xiwei.service.models.tickets import PUBLIC
from xiwei.service.queries import tickets
from xiwei.service.views import proposing
from xiwei.service.views.proposing import Stand
from xiwei.shared import codes
from xiwei.shared.refusals import NotAllowed, Refused
from xiwei.shared.web import posted_from


@login_required
def report(request: PersonRequest) -> HttpResponse:
    """The form, and its sending: a ticket, and on to its page."""
    place = _place(request)
    if not request.who.tenures and place is None:
        return render(request, "service/report_nowhere.html", status=403)
    form = ResidentForm(
        request.POST or None, request.FILES or None, tenures=request.who.tenures, place=place, initial=_given(request)
    )
    if request.method != "POST":
        return _drawn(request, form)
    if not form.is_valid():
        return _drawn(request, form, status=422)
    try:
        ticket = _take(request, form)
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _drawn(request, form, status=refused.status)
    messages.success(
        request,
        gettext("收到了，编号 {number}。{first_contact}会跟到办好为止。").format(
            number=ticket.number, first_contact=ticket.answering.name
        )
        + _searched_from(ticket, form),
    )
    return redirect("ticket", pk=ticket.pk)


def _searched_from(ticket: Ticket, form: ResidentForm) -> str:
    if not form.taken_for:
        return ""
    where = f"{ticket.building}{form.taken_for}"
    return gettext("没写在哪，先从您家的{unit}找起；不是那里，请补充一句。").format(unit=where)


def _place(request: HttpRequest) -> Place | None:
    """The place of a scanned wall code, when the scanner is at home in that company."""
    code = request.GET.get("place") or request.POST.get("place_code")
    if not code:
        return None
    return Place.objects.filter(code=codes.read(code), retired_at__isnull=True).select_related("project").first()


def _given(request: HttpRequest) -> dict[str, Any]:
    """What a link from the menu brings along."""
    return {"words": request.GET.get("words", "")[:200], "item": request.GET.get("item", "")[:40]}


def _take(request: PersonRequest, form: ResidentForm) -> Ticket:
    data = form.cleaned_data
    window = (data["wanted_from"], data["wanted_until"])
    need = need_from(form, form.stand(), asker=request.who.person, wanted=window if all(window) else None)
    return once(
        data["key"],
        owner=f"person:{request.user.pk}:report",
        at=request.now,
        do=lambda: asking.take(
            need, channel=Channel.CODE if form.place else Channel.PAGE, by=request.user, now=request.now
        ),
        again=lambda pk: tickets.page_of(request.who, pk),
    )


def _drawn(request: PersonRequest, form: ResidentForm, status: int = 200) -> HttpResponse:
    project = form.place.project if form.place else form.tenures[0].household.project
    page = {
        "form": form,
        "place": form.place,
        "dangers": proposing.before_form(project),
        "danger": proposing.danger_in(form["words"].value() or "", project),
    }
    return render(request, "service/report.html", page, status=status)


@require_POST
@login_required
def proposal(request: PersonRequest) -> HttpResponse:
    """What the words so far are taken to mean: item, promise, danger, and neighbours who said the same."""
    stand = _stand(request)
    return proposing.answer(request, stand) if stand else HttpResponse("")


def _stand(request: PersonRequest) -> Stand | None:
    """Where the choice made so far is; None for one who lives nowhere here."""
    kind, _, pk = request.POST.get("where", "").partition("-")
    place = _place(request)
    if place and kind == "place":
        return Stand(place.project, place=place, building_id=place.building_id, public=True)
    for tenure in request.who.tenures:
        household = tenure.household
        if kind == "home" and str(household.pk) == pk:
            return Stand(household.project, building_id=household.room.building_id, household_id=household.pk)
        if kind == "public" and str(household.project_id) == pk:
            return Stand(household.project, building_id=household.room.building_id, public=True)
    return None


@posted_from("ticket")
@login_required
def follow(request: PersonRequest, pk: int) -> HttpResponse:
    """ "Me too": follow a neighbour's ticket instead of making another."""
    # What is asked in a home is nobody else's to know of.
    public = Ticket.objects.filter(PUBLIC, pk=pk)
    ticket = public.select_related("project", "item").first()
    if ticket is None or request.who.person is None:
        raise Http404
    asking.follow(ticket, by=request.who.person, now=request.now)
    messages.success(request, gettext("已关注，每一步都会通知您。"))
    return redirect("ticket", pk=pk)

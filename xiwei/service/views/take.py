"""业主找我: any member of staff takes any need, for anyone, in twenty seconds (A4)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.estate.models import Building, Place, Project, Room
from xiwei.ledger.actions import once
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.service.actions import asking
from xiwei.service.forms.asking import StaffForm, need_from
from xiwei.service.models import Ticket
from xiwei.service.queries import spots, tickets, work
from xiwei.service.triage import places
from xiwei.service.views import proposing
from xiwei.service.views.proposing import Stand
from xiwei.shared.refusals import NotAllowed, Refused


@login_required
def take(request: PersonRequest) -> HttpResponse:
    """The form and its sending; the one who takes it is its first contact to the end."""
    staff = work.serving_as(request.who)
    projects = work.projects_of(staff) if staff else []
    if staff is None or not projects:
        raise NotAllowed(gettext("这里是工作人员替业主记事的地方，您的岗位没有这项权限。"))
    project = _chosen(request, projects)
    form = StaffForm(request.POST or None, request.FILES or None, project_id=project.pk, initial=_given(request))
    if request.method != "POST":
        return _drawn(request, form, project, projects)
    if not form.is_valid():
        return _drawn(request, form, project, projects, status=422)
    try:
        ticket = _take(request, form, project, staff)
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _drawn(request, form, project, projects, status=refused.status)
    messages.success(
        request, gettext("记下了，编号 {number}。您是首问人，请跟到业主说好。").format(number=ticket.number)
    )
    return redirect("ticket", pk=ticket.pk)


def _chosen(request: PersonRequest, projects: list[Project]) -> Project:
    """The project asked for; the first where none was. Raises Http404 for another's: it is not written down elsewhere."""
    asked = request.POST.get("project") or request.GET.get("project")
    found = next((one for one in projects if str(one.pk) == asked), None) if asked else projects[0]
    if found is None:
        raise Http404
    return found


def _given(request: PersonRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in ("room", "place", "room_words", "channel") if name in request.GET}


def _take(request: PersonRequest, form: StaffForm, project: Project, staff: Staff) -> Ticket:
    data = form.cleaned_data
    room, place, building = data["room"], data["place"], data["building"]
    spot = data["spot"] or ("" if room or place else data["room_words"])
    form.cleaned_data["spot"] = spot[:60]
    household = spots.household_of(room) if room else None
    stand = {
        "project": project,
        "room": room,
        "place": place,
        "building": building,
        "household": household,
        "asker": spots.asker_of(household, data["asker_phone"], data["asker_name"]),
        "asker_name": data["asker_name"],
        "asker_phone": data["asker_phone"],
    }
    need = need_from(form, stand)
    return once(
        data["key"],
        owner=f"person:{request.user.pk}:take",
        at=request.now,
        do=lambda: asking.take(
            need, channel=data["channel"], by=staff, now=request.now, asked_at=data["asked_at"] or None
        ),
        again=lambda pk: tickets.page_of(request.who, pk),
    )


def _drawn(
    request: PersonRequest, form: StaffForm, project: Project, projects: list[Project], status: int = 200
) -> HttpResponse:
    words = form["room_words"].value() or ""
    page = {
        "form": form,
        "project": project,
        "projects": projects,
        "found": _offered(spots.matching(project, words), form["room"].value(), form["place"].value()),
        "asked": words,
        "dangers": proposing.before_form(project),
        "danger": proposing.danger_in(form["words"].value() or "", project),
    }
    return render(request, "service/take.html", page, status=status)


def _offered(found: list[Room | Place], room: Any = None, place: Any = None) -> list[dict[str, Any]]:
    """The rooms and places to pick from; the one picked already, or the only one, is ticked."""
    picked = {f"room-{room}", f"place-{place}"}
    return [
        {
            "spot": one,
            "name": "room" if isinstance(one, Room) else "place",
            "checked": len(found) == 1 or spots.code_of(one) in picked,
        }
        for one in found
    ]


@require_POST
@login_required
def proposal(request: PersonRequest) -> HttpResponse:
    """What the words so far are taken to mean, where they say it is, and what is being done there already."""
    staff = work.serving_as(request.who)
    projects = work.projects_of(staff) if staff else []
    if not projects:
        return HttpResponse("")
    project = _chosen(request, projects)
    stood = _stood(request, project)
    heard = None
    if stood is None and not request.POST.get("room_words", "").strip():
        heard = spots.heard(project, places.find(request.POST.get("words", "")))
        stood = heard
    stand = Stand(
        project,
        room=stood if isinstance(stood, Room) else None,
        place=stood if isinstance(stood, Place) else None,
        building_id=proposing.building_of(stood),
        public=stood is not None and not isinstance(stood, Room),
    )
    return proposing.answer(request, stand, teller=True, **_shown(request, heard))


def _stood(request: PersonRequest, project: Project) -> Room | Place | Building | None:
    """The room or place picked from those offered."""
    codes = [f"{name}-{request.POST[name]}" for name in ("room", "place", "building") if request.POST.get(name)]
    return spots.of_code(project.pk, codes[0]) if codes else None


def _shown(request: PersonRequest, heard: Room | Place | Building | None) -> dict[str, Any]:
    """The place the words name, as a chip that stays unticked once the teller has unticked it."""
    if heard is None:
        return {}
    code = spots.code_of(heard)
    unheard = request.POST.get("heard_offered") == code and not request.POST.get("heard")
    return {"heard": {"code": code, "label": str(heard)}, "unheard": unheard}


@require_safe
@login_required
def find_spot(request: PersonRequest) -> HttpResponse:
    """Rooms and places that match what is typed: "3-2-1502", "1502", "电梯"."""
    staff = work.serving_as(request.who)
    projects = work.projects_of(staff) if staff else []
    if not projects:
        return HttpResponse("")
    project = _chosen(request, projects)
    words = request.GET.get("room_words", "")[:40]
    return render(
        request, "service/take.html#spots", {"found": _offered(spots.matching(project, words)), "asked": words}
    )

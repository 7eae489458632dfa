"""业主找我: any member of staff takes any need, for anyone, in twenty seconds (A4)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from xiwei.estate.models import Project
from xiwei.ledger.actions import once
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.service.actions import asking
from xiwei.service.forms.asking import StaffForm, need_from
from xiwei.service.models import Ticket
from xiwei.service.queries import spots, tickets, work
from xiwei.shared.refusals import NotAllowed, Refused


@login_required
def take(request: PersonRequest) -> HttpResponse:
    """The form and its sending; the one who takes it is its first contact to the end."""
    staff = work.serving_as(request.who)
    projects = work.projects_of(staff) if staff else []
    if staff is None or not projects:
        raise NotAllowed("这里是工作人员替业主记事的地方，您的岗位没有这项权限。")
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
    messages.success(request, f"记下了，编号 {ticket.number}。您是首问人，请跟到业主说好。")
    return redirect("ticket", pk=ticket.pk)


def _chosen(request: PersonRequest, projects: list[Project]) -> Project:
    asked = request.POST.get("project") or request.GET.get("project")
    return next((one for one in projects if str(one.pk) == asked), projects[0])


def _given(request: PersonRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in ("room", "place", "room_words", "channel") if name in request.GET}


def _take(request: PersonRequest, form: StaffForm, project: Project, staff: Staff) -> Ticket:
    data = form.cleaned_data
    room, place, building = data["room"], data["place"], data["building"]
    spot = data["spot"] or ("" if room or place or building else data["room_words"])
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
        owner=f"person:{request.user.pk}",
        at=request.now,
        do=lambda: asking.take(
            need, channel=data["channel"], by=staff, now=request.now, asked_at=data["asked_at"] or None
        ),
        again=lambda pk: tickets.page_of(request.who, pk),
    )


def _drawn(
    request: PersonRequest, form: StaffForm, project: Project, projects: list[Project], status: int = 200
) -> HttpResponse:
    return render(request, "service/take.html", {"form": form, "project": project, "projects": projects}, status=status)


@require_GET
@login_required
def find_spot(request: PersonRequest) -> HttpResponse:
    """Rooms and places that match what is typed: "3-2-1502", "1502", "电梯"."""
    staff = work.serving_as(request.who)
    projects = work.projects_of(staff) if staff else []
    if not projects:
        return HttpResponse("")
    project = _chosen(request, projects)
    words = request.GET.get("room_words", "")[:40]
    return render(request, "service/take.html#spots", {"found": spots.matching(project, words), "asked": words})

"""The estate as a picture, and the search by anything."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xiwei.estate.models import Project
from xiwei.people.middleware import PersonRequest
from xiwei.people.rules import Permission, check_permission
from xiwei.service.queries import finding, towers
from xiwei.shared.refusals import NotAllowed


@require_safe
@login_required
def buildings(request: PersonRequest, pk: int) -> HttpResponse:
    """楼栋图: colour by open matters, or by the last rating."""
    project = Project.objects.filter(pk=pk).first()
    staff = request.who.staff_in(project.company_id) if project else None
    if project is None or staff is None:
        raise Http404
    check_permission(staff, Permission.TICKET_SEE, company_id=project.company_id, project_id=pk)
    view = "stars" if request.GET.get("view") == "stars" else "tickets"
    drawn = towers.towers(project, view, request.now)
    return render(request, "service/buildings.html", {"project": project, "view": view, "towers": drawn})


@require_safe
@login_required
def search(request: PersonRequest) -> HttpResponse:
    """By number, name, room, phone's last four, or words; in Chinese."""
    if not request.who.staff:
        raise NotAllowed(gettext("这里是工作人员查找的地方。您报过的事都在“我的报事”里。"))
    words = request.GET.get("words", "")
    found = finding.anything(request.who, words, request.now)
    return render(request, "service/search.html", {"words": words, "found": found})

"""The estate as a picture, and the search by anything."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiwei.estate.models import Project
from xiwei.people.middleware import PersonRequest
from xiwei.people.rules import Permission
from xiwei.service.queries import finding, towers


@require_GET
@login_required
def buildings(request: PersonRequest, pk: int) -> HttpResponse:
    """楼栋图: colour by open matters, or by the last rating."""
    project = Project.objects.filter(pk=pk).first()
    if project is None or not request.who.may(Permission.TICKET_SEE, company_id=project.company_id, project_id=pk):
        raise Http404
    view = "stars" if request.GET.get("view") == "stars" else "tickets"
    return render(
        request, "service/buildings.html", {"project": project, "view": view, "towers": towers.towers(project, view)}
    )


@require_GET
@login_required
def search(request: PersonRequest) -> HttpResponse:
    """By number, name, room, phone's last four, or words; in Chinese."""
    if not request.who.staff:
        raise Http404
    words = request.GET.get("words", "")
    return render(request, "service/search.html", {"words": words, "found": finding.anything(request.who, words)})

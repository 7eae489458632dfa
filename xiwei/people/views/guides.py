"""Speak HTTP: the guide to a project's first day, which opens where one left it (D7)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from xiwei.estate import queries as estate
from xiwei.estate import rules as estate_rules
from xiwei.estate.models import Project
from xiwei.people.actions import guides as actions
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.people.queries import guides as queries
from xiwei.shared.web import or_404


@require_safe
@login_required
def guide(request: PersonRequest, pk: int) -> HttpResponse:
    """What is there, what is missing, and the step one was at, open."""
    found, staff = _found(request, pk)
    shown = queries.guide(found, staff, request.now)
    if shown.open is None:
        request.session.pop(queries.KEY, None)
    return render(request, "people/guide.html", {"project": found, "guide": shown})


@login_required
@require_POST
def guide_step(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """On to the page of a step; above it, and above those it leads to, stands the way back here."""
    found, staff = _found(request, pk)
    step = actions.go_to(found, number, by=staff, now=request.now)
    request.session[queries.KEY] = {"project": found.pk, "name": found.name, "rank": step.rank}
    return redirect(step.url(found))


@login_required
@require_POST
def guide_aside(request: PersonRequest, pk: int) -> HttpResponse:
    """No longer shown above the pages; where one was is kept."""
    request.session.pop(queries.KEY, None)
    return redirect("project", pk)


def _found(request: PersonRequest, pk: int) -> tuple[Project, Staff]:
    """Raises Http404 for a stranger, NotAllowed for a colleague who may not make it ready."""
    project = or_404(estate.project_for, request.who, pk)
    staff = request.who.staff_in(project.company_id)
    estate_rules.check_may_manage(staff, project)
    assert staff is not None
    return project, staff

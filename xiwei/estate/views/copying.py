"""Speak HTTP: take over what another project has arranged, after seeing what would come (D7)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.estate import arrangements, queries, rules
from xiwei.estate.actions import copying as actions
from xiwei.estate.forms.copying import PartsForm
from xiwei.estate.models import Project
from xiwei.estate.queries import copying
from xiwei.estate.rules import copying as copying_rules
from xiwei.estate.views.asked import Asked, keeper
from xiwei.ledger.models import Entry
from xiwei.ledger.posting import done_already, once, submit
from xiwei.shared.web import or_404

A_PAGE = 50


@login_required
@require_safe
def like(request: Asked, pk: int) -> HttpResponse:
    """Choose the project to be like: samples first."""
    project = _made_ready(request, pk)
    page = Paginator(copying.sources(request.who, project), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "estate/like.html", {"project": project, "page": page})


@login_required
def like_one(request: Asked, pk: int, source: int) -> HttpResponse:
    """What would come of it, part by part; tick, and bring."""
    project = _made_ready(request, pk)
    other = or_404(copying.source_for, request.who, source)
    staff = keeper(request, project.company_id)
    copying_rules.check_may_copy(staff, other, project)
    shown = arrangements.shown(other, project, by=staff)
    form = PartsForm(request.POST if request.method == "POST" else None, shown=shown)
    if request.method == "POST":
        line = submit(
            request,
            form,
            do=lambda _: actions.copy_arrangements(other, project, parts=form.ticked, by=staff, now=request.now),
            again=lambda number: Entry.objects.get(pk=number),
        )
        if line:
            return redirect("liked", project.pk, line.pk)
    some = any(one.comes for one in shown)
    context = {"project": project, "source": other, "shown": shown, "form": form, "some": some}
    return render(request, "estate/like_one.html", context, status=form.status)


@login_required
@require_safe
def liked(request: Asked, pk: int, number: int) -> HttpResponse:
    """What came, what stayed and what could not come, in plain words."""
    project = _made_ready(request, pk)
    line = or_404(copying.copied, project, number)
    counts = line.data["counts"]
    told = [(part, *counts[part.code]) for part in arrangements.parts() if part.code in counts]
    return render(request, "estate/liked.html", {"project": project, "line": line, "told": told})


@login_required
@require_POST
def sample(request: Asked, pk: int) -> HttpResponse:
    """Call it a sample, or no longer."""
    project = or_404(queries.project_for, request.who, pk)
    staff = keeper(request, project.company_id)
    wished = request.POST.get("sample") == "1"
    once(
        request,
        do=lambda: actions.mark_sample(project, sample=wished, by=staff, now=request.now),
        again=lambda first: done_already(project, first),
    )
    said = (
        gettext("{project}已定为样板：新项目照着别处来时，它排在最前面。")
        if wished
        else gettext("{project}不再是样板。")
    )
    messages.success(request, said.format(project=project.name))
    return redirect("project", project.pk)


def _made_ready(request: Asked, pk: int) -> Project:
    """Raises Http404 for a stranger, NotAllowed for a colleague who may not make it ready."""
    project = or_404(queries.project_for, request.who, pk)
    rules.check_may_manage(keeper(request, project.company_id), project)
    request.project_id = project.pk
    return project

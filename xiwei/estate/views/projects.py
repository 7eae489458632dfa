"""Projects: the list, one with its first day, a new one; and the association's numbers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from xiwei.estate import actions, firstday, queries, rules
from xiwei.estate.forms.ground import ProjectForm
from xiwei.estate.models import Project
from xiwei.estate.rules.copying import may_mark
from xiwei.estate.views.asked import Asked, keeper
from xiwei.estate.views.panel import panel
from xiwei.ledger import queries as ledger_queries
from xiwei.ledger.models import Seen
from xiwei.ledger.posting import fresh_key, submit
from xiwei.shared.refusals import NotAllowed
from xiwei.shared.web import or_404


@login_required
def projects(request: Asked) -> HttpResponse:
    """The projects whose registers one may see, each with what stands in it."""
    if not request.who.reach(rules.SEE):
        raise NotAllowed(gettext("项目的楼栋、房屋和地点由项目主任和公司经理管理，您的岗位没有这项权限。"))
    return render(
        request,
        "estate/projects.html",
        {
            "projects": queries.projects_for(request.who),
            "companies": queries.companies_to_open_in(request.who),
        },
    )


@login_required
def project(request: Asked, pk: int) -> HttpResponse:
    """One project: the first-day checklist, then its numbers and its own record."""
    found = or_404(queries.project_for, request.who, pk)
    staff = keeper(request, found.company_id)
    steps = firstday.progress(found, request.now)
    return render(
        request,
        "estate/project.html",
        {
            "project": found,
            "steps": steps,
            "done": sum(step.done for step in steps),
            "next": next((step for step in steps if not step.done), None),
            "may_manage": rules.may_manage(staff, found),
            "may_mark": may_mark(staff, found.company),
            "key": fresh_key(),
            **panel(request, "project", found, most=8),
            "lines": ledger_queries.timeline(subject=found, seen_by=Seen.STAFF, limit=20),
        },
    )


@login_required
def project_new(request: Asked) -> HttpResponse:
    """Open a project; then its checklist says what comes next."""
    companies = queries.companies_to_open_in(request.who)
    if not companies:
        raise NotAllowed(gettext("新项目由公司经理建档，您的岗位没有这项权限。"))
    form = ProjectForm(request.POST or None, companies=companies)
    if request.method == "POST":
        opened = submit(request, form, do=lambda data: _open(request, data), again=_project)
        if opened:
            messages.success(
                request,
                gettext("{opened}已建档。接下来按清单一步步准备，很快就能接第一件报事。").format(opened=opened.name),
            )
            return redirect("project", opened.pk)
    context = {"form": form, "companies": companies}
    return render(request, "estate/project_new.html", context, status=form.status)


def _open(request: Asked, data: dict) -> Project:
    kept = {name: data[name] for name in ("code", "name", "kind", "address", "duty_phone", "opened_on")}
    company = data["company"]
    return actions.open_project(company, **kept, by=keeper(request, company.pk), now=request.now)


def _project(pk: int) -> Project:
    return Project.objects.get(pk=pk)


@login_required
def association(request: Asked) -> HttpResponse:
    """A city's companies and projects in numbers; never anyone's data."""
    return render(request, "estate/association.html", {"counts": queries.association_counts(request.who)})

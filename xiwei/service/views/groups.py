"""服务组: one butler, one repairer, one guard, one cleaner for each stair, and where one is missing (D1)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from xiwei.estate.models import Project
from xiwei.ledger.actions import once
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.people.rules import Permission, check_permission
from xiwei.service.actions import groups as actions
from xiwei.service.forms.groups import GroupForm, NewGroupForm
from xiwei.service.models import ServiceGroup
from xiwei.service.queries import groups as queries
from xiwei.shared.refusals import NotAllowed, Refused


def _find(request: PersonRequest, pk: int) -> tuple[Project, Staff]:
    """The project and oneself in its company: a stranger's is 404, a missing right 403."""
    project = Project.objects.filter(pk=pk).first()
    staff = request.who.staff_in(project.company_id) if project else None
    if project is None or staff is None:
        raise Http404
    check_permission(staff, Permission.GROUP_MANAGE, company_id=project.company_id, project_id=project.pk)
    return project, staff


@login_required
def groups(request: PersonRequest, pk: int) -> HttpResponse:
    """All groups of the project, the stairs without one, and a form for a new one."""
    project, staff = _find(request, pk)
    form = NewGroupForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = once(
                form.cleaned_data["key"],
                owner=f"person:{request.user.pk}:groups",
                at=request.now,
                do=lambda: actions.form_group(project, name=form.cleaned_data["name"], by=staff, now=request.now),
                again=lambda found: ServiceGroup.objects.get(pk=found),
            )
            return redirect("group", pk=project.pk, group=made.pk)
        except Refused as refused:
            form.add_error("name", refused.sentence)
    if request.method == "POST":
        status = 422
    context = {
        "project": project,
        "form": form,
        "groups": queries.of_project(project),
        "bare": queries.bare_stairs(project),
    }
    return render(request, "service/groups.html", context, status=status)


@login_required
def group(request: PersonRequest, pk: int, group: int) -> HttpResponse:
    """One group's members, stand-ins and stairs, saved together."""
    project, staff = _find(request, pk)
    found = ServiceGroup.objects.filter(pk=group, project=project).select_related("project").first()
    if found is None:
        raise Http404
    form = GroupForm(request.POST or None, group=found, staff=queries.who_can_serve(project))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            once(
                form.cleaned_data["key"],
                owner=f"person:{request.user.pk}:group:{group}",
                at=request.now,
                do=lambda: actions.set_group(
                    found, members=form.members(), areas=form.areas(), by=staff, now=request.now
                ),
                again=lambda _: found,
            )
            messages.success(request, gettext("{found}已保存，住户马上看得到是谁在服务。").format(found=found.name))
            return redirect("groups", pk=project.pk)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, refused.sentence)
    if request.method == "POST":
        status = 422
    return render(request, "service/group.html", {"project": project, "group": found, "form": form}, status=status)

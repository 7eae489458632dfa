"""Speak HTTP: a company's roles in prose: what each may see and do, who bears it, and how that changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.ledger.posting import submit
from xiwei.people.actions import role_editing as actions
from xiwei.people.forms.roles import CopyForm, RoleForm, TryForm
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Role, RoleVersion, Staff
from xiwei.people.queries import roles as queries
from xiwei.people.queries import trying
from xiwei.people.rules.roles import SAID, check_stands
from xiwei.shared.refusals import Refused


@login_required
@require_safe
def roles(request: PersonRequest) -> HttpResponse:
    """All that can be given, each with how many bear it."""
    by = queries.editor(request.who)
    return render(request, "people/roles.html", {"borne": queries.borne(by.company), "company": by.company})


@login_required
def role(request: PersonRequest, pk: int) -> HttpResponse:
    """One role: what it says, who bears it, its versions; edited here."""
    by = queries.editor(request.who)
    found = _found(by, pk)
    if request.method != "POST" and found.pk != pk:
        return redirect("role", found.pk)  # an address kept from before the company made it its own
    version = queries.number(found, by.company_id)
    form = RoleForm(request.POST) if request.method == "POST" else _said(by, found)
    if request.method == "POST":
        if form.is_valid() and form.cleaned_data["seen"] != form.said():
            return _page(request, by, found, form, CopyForm(), change=_foreseen(request, by, found, form))
        edited = submit(request, form, do=lambda data: _edit(request, by, found, data), again=_role)
        if edited:
            messages.success(request, gettext("“{role}”已按您写的改好，在任的人马上按新的来。").format(role=edited))
            return redirect("role", edited.pk)
        _redrawn(request, form, version=str(version))
    return _page(request, by, found, form, CopyForm())


def _foreseen(request: PersonRequest, by: Staff, found: Role, form: RoleForm) -> queries.Foreseen | None:
    """What the form would do, shown before it is done; None where it is refused, with the sentence on the form."""
    data = form.cleaned_data
    try:
        actions.check_edit(found, **_fields(data), by=by)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        form.status = refused.status
        _redrawn(request, form, version=str(queries.number(found, by.company_id)))
        return None
    _redrawn(request, form, seen=form.said())
    return queries.foreseen(found, data["permissions"], by.company_id)


def _redrawn(request: PersonRequest, form: RoleForm, **hidden: str) -> None:
    data = request.POST.copy()
    for name, value in hidden.items():
        data[name] = value
    form.data = data


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("title", "description", "permissions", "version")}


def _edit(request: PersonRequest, by: Staff, found: Role, data: dict[str, Any]) -> Role:
    return actions.edit(found, **_fields(data), by=by, now=request.now)


def _said(by: Staff, found: Role) -> RoleForm:
    version = queries.number(found, by.company_id)
    initial = {
        "title": str(found), "description": found.description, "permissions": found.permissions, "version": version,
    }  # fmt: skip
    return RoleForm(initial=initial)


def _page(
    request: PersonRequest,
    by: Staff,
    found: Role,
    form: RoleForm,
    copying: CopyForm,
    putting: TryForm | None = None,
    change: queries.Foreseen | None = None,
) -> HttpResponse:
    putting = putting or TryForm(projects=trying.projects(by))
    versions = RoleVersion.objects.filter(role=found, company_id=by.company_id).select_related("by")
    now = queries.number(found, by.company_id)
    told = [(one, [SAID[name] for name in one.permissions if name in SAID], one.number != now) for one in versions]
    context = {"role": found, "form": form, "copying": copying, "versions": told,
               "bearers": queries.bearers(found, by.company_id), "trying": putting, "change": change}  # fmt: skip
    status = 422 if putting.errors else max(form.status, copying.status)
    return render(request, "people/role.html", context, status=status)


@login_required
@require_POST
def role_try(request: PersonRequest, pk: int) -> HttpResponse:
    """See the pages as its bearer would in the chosen project, for half an hour at most, and change nothing."""
    by = queries.editor(request.who)
    found, form = _found(by, pk), TryForm(request.POST, projects=trying.projects(by))
    if not form.is_valid():
        return _page(request, by, found, _said(by, found), CopyForm(), form)
    check_stands(found)
    trying.put_on(request.session, found, form.cleaned_data["project"], now=request.now)
    return redirect("home")


@login_required
@require_POST
def try_off(request: PersonRequest) -> HttpResponse:
    """Themself again, on the page of the role they had on."""
    had = trying.take_off(request.session)
    if had is None:
        return redirect("home")
    messages.success(request, gettext("已脱下，您又是自己了。"))
    return redirect("role", had)


def _found(by: Staff, pk: int) -> Role:
    """What stands for it in the company now: an old address of a role leads to the company's own."""
    try:
        return queries.present(queries.role_for(by, pk), by.company_id)
    except Role.DoesNotExist as gone:
        raise Http404 from gone


def _role(pk: int) -> Role:
    return Role.objects.get(pk=pk)


@login_required
@require_POST
def role_copy(request: PersonRequest, pk: int) -> HttpResponse:
    """A new role that begins as this one."""
    by = queries.editor(request.who)
    found, form = _found(by, pk), CopyForm(request.POST)
    made = submit(
        request, form, do=lambda data: actions.copy(found, title=data["title"], by=by, now=request.now), again=_role
    )
    if made is None:
        return _page(request, by, found, _said(by, found), form)
    messages.success(request, gettext("新角色“{role}”照着建好了，改成您要的样子，再任命人。").format(role=made))
    return redirect("role", made.pk)


@login_required
@require_POST
def role_retire(request: PersonRequest, pk: int) -> HttpResponse:
    """Nobody can be given it any more."""
    by = queries.editor(request.who)
    found = _found(by, pk)
    try:
        actions.retire(found, by=by, now=request.now)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("role", pk)
    messages.success(request, gettext("“{role}”已停用，以后不能再任命。").format(role=found))
    return redirect("roles")

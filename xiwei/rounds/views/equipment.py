"""设施设备: the registry of a project, and what its keepers do with it."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xiwei.estate import prints
from xiwei.ledger.posting import done_already, submit
from xiwei.people.middleware import PersonRequest
from xiwei.rounds.actions import equipment as actions
from xiwei.rounds.forms.equipment import IdentityForm, LookForm, ReasonForm, RegisterForm, WhereForm
from xiwei.rounds.models import Equipment
from xiwei.rounds.queries import equipment as queries
from xiwei.rounds.queries import upkeep
from xiwei.rounds.rules import equipment as rules
from xiwei.rounds.rules.permissions import check_may_plan
from xiwei.rounds.views.equipment_book import draw, staff_of
from xiwei.shared import scope
from xiwei.shared.web import or_404, posted_from

A_PAGE = 60


@require_safe
@login_required
def registry(request: PersonRequest, pk: int) -> HttpResponse:
    """The project's equipment: what presses first, then the tree."""
    project = or_404(queries.project_for, request.who, pk)
    narrow = LookForm(request.GET, project=project)
    rows = queries.registry(project, request.now, **narrow.asked())
    query = request.GET.copy()
    query.pop("page", None)
    staff = staff_of(request, project.company_id)
    return render(
        request,
        "rounds/equipment.html",
        {
            "project": project,
            "filter": narrow,
            "query": query.urlencode(),
            "red_count": sum(row.red for row in rows),
            "near_count": sum(row.near for row in rows),
            "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
            "may_keep": rules.may_keep(staff, project),
        },
    )


@login_required
def new(request: PersonRequest, pk: int) -> HttpResponse:
    """One more piece."""
    project = or_404(queries.project_for, request.who, pk)
    staff = staff_of(request, project.company_id)
    check_may_plan(staff, project)
    first = {"parent": request.GET.get("of"), "place": request.GET.get("place"), "kind": request.GET.get("kind")}
    form = RegisterForm(request.POST or None, project=project, initial={k: v for k, v in first.items() if v})
    if request.method == "POST":
        made = submit(
            request, form, again=_one,
            do=lambda data: actions.register(
                project, place=data["place"], parent=data["parent"], by=staff, now=request.now, **form.said()
            ),
        )  # fmt: skip
        if made:
            messages.success(
                request,
                gettext("“{name}”已登记，编码 {code}。").format(name=made.name, code=prints.spaced(made.code)),
            )
            return redirect("equipment_book", made.pk)
    return render(request, "rounds/equipment_new.html", {"project": project, "form": form}, status=form.status)


@login_required
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """What is said of one, put right."""
    one = or_404(queries.equipment_for, request.who, pk)
    staff = staff_of(request, one.company_id)
    check_may_plan(staff, one.project)
    form = IdentityForm(request.POST or None, one=one)
    if request.method == "POST" and _submit(
        request, form, one, lambda _: actions.change(one, by=staff, now=request.now, **form.said())
    ):
        messages.success(request, gettext("改好了。"))
        return redirect("equipment_book", pk)
    page = {"project": one.project, "one": one, "form": form}
    return render(request, "rounds/equipment_change.html", page, status=form.status)


@login_required
def move(request: PersonRequest, pk: int) -> HttpResponse:
    """To another place or under another piece."""
    one = or_404(queries.equipment_for, request.who, pk)
    staff = staff_of(request, one.company_id)
    check_may_plan(staff, one.project)
    form = WhereForm(request.POST or None, project=one.project, one=one)
    if request.method == "POST" and _submit(
        request, form, one,
        lambda data: actions.move(one, place=data["place"], parent=data["parent"], by=staff, now=request.now),
    ):  # fmt: skip
        messages.success(request, gettext("已移过去。"))
        return redirect("equipment_book", pk)
    page = {"project": one.project, "one": one, "form": form}
    return render(request, "rounds/equipment_move.html", page, status=form.status)


@posted_from("equipment_book")
@login_required
def turn(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Stop it, run it again, scrap it."""
    one = or_404(queries.equipment_for, request.who, pk)
    staff = staff_of(request, one.company_id)
    check_may_plan(staff, one.project)
    if verb not in rules.VERBS:
        raise Http404
    form = ReasonForm(request.POST, auto_id=f"{verb}_%s")
    if _submit(
        request, form, one, lambda data: actions.turn(one, verb, reason=data["reason"], by=staff, now=request.now)
    ):
        messages.success(
            request, gettext("“{name}”：{verb}，记下了。").format(name=one.name, verb=rules.VERBS[verb].label)
        )
        return redirect("equipment_book", pk)
    return draw(request, one, {verb: form}, form.status)


def _submit(request: PersonRequest, form: Any, one: Equipment, do: Any) -> Equipment | None:
    return submit(request, form, do=do, again=lambda first: done_already(one, first))


def _one(pk: int) -> Equipment:
    return Equipment.objects.get(pk=pk)


@require_safe
@login_required
def labels(request: PersonRequest, pk: int) -> HttpResponse:
    """Labels to print and stick on: of what the registry shows, or of one: ?one=7."""
    project = or_404(queries.project_for, request.who, pk)
    rows = queries.registry(
        project, request.now, **{**LookForm(request.GET, project=project).asked(), "scrapped": False}
    )
    asked = request.GET.get("one", "")
    pieces = [row.one for row in rows if not asked or str(row.one.pk) == asked]
    if not pieces:
        raise Http404
    response = HttpResponse(prints.codes_sheet(project, pieces, per_page=8), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{project.code}-equipment.pdf"'
    return response


@require_safe
def public(request: PersonRequest, code: str) -> HttpResponse:
    """What anyone may read of a piece by its code: what it is, when it was looked after, when it is next."""
    one = queries.by_code(code)
    if one is None:
        return redirect(f"{reverse('place_find')}?code={quote(code[:20])}")  # which says so, and counts guesses
    with scope.within({one.company_id} | request.who.companies):
        staff = request.who.staff_in(one.company_id)
        page = {
            "one": one,
            "project": one.project,
            "upkeep": upkeep.of_spot(one, request.now),
            "may_read": rules.may_read(staff, one.project),
        }
        return render(request, "rounds/equipment_public.html", page)

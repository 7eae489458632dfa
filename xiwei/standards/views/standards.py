"""The standards as they are kept: the library by line, one standard beside the common one, its versions, a project's grade."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Company
from xiwei.ledger.posting import KeyedForm, submit
from xiwei.shared.web import or_404
from xiwei.standards import actions, catalogue
from xiwei.standards import rules as common
from xiwei.standards.forms.standards import (
    OFTEN,
    EndForm,
    GradeForm,
    NewStandardForm,
    StandardForm,
    WithdrawForm,
)
from xiwei.standards.models import ServiceGrade, Standard
from xiwei.standards.queries import menu as menus
from xiwei.standards.queries import standards as queries
from xiwei.standards.rules import standards as rules
from xiwei.standards.views.asked import Asked, keeper

A_PAGE = 40


def company_of(request: Asked) -> Company:
    """The company whose standards are kept here, of those one may see."""
    return or_404(menus.company_for, request.who, request.GET.get("company", ""))


@login_required
def standards_admin(request: Asked) -> HttpResponse:
    """The standards in force, narrowed by line, kind of place and words; and what the common library has besides."""
    company = company_of(request)
    today = timezone.localdate(request.now)
    line, words = request.GET.get("line", ""), request.GET.get("q", "").strip()[:60]
    own = request.GET.get("own") == "1"
    found = queries.kept(company, today, line=line, words=words)
    rows = [one for one in found if one.code in queries.own_codes(found)] if own else found
    query = request.GET.copy()
    query.pop("page", None)
    lacking = len(catalogue.standards().keys() - queries.codes_of(company.pk))
    page = {
        "company": company,
        "companies": menus.companies_kept(request.who),
        "lines": rules.LINES,
        "line": line,
        "q": words,
        "own": own,
        "query": query.urlencode(),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "lacking": lacking,
        "coming": queries.coming(company.pk, today),
        "may_manage": common.may_manage(keeper(request, company.pk), company_id=company.pk),
    }
    return render(request, "standards/standards_admin.html", page)


@login_required
def standards_adopt(request: Asked) -> HttpResponse:
    """Take up what the common library has and the company has not."""
    company = company_of(request)
    if request.method == "POST":
        count = actions.adopt_library(company, by=keeper(request, company.pk), now=request.now)
        messages.success(request, gettext("采用了通用标准库的 {count} 条标准。").format(count=count))
    return redirect("standards_admin")


@login_required
def standard_new(request: Asked) -> HttpResponse:
    """A standard of the company's own."""
    company = company_of(request)
    staff = keeper(request, company.pk)
    common.check_may_manage(staff, company_id=company.pk)
    form = NewStandardForm(request.POST or None, initial=_begin(request) | {"minutes": 10})
    if request.method == "POST":
        made = submit(
            request,
            form,
            do=lambda data: actions.add_standard(
                company, code=data["code"], by=staff, now=request.now, since=data["since"], reason=data["reason"],
                **form.fields_of(),
            ),
            again=_standard,
        )  # fmt: skip
        if made:
            messages.success(request, gettext("“{name}”从 {since} 起用。").format(name=made.name, since=made.since))
            return redirect("standard", made.pk)
    page = {"company": company, "form": form, "often": OFTEN, "check_kinds": rules.CHECK_KINDS.items()}
    return render(request, "standards/standard_new.html", page, status=form.status)


@login_required
def standard(request: Asked, pk: int) -> HttpResponse:
    """One version: what it asks, beside the common one, its form, and all its versions; a POST of the form revises it."""
    one = or_404(queries.standard_for, request.who, pk)
    form = StandardForm(request.POST or None, initial=queries.fields_of(one) | _begin(request))
    if request.method == "POST":
        staff = keeper(request, one.company_id)
        common.check_may_manage(staff, company_id=one.company_id)
        fresh = submit(
            request,
            form,
            do=lambda data: actions.revise_standard(
                one, by=staff, now=request.now, since=data["since"], reason=data["reason"], **form.fields_of()
            ),
            again=_standard,
        )
        if fresh:
            messages.success(
                request,
                gettext("“{name}”第 {version} 版从 {since} 起用；在那以前照旧。").format(
                    name=fresh.name, version=fresh.version, since=fresh.since
                ),
            )
            return redirect("standard", fresh.pk)
    return _page(request, one, form=form)


@login_required
def standard_retire(request: Asked, pk: int) -> HttpResponse:
    """No longer from a day on."""
    if request.method != "POST":
        return redirect("standard", pk)
    return _ended(
        request, pk, EndForm,
        lambda one, data, by: actions.retire_standard(
            one, by=by, now=request.now, since=data["since"], reason=data["reason"]
        ),
    )  # fmt: skip


@login_required
def standard_withdraw(request: Asked, pk: int) -> HttpResponse:
    """A version that has not begun is taken back."""
    if request.method != "POST":
        return redirect("standard", pk)
    return _ended(
        request, pk, WithdrawForm,
        lambda one, data, by: actions.withdraw_version(one, by=by, now=request.now, reason=data["reason"]),
    )  # fmt: skip


def _ended(
    request: Asked, pk: int, form_of: type[KeyedForm], do: Callable[[Standard, dict[str, Any], Any], Standard]
) -> HttpResponse:
    one = or_404(queries.standard_for, request.who, pk)
    form = form_of(request.POST, auto_id="end_%s")
    staff = keeper(request, one.company_id)
    common.check_may_manage(staff, company_id=one.company_id)
    done = submit(request, form, do=lambda data: do(one, data, staff), again=_standard)
    if done:
        messages.success(request, gettext("“{name}”记下了。").format(name=done.name))
        return redirect("standard", done.pk)
    return _page(request, one, end=form)


def _begin(request: Asked) -> dict[str, Any]:
    return {"since": timezone.localdate(request.now) + timedelta(days=1)}


def _standard(pk: int) -> Standard:
    return Standard.objects.get(pk=pk)


def _page(
    request: Asked, one: Standard, *, form: StandardForm | None = None, end: KeyedForm | None = None
) -> HttpResponse:
    today = timezone.localdate(request.now)
    pending = one.until is None and one.since > today and one.version > 1
    page = {
        "standard": one,
        "company": one.company,
        "form": form or StandardForm(initial=queries.fields_of(one) | _begin(request)),
        "often": OFTEN,
        "check_kinds": rules.CHECK_KINDS.items(),
        "end": end or (WithdrawForm if pending else EndForm)(initial=_begin(request), auto_id="end_%s"),
        "beside": queries.beside_common(one),
        "history": queries.history(one),
        "holds": one.since <= today and (one.until is None or one.until > today),
        "pending": pending,
        "revisable": one.until is None and not pending and one.since <= today,
        "may_manage": common.may_manage(keeper(request, one.company_id), company_id=one.company_id),
    }
    status = next((given.status for given in (form, end) if given is not None), 200)
    return render(request, "standards/standard.html", page, status=status)


@login_required
def grade(request: Asked, pk: int) -> HttpResponse:
    """The grade a project is served at, and the grades it had."""
    project = or_404(queries.project_for, request.who, pk)
    request.project_id = project.pk
    today = timezone.localdate(request.now)
    form = GradeForm(request.POST or None, initial=_begin(request) | {"grade": queries.grade_of(project, today)})
    staff = keeper(request, project.company_id)
    if request.method == "POST":
        common.check_may_manage(staff, company_id=project.company_id)
        made = submit(
            request,
            form,
            do=lambda data: actions.set_grade(
                project, grade=data["grade"], since=data["since"], source=data["source"], by=staff, now=request.now
            ),
            again=lambda first: ServiceGrade.objects.get(pk=first),
        )
        if made:
            messages.success(request, gettext("等级记下了，{since} 起的检查单按它来。").format(since=made.since))
            return redirect("service_grade", project.pk)
    page = {
        "project": project,
        "form": form,
        "grade": rules.GRADES[queries.grade_of(project, today)],
        "grades": [(row, rules.GRADES[row.grade]) for row in queries.grades_of(project)],
        "may_manage": common.may_manage(staff, company_id=project.company_id),
    }
    return render(request, "standards/grade.html", page, status=form.status)

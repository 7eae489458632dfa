"""Speak HTTP: how long a company keeps what, whose is spared, what would go tonight and what went."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.ledger.posting import KeyedForm, submit
from xiwei.people.actions import retention as actions
from xiwei.people.forms.known import HoldForm, PeriodForm
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Hold, Keeping, Staff
from xiwei.people.queries import retention as queries
from xiwei.people.retention import period_of
from xiwei.people.rules import retention as rules
from xiwei.people.rules.permissions import Permission
from xiwei.people.views.consents import publisher
from xiwei.shared.web import or_404


@require_safe
@login_required
def keeping(request: PersonRequest) -> HttpResponse:
    """Every kind with its period, its source and what would go tonight; holds; and what went before.

    The director reads the periods and their sources; changing them, and whose data is spared, is the company's."""
    return _page(request, _reader(request), HoldForm())


def _reader(request: PersonRequest) -> Staff:
    """Whoever sets the periods, else whoever sees in some project who looked at residents' data: they answer by them."""
    company_ids = {company_id for company_id, _project in request.who.reach(Permission.LOOKS_SEE)}
    keepers = [staff for staff in request.who.staff if rules.may_keep(staff, staff.company_id)]
    readers = [staff for staff in request.who.staff if staff.company_id in company_ids]
    return next(iter([*keepers, *readers]), None) or publisher(request)


def _page(request: PersonRequest, by: Staff, form: HoldForm) -> HttpResponse:
    may_change = rules.may_keep(by, by.company_id)
    stones = [(one, period_of(one.code)) for one in queries.tombstones(by.company_id)]
    context = {
        "kinds": queries.tonight(by.company_id, now=request.now),
        "may_change": may_change,
        "holds": queries.holds(by.company_id) if may_change else [],
        "stones": stones,
        "form": form,
        "period_form": PeriodForm(),
    }
    return render(request, "people/keeping.html", context, status=form.status)


@login_required
@require_POST
def keeping_set(request: PersonRequest, code: str) -> HttpResponse:
    """Another period for one kind, within its bounds."""
    by, form = publisher(request), PeriodForm(request.POST)
    done = submit(
        request,
        form,
        do=lambda data: actions.set_period(by.company, code, **_said(data, "days", "source"), by=by, now=request.now),
        again=lambda first: Keeping.objects.get(pk=first),
    )
    if done:
        messages.success(request, gettext("已改，从今晚起按新的期限删除。"))
    else:
        messages.error(request, _why_not(form))
    return redirect("keeping")


@login_required
@require_POST
def hold(request: PersonRequest) -> HttpResponse:
    """Spare a resident's data while a dispute runs."""
    by, form = publisher(request), HoldForm(request.POST)
    done = submit(
        request,
        form,
        do=lambda data: actions.hold(by.company, **_said(data, "named", "reason"), by=by, now=request.now),
        again=lambda first: Hold.objects.get(pk=first),
    )
    if done is None:
        return _page(request, by, form)
    messages.success(request, gettext("已登记，他的资料到期也先留着。"))
    return redirect("keeping")


@login_required
@require_POST
def hold_lift(request: PersonRequest, pk: int) -> HttpResponse:
    """The dispute is over."""
    by = publisher(request)
    row = or_404(lambda: Hold.objects.get(pk=pk, company=by.company_id))
    actions.lift(row, by=by, now=request.now)
    messages.success(request, gettext("已解除，到期的资料今晚删除。"))
    return redirect("keeping")


def _said(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names}


def _why_not(form: KeyedForm) -> str:
    return next((str(error) for some in form.errors.values() for error in some), "")

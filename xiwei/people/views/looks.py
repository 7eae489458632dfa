"""Speak HTTP: who looked unusually at residents' data, and what it was."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xiwei.ledger.posting import submit
from xiwei.people.actions import oddities as actions
from xiwei.people.forms.looks import BoundForm, WordForm
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Oddity, OddKind, OddLimit, Staff
from xiwei.people.queries import looks as queries
from xiwei.people.rules import Permission
from xiwei.people.rules.looks import DEFAULTS, HIGHEST
from xiwei.shared.web import or_404


@login_required
def looks(request: PersonRequest, pk: int) -> HttpResponse:
    """What stands out of how a project's residents are looked up: what waits to be asked, and what was explained."""
    project = or_404(queries.project_for_looks, request.who, pk)
    by = _by(request, project.company_id)
    waiting, explained = queries.oddities(project, by)
    bounds = queries.bounds(project.company_id)
    context = {
        "project": project,
        "waiting": waiting,
        "explained": explained,
        "bounds": [
            queries.Bound(kind, str(OddKind(kind).label), bounds[kind], DEFAULTS[kind], HIGHEST[kind])
            for kind in OddKind.values
        ],
        "bound_form": BoundForm(),
        "may_set": request.who.may(Permission.PRIVACY_MANAGE, company_id=project.company_id, project_id=None),
    }
    return render(request, "people/looks.html", context)


@login_required
def oddity(request: PersonRequest, pk: int) -> HttpResponse:
    """One of them with the very looks it counts, and the word of whoever asked."""
    found = or_404(queries.oddity_for, request.who, pk)
    by = _by(request, found.company_id)
    form = WordForm(request.POST or None)
    if request.method == "POST":
        kept = submit(
            request,
            form,
            do=lambda data: actions.explain(found, word=data["word"], by=by, now=request.now),
            again=_oddity,
        )
        if kept:
            messages.success(request, gettext("已记下，和这些查看放在一起。"))
            return redirect("looks", found.project_id)
    request.project_id = found.project_id
    context = {"oddity": found, "viewings": queries.viewings_in(found), "form": form}
    return render(request, "people/oddity.html", context, status=form.status)


@login_required
@require_POST
def look_bound(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """The company sets from how many on a kind is unusual, for all its projects."""
    project = or_404(queries.project_for_looks, request.who, pk)
    by, form = _by(request, project.company_id), BoundForm(request.POST)
    kept = submit(
        request,
        form,
        do=lambda data: actions.set_bound(project.company_id, kind, most=data["most"], by=by, now=request.now),
        again=lambda first: OddLimit.objects.get(pk=first),
    )
    if kept:
        messages.success(request, gettext("已改，从现在起按新的界限提醒。"))
    else:
        messages.error(request, next((str(error) for some in form.errors.values() for error in some), ""))
    return redirect("looks", project.pk)


def _by(request: PersonRequest, company_id: int) -> Staff:
    staff = request.who.staff_in(company_id)
    assert staff is not None, "the query found a colleague"
    return staff


def _oddity(pk: int) -> Oddity:
    return Oddity.objects.get(pk=pk)

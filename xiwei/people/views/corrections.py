"""Speak HTTP: what is registered of a person of a home is put right."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from xiwei.ledger.posting import submit
from xiwei.people.actions import corrections as actions
from xiwei.people.actions import looks
from xiwei.people.forms.homes import CorrectionForm
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Tenure
from xiwei.people.queries import corrections as queries
from xiwei.shared.web import or_404


@login_required
def tenure_correct(request: PersonRequest, pk: int) -> HttpResponse:
    """One person of a home: what is registered, to be put right; and what they asked, to be answered with it."""
    tenure = or_404(queries.tenure_to_correct, request.who, pk)
    by = request.who.staff_in(tenure.company_id)
    assert by is not None, "the query found a colleague"
    person, home, wish = tenure.person, tenure.household, queries.waiting(tenure)
    own = queries.has_own_account(person, tenure.company_id)
    known = {"name": person.name, "relation": tenure.relation, "since": tenure.since}
    form = CorrectionForm(request.POST or None, initial=known)
    if request.method == "POST":
        kept = submit(
            request,
            form,
            do=lambda data: actions.put_right(tenure, **_said(data), by=by, now=request.now),
            again=_tenure,
        )
        if kept:
            messages.success(request, gettext("已改好，{person}会收到消息。").format(person=kept.person.name))
            return redirect("wish", wish.pk) if wish else redirect("tenure_correct", tenure.pk)
    request.project_id = home.project_id
    context = {
        "tenure": tenure, "home": home, "form": form, "wish": wish, "own": own,
        "why_seen": looks.look_at(home, what="住户登记", by=by, now=request.now),
    }  # fmt: skip
    return render(request, "people/correct.html", context, status=form.status)


def _said(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("name", "phone", "relation", "since", "answer")}


def _tenure(pk: int) -> Tenure:
    return Tenure.objects.select_related("person").get(pk=pk)

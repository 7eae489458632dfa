"""Speak HTTP: what residents ask about their data, answered by those who may."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xiwei.ledger.posting import submit
from xiwei.people import erasures
from xiwei.people.actions import wishes as actions
from xiwei.people.forms.known import AnswerForm, CorrectionAnswerForm
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff, Wish, WishKind, WishState
from xiwei.people.queries import corrections
from xiwei.people.queries import known as of_person
from xiwei.people.queries import wishes as queries
from xiwei.shared.web import or_404


@require_safe
@login_required
def data_wishes(request: PersonRequest, pk: int) -> HttpResponse:
    """The project's wishes: what waits for my answer, and what became of the others."""
    project = or_404(queries.project_for_wishes, request.who, pk)
    by = request.who.staff_in(project.company_id)
    assert by is not None, "the query found a colleague"
    waiting, others = queries.of_project(project, by)
    return render(request, "people/wishes.html", {"project": project, "waiting": waiting, "others": others})


@login_required
def wish(request: PersonRequest, pk: int) -> HttpResponse:
    """One wish: what is asked, what would go and what must stay; and the answer."""
    found = or_404(queries.for_staff, request.who, pk)
    by = request.who.staff_in(found.company_id)
    assert by is not None, "the query found a colleague"
    form = (AnswerForm if found.kind == WishKind.ERASE else CorrectionAnswerForm)(request.POST or None)
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        kept = submit(request, form, do=lambda data: _answer(request, found, by, verb, data["answer"]), again=_wish)
        if kept:
            messages.success(request, _said(kept))
            return redirect("data_wishes", found.project_id)
    request.project_id = found.project_id
    fates = of_person.fates(found.person) if found.kind == WishKind.ERASE and found.is_open else []
    context = {
        "wish": found,
        "form": form,
        "tie": corrections.tie_of(found) if found.kind == WishKind.CORRECT else None,
        "waits": found.state == WishState.ASKED,
        "stands": erasures.in_the_way(found.person, found.company_id) if fates else [],
        "goes": [one for one in fates if one.goes],
        "stays": [one for one in fates if not one.goes],
        "went": of_person.what_went(found) if found.kind == WishKind.ERASE and found.done_at else "",
    }
    return render(request, "people/wish.html", context, status=form.status)


def _answer(request: PersonRequest, found: Wish, by: Staff, verb: str, answer: str) -> Wish:
    if verb == "grant":
        return actions.grant(found, answer=answer, by=by, now=request.now)
    if verb == "correct":
        return actions.correct(found, answer=answer, by=by, now=request.now)
    return actions.refuse(found, answer=answer, by=by, now=request.now)


def _said(kept: Wish) -> str:
    if kept.state == WishState.GRANTED:
        return gettext("已同意，资料会按列出的删除，删完告诉本人。")
    return gettext("答复已告诉本人。")


def _wish(pk: int) -> Wish:
    return Wish.objects.get(pk=pk)

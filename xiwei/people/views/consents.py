"""Speak HTTP: what one agreed to, one by one; and a company's texts."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.ledger.posting import KeyedForm, once, submit
from xiwei.people.actions import consents as actions
from xiwei.people.forms.consents import TextForm
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Consent, ConsentText, Person, Staff
from xiwei.people.purposes import Purpose, purposes
from xiwei.people.queries import consents as queries
from xiwei.people.rules import Permission
from xiwei.people.rules.consents import PARTS
from xiwei.shared.refusals import NotAllowed
from xiwei.shared.web import or_404


@require_safe
@login_required
def my_consents(request: PersonRequest) -> HttpResponse:
    """Every purpose asked of me, in plain words, with my answer, to be given or taken back one by one."""
    person = _person(request)
    context = {"asked": queries.asked_of(person), "form": KeyedForm()}
    return render(request, "people/my_consents.html", context)


@login_required
@require_POST
def consent_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Yes or no to one text, as it was read."""
    person = _person(request)
    text = or_404(queries.text_for, person, pk)
    given = request.POST.get("given") == "1"
    kept = once(
        request,
        do=lambda: actions.answer(person, text, given=given, by=person, now=request.now),
        again=lambda first: Consent.objects.get(pk=first),
    )
    messages.success(
        request, gettext("记下了：同意。随时可以撤回。") if kept.given else gettext("记下了：不同意。服务照常。")
    )
    return redirect("my_consents")


@dataclass(frozen=True)
class Card:
    """One purpose as the company finds it: what stands, and a form for other words."""

    purpose: Purpose
    text: ConsentText | None
    form: TextForm


@require_safe
@login_required
def consent_texts(request: PersonRequest) -> HttpResponse:
    """The company's texts, each with its version, and a form to publish other words."""
    by = publisher(request)
    return render(request, "people/consent_texts.html", {"cards": _cards(by)})


@login_required
@require_POST
def consent_publish(request: PersonRequest, code: str) -> HttpResponse:
    """Other words are a new version, asked anew of everyone."""
    by, form = publisher(request), TextForm(request.POST)
    text = submit(
        request,
        form,
        do=lambda data: actions.publish(by.company, code, words=_words(data), by=by, now=request.now),
        again=lambda first: ConsentText.objects.get(pk=first),
    )
    if text is None:
        cards = [Card(one.purpose, one.text, form) if one.purpose.code == code else one for one in _cards(by)]
        return render(request, "people/consent_texts.html", {"cards": cards}, status=form.status)
    messages.success(request, gettext("第 {version} 版已发布，住户会看到新的一版。").format(version=text.version))
    return redirect("consent_texts")


def _words(data: dict[str, Any]) -> dict[str, str]:
    return {part: data[part] for part in PARTS}


def _cards(by: Staff) -> list[Card]:
    texts = queries.latest_texts([by.company_id])
    return [_card(one, texts.get((by.company_id, one.code))) for one in purposes()]


def _card(purpose: Purpose, text: ConsentText | None) -> Card:
    stands = text or purpose.draft
    return Card(
        purpose,
        text,
        TextForm(initial={part: str(getattr(stands, part)) for part in PARTS}, auto_id=f"id_{purpose.code}_%s"),
    )


def publisher(request: PersonRequest) -> Staff:
    """Whoever answers for a company's use of data. Raises NotAllowed for everyone else."""
    for staff in request.who.staff:
        if staff.permits(Permission.PRIVACY_MANAGE, company_id=staff.company_id, project_id=None):
            return staff
    raise NotAllowed(gettext("同意书和资料保存期限由公司经理定，您的岗位没有这项权限。"))


def _person(request: PersonRequest) -> Person:
    person = request.who.person
    assert person is not None, "login_required stands before this"
    return person

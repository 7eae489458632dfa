"""Speak HTTP: all that is kept on me, to read, to put right, to take away, to ask to be erased."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.ledger.posting import KeyedForm, once, submit
from xiwei.people import prints
from xiwei.people.actions import consents as consent_actions
from xiwei.people.actions import known as actions
from xiwei.people.actions import wishes as wish_actions
from xiwei.people.forms.consents import RecordForm
from xiwei.people.forms.known import CorrectionForm, WishForm
from xiwei.people.known import MOST
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Household, How, Person, Staff, Wish
from xiwei.people.queries import consents, wishes
from xiwei.people.queries import known as queries
from xiwei.shared.refusals import Refused
from xiwei.shared.web import or_404

SOME, MANY = 5, 300


@require_safe
@login_required
def me_known(request: PersonRequest) -> HttpResponse:
    """All that is kept on me, by what it is for: the newest of each, who may see it, how long it stays."""
    person = _person(request)
    parts = queries.own(person, limit=SOME)
    none_of = [part for part in parts if not part.rows]
    context = {"parts": parts, "none_of": none_of, "wishes": wishes.own(person), "form": KeyedForm()}
    return render(request, "people/me_known.html", context)


@require_safe
@login_required
def known_part(request: PersonRequest, code: str) -> HttpResponse:
    """One kind in full, up to what a page can bear; the file of data has the rest."""
    part = queries.own_part(_person(request), code, limit=MANY)
    if part is None:
        raise Http404
    return render(request, "people/known_part.html", {"part": part})


@login_required
@require_POST
def known_json(request: PersonRequest) -> HttpResponse:
    """All of it as a file that another program can read; that it was taken is a line."""
    person = _person(request)
    parts = actions.take_away(person, how="JSON", limit=None, now=request.now)
    data = {
        gettext("姓名"): person.name,
        gettext("时间"): timezone.localtime(request.now).isoformat(timespec="seconds"),
        gettext("资料"): queries.as_data(parts, whole=request.build_absolute_uri),
    }
    return _file(
        json.dumps(data, ensure_ascii=False, indent=1).encode(), "application/json", _name(request, person, "json")
    )


@login_required
@require_POST
def known_pdf(request: PersonRequest) -> HttpResponse:
    """The same to read and to keep on paper."""
    person = _person(request)
    parts = actions.take_away(person, how="PDF", limit=MOST, now=request.now)
    return _file(prints.known_sheet(person, parts, now=request.now), "application/pdf", _name(request, person, "pdf"))


def _name(request: PersonRequest, person: Person, ending: str) -> str:
    """关于王芳的一切-2026-11-28.pdf: by the day here."""
    about = gettext("关于{name}的一切").format(name=person.name)
    return f"{about}-{timezone.localdate(request.now):%Y-%m-%d}.{ending}"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(content, content_type=kind, headers=headers)


@login_required
def correction(request: PersonRequest) -> HttpResponse:
    """Something is wrong that one cannot change oneself: said to whoever looks after the home."""
    person, form = _person(request), CorrectionForm(request.POST or None)
    if request.method == "POST":
        asked = submit(
            request,
            form,
            do=lambda data: wish_actions.ask_correction(
                person, wish_actions.home_to_ask(person, data["home"]), words=data["words"], by=person, now=request.now
            ),
            again=lambda first: wishes.own_one(person, first),
        )
        if asked:
            messages.success(request, gettext("已交给管家，改好了会答复您。"))
            return redirect("me_known")
    homes = wishes.homes_to_ask(person)
    return render(request, "people/correction.html", {"form": form, "homes": homes}, status=form.status)


@login_required
def erasure(request: PersonRequest) -> HttpResponse:
    """What would go and what must stay, and why; then the asking itself."""
    person, form = _person(request), WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        asked = submit(
            request,
            form,
            do=lambda data: wish_actions.ask_erasure(
                person, wish_actions.home_to_ask(person, data["home"]), words=data["words"], by=person, now=request.now
            ),
            again=lambda first: wishes.own_one(person, first),
        )
        if asked:
            messages.success(request, gettext("请求已交给小区主任。答复以前随时可以撤回。"))
            return redirect("me_known")
    parts, homes = queries.own(person, limit=1), wishes.homes_to_ask(person)
    context = {
        "form": form,
        "homes": homes,
        "stands": [
            why.sentence
            for company_id in {home.company_id for home in homes}
            for why in queries.in_the_way(person, company_id)
        ],
        "goes": [one for one in parts if one.kept.goes],
        "stays": [one for one in parts if not one.kept.goes],
    }
    return render(request, "people/erasure.html", context, status=form.status)


@login_required
@require_POST
def wish_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Taken back before it was answered."""
    person = _person(request)
    wish = or_404(wishes.own_one, person, pk)
    once(
        request,
        do=lambda: wish_actions.withdraw(wish, by=person, now=request.now),
        again=lambda first: wishes.own_one(person, first),
    )
    messages.success(request, gettext("已撤回，什么也没有改、没有删。"))
    return redirect("me_known")


@login_required
def known_of(request: PersonRequest, pk: int) -> HttpResponse:
    """The same for one without an account: staff open it for the adult who answers for them, and it is a look."""
    person, home, by = or_404(wishes.person_without_account, request.who, pk)
    form = WishForm(request.POST or None)
    if request.method == "POST":
        asked = submit(request, form, do=lambda data: _ask_for(request, person, home, by, data), again=_wish)
        if asked:
            messages.success(request, gettext("已记下，答复了会写在这里。"))
            return redirect("known_of", person.pk)
    request.project_id = home.project_id
    context = {
        "person": person,
        "home": home,
        "parts": actions.open_for(person, home, limit=SOME, by=by, now=request.now),
        "asked": [one for one in consents.asked_of(person) if one.company.pk == by.company_id],
        "wishes": [one for one in wishes.own(person) if one.company_id == by.company_id],
        "form": form,
        "hows": [(How.PAPER, How.PAPER.label), (How.SPOKEN, How.SPOKEN.label)],
    }
    return render(request, "people/known_of.html", context, status=form.status)


def _ask_for(request: PersonRequest, person: Person, home: Household, by: Staff, data: dict[str, str]) -> Wish:
    told: dict[str, Any] = {"words": data["words"], "through": data["through"], "by": by, "now": request.now}
    if request.POST.get("verb") == "erase":
        return wish_actions.ask_erasure(person, home, **told)
    return wish_actions.ask_correction(person, home, **told)


@login_required
@require_POST
def known_of_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """On paper, for the adult who came."""
    person, home, by = or_404(wishes.person_without_account, request.who, pk)
    parts = actions.open_for(person, home, limit=MOST, by=by, now=request.now)
    return _file(prints.known_sheet(person, parts, now=request.now), "application/pdf", _name(request, person, "pdf"))


@login_required
@require_POST
def consent_record(request: PersonRequest, pk: int) -> HttpResponse:
    """What one without an account signed or said about one text, written down by staff."""
    person, _, by = or_404(wishes.person_without_account, request.who, pk)
    form = RecordForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("请选同意还是不同意，和怎么答的。"))
        return redirect("known_of", person.pk)
    text = or_404(consents.text_for, person, form.cleaned_data["text"])
    try:
        consent_actions.answer(
            person, text, given=form.cleaned_data["given"] == "1", how=form.cleaned_data["how"], by=by, now=request.now
        )
        messages.success(request, gettext("已登记，和同意书放在一起。"))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("known_of", person.pk)


def _person(request: PersonRequest) -> Person:
    person = request.who.person
    assert person is not None, "login_required stands before this"
    return person


def _wish(pk: int) -> Wish:
    return Wish.objects.get(pk=pk)

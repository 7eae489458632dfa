"""Invite someone; and what the invited sees behind the link."""

from typing import Any

import segno
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xiwei.ledger.posting import KeyedForm, submit
from xiwei.people.actions import invitations as actions
from xiwei.people.forms.invitations import ResidentForm, StaffForm
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Invitation, Staff
from xiwei.people.queries import invitations as queries
from xiwei.people.rules import Permission
from xiwei.people.rules import invitations as rules
from xiwei.people.rules.invitations import Standing
from xiwei.people.views.doors import send_code, to_confirm
from xiwei.shared import codes, scope
from xiwei.shared.refusals import NotAllowed, Refused

SHOWN = 50


@login_required
def invite(request: PersonRequest) -> HttpResponse:
    """Invite a resident or a colleague; below, those invited before and how their invitations stand."""
    if not request.who.reach(Permission.PEOPLE_MANAGE):
        raise NotAllowed(gettext("邀请住户和同事由小区主任和公司经理办理，您的岗位没有这项权限。"))
    asked = request.POST.get("for") or request.GET.get("for")
    kind = "staff" if asked == "staff" else "resident"
    form = _form(request, kind)
    if request.method == "POST":
        made = submit(request, form, do=lambda data: _make(request, kind, data), again=_again)
        if made:
            messages.success(
                request, gettext("给{made}的邀请做好了。把链接或二维码发给本人，14 天内有效。").format(made=made.name)
            )
            return redirect("invitation_sheet", made.pk)
    found = queries.for_person(request.who)[:SHOWN]
    rows = [(one, rules.standing(one, now=request.now)) for one in found]
    return render(request, "people/invite.html", {"form": form, "kind": kind, "rows": rows}, status=form.status)


def _form(request: PersonRequest, kind: str) -> KeyedForm:
    data = request.POST or None
    projects = queries.projects_to_invite_to(request.who)
    if kind == "resident":
        first = {name: request.GET[name] for name in ("project", "room", "name", "phone") if name in request.GET}
        return ResidentForm(data, projects=projects, initial=first)
    return StaffForm(
        data,
        projects=projects,
        companies=queries.companies_to_invite_to(request.who),
        roles=queries.roles_to_give(request.who),
    )


def _make(request: PersonRequest, kind: str, data: dict[str, Any]) -> Invitation:
    whom = {"phone": data["phone"], "name": data["name"], "now": request.now}
    if kind == "resident":
        room = data["room"]
        by = _staff(request, room.company_id)
        return actions.invite_resident(room, relation=data["relation"], by=by, **whom)
    post = {name: data[name] for name in ("role", "line", "title", "project")}
    company = data["company"]
    return actions.invite_staff(company, **post, by=_staff(request, company.pk), **whom)


def _staff(request: PersonRequest, company_id: int) -> Staff:
    staff = request.who.staff_in(company_id)
    assert staff is not None, "the form offers only companies this person works for"
    return staff


def _again(pk: int) -> Invitation:
    return Invitation.objects.get(pk=pk)


@login_required
def invitation_sheet(request: PersonRequest, pk: int) -> HttpResponse:
    """One invitation to hand on: its link and square code, to share, to copy, to print."""
    found = _mine_or_404(request, pk)
    link = settings.BASE_URL + reverse("invitation", args=[found.code])
    state = rules.standing(found, now=request.now)
    context = {"invitation": found, "state": state, "link": link, "square": _square(link)}
    return render(request, "people/invitation_sheet.html", context)


def _square(link: str) -> SafeString:
    """The link as a square code, drawn as SVG without a style of its own."""
    drawn = segno.make(link, error="m").svg_inline(scale=6, border=2, svgclass="x-square", lineclass=None)
    return mark_safe(drawn)  # noqa: S308  (drawn by us from our own address)


@login_required
@require_POST
def invitation_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    found = _mine_or_404(request, pk)
    actions.withdraw(found, by=_staff(request, found.company_id), now=request.now)
    messages.success(request, gettext("给{found}的邀请已撤回，链接不能再用了。").format(found=found.name))
    return redirect("invite")


def _mine_or_404(request: PersonRequest, pk: int) -> Invitation:
    found = queries.for_person(request.who).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
def invitation(request: PersonRequest, code: str) -> HttpResponse:
    """What the link shows anyone: who invites, to what, until when; and the next step for the one who looks."""
    found, refusal = _found(request, code)
    if found is None:
        return refusal
    state = rules.standing(found, now=request.now)
    person = request.who.person
    if state is not Standing.WAITING:
        own = state is Standing.ACCEPTED and person is not None and person.phone == found.phone
        context = {"sentence": "" if own else rules.OVER[state], "own": own}
        return render(request, "people/invitation_over.html", context, status=200 if own else 410)
    why_not = _why_not(request, found)
    return render(request, "people/invitation.html", {"invitation": found, "why_not": why_not})


def _why_not(request: PersonRequest, found: Invitation) -> str:
    """Why the one who is signed in can't accept; "" where they can, or nobody is signed in."""
    if request.who.person is None:
        return ""
    try:
        rules.check_may_answer(found, person=request.who.person, now=request.now)
    except Refused as refused:
        return refused.sentence
    return ""


def _found(request: PersonRequest, code: str) -> tuple[Invitation | None, HttpResponse]:
    """The invitation of a code. Wrong codes are counted by address, so that nobody tries them out.

    A right one is never refused: a whole estate may share an address, and one who guesses would shut everyone out. Not
    the limit but a code's length keeps guesses from being right.
    """
    found = queries.by_code(codes.read(code))
    if found is None:
        if not ratelimit.consume(request, app="allauth.account", action="invitation", limit_get=True):
            return None, ratelimit.respond_429(request)
        sentence = gettext("没有找到这份邀请。请核对链接或编码，或让物业再发一次。")
        return None, render(request, "people/invitation_over.html", {"sentence": sentence}, status=404)
    return found, HttpResponse()


@require_POST
def invitation_code(request: PersonRequest, code: str) -> HttpResponse:
    """Send a code to the invited phone, so that its holder can prove it and come back here."""
    found, refusal = _found(request, code)
    if found is None:
        return refusal
    rules.check_standing(found, now=request.now)
    back = reverse("invitation", args=[found.code])
    if refused := send_code(request, found.phone):
        messages.error(request, refused)
        return redirect(back)
    return to_confirm(request, following=back)


@login_required
@require_POST
def invitation_accept(request: PersonRequest, code: str) -> HttpResponse:
    """Say yes. A second tap finds it done and is no error."""
    found, refusal = _found(request, code)
    if found is None:
        return refusal
    person = request.who.person
    assert person is not None
    if not (found.accepted_at and person.phone == found.phone):
        # The company is not among this person's yet: it becomes theirs by this deed.
        with scope.within({*request.who.companies, found.company_id}):
            actions.accept(found, person=person, now=request.now)
    messages.success(request, gettext("欢迎！您已加入{what}。").format(what=found.project or found.company))
    return redirect(settings.LOGIN_REDIRECT_URL)


@login_required
@require_POST
def invitation_decline(request: PersonRequest, code: str) -> HttpResponse:
    """Say no. A second tap finds it done and is no error."""
    found, refusal = _found(request, code)
    if found is None:
        return refusal
    person = request.who.person
    assert person is not None
    if not (found.declined_at and person.phone == found.phone):
        with scope.within({*request.who.companies, found.company_id}):
            actions.decline(found, person=person, now=request.now)
    messages.success(request, gettext("已回绝。{company}会看到您没有接受。").format(company=found.company))
    return redirect("me")

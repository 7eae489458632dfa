"""One's own page: name, face, look, password, sessions; homes and jobs; and the face of the product one sees."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xiwei.ledger.posting import submit
from xiwei.people.actions import people as actions
from xiwei.people.forms.me import FaceForm, NameForm, PasswordForm
from xiwei.people.middleware import FACE_KEY, PersonRequest
from xiwei.people.models import Look, Person
from xiwei.people.queries import invitations, rosters
from xiwei.people.queries import people as queries
from xiwei.people.views.proving import to_proof
from xiwei.shared import pictures, tongue
from xiwei.shared.refusals import BadInput, NotAllowed

# A code that came to the phone proves as much as an old password, for so many seconds.
CODE_PROVES = 5 * 60
YEAR = 365 * 24 * 60 * 60


@login_required
def me(request: PersonRequest) -> HttpResponse:
    """All one can set, and what one is here."""
    form = NameForm(request.POST or None, initial={"name": _person(request).name})
    if request.method == "POST":
        if form.is_valid() and (after := form.to_confirm(_person(request))):
            return _page(request, form, FaceForm(), after=after)
        kept = submit(
            request,
            form,
            do=lambda data: actions.change_person(_person(request), name=data["name"], now=request.now),
            again=_again,
        )
        if kept:
            messages.success(request, gettext("姓名已保存。"))
            return redirect("me")
    return _page(request, form, FaceForm())


def _page(request: PersonRequest, name_form: NameForm, face_form: FaceForm, *, after: str = "") -> HttpResponse:
    """`after`: the name they would have, for a second look before it is kept."""
    person = _person(request)
    context = {
        "form": name_form,
        "after": after,
        "face_form": face_form,
        "looks": Look.choices,
        "passkeys": Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count(),
        "shifts": rosters.own_shifts(request.who, now=request.now),
        "waiting": invitations.waiting_for(person.phone, now=request.now),
    }
    status = max(name_form.status, face_form.status)
    return render(request, "people/me.html", context, status=status)


def _person(request: PersonRequest) -> Person:
    person = request.who.person
    assert person is not None, "login_required stands before this"
    return person


def _again(pk: int) -> Person:
    return Person.objects.get(pk=pk)


@login_required
@require_POST
def me_picture(request: PersonRequest) -> HttpResponse:
    """Another picture of one's face, or with `take_away` none."""
    person = _person(request)
    if "take_away" in request.POST:
        actions.set_face(person, picture=None, now=request.now)
        messages.success(request, gettext("头像已去掉。"))
        return redirect("me")
    form = FaceForm(request.POST, request.FILES)
    kept = submit(
        request,
        form,
        do=lambda data: actions.set_face(person, picture=pictures.take(data["picture"], max_side=640), now=request.now),
        again=_again,
    )
    if kept is None:
        return _page(request, NameForm(initial={"name": person.name}), form)
    messages.success(request, gettext("头像已更换。"))
    return redirect("me")


@login_required
@require_POST
def me_look(request: PersonRequest) -> HttpResponse:
    """标准 or 大字, kept with the person on every device."""
    person = actions.set_look(_person(request), look=request.POST.get("look", ""), now=request.now)
    messages.success(request, gettext("已换成大字。") if person.look == Look.LARGE else gettext("已换成标准字。"))
    return redirect("me")


@require_POST
def choose_language(request: PersonRequest) -> HttpResponse:
    """中文 or English, for this browser, and for who is signed in on every device; then back to the page they were on.

    Raises BadInput for a tongue the pages are not written in.
    """
    language = request.POST.get("language", "")
    if not tongue.known(language):
        raise BadInput(gettext("没有这种语言。请在“中文”和“English”里选一种。"))
    if request.who.person:
        actions.set_language(request.who.person, language=language, now=request.now)
    page = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = redirect(page if ours else settings.LOGIN_REDIRECT_URL)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=settings.LANGUAGE_COOKIE_SECURE
    )
    return response


@login_required
@sensitive_post_parameters("old", "new", "again")
def me_password(request: PersonRequest) -> HttpResponse:
    """Set or change the password; whoever has just come in by a code need not know the old one."""
    person = _person(request)
    if not person.has_usable_password() and not _proved_by_code(request, person):
        return to_proof(request.path)  # else whoever borrowed the session would give themself a way in
    old_needed = person.has_usable_password() and not _proved_by_code(request, person)
    form = PasswordForm(request.POST or None, person=person, old_needed=old_needed)
    if request.method == "POST":
        if not ratelimit.consume(request, app="allauth.account", action="change_password", user=person):
            return ratelimit.respond_429(request)
        kept = submit(
            request,
            form,
            do=lambda data: actions.set_password(person, password=data["new"], now=request.now),
            again=_again,
        )
        if kept:
            update_session_auth_hash(request, kept)
            messages.success(request, gettext("密码已保存。其他设备上的登录都已退出。"))
            return redirect("me")
    return render(request, "people/password.html", {"form": form, "had": old_needed}, status=form.status)


def _proved_by_code(request: PersonRequest, person: Person) -> bool:
    records = get_authentication_records(request, person)
    return any(one["method"] == "code" and time.time() - one["at"] < CODE_PROVES for one in records)


@login_required
@require_POST
def me_sessions(request: PersonRequest) -> HttpResponse:
    """Sign out on every other device: for a phone that was lost."""
    person = actions.sign_out_everywhere(_person(request), now=request.now)
    update_session_auth_hash(request, person)
    messages.success(request, gettext("其他设备上的登录都已退出，这台设备不受影响。"))
    return redirect("me")


@login_required
@require_POST
def choose_face(request: PersonRequest) -> HttpResponse:
    """See the product as another of the persons one is. Raises NotAllowed for a face one has not."""
    face = request.POST.get("face", "")
    if face not in request.who.faces:
        raise NotAllowed(gettext("您没有这个身份，不能这样查看。需要的话，请联系小区主任或公司经理。"))
    request.session[FACE_KEY] = face
    return redirect(settings.LOGIN_REDIRECT_URL)


@login_required
@cache_control(private=True, max_age=86_400)
def face(request: PersonRequest, pk: int) -> FileResponse:
    """Someone's picture: one's own, those who serve one's estates, and for those who serve, those who live there."""
    person = queries.face_for(request.who, pk)
    if person is None:
        raise Http404
    try:
        kept = pictures.open_kept(person.face, small=True)
    except FileNotFoundError as gone:
        raise Http404 from gone
    return FileResponse(kept, content_type="image/jpeg")

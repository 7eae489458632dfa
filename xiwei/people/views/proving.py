"""Who is at the screen proves it anew before a way in is changed: an open session may be in another's hands."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache

from xiwei.people.forms.doors import ProofCode
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Person
from xiwei.shared import sms

PROOF_LASTS = 5 * 60  # seconds; as long as a code is good, and as the library's own reauthentication
SENT = "proof_code"
View = Callable[..., HttpResponseBase]


def proved(request: PersonRequest, person: Person) -> bool:
    """Whether this session has lately proved anew whose it is; having signed in is no such proof."""
    records = get_authentication_records(request, person)
    return any(one.get("reauthenticated") and time.time() - one["at"] < PROOF_LASTS for one in records)


def proof_demanded(view: View) -> View:
    """The view only after a fresh proof; without one, to the page that asks for it, and back."""

    @login_required
    @wraps(view)
    def gated(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        assert request.who.person is not None
        if proved(request, request.who.person):
            return view(request, *args, **kwargs)
        return to_proof(request.path)

    return gated


def to_proof(following: str) -> HttpResponse:
    """To the page that asks for a proof, and from there to `following`."""
    return redirect(f"{reverse('prove')}?{urlencode({'next': following})}")


@login_required
@never_cache
def prove(request: PersonRequest) -> HttpResponse:
    """By a code to the phone that is registered now, by the password, or by a passkey."""
    person = request.who.person
    assert person is not None
    if "send" in request.POST:
        return _send(request, person)
    code = _sent(request, person)
    form = ProofCode(request.POST if code and request.method == "POST" else None, code=code)
    if form.is_valid():
        del request.session[SENT]
        record_authentication(request, person, method="code", reauthenticated=True)
        return redirect(_following(request))
    ways = {
        "sent": bool(code),
        "can_send": bool(person.phone) and (settings.DEMO or sms.ready()),
        "password": person.has_usable_password(),
        "passkey": Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists(),
        "following": _following(request),
    }
    return render(request, "people/prove.html", {"form": form, **ways}, status=422 if form.errors else 200)


def _send(request: PersonRequest, person: Person) -> HttpResponse:
    """A code to the phone of now, never to one that was typed: whoever borrowed the session has another."""
    limit = {"app": "allauth.account", "action": "request_login_code"}
    if not person.phone or not ratelimit.consume(request, key=f"prove:{person.phone}", **limit):
        return ratelimit.respond_429(request)
    code = get_random_string(6, "0123456789")
    request.session[SENT] = {"code": code, "at": time.time(), "phone": person.phone}
    get_adapter().send_verification_code_sms(user=person, phone=person.phone, code=code)
    return to_proof(_following(request))


def _sent(request: PersonRequest, person: Person) -> str:
    """The code that is awaited; "" for none, for one grown old, and for one that went to a number no longer theirs."""
    sent = request.session.get(SENT)
    good = sent and sent["phone"] == person.phone and time.time() - sent["at"] < PROOF_LASTS
    return str(sent["code"]) if good else ""


def _following(request: PersonRequest) -> str:
    page = request.POST.get("next") or request.GET.get("next", "")
    return page if url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}) else reverse("me")

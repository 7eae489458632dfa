"""Two doors of our own beside the library's: another code for the same phone, and the demo's one tap."""

from allauth.account.internal.constants import LoginStageKey
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xiwei.people.forms.doors import ByCode
from xiwei.people.models import Person


def send_code(request: HttpRequest, phone: str) -> str:
    """Begin a sign-in by code for this phone, known or not; gives the sentence of a refusal, or "".

    The library's own "send again" fails for a phone nobody has, and so would tell which phones exist.
    """
    form = ByCode({"phone": phone})
    if not form.is_valid():
        return str(form.errors["phone"][0])
    clear_login(request)
    LoginCodeVerificationProcess.initiate(request=request, user=form._user, phone=form.cleaned_data["phone"])
    return ""


def to_confirm(request: HttpRequest, following: str = "") -> HttpResponse:
    """To the page that asks for the code, and from there to `following` or the `next` that was given."""
    address = reverse("account_confirm_login_code")
    if following:
        return redirect(f"{address}?next={following}")
    return redirect(passthrough_next_redirect_url(request, address, "next"))


@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Another code to the phone of the sign-in that has begun; without one, back to its beginning."""
    stage = LoginStageController.enter(request, LoginStageKey.LOGIN_BY_CODE.value)
    if stage is None or "phone" not in stage.state:
        return redirect("account_login")
    if refused := send_code(request, stage.state["phone"]):
        messages.error(request, refused)
    else:
        messages.success(request, gettext("新的验证码已发出，先前的作废。"))
    return to_confirm(request)


@require_POST
def demo_door(request: HttpRequest, pk: int) -> HttpResponse:
    """Come in as one of the demo's cast; outside the demo this door is not there."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(Person, pk=pk, phone__in=settings.DEMO_PHONES, is_active=True)
    clear_login(request)
    record_authentication(request, person, method="demo")
    return perform_login(request, Login(user=person, redirect_url=get_next_redirect_url(request)))

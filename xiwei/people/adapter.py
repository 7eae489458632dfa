"""What the account library asks of us: who has which phone, how a code reaches it, and what follows a sign-in."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.forms import Field
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from xiwei.people import jobs
from xiwei.people.actions import doors, people
from xiwei.people.models import Person
from xiwei.people.queries import invitations
from xiwei.people.queries import people as people_queries
from xiwei.shared import moment

DEMO_CODE = "demo_code"


class Known(AuthenticationBackend):
    """The library's own; whose session it is, which every page asks, is compiled once."""

    def get_user(self, user_id: Any) -> Person | None:
        """Who this is; None where they may not come in any more."""
        person = people_queries.by_pk(int(user_id))
        return person if person and self.user_can_authenticate(person) else None


class Door(DefaultAccountAdapter):
    """Sign-in by phone. An unknown phone meets the same pages, in the same time, as a known one."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "phone_password_mismatch": _("手机号和密码对不上。请核对后再试，或者改用验证码登录。"),
        "incorrect_code": _("验证码不对。请看清短信里的 6 位数字再填；没有收到短信，可能是这个手机号没有登记。"),
        "incorrect_password": _("密码不对。请核对后再试。"),
        "too_many_login_attempts": _("尝试的次数太多了。为保护账号，请过几分钟再试；急事请直接拨打小区值班电话。"),
        "rate_limited": _("操作太快了，请过一分钟再试。"),
        "phone_taken": _("这个手机号已由另一个账号使用，您原来的手机号保留不变。请联系物业核对。"),
        "same_as_current": _("这就是您现在的手机号，不用更换。"),
        "account_inactive": _("这个账号已停用。请联系物业服务中心。"),
        "enter_current_password": _("请先填写现在的密码。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a person is registered or invited by the company that knows them."""
        return False

    def phone_form_field(self, **kwargs: Any) -> Field:
        """The field every form of the library asks a phone with."""
        from xiwei.people.forms.doors import PhoneField  # the forms ask the adapter in turn

        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone: str) -> Person | None:
        """Whose phone it is."""
        return people_queries.by_phone(phone)

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        """The person's phone, and whether it was proved."""
        return (user.phone, user.phone_verified) if isinstance(user, Person) and user.phone else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        """A number is kept once it is proved, so that nobody loses their way in by a slip."""
        if verified:
            self.set_phone_verified(user, phone)

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        """The code sent to `phone` came back."""
        assert isinstance(user, Person)
        old = user.phone if user.phone_verified and user.phone != phone else None
        with transaction.atomic():
            proved = people.prove_phone(user, phone=phone, now=moment.now())
            if old and not settings.DEMO:
                jobs.tell_old_phone.enqueue(phone=old)
        user.phone, user.phone_verified, user.sessions_ended = (
            proved.phone,
            proved.phone_verified,
            proved.sessions_ended,
        )
        if old and context.request.user.pk == user.pk:
            update_session_auth_hash(context.request, proved)  # this device stays, every other is out

    def send_verification_code_sms(self, user: AbstractBaseUser, phone: str, code: str, **kwargs: Any) -> None:
        """Let the code reach the phone: in the demo it is shown on the page, and nothing is sent."""
        self._send(phone, code)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Nobody's phone: the same work is done, and nothing is sent."""
        decoy = get_random_string(6, "0123456789")
        self._send("", decoy)

    def _send(self, phone: str, code: str) -> None:
        """By a job, known or not: so the gateway's slowness tells nobody which phones exist."""
        if settings.DEMO:
            context.request.session[DEMO_CODE] = code
        else:
            jobs.send_code.enqueue(phone=phone, code=code)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted by phone; the library counts by e-mail and user name only."""
        return f"phone:{credentials.get('phone', '')}"

    def get_login_stages(self) -> list[str]:
        """A passkey is a way in of its own, never a second lock: whoever loses it still has their phone."""
        return [stage for stage in super().get_login_stages() if not stage.startswith("allauth.mfa")]

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the session and leave the line, both or neither."""
        assert isinstance(user, Person)
        records = get_authentication_records(request, user)
        with transaction.atomic():
            super().login(request, user)
            doors.sign_in(user, way=records[-1]["method"] if records else "code", now=moment.now())
        request.session.pop(DEMO_CODE, None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, or first to an invitation that waits for this person's word."""
        phone = request.user.phone if isinstance(request.user, Person) else None
        waiting = invitations.waiting_for(phone, now=moment.now())
        return reverse("invitation", args=[waiting[0].code]) if waiting else settings.LOGIN_REDIRECT_URL


class Passkeys(DefaultMFAAdapter):
    """Passkeys belong to the address in XIWEI_BASE_URL; without https, to whatever name this machine was called by."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("没有认出这把通行密钥。请再试一次，或者改用验证码登录。"),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name passkeys are made for. It must never change, or every passkey is lost with it."""
        host = urlsplit(settings.BASE_URL).hostname if settings.HTTPS else None
        return {"id": host or context.request.get_host().partition(":")[0], "name": "细微"}


def passkeys_possible(request: HttpRequest) -> bool:
    """Whether a browser would make a passkey here: not for a bare IP address, nor without https except localhost."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False

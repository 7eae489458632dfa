"""The forms of the doors: a phone, a code, a password, a passkey."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    BaseConfirmCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    VerifyPhoneForm,
)
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xiwei.people.actions import doors
from xiwei.people.models import Person
from xiwei.shared import moment, phones, sms
from xiwei.shared.refusals import BadInput

WITHOUT_SMS = _("这套系统还没有开通短信，验证码发不出去。请用密码或通行密钥登录，或联系物业服务中心。")

DEVICES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": _("安卓手机"),
    "Windows": _("Windows 电脑"),
    "Macintosh": _("苹果电脑"),
}


class PhoneField(forms.CharField):
    """A mobile number as people type it; gives it as shared.phones keeps it."""

    def __init__(self, **kwargs: Any):
        attrs = {"type": "tel", "autocomplete": "tel", "inputmode": "tel", "placeholder": _("例如 13812345678")}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("error_messages", {"required": _("请填写手机号。")})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        try:
            return phones.read(typed) if typed else ""
        except BadInput as refused:
            raise ValidationError(refused.sentence) from refused


class CodeField(forms.CharField):
    """Six digits from a text message; phones offer them above the keyboard."""

    def __init__(self, **kwargs: Any):
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "placeholder": _("6 位数字")}
        super().__init__(
            label=_("验证码"),
            max_length=20,
            widget=forms.TextInput(attrs=attrs),
            error_messages={"required": _("请填写短信里的 6 位验证码。")},
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        """Full-width digits are digits too."""
        return str(super().to_python(value)).translate(str.maketrans("０１２３４５６７８９", "0123456789"))


class ByPassword(LoginForm):
    """Phone and password; the page that shows it shows the other door too."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.label, password.help_text = _("密码"), _("忘记了密码？用验证码登录后，可在“我的”里重新设置。")
        password.error_messages["required"] = _("请填写密码。")

    def by_code(self) -> "ByCode":
        """The form beside this one."""
        return ByCode()


class ByCode(RequestLoginCodeForm):
    """A phone that a code shall be sent to."""

    _user: Person | None

    def by_password(self) -> ByPassword:
        """The form beside this one."""
        return ByPassword()

    def clean_phone(self) -> str:
        """Someone invited becomes known at this moment; without a gateway nobody is sent anything, and is told so."""
        if not (settings.DEMO or sms.ready()):
            raise ValidationError(WITHOUT_SMS, code="no_sms")
        phone: str = super().clean_phone()
        if self._user is None:
            self._user = doors.welcome_invited(phone, now=moment.now())
        return phone


class Guessed(BaseConfirmCodeForm):
    """A code of which at most three guesses are judged, however many come at once.

    The library counts in the session, which parallel requests each read before any has written: this count is taken
    under a lock, before the guess is looked at. A guess too many reads as a wrong one.
    """

    def clean_code(self) -> str:
        request = context.request
        key = f"{request.session.session_key}:{self.expected_code}"
        if not ratelimit.consume(request, app="allauth.account", action="code_guess", key=key):
            raise get_adapter().validation_error("incorrect_code")
        code: str = super().clean_code()
        return code


class Code(Guessed, ConfirmLoginCodeForm):
    """The code that came."""

    code = CodeField()


class ProofCode(Guessed):
    """The code that came to the number of now, before a way in is changed."""

    code = CodeField()


class NewPhoneCode(Guessed, VerifyPhoneForm):
    """The code that came to the new number."""

    code = CodeField()


class PasswordAgain(ReauthenticateForm):
    """The password once more, before the locks are changed."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("现在的密码")


class NewPasskey(AddWebAuthnForm):
    """A passkey, always one that signs in by itself."""

    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.help_text = _("起个名字"), _("例如：我的手机。以后丢了，好认得是哪一把。")
        self.initial["name"] = _device(context.request.META.get("HTTP_USER_AGENT", ""))

    def clean_name(self) -> str:
        """What can be read back, and is not endless."""
        name = "".join(letter for letter in super().clean_name() if letter.isprintable())
        return name.strip()[:30] or _device("")


def _device(agent: str) -> str:
    """What the browser says it runs on, in a word people know."""
    return str(next((name for mark, name in DEVICES.items() if mark in agent), _("我的设备")))

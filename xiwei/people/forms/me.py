"""What people change of themselves."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.people.models import Person


class NameForm(KeyedForm):
    """The name colleagues and neighbours read."""

    name = forms.CharField(label=_("姓名"), max_length=40, error_messages={"required": _("请填写姓名或称呼。")})
    confirmed = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def to_confirm(self, person: Person) -> str:
        """The name as it would be kept, where it is another and they have not looked at it a second time; "" else."""
        after = " ".join(self.cleaned_data["name"].split())
        return "" if after in (person.name, self.cleaned_data["confirmed"]) else after


class FaceForm(KeyedForm):
    """A picture of one's face."""

    picture = forms.FileField(label=_("照片"), error_messages={"required": _("请先选一张照片，再按“更换头像”。")})


class PasswordForm(KeyedForm):
    """A new password, typed twice; the old one first, where someone still knows it and has not proved the phone."""

    old = forms.CharField(label=_("现在的密码"), strip=False, error_messages={"required": _("请先填写现在的密码。")})
    new = forms.CharField(label=_("新密码"), strip=False, max_length=128, help_text=_("至少 10 位，别用生日和手机号"))
    again = forms.CharField(label=_("再填一次"), strip=False, max_length=128)

    def __init__(self, *args: Any, person: Person, old_needed: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.person = person
        for name, autocomplete in (("old", "current-password"), ("new", "new-password"), ("again", "new-password")):
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        if not old_needed:
            del self.fields["old"]

    def clean_old(self) -> str:
        """Raises where it is not the present password."""
        old = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise forms.ValidationError(_("现在的密码不对。忘记了的话，退出后用短信验证码登录，就能直接设新密码。"))
        return old

    def clean_new(self) -> str:
        """Long enough, not a common one, not like the person's own data."""
        new = self.cleaned_data["new"]
        validate_password(new, self.person)
        return new

    def clean(self) -> dict[str, Any]:
        """Both times the same."""
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两次填的密码不一样，请再填一次。"))
        return data

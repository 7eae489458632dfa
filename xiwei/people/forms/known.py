"""Understand what people ask about the data kept on them, and how long a company keeps what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm


class WishForm(KeyedForm):
    """What is wrong, or that it should go; `through` is the adult who asks for one without an account."""

    words = forms.CharField(
        label=_("想说的"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("更正请写哪里不对、应该是什么"),
    )
    through = forms.CharField(label=_("家里哪一位大人来办的"), max_length=40, required=False)
    home = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AnswerForm(KeyedForm):
    """The answer to a wish."""

    answer = forms.CharField(
        label=_("答复"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本人会看到"),
    )


class PeriodForm(KeyedForm):
    """How long one kind of data is kept."""

    days = forms.IntegerField(label=_("保存多少天"), min_value=1, max_value=36500)
    source = forms.CharField(label=_("依据"), max_length=100, required=False)


class HoldForm(KeyedForm):
    """Whose data is spared, and why."""

    named = forms.CharField(
        label=_("住户全名或手机号"), max_length=40, error_messages={"required": _("请填住户的全名或手机号。")}
    )
    reason = forms.CharField(
        label=_("为什么要留着"),
        max_length=120,
        error_messages={"required": _("请写为什么要留着，例如：漏水赔偿在打官司。还没有登记。")},
        help_text=_("例如：漏水赔偿在打官司"),
    )

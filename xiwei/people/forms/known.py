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
        help_text=_("请求更正的，请写哪里不对、应该是什么"),
    )
    through = forms.CharField(label=_("家里哪一位大人来办的"), max_length=40, required=False)
    home = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CorrectionForm(WishForm):
    """What is wrong: without it nobody can put it right."""

    words = forms.CharField(
        label=_("哪里不对，应该是什么"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一句哪里不对、应该是什么。还没有提交。")},
    )


class AnswerForm(KeyedForm):
    """The answer to a wish to be erased: a no needs words, a yes does not."""

    answer = forms.CharField(
        label=_("答复"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不同意的请写原因，本人会看到"),
    )


class CorrectionAnswerForm(KeyedForm):
    """The answer to a correction: either says something."""

    answer = forms.CharField(
        label=_("答复"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("改好了的写改了什么，不改的写为什么；本人会看到"),
        error_messages={"required": _("请写一句：改好了的写改了什么，不改的写为什么。还没有答复。")},
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

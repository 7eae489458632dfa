"""Understand what is typed about consent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.people.models import How
from xiwei.people.rules.consents import PARTS

LABELS = [_("用来做什么"), _("用哪些资料"), _("保存多久"), _("不同意会怎样")]


class TextForm(KeyedForm):
    """The four things a person is told before they answer."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, label in zip(PARTS, LABELS, strict=True):
            self.fields[name] = forms.CharField(
                label=label,
                max_length=200,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": _("这一样还没有写。")},
            )


class RecordForm(KeyedForm):
    """An answer that was signed or said, written down by staff."""

    text = forms.IntegerField()
    given = forms.ChoiceField(choices=[("1", _("同意")), ("0", _("不同意"))])
    how = forms.ChoiceField(choices=How.choices)

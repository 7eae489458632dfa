"""Understand what is typed about looks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm


class WordForm(KeyedForm):
    """What unusual looking was, once asked."""

    word = forms.CharField(
        label=_("问下来是怎么回事"),
        max_length=200,
        help_text=_("例如：半夜漏水，挨户问是不是从家里漏的"),
        error_messages={"required": _("请写一句问下来是怎么回事。还没有记下。")},
    )


class BoundForm(KeyedForm):
    """From how many on it is unusual."""

    most = forms.IntegerField(label=_("超过多少就提醒"), min_value=0, max_value=1000)

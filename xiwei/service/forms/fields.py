"""Fields several forms share."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.service.models import Ticket
from xiwei.service.queries import duty
from xiwei.shared.fields import ManyFilesInput, MomentField, PicturesField, long_words

__all__ = ["HandsField", "KeyedForm", "ManyFilesInput", "MomentField", "PicturesField", "fresh_key", "long_words"]


def fresh_key() -> str:
    """A key for one write, made when the form is drawn (law 8)."""
    return uuid.uuid4().hex


class KeyedForm(forms.Form):
    """A form that writes: its hidden key makes a second sending harmless."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False, initial=fresh_key)
    files_kept = False  # whether what was chosen is stored already, though the rest was refused

    def clean(self) -> dict[str, Any]:
        """What is wrong with a hidden field is said above the form, for nobody sees the field."""
        if any(name in self.errors for name, field in self.fields.items() if field.widget.is_hidden):
            raise forms.ValidationError(_("页面上带着的选择已经对不上了，请重新选一次再提交；您写的都还在。"))
        return self.cleaned_data


class HandsField(forms.ModelChoiceField):
    """Whom the work is given to, each with what tells whether they can come: at work or not, and what they have in hand."""

    def __init__(self, **kwargs: Any):
        super().__init__(queryset=None, empty_label=None, **kwargs)

    def offer(self, ticket: Ticket, now: datetime, *, without: int | None = None) -> None:
        """Everyone who works in its project, whoever is likeliest first."""
        able = duty.assignable(ticket)
        self.queryset = able if without is None else able.exclude(pk=without)
        found = [one for one in duty.hands(ticket, now) if one.staff.pk != without]
        self.choices = [(one.staff.pk, self._said(one)) for one in found]

    def _said(self, one: duty.Hand) -> str:
        parts = [one.staff.title, gettext("在岗") if one.at_work else gettext("现在不在岗")]
        if one.load:
            parts.append(gettext("手上 {n} 件").format(n=one.load))
        return f"{one.staff.name}（{gettext('，').join(parts)}）"

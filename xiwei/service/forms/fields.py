"""Fields several forms share."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.service.models import Ticket
from xiwei.service.queries import duty
from xiwei.shared import pictures
from xiwei.shared.refusals import BadInput


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


class MomentField(forms.DateTimeField):
    """A local date and time, picked on a phone."""

    def __init__(self, **kwargs: Any):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        kwargs.setdefault(
            "error_messages", {"invalid": _("时间写法不对，请从日历里选。"), "required": _("请选择时间。")}
        )
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)


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


class ManyFilesInput(forms.ClearableFileInput):
    """One input for several files."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Photos, decoded and drawn anew; a bad one is named. A browser keeps none when the form is drawn again."""

    widget = ManyFilesInput

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.widget.attrs |= {"multiple": True, "accept": "image/*", "data-photos": ""}

    def clean(self, data: Any, initial: Any = None) -> list[pictures.Picture]:
        """The pictures in order. Raises ValidationError naming each file that is no picture."""
        files: list[UploadedFile] = data if isinstance(data, list) else [data] if data else []
        if len(files) > 9:
            raise forms.ValidationError(_("最多 9 张照片，请留下最能说明问题的几张。"))
        taken, wrong = [], []
        for file in files:
            try:
                taken.append(pictures.take(file))
            except BadInput as refused:
                wrong.append(refused.sentence)
        if wrong:
            raise forms.ValidationError(wrong)
        return taken


def long_words(
    label: Any, *, required: bool = True, most: int = 500, rows: int = 3, placeholder: Any = ""
) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows, "placeholder": placeholder}),
        error_messages={
            "required": _("请写几个字。"),
            "max_length": _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个。您写的都还在，请删减一些。"),
        },
    )

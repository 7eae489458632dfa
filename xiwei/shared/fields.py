"""Form fields that several apps share: photos drawn anew, a moment picked on a phone, a text of some lines."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from xiwei.shared import pictures
from xiwei.shared.refusals import BadInput


class MomentField(forms.DateTimeField):
    """A local date and time, picked on a phone."""

    def __init__(self, **kwargs: Any):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        kwargs.setdefault(
            "error_messages", {"invalid": _("时间写法不对，请从日历里选。"), "required": _("请选择时间。")}
        )
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)


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

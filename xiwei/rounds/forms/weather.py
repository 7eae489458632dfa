"""Understand a warning of weather as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.rounds.models import WeatherKind

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=MOMENT,
        input_formats=FORMATS,
        error_messages={"required": _("请选时间。"), "invalid": _("时间请从日历里选。")},
    )


class WarningForm(KeyedForm):
    """Which weather, from when to when, and who says so."""

    kind = forms.ChoiceField(
        label=_("什么天气"),
        choices=WeatherKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一种天气。"), "invalid_choice": _("请选一种天气。")},
    )
    starts_at = _moment(_("从"))
    ends_at = _moment(_("到"))
    words = forms.CharField(
        label=_("来源或情况"),
        max_length=160,
        widget=forms.TextInput(attrs={"placeholder": _("例如：市气象台 7 时发布暴雨橙色预警")}),
        error_messages={"required": _("请写明预警的来源或情况。")},
    )

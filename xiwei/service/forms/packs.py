"""Understand what somebody wants evidence of, for whom, and what for."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.service.models import PackFor
from xiwei.service.rules.packs import PURPOSE


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class PackForm(KeyedForm):
    """Days are whole days of the estate: from the first one's beginning to the last one's end."""

    purpose = forms.CharField(
        label=_("用途"), max_length=PURPOSE[1], help_text=_("会印在证据包里，也会记在台账上。"),
        error_messages={"required": _("请写一句这份证据包用来做什么，例如：向住建局说明漏水处理经过。还没有整理。")},
        widget=forms.TextInput(attrs={"placeholder": _("例如：向住建局说明漏水处理经过")}),
    )  # fmt: skip
    reader = forms.ChoiceField(
        label=_("给谁看"), choices=PackFor.choices, widget=forms.RadioSelect,
        error_messages={"required": _("请选给谁看：略去什么由它定。证据包还没有整理。")},
        help_text=_("电话、证件号和别的住户的身份不会给外面的人看，略去的会列成清单。"),
    )  # fmt: skip
    since = _day(_("从哪天"))
    until = _day(_("到哪天"))

    def __init__(self, *args: Any, own: bool, whole: bool, **kwargs: Any):
        """`own`: a resident's, of what is theirs; `whole`: of a whole project, where days must be chosen."""
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["reader"]
            self.fields["purpose"].help_text = _("会印在证据包里，不记在台账上。")  # the ledger is read by staff
        for name in ("since", "until"):
            self.fields[name].required = whole

    def period(self) -> tuple[datetime | None, datetime | None]:
        """The moments meant: the first day's midnight, and the midnight after the last day."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return _midnight(since), _midnight(until + timedelta(days=1)) if until and until < date.max else None


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None

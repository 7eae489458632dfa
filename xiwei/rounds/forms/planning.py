"""Understand what is typed on a day's board: whom a round is given to, what is signed off, which day is planned."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.people.models import Staff
from xiwei.rounds.models import Stop
from xiwei.rounds.queries.board import Hands


class HandOverForm(KeyedForm):
    """To whom, and why: each of the hands is a button of its own, so that one tap does it."""

    to = forms.ModelChoiceField(
        Staff.objects.none(),
        error_messages={"required": _("请点一个人的名字。"), "invalid_choice": _("这个人现在不能接，请从名单里另选。")},
    )
    why = forms.CharField(
        label=_("为什么换"),
        max_length=120,
        min_length=2,
        widget=forms.TextInput(attrs={"maxlength": 120}),
        error_messages={"required": _("请写几个字：为什么换人。")},
    )

    def __init__(self, *args: Any, hands: Hands, worker_id: int | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.hands = hands
        choice = self.fields["to"]
        assert isinstance(choice, forms.ModelChoiceField)
        # Whose it is already is let through: the same form may come twice, and the rule says what else is wrong with it.
        able = {hand.staff.pk for hand in hands.able} | {worker_id}
        choice.queryset = Staff.objects.filter(pk__in=able - {None}).select_related("person")


class ExcuseForm(KeyedForm):
    """Which of a round's stops are signed off, and with which reason; what is settled meanwhile, the rule says."""

    stops = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请先勾选要签认的。您写的都还在。"),
            "invalid_choice": _("勾选的有一处不在这一趟里，请重新勾。"),
        },
    )
    reason = forms.CharField(
        label=_("为什么可以不做"),
        max_length=300,
        min_length=2,
        widget=forms.TextInput(attrs={"maxlength": 300}),
        error_messages={"required": _("请写一句原因，例如：电梯检修停用，明天补。")},
    )

    def __init__(self, *args: Any, stops: Sequence[Stop], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice = self.fields["stops"]
        assert isinstance(choice, forms.TypedMultipleChoiceField)
        choice.choices = [(stop.pk, str(stop)) for stop in stops]


class PlanForm(forms.Form):
    """Which day is to be planned now: today or tomorrow."""

    day = forms.DateField(error_messages={"required": _("请选今天或明天。"), "invalid": _("请选今天或明天。")})

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.days = (today, today + timedelta(days=1))

    def clean_day(self) -> date:
        """Further days are planned when they come near: the people, the weather and the standards may still change."""
        day: date = self.cleaned_data["day"]
        if day not in self.days:
            raise forms.ValidationError(_("现在只能排今天和明天；再往后的，到时候按那时的人手和标准排。"))
        return day

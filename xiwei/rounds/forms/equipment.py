"""Understand what is typed about equipment."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Place, Project
from xiwei.ledger.posting import KeyedForm
from xiwei.people.queries.who import Who
from xiwei.rounds.models import Equipment
from xiwei.rounds.queries import equipment as queries
from xiwei.rounds.rules.equipment import CHANGEABLE
from xiwei.service.models import Ticket
from xiwei.shared import money, tongue
from xiwei.shared.refusals import BadInput
from xiwei.standards import catalogue


def day_input() -> forms.DateInput:
    """A browser's own choice of a day, which takes ISO's way to write one, whatever the page's tongue."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class MomentField(forms.DateTimeField):
    """A local date and time, picked on a phone."""

    def __init__(self, **kwargs: Any):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        errors = {"invalid": _("时间写法不对，请从日历里选。"), "required": _("请选择时间。")}
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(widget=widget, input_formats=formats, error_messages=errors, **kwargs)


class YuanField(forms.CharField):
    """Yuan as typed, fen as kept; nothing is none."""

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=16, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> int:
        """Fen. Raises ValidationError with the sentence of what is wrong."""
        try:
            return money.fen(super().clean(value) or "0")
        except BadInput as refused:
            raise forms.ValidationError(refused.sentence) from refused


def kind_choices(empty: Any) -> list[tuple[str, Any]]:
    """Kinds by their names in the reader's tongue."""
    return [("", empty), *((code, tongue.named(one["name"])) for code, one in catalogue.equipment_kinds().items())]


class WhereForm(KeyedForm):
    """Where it stands and what it is a part of."""

    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("在哪里"), required=False, empty_label=_("不在具体地点"),
        help_text=_("没有这个地点，先到“地点与墙码”里登记"),
    )  # fmt: skip
    parent = forms.ModelChoiceField(
        Equipment.objects.none(), label=_("是谁的部件"), required=False, empty_label=_("不是部件，单独的一台")
    )

    def __init__(self, *args: Any, project: Project, one: Equipment | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.project = project
        self._offer("place", Place.objects.filter(project=project, retired_at__isnull=True).order_by("name"))
        parents = queries.parents_for(project)
        self._offer("parent", parents.exclude(pk=one.pk) if one else parents)
        if one:
            self.initial.update({"place": one.place_id, "parent": one.parent_id})

    def _offer(self, name: str, rows: Any) -> None:
        choice = self.fields[name]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = rows


class IdentityForm(KeyedForm):
    """What one piece is."""

    kind = forms.ChoiceField(label=_("类别"))
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("一看就知道是哪一台，例如：1栋1单元1号电梯"))
    maker = forms.CharField(label=_("厂家"), max_length=60, required=False)
    model_number = forms.CharField(label=_("型号"), max_length=60, required=False)
    serial = forms.CharField(label=_("出厂编号"), max_length=60, required=False)
    registration = forms.CharField(
        label=_("使用登记证号"), max_length=60, required=False, help_text=_("电梯、锅炉等特种设备才有")
    )
    made_on = forms.DateField(label=_("出厂日期"), required=False, widget=day_input())
    begun_on = forms.DateField(label=_("投用日期"), required=False, widget=day_input())
    warranty_until = forms.DateField(
        label=_("保修到"), required=False, widget=day_input(), help_text=_("到期前 30 天提醒主任一次")
    )
    inspected_until = forms.DateField(
        label=_("检验有效期到"), required=False, widget=day_input(), help_text=_("到期前 30 天提醒主任一次")
    )
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, one: Equipment | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = kind_choices(_("请选择"))
        if one:
            self.initial.update({name: getattr(one, name) for name in CHANGEABLE})

    def said(self) -> dict[str, Any]:
        """What is said of it, by the names of CHANGEABLE."""
        return {name: self.cleaned_data[name] for name in CHANGEABLE}


class RegisterForm(IdentityForm, WhereForm):
    """A new piece."""

    field_order = ("kind", "name", "place", "parent")


class ReasonForm(KeyedForm):
    """Why it is stopped, run again or scrapped."""

    reason = forms.CharField(label=_("原因"), max_length=160)


class BreakdownForm(KeyedForm):
    """One time it failed."""

    what = forms.CharField(
        label=_("什么故障"), max_length=200, help_text=_("看到什么写什么，例如：轿厢停在 3 层不关门")
    )
    begins_at = MomentField(label=_("从什么时候起"))
    ends_at = MomentField(label=_("什么时候恢复的"), required=False, help_text=_("还没修好就空着，修好了再来补"))
    cause = forms.CharField(label=_("原因"), max_length=200, required=False)
    done = forms.CharField(
        label=_("做了什么"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("修好以后谁都能看到这一句，请不要写人名和电话"),
    )
    cost_fen = YuanField(label=_("花了多少元"), required=False)
    ticket = forms.ModelChoiceField(
        Ticket.objects.none(), label=_("对应的报事"), required=False, empty_label=_("没有对应的报事")
    )

    def __init__(self, *args: Any, who: Who, one: Equipment, now: datetime, kept: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice = self.fields["ticket"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = queries.tickets_near(who, one)
        self.initial.setdefault("begins_at", now)
        if kept:
            names = ("what", "begins_at", "ends_at", "cause", "done")
            self.initial.update({name: getattr(kept, name) for name in names})
            self.initial.update(
                {
                    "ticket": kept.ticket_id,
                    "cost_fen": f"{kept.cost_fen / 100:.2f}" if kept.cost_fen else "",
                }
            )

    def said(self) -> dict[str, Any]:
        """What is said of it, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class LookForm(forms.Form):
    """What of the registry is shown."""

    q = forms.CharField(label=_("名称、编码或登记证号"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("类别"), required=False)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("地点"), required=False, empty_label=_("全部"))
    pressing = forms.BooleanField(label=_("只看要处理的"), required=False)
    scrapped = forms.BooleanField(label=_("看已报废的"), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kind, place = self.fields["kind"], self.fields["place"]
        assert isinstance(kind, forms.ChoiceField) and isinstance(place, forms.ModelChoiceField)
        kind.choices = kind_choices(_("全部"))
        place.queryset = Place.objects.filter(project=project).order_by("name")

    def asked(self) -> dict[str, Any]:
        """As the registry's query takes it; what cannot be read narrows nothing."""
        data = self.cleaned_data if self.is_valid() else {}
        place = data.get("place")
        return {
            "words": data.get("q", ""),
            "kind": data.get("kind", ""),
            "place_id": place.pk if place else None,
            "pressing": bool(data.get("pressing")),
            "scrapped": bool(data.get("scrapped")),
        }

"""Understand what is typed about the ground."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.estate import rules
from xiwei.estate.actions.places import IN_A_BUILDING, IN_A_PROJECT, IN_A_UNIT
from xiwei.estate.models import Building, Company, PlaceKind, Project, ProjectKind, RoomKind
from xiwei.estate.rules import Plan
from xiwei.ledger.posting import KeyedForm

PARTS = re.compile(r"[\s,，、;；]+")


class ProjectForm(KeyedForm):
    """A new project."""

    company = forms.ModelChoiceField(Company.objects.none(), label=_("公司"), empty_label=None)
    name = forms.CharField(label=_("项目名称"), max_length=60, help_text=_("住户怎么叫就怎么写，例如：翠湖花园"))
    code = forms.CharField(
        label=_("项目代号"), max_length=12, help_text=_("2 到 12 个字母或数字，会出现在报事编号的开头，例如：CH")
    )
    kind = forms.ChoiceField(
        label=_("项目类型"),
        choices=ProjectKind.choices,
        widget=forms.RadioSelect,
        initial=ProjectKind.RESIDENTIAL,
    )
    address = forms.CharField(label=_("地址"), max_length=120, required=False)
    duty_phone = forms.CharField(
        label=_("24 小时值班电话"), max_length=20, required=False, help_text=_("急事时住户拨这个电话")
    )
    opened_on = forms.DateField(label=_("接管日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, companies: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice = self.fields["company"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = companies
        self.initial.setdefault("company", companies.first())


class BuildingForm(KeyedForm):
    """A new building, and the rooms its plan makes."""

    name = forms.CharField(label=_("楼栋名称"), max_length=20, help_text=_("例如：3栋、A座、综合楼"))
    floors = forms.IntegerField(label=_("地上层数"), min_value=1, max_value=rules.MOST_FLOORS, initial=18)
    units = forms.IntegerField(label=_("单元数"), min_value=0, max_value=30, initial=1, help_text=_("没有单元的楼填 0"))
    per_floor = forms.IntegerField(
        label=_("每单元每层户数"), min_value=0, max_value=99, initial=2, help_text=_("填 0 则只登记楼栋")
    )
    first_floor = forms.IntegerField(
        label=_("从几层开始有房"), min_value=1, max_value=20, initial=1, help_text=_("一层架空的填 2")
    )
    skip = forms.CharField(
        label=_("不用的楼层号"), required=False, max_length=60, help_text=_("例如：4、13、14；没有就空着")
    )

    def clean_skip(self) -> frozenset[int]:
        """Floor numbers that the building leaves out."""
        parts = [part for part in PARTS.split(self.cleaned_data["skip"]) if part]
        if not all(part.isdigit() for part in parts):
            raise forms.ValidationError(_("楼层号请只写数字，用顿号或空格隔开，例如：4、13、14。"))
        return frozenset(int(part) for part in parts)

    def plan(self) -> Plan:
        """What the numbers mean."""
        names = ("floors", "units", "per_floor", "first_floor", "skip")
        return Plan(**{name: self.cleaned_data[name] for name in names})


class UnitForm(KeyedForm):
    """One more stair."""

    name = forms.CharField(label=_("单元名称"), max_length=20, help_text=_("例如：3单元"))


class RoomsForm(KeyedForm):
    """Rooms by their numbers."""

    unit = forms.ModelChoiceField(Building.objects.none(), label=_("单元"), required=False)
    kind = forms.ChoiceField(label=_("用途"), choices=RoomKind.choices, initial=RoomKind.HOME)
    numbers = forms.CharField(
        label=_("房号"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一次可写多个，用空格、逗号或换行隔开，例如：101 102 201 202"),
    )
    floor = forms.IntegerField(
        label=_("楼层"),
        required=False,
        min_value=-9,
        max_value=rules.MOST_FLOORS,
        help_text=_("不填就从房号看：1502 是 15 层"),
    )

    def __init__(self, *args: Any, building: Building, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = building.units.all()
        choice.empty_label = str(_("不分单元"))

    def clean_numbers(self) -> list[str]:
        """The numbers, apart."""
        return [part for part in PARTS.split(self.cleaned_data["numbers"]) if part]


class PlaceForm(KeyedForm):
    """One public place."""

    kind = forms.ChoiceField(label=_("类别"), choices=PlaceKind.choices)
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：3栋2单元电梯、东门"))
    building = forms.ModelChoiceField(
        Building.objects.none(), label=_("在哪幢楼"), required=False, empty_label=_("不在楼里")
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice = self.fields["building"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = project.buildings.all()


class CommonPlacesForm(KeyedForm):
    """The first day's ticks."""

    units = forms.MultipleChoiceField(
        label=_("每个单元都有"),
        choices=list(IN_A_UNIT.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=["lift", "lobby"],
    )
    buildings = forms.MultipleChoiceField(
        label=_("每幢楼都有"),
        choices=[(f"building_{kind}", said) for kind, said in IN_A_BUILDING.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    project = forms.MultipleChoiceField(
        label=_("项目里有"),
        choices=[(f"project_{tick}", said) for tick, (_kind, said) in IN_A_PROJECT.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=["project_main_gate", "project_garage", "project_bins"],
    )

    def ticks(self) -> list[str]:
        """All that was ticked."""
        return [*self.cleaned_data["units"], *self.cleaned_data["buildings"], *self.cleaned_data["project"]]

    def clean(self) -> dict[str, Any]:
        """At least one tick."""
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("units", "buildings", "project")):
            raise forms.ValidationError(_("还没有勾选任何地点。请至少勾一项。"))
        return cleaned


class ReasonForm(KeyedForm):
    """Why a code is changed or a place retired."""

    reason = forms.CharField(label=_("原因"), max_length=100, help_text=_("例如：被撕坏、贴错了位置"))


class PlacesFilter(forms.Form):
    """Which places; a wrong value is no filter."""

    q = forms.CharField(label=_("名称或墙码"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部类别")), *PlaceKind.choices])
    building = forms.IntegerField(label=_("楼栋"), required=False, min_value=0, max_value=2**63 - 1)
    retired = forms.BooleanField(label=_("已停用的"), required=False)

    def asked(self) -> dict[str, Any]:
        """Arguments of queries.places."""
        self.is_valid()
        return {
            "words": self.cleaned_data.get("q", ""),
            "kind": self.cleaned_data.get("kind", ""),
            "building_id": self.cleaned_data.get("building"),
            "retired": bool(self.cleaned_data.get("retired")),
        }

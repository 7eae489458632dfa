"""Understand a service group as its editor typed it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Building, Project, Unit
from xiwei.people.models import Line, Staff
from xiwei.service.forms.fields import KeyedForm
from xiwei.service.models import ServiceGroup

LINES = (Line.BUTLER, Line.REPAIR, Line.ORDER, Line.CLEANING, Line.GREENING)


class NewGroupForm(KeyedForm):
    name = forms.CharField(
        label=_("组名"), max_length=30, widget=forms.TextInput(attrs={"placeholder": _("例如：一组")})
    )


class GroupForm(KeyedForm):
    """Members with stand-ins by line, and the stairs served, all on one page."""

    def __init__(self, *args: Any, group: ServiceGroup, staff: list[Staff], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.group = group
        self.staff = {str(one.pk): one for one in staff}
        held = {member.line: member for member in group.members.all()}
        nobody = [("", _("未定"))]
        for line in LINES:
            offered = nobody + [(str(one.pk), f"{one.name}（{one.title}）") for one in _first(staff, line)]
            member = held.get(line)
            self.fields[f"member_{line}"] = forms.ChoiceField(
                label=line.label, choices=offered, required=False, initial=str(member.staff_id) if member else ""
            )
            self.fields[f"stand_in_{line}"] = forms.ChoiceField(
                label=_("替班"), choices=offered, required=False,
                initial=str(member.stand_in_id or "") if member else "",
            )  # fmt: skip
        self.spots, whole = _spots(group.project), gettext("（整栋）")
        areas = {f"{area.building_id}-{area.unit_id or ''}" for area in group.areas.all()}
        self.fields["areas"] = forms.MultipleChoiceField(
            label=_("服务哪些楼和单元"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(key, f"{building}{unit or whole}") for key, (building, unit) in self.spots.items()],
            initial=sorted(areas),
        )  # fmt: skip

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Member and stand-in, side by side."""
        return [(self[f"member_{line}"], self[f"stand_in_{line}"]) for line in LINES]

    def members(self) -> list[tuple[str, Staff, Staff | None]]:
        """Lines with their member and stand-in, as chosen."""
        data = self.cleaned_data
        return [
            (line, self.staff[data[f"member_{line}"]], self.staff.get(data[f"stand_in_{line}"]))
            for line in LINES
            if data[f"member_{line}"]
        ]

    def areas(self) -> list[tuple[Building, Unit | None]]:
        """The buildings and units ticked."""
        return [self.spots[key] for key in self.cleaned_data["areas"]]


def _first(staff: list[Staff], line: str) -> list[Staff]:
    """Those of the line first."""
    return sorted(staff, key=lambda one: all(post.line != line for post in one.posts.all()))


def _spots(project: Project) -> dict[str, tuple[Building, Unit | None]]:
    spots: dict[str, tuple[Building, Unit | None]] = {}
    for building in project.buildings.prefetch_related("units"):
        spots[f"{building.pk}-"] = (building, None)
        for unit in building.units.all():
            spots[f"{building.pk}-{unit.pk}"] = (building, unit)
    return spots

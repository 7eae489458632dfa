"""Understand what the pages of the greenery bring: a planting, a picture, a pest, a spraying, a cutting."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Place, Project
from xiwei.ledger.posting import KeyedForm
from xiwei.people.models import Staff
from xiwei.rounds.actions.greening import Wish
from xiwei.rounds.models import Planting, Sighting, WorkKind
from xiwei.rounds.plants import FORMS, plants
from xiwei.shared.fields import MomentField, PicturesField

WAYS = [("1", _("机动喷雾机")), ("0", _("手动喷雾器"))]


def plant_choices() -> list[Any]:
    """Every plant, by the kind it is of."""
    kinds: dict[str, list[tuple[str, str]]] = {form: [] for form in FORMS}
    for one in plants().values():
        kinds[one.form].append((one.code, one.name))
    return [("", _("请选择")), *((FORMS[form], rows) for form, rows in kinds.items())]


class PlaceField(forms.ModelChoiceField):
    """A place of the project that is in use."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            label=_("地点"), queryset=Place.objects.none(), empty_label=_("请选择"),
            error_messages={"required": _("请选一个地点。"), "invalid_choice": _("请选一个本小区的地点。")}, **kwargs,
        )  # fmt: skip

    def offer(self, project: Project) -> None:
        """Gardens, roads and playgrounds among all its places."""
        rows = Place.objects.filter(project=project, retired_at__isnull=True)
        self.queryset = rows.select_related("building").order_by("kind", "name", "pk")

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.building.name} {obj.name}" if obj.building and obj.building.name not in obj.name else obj.name


class PlantingForm(KeyedForm):
    """What stands where: so many, or so many square metres."""

    place = PlaceField()
    plant = forms.ChoiceField(label=_("植物"), choices=plant_choices, error_messages={"required": _("请选一种植物。")})
    count = forms.IntegerField(label=_("株数"), required=False, help_text=_("株数和面积只填一样"))
    area = forms.IntegerField(label=_("面积（平方米）"), required=False)
    planted_on = forms.DateField(
        label=_("种下的日子"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("备注"), required=False, max_length=200)

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(project)


class WhyForm(KeyedForm):
    """A reason."""

    why = forms.CharField(label=_("原因"), max_length=120, error_messages={"required": _("请写明原因。")})


class HowForm(KeyedForm):
    """How a pest was dealt with without spraying."""

    how = forms.CharField(
        label=_("怎么处理的"), max_length=120, error_messages={"required": _("请写一句怎么处理的。")},
        widget=forms.TextInput(attrs={"placeholder": _("例如：剪除病枝装袋，冲水两次")}),
    )  # fmt: skip


class PhotoForm(KeyedForm):
    """One picture of a planting."""

    photos = PicturesField(label=_("照片"))


class SightingForm(KeyedForm):
    """Which of the plant's pests was seen."""

    pest = forms.ChoiceField(
        label=_("哪一种"), widget=forms.RadioSelect, error_messages={"required": _("请选看到的是哪一种。")}
    )
    note = forms.CharField(label=_("记一句"), required=False, max_length=200)
    photos = PicturesField(label=_("照片"))

    def __init__(self, *args: Any, planting: Planting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        pests = planting.known.pests if planting.known else ()
        self.fields["pest"].choices = [(one.name, f"{one.name}：{one.signs}") for one in pests]


class WorkForm(KeyedForm):
    """When, for how long, by whom."""

    starts_at = MomentField(label=_("几时开始"))
    minutes = forms.IntegerField(
        label=_("大约多少分钟"), min_value=10, max_value=480, initial=60,
        error_messages={"required": _("请写大约多少分钟。")},
    )  # fmt: skip
    worker = forms.ModelChoiceField(
        label=_("谁去做"), queryset=Staff.objects.none(), empty_label=None,
        error_messages={"required": _("请选谁去做。")},
    )  # fmt: skip

    def offer(self, workers: list[Staff]) -> None:
        """Those who can be sent."""
        field = self.fields["worker"]
        field.queryset = Staff.objects.filter(pk__in=[one.pk for one in workers])
        field.choices = [(one.pk, one.name) for one in workers]

    def starts(self) -> datetime:
        """The moment, aware."""
        moment: datetime = self.cleaned_data["starts_at"]
        return moment if moment.tzinfo else timezone.make_aware(moment)


class SprayForm(WorkForm):
    """A spraying for a pest that was seen."""

    dilution = forms.IntegerField(label=_("兑多少倍"), min_value=1, error_messages={"required": _("请写兑多少倍。")})
    litres = forms.IntegerField(label=_("药液多少升"), min_value=1, error_messages={"required": _("请写药液多少升。")})
    by_machine = forms.ChoiceField(label=_("用什么喷"), choices=WAYS, widget=forms.RadioSelect, initial="1")

    def wish(self, sighting: Sighting) -> Wish:
        """What is asked for; only of a valid form."""
        data = self.cleaned_data
        return Wish(
            WorkKind.SPRAY, self.starts(), data["minutes"], data["worker"], by_machine=data["by_machine"] == "1",
            dilution=data["dilution"], litres=data["litres"], planting=sighting.planting, sighting=sighting,
        )  # fmt: skip


class CuttingForm(WorkForm):
    """A cutting by machine at a place."""

    place = PlaceField()
    field_order = ["place", "starts_at", "minutes", "worker"]

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(project)

    def wish(self) -> Wish:
        """What is asked for; only of a valid form."""
        data = self.cleaned_data
        return Wish(WorkKind.CUT, self.starts(), data["minutes"], data["worker"])

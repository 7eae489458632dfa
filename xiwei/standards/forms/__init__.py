"""Understand what is typed about the menu, the promises and the hours."""

import re
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.shared import money
from xiwei.shared.refusals import BadInput
from xiwei.shared.tongue import WEEKDAYS
from xiwei.standards import rules, saying
from xiwei.standards.models import MenuItem

SPAN = re.compile(r"(\d{1,2})[:：]([0-5]\d)\s*(?:[-–—~～]|至|到)\s*(\d{1,2})[:：]([0-5]\d)")
UNITS = [("minutes", _("分钟")), ("hours", _("小时"))]


def reason_field(example: Any = "") -> forms.CharField:
    """Why: kept with the version, and read by whoever wonders."""
    return forms.CharField(
        label=_("为什么改"),
        min_length=2,
        max_length=120,
        help_text=format_lazy(_("会记入台账，以后查得到；例如：{example}"), example=example or _("材料进价上涨")),
    )


class LinesField(forms.CharField):
    """A list, one a line."""

    def __init__(self, *, rows: int, **kwargs: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=4000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A list as it is drawn."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class YuanField(forms.CharField):
    """Money, typed in yuan and kept in fen."""

    def prepare_value(self, value: Any) -> Any:
        """Fen as it is drawn."""
        return money.yuan(value).replace(",", "") if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        """Fen, exactly."""
        try:
            return money.fen(super().clean(value))
        except BadInput as refused:
            raise forms.ValidationError(refused.sentence) from refused


def _choice(name: str, **kwargs: Any) -> forms.ChoiceField:
    choices = [(code, said or "—") for code, said in rules.CHOICES[name]]
    return forms.ChoiceField(label=rules.FIELDS[name], choices=choices, required=name in rules.NEEDED, **kwargs)


class ItemForm(KeyedForm):
    """One item of the menu, whole."""

    name = forms.CharField(label=rules.FIELDS["name"], max_length=30)
    line = _choice("line")
    done_by = _choice("done_by", help_text=_("工单派给哪条线的人"))
    kind = _choice("kind")
    setting = _choice("setting")
    urgency = _choice("urgency", help_text=_("按“时限承诺”里的这一档答复、到场、办好"))
    covers = forms.CharField(label=rules.FIELDS["covers"], max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    excludes = forms.CharField(
        label=rules.FIELDS["excludes"], max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    price_fen = YuanField(label=_("价格（元）"), max_length=20, help_text=_("免费写 0；例如 60 或 12.50"))
    price_unit = forms.CharField(label=rules.FIELDS["price_unit"], max_length=10, help_text=_("次、小时、平方米……"))
    price_note = forms.CharField(label=rules.FIELDS["price_note"], max_length=200, required=False)
    duration_minutes = forms.IntegerField(label=rules.FIELDS["duration_minutes"], min_value=1, max_value=43200)
    steps = LinesField(label=rules.FIELDS["steps"], rows=6, help_text=_("一行一条，就是工单上的清单"))
    evidence = forms.MultipleChoiceField(
        label=rules.FIELDS["evidence"],
        choices=list(rules.EVIDENCE.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reading = forms.CharField(
        label=rules.FIELDS["reading"],
        max_length=40,
        required=False,
        help_text=_("读什么、什么单位，例如：试压压力 (MPa)"),
    )
    certificate = _choice("certificate")
    danger = _choice("danger", help_text=_("选了的话，住户报事前先看到“现在怎么做、打给谁”"))
    words = LinesField(
        label=rules.FIELDS["words"], rows=5, required=False, help_text=_("一行一条；住户这样说，就能找到这一项")
    )
    goes_with = LinesField(label=rules.FIELDS["goes_with"], rows=3, required=False, help_text=_("一行一个编号"))
    source = forms.CharField(label=rules.FIELDS["source"], max_length=200, required=False)
    reason = reason_field()

    def fields_of(self) -> dict[str, Any]:
        """The item's fields as the action takes them."""
        return {name: self.cleaned_data[name] for name in rules.FIELDS}


class NewItemForm(ItemForm):
    """An item the menu has not."""

    code = forms.CharField(label=_("编号"), max_length=40, help_text=_("大写字母、数字和短横，例如：H-PIANO"))
    field_order = ["code"]

    def clean_code(self) -> str:
        """In capitals."""
        return self.cleaned_data["code"].upper()


class RetireForm(KeyedForm):
    """Why a service ends."""

    reason = reason_field(_("一年里没有人用过"))


class DropForm(KeyedForm):
    """Why a project gives up its own length."""

    reason = reason_field(_("本项目的人手和别处一样了"))


class SheetForm(forms.Form):
    """A menu's sheet."""

    sheet = forms.FileField(
        label=_("Excel 表"),
        help_text=_("先导出现在的清单，在导出的表上改好再传；支持 .xlsx、.xls、.csv"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


class CommitForm(KeyedForm):
    """What was shown, to be written."""

    plan = forms.CharField(widget=forms.HiddenInput, max_length=3_000_000)
    reason = reason_field()


class PromiseForm(KeyedForm):
    """Another length; a clock that runs in working time may be told in working days."""

    number = forms.IntegerField(label=_("多久以内"), min_value=1, max_value=90000)
    unit = forms.ChoiceField(label=_("单位"), widget=forms.RadioSelect)
    reason = reason_field(_("人手增加，能更快到场"))

    def __init__(self, *args: Any, round_the_clock: bool, workday: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.day = 1440 if round_the_clock else workday
        choice = self.fields["unit"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [*UNITS, ("days", _("天") if round_the_clock else _("个工作日"))]

    @staticmethod
    def drawn(minutes: int, *, day: int) -> dict[str, Any]:
        """A length in the largest unit that says it whole."""
        for unit, size in (("days", day), ("hours", 60)):
            if minutes % size == 0:
                return {"number": minutes // size, "unit": unit}
        return {"number": minutes, "unit": "minutes"}

    @property
    def minutes(self) -> int:
        """What was typed, in minutes."""
        size = {"minutes": 1, "hours": 60, "days": self.day}[self.cleaned_data["unit"]]
        return int(self.cleaned_data["number"]) * size


class HoursForm(KeyedForm):
    """A week's hours, a day a line; an empty one is closed."""

    def __init__(self, *args: Any, hours: list[rules.Span], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for day, name in enumerate(WEEKDAYS):
            spans = [(opens, closes) for of, opens, closes in hours if of == day]
            self.fields[f"day{day}"] = forms.CharField(
                label=name, required=False, max_length=80, initial=saying.said_spans(spans)
            )

    @property
    def days(self) -> list[forms.BoundField]:
        """The seven, for the page."""
        return [self[f"day{day}"] for day in range(7)]

    def clean(self) -> dict[str, Any]:
        """Each day's spans; what remains beside them is said back."""
        cleaned = super().clean() or self.cleaned_data
        for day in range(7):
            text = cleaned.get(f"day{day}", "")
            if re.sub(r"[\s、,，;；]", "", SPAN.sub("", text)):
                self.add_error(f"day{day}", _("请写成 08:30–12:00、13:30–18:00 这样；休息就空着。"))
        return cleaned

    @property
    def hours(self) -> list[rules.Span]:
        """(weekday, opens, closes) in minutes of the day."""
        return [
            (day, int(h) * 60 + int(m), int(to_h) * 60 + int(to_m))
            for day in range(7)
            for h, m, to_h, to_m in SPAN.findall(self.cleaned_data[f"day{day}"])
        ]


def drawn(item: MenuItem) -> dict[str, Any]:
    """An item as its form begins."""
    return {name: getattr(item, name) for name in rules.FIELDS}

"""Understand what is typed about a service standard: its fields, how often by grade, its checklist, the day it begins."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import PlaceKind, ProjectKind
from xiwei.ledger.posting import KeyedForm
from xiwei.shared.tongue import Said
from xiwei.standards import catalogue
from xiwei.standards.forms import reason_field
from xiwei.standards.models import Hand
from xiwei.standards.rules import standards as rules

# How often, as people say it, with its rule; what is none of these is written as a rule.
OFTEN: list[tuple[str, Said]] = [
    ("FREQ=DAILY", _("每天 1 次，不定钟点")),
    ("FREQ=DAILY;BYHOUR=9", _("每天 9 点")),
    ("FREQ=DAILY;BYHOUR=8,14", _("每天 8 点、14 点")),
    ("FREQ=DAILY;BYHOUR=8,11,14,17", _("每天 4 次，8 点起每 3 小时")),
    ("FREQ=HOURLY;INTERVAL=2", _("每 2 小时，日夜不断")),
    ("FREQ=WEEKLY;BYDAY=MO,WE,FR", _("每周一、三、五")),
    ("FREQ=WEEKLY;BYDAY=MO", _("每周一")),
    ("FREQ=DAILY;INTERVAL=15", _("每 15 天")),
    ("FREQ=MONTHLY;BYMONTHDAY=1", _("每月 1 日")),
    ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", _("每季度")),
    ("FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=1", _("每半年")),
    ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=1", _("每年 4 月")),
]
SPARE = 3  # empty rows below the checklist, for new checks
LIMITS = ("low", "high", "hard_low", "hard_high")


@dataclass
class CheckRow:
    """One row of the checklist's table, as it is drawn."""

    place: int
    key: str = ""
    text: str = ""
    kind: str = "tick"
    unit: str = ""
    low: str = ""
    high: str = ""


def _many(label: Said, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class StandardForm(KeyedForm):
    """One version of a standard, whole. The checklist and the frequencies are rows beside the plain fields."""

    name = forms.CharField(label=rules.FIELDS["name"], max_length=30)
    line = forms.ChoiceField(label=rules.FIELDS["line"], choices=rules.LINES)
    aim = forms.CharField(
        label=rules.FIELDS["aim"], max_length=160, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("住户看得懂的一两句话：走到这里，能看到什么样"),
    )  # fmt: skip
    places = _many(rules.FIELDS["places"], PlaceKind.choices)
    equipment = _many(rules.FIELDS["equipment"], [])
    kinds = _many(rules.FIELDS["kinds"], ProjectKind.choices, help_text=_("一个都不选，就是各类项目都用"))
    minutes = forms.IntegerField(label=rules.FIELDS["minutes"], min_value=1, max_value=480)
    months = _many(
        rules.FIELDS["months"], [(str(n), f"{n}") for n in range(1, 13)], help_text=_("一个都不选，就是全年")
    )
    certificate = forms.ChoiceField(label=rules.FIELDS["certificate"], required=False)
    done_with = forms.ChoiceField(label=rules.FIELDS["done_with"], choices=Hand.choices)
    outdoors = forms.BooleanField(label=_("在室外做，受天气影响"), required=False)
    weather = forms.CharField(label=rules.FIELDS["weather"], max_length=120, required=False)
    source = forms.CharField(label=rules.FIELDS["source"], max_length=200, required=False)
    since = forms.DateField(
        label=_("从哪天起用"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("最早明天；今天和以前的检查单仍按当时的版本"),
    )  # fmt: skip
    reason = reason_field(_("试了一个月，轿厢还是有手印"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        certificates = [(code, one["name"]) for code, one in catalogue.certificates().items()]
        self.fields["certificate"].choices = [("", "—"), *certificates]
        kinds = [(code, gettext(one["name"])) for code, one in catalogue.equipment_kinds().items()]
        self.fields["equipment"].choices = kinds

    def clean_months(self) -> list[int]:
        """As numbers."""
        return [int(one) for one in self.cleaned_data["months"]]

    def grade_rows(self) -> list[dict[str, Any]]:
        """The three grades as they are drawn: rule, words, and whether the rule is one that the list knows."""
        held = {row["grade"]: row for row in self.initial.get("grades", [])}
        rows = []
        for grade, label in rules.GRADES.items():
            rule, words = held.get(grade, {}).get("rule", ""), held.get(grade, {}).get("words", "")
            if self.is_bound:
                rule, words = self._typed_rule(grade), str(self.data.get(f"words-{grade}", ""))
            rows.append({"grade": grade, "label": label, "rule": rule, "words": words, "known": rule in dict(OFTEN)})
        return rows

    def _typed_rule(self, grade: int) -> str:
        other = str(self.data.get(f"other-{grade}", "")).strip()
        return other or str(self.data.get(f"rule-{grade}", "")).strip()

    def check_rows(self) -> list[CheckRow]:
        """The checklist as it is drawn, with some empty rows below."""
        if self.is_bound:
            rows = [row for place in range(60) if f"check-{place}-text" in self.data for row in [self._typed(place)]]
            return rows or [CheckRow(place) for place in range(SPARE)]
        held = [
            CheckRow(
                place, row["key"], row["text"], row["kind"], row.get("unit", ""),
                *(f"{row[name]:g}" if row.get(name) is not None else "" for name in ("low", "high")),
            )
            for place, row in enumerate(self.initial.get("checks", []))
        ]  # fmt: skip
        return held + [CheckRow(place) for place in range(len(held), len(held) + SPARE)]

    def _typed(self, place: int) -> CheckRow:
        said = {name: str(self.data.get(f"check-{place}-{name}", "")).strip() for name in
                ("key", "text", "kind", "unit", "low", "high")}  # fmt: skip
        return CheckRow(place, **said)

    def clean(self) -> dict[str, Any]:
        """The rows beside the plain fields; a number that is none is said."""
        data = super().clean() or self.cleaned_data
        data["grades"] = [
            {"grade": row["grade"], "rule": row["rule"], "words": row["words"].strip() or self._said(row["rule"])}
            for row in self.grade_rows()
            if row["rule"]
        ]
        rows = [row for row in self.check_rows() if row.text]
        fresh = self._fresh_keys({row.key for row in rows})
        data["checks"] = [self._check(row, row.key or next(fresh)) for row in rows]
        return data

    def _said(self, rule: str) -> str:
        return str(dict(OFTEN).get(rule, ""))

    def _check(self, row: CheckRow, key: str) -> dict[str, Any]:
        """A row as it is kept; what the form does not show of it (defect, grades, hard limits) is as it was."""
        before: Mapping[str, Any] = next(
            (one for one in self.initial.get("checks", []) if row.key and one["key"] == row.key), {}
        )
        made = dict(before) | {"key": key, "text": row.text, "kind": row.kind}
        for name, value in (("low", row.low), ("high", row.high)):
            if not value:
                made.pop(name, None)
                continue
            try:
                made[name] = float(value) if "." in value else int(value)
            except ValueError:
                self.add_error(
                    None, gettext("检查项“{text}”的限值“{value}”不是数。").format(text=row.text, value=value)
                )
        if row.kind == "measure":
            made["unit"] = row.unit
        else:
            for name in ("unit", *LIMITS):
                made.pop(name, None)
        return made

    def _fresh_keys(self, typed: Collection[str]) -> Iterator[str]:
        """Keys that no check of this or the former version has: an answer to one must never be read as one to another."""
        taken = {*typed, *(one["key"] for one in self.initial.get("checks", []))}
        return (key for number in count(1) if (key := f"n{number}") not in taken)

    def fields_of(self) -> dict[str, Any]:
        """The standard's fields as the action takes them."""
        return {name: self.cleaned_data[name] for name in rules.FIELDS}


class NewStandardForm(StandardForm):
    """A standard of the company's own."""

    code = forms.CharField(label=_("编号"), max_length=40, help_text=_("大写字母、数字和短横，例如：C-OWN-LOBBY"))
    field_order = ["code"]

    def clean_code(self) -> str:
        """In capitals."""
        return self.cleaned_data["code"].upper()


class EndForm(KeyedForm):
    """The last of a standard."""

    since = forms.DateField(label=_("从哪天起不用"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = reason_field(_("并入“轿厢保洁”"))


class WithdrawForm(KeyedForm):
    """A version taken back before its day."""

    reason = reason_field(_("先不改，再试一个月"))


class GradeForm(KeyedForm):
    """The grade of a project."""

    grade = forms.TypedChoiceField(label=_("服务等级"), coerce=int, choices=list(rules.GRADES.items()))
    since = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    source = forms.CharField(label=_("依据"), max_length=120, help_text=_("例如：2026 年物业服务合同第三条"))

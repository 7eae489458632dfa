"""How a standard's fields are said to people: pure words, no query."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from xiwei.estate.models import PlaceKind, ProjectKind
from xiwei.shared.tongue import joined
from xiwei.standards import catalogue
from xiwei.standards.models import Hand, ServiceLine
from xiwei.standards.rules.standards import CHECK_KINDS, GRADES


def said_value(name: str, value: Any) -> str:
    """One field of a standard as the history shows it; lists a line each."""
    if name in ("grades", "checks"):
        said = said_grade if name == "grades" else said_check
        return "\n".join(said(row) for row in value)
    if name in ("kinds", "places", "equipment"):
        return said_kinds(name, value)
    if name == "months":
        return said_months(value)
    if name == "outdoors":
        return gettext("是") if value else gettext("否")
    if name == "certificate":
        return str(catalogue.certificates()[value]["name"]) if value in catalogue.certificates() else value
    choices: dict[str, dict[str, Any]] = {"line": dict(ServiceLine.choices), "done_with": dict(Hand.choices)}
    return str(choices.get(name, {}).get(value, value))


def said_kinds(name: str, values: list[str]) -> str:
    """Kinds of project, place or equipment; no project means any."""
    if name == "equipment":
        kinds = catalogue.equipment_kinds()
        return joined(gettext(kinds[one]["name"]) for one in values if one in kinds)
    labels = dict(ProjectKind.choices if name == "kinds" else PlaceKind.choices)
    return joined(str(labels[one]) for one in values) or (gettext("各类项目") if name == "kinds" else "")


def said_months(months: list[int]) -> str:
    """6、7、8 月; none is the whole year."""
    return gettext("{months} 月").format(months=joined(str(one) for one in months)) if months else gettext("全年")


def said_grade(row: Mapping[str, Any]) -> str:
    """一级：每日 2 次."""
    return gettext("{grade}：{words}").format(grade=GRADES[row["grade"]], words=row["words"])


def said_limits(row: Mapping[str, Any]) -> str:
    """The limits within which a number is right: 50–1000 lx, 至少 50 lx, 至多 3 ‰; "" without any."""
    low, high, unit = row.get("low"), row.get("high"), row.get("unit", "")
    if low is not None and high is not None:
        return f"{low:g}–{high:g} {unit}"
    if low is not None:
        return gettext("至少 {limit} {unit}").format(limit=f"{low:g}", unit=unit)
    return gettext("至多 {limit} {unit}").format(limit=f"{high:g}", unit=unit) if high is not None else ""


def said_check(row: Mapping[str, Any]) -> str:
    """轿厢地面照度（读数，50–1000 lx）."""
    kind, limits = CHECK_KINDS[row["kind"]], said_limits(row)
    if row["kind"] == "tick":
        return str(row["text"])
    return f"{row['text']}（{kind}，{limits}）" if limits else f"{row['text']}（{kind}）"

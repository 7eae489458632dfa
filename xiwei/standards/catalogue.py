"""What every company starts with, as we wrote it: the menu, the certificates, the dangers, the time promises."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

DATA = Path(__file__).parent / "data"


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def items() -> list[dict[str, Any]]:
    """All items of the common menu, in the order of the files' names."""
    return [item for path in sorted((DATA / "menu").glob("*.toml")) for item in _read(path).get("item", [])]


def english_names() -> dict[str, str]:
    """Each item's English name by the Chinese one: an item that a company renamed, or made itself, has none here."""
    return {item["name"]: item["english"] for item in items()}


def english_prices() -> dict[str, str]:
    """What the menu says of prices, by the Chinese: units (次, 平方米), and the notes that many items share."""
    said = _read(DATA / "english.toml")
    return said["units"] | said["notes"]


@cache
def _places() -> dict[str, int]:
    return {item["code"]: place for place, item in enumerate(items())}


def place_of(code: str) -> int:
    """Where an item stands in the common menu, the everyday ones of a matter first; a company's own come last."""
    return _places().get(code, len(_places()))


@cache
def certificates() -> dict[str, dict[str, Any]]:
    """Certificates by code: name, issuer, valid_years."""
    return {one["code"]: one for one in _read(DATA / "certificates.toml")["certificate"]}


@cache
def dangers() -> dict[str, dict[str, Any]]:
    """Dangers by code: name, whom to ring, what to do now."""
    return {one["code"]: one for one in _read(DATA / "dangers.toml")["danger"]}


def danger_now(code: str, duty_phone: str) -> dict[str, Any] | None:
    """What to do now and whom to ring, in the reader's tongue, before any form is filled; None for a code that is no danger.

    Of a project's own numbers only its duty phone is known; one that nobody registered (the gas company's) is left
    out: the duty phone under that name would send someone to the wrong people.
    """
    danger = dangers().get(code)
    if danger is None:
        return None
    rings = {one["who"]: duty_phone if one["phone"] == "project:duty" else one["phone"] for one in danger["ring"]}
    calls = {gettext(who): number for who, number in rings.items() if number and not number.startswith("project:")}
    steps = [gettext(step) for step in danger["now"]]
    return {"code": code, "name": gettext(danger["name"]), "now": steps, "calls": calls}


def dangers_now(duty_phone: str) -> list[dict[str, Any]]:
    """Every danger with what to do and whom to ring, for the page that stands before a form."""
    return [told for code in dangers() if (told := danger_now(code, duty_phone))]


# What a working day counts for where a project has no hours of its own: 08:30 to 18:00 (actions.DEFAULT_HOURS).
WORKDAY_MINUTES = 570


@cache
def time_promises() -> list[dict[str, Any]]:
    """heart.md's table as rows of TimePromise: urgency, clock, minutes, round_the_clock, source.

    What is agreed ticket by ticket (a planned service's window and day) has no row: its clocks come from the window.
    """
    return [
        {
            "urgency": row["urgency"],
            "clock": row["clock"],
            "minutes": row.get("minutes") or row["days"] * (WORKDAY_MINUTES if row["business"] else 1440),
            "round_the_clock": not row["business"],
            "source": row["source"],
        }
        for row in _read(DATA / "time_promises.toml")["promise"]
        if "agreed" not in row
    ]


@cache
def equipment_kinds() -> dict[str, dict[str, Any]]:
    """Kinds of equipment (设施设备) by code: name, english, icon, line."""
    return {one["code"]: one for one in _read(DATA / "equipment.toml")["equipment"]}


@cache
def standards() -> dict[str, dict[str, Any]]:
    """The common library of service standards by code, as fields of Standard; each check has its place as its key."""
    rows = [row for path in sorted((DATA / "library").glob("*.toml")) for row in _read(path).get("standard", [])]
    return {row["code"]: _standard(row) for row in rows}


def _standard(row: dict[str, Any]) -> dict[str, Any]:
    checks = [{"key": str(place), **check} for place, check in enumerate(row["check"], start=1)]
    renamed = {"done_with": row["by"], "grades": row["grade"], "checks": checks}
    return {name: value for name, value in row.items() if name not in ("by", "grade", "check")} | renamed


def english_standards() -> dict[str, str]:
    """Each standard's and each kind of equipment's English name by the Chinese one."""
    return {one["name"]: one["english"] for one in [*standards().values(), *equipment_kinds().values()]}

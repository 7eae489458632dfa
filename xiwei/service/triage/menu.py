"""The common menu and the dangers, read from the standards' own files.

Not through xiwei.standards.catalogue, which needs Django: the model must train and answer without it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

STANDARDS = Path(__file__).resolve().parents[2] / "standards" / "data"


@cache
def items() -> list[dict[str, Any]]:
    """All items of the common menu, in the order of the files' names."""
    files = sorted((STANDARDS / "menu").glob("*.toml"))
    return [item for path in files for item in tomllib.loads(path.read_text("utf-8")).get("item", [])]


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads((STANDARDS / "dangers.toml").read_text("utf-8"))


def dangers() -> list[dict[str, Any]]:
    """All dangers in the file's order: code, words and the look-alikes (not_words) that are no danger."""
    return list(_written()["danger"])


def also_urgent() -> dict[str, Any]:
    """The words of what is as pressing but has no page of its own (someone lost, a manhole, no water)."""
    return dict(_written()["also_urgent"])


@cache
def answering(danger: str) -> tuple[str, ...]:
    """The items that answer a danger; with "", those that are urgent without being one."""
    named = next((one["item"] for one in dangers() if one["code"] == danger and "item" in one), "")
    found = [one["code"] for one in items() if one["danger"] == danger and one["urgency"] == "urgent"]
    return (named,) if named else tuple(found)

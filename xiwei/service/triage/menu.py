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


LINE_NAMES = {
    "repair": "维修",
    "order": "秩序",
    "cleaning": "保洁",
    "greening": "绿化",
    "butler": "管家",
    "home": "管家",
}
SHORT, WHOLE = 40, 4
PUBLIC = ("楼道", "走廊", "车库", "大堂", "电梯", "地下", "公共", "管道井", "楼梯", "天台", "外墙", "大门")


@cache
def _words() -> dict[str, list[tuple[int, str, str, str]]]:
    """The items' own phrases by their first two characters: rank (the longest first), phrase, code and place."""
    phrases = [(word, one["code"], one["place"]) for one in items() for word in one["words"] if len(word) >= WHOLE]
    found: dict[str, list[tuple[int, str, str, str]]] = {}
    for rank, (word, code, where) in enumerate(sorted(phrases, key=lambda one: -len(one[0]))):
        found.setdefault(word[:2], []).append((rank, word, code, where))
    return found


def named(text: str) -> str:
    """The item one of whose own phrases (水管漏水) stands whole in a short text, the longest first; "" where none does.

    An item for homes is not meant where a public place is named.
    """
    if len(text) > SHORT:
        return ""
    public = any(word in text for word in PUBLIC)
    begun = [(at, one) for at in range(len(text) - 1) for one in _words().get(text[at : at + 2], ())]
    said = [(one[0], one[2]) for at, one in begun if text.startswith(one[1], at) and not (public and one[3] == "home")]
    return min(said)[1] if said else ""


@cache
def _repairs() -> frozenset[str]:
    return frozenset(one["code"] for one in items() if one["kind"] == "repair")


def is_repair(code: str) -> bool:
    """Whether that item mends something."""
    return code in _repairs()


@cache
def answering(danger: str) -> tuple[str, ...]:
    """The items that answer a danger; with "", those that are urgent without being one."""
    named = next((one["item"] for one in dangers() if one["code"] == danger and "item" in one), "")
    found = [one["code"] for one in items() if one["danger"] == danger and one["urgency"] == "urgent"]
    return (named,) if named else tuple(found)


@cache
def _by_code() -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in items()}


def line_of(code: str) -> str:
    """The line that does that item, as the model names it."""
    return LINE_NAMES[_by_code()[code]["done_by"]]


def at_home(code: str) -> bool:
    """Whether that item is done in homes alone."""
    return _by_code().get(code, {}).get("place") == "home"

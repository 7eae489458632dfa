"""Ways to speak of what can't wait (data/moods.toml): as happening, and as over, asked, feared, practised or thanked for.

A list of sentences teaches the words in it; a danger said in every mood teaches that the mood decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from .grammar import DATA, Labels, Message

FIFTH = 3  # of the ways and of the dangers, laid aside for measuring
SOURCE = "mood"
CALM = {"asked": ("一般", "咨询"), "wished": ("一般", "建议"), "weary": ("投诉", "投诉")}
THANKED = Labels("管家", "一般", "建议", "B-THANKS")


@cache
def written() -> dict[str, Any]:
    """The dangers ("core") and the ways of speaking of them, by mood."""
    return tomllib.loads((DATA / "moods.toml").read_text("utf-8"))


def messages(*, aside: bool | None = None) -> list[Message]:
    """All messages, or only those to learn from (False), or only those laid aside (True): they share no way or danger."""
    return [message for message, held in _all() if aside is None or held is aside]


def _all() -> Iterator[tuple[Message, bool | None]]:
    for number, core in enumerate(written()["core"]):
        for mood in ("asked", "wished", "thanked", "weary", "now"):
            for at, way in enumerate(written()[mood] if _said_so(mood, core) else ()):
                text = way.replace("{z}", core["z"]).replace("{d}", core["d"]).replace("了了", "了")
                yield Message("", text, labels(mood, core), SOURCE), _held(at % 5 == FIFTH, number % 5 == FIFTH)


def _held(way: bool, core: bool) -> bool | None:
    # What shares only one of the two with what is laid aside is neither learnt from nor measured on.
    return way if way is core else None


def _said_so(mood: str, core: dict[str, Any]) -> bool:
    # Gas that leaks again and again is leaking; a lift that is often out is not carrying anybody off.
    return mood != "weary" or bool(core.get("again"))


def labels(mood: str, core: dict[str, Any]) -> Labels:
    """What a danger said in this mood asks for."""
    if mood == "thanked":
        return THANKED
    if mood == "now":
        return Labels(core["line"], "急", core["kind"], core["item"])
    urgency, kind = CALM[mood]
    return Labels(core["line"], urgency, kind)

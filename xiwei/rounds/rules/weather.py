"""What weather makes of a round (D8): rows of data/weather.toml, each with its words and source. Pure."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from xiwei.rounds.models import Weather
from xiwei.rounds.rules.planning import Draft, Due

DATA = Path(__file__).parents[1] / "data" / "weather.toml"


@dataclass(frozen=True)
class Effect:
    """One row: which lines' outdoor stops of which weather, and what becomes of them."""

    kind: str
    lines: tuple[str, ...]
    does: str
    words: str
    source: str
    between: tuple[time, time] = (time.min, time.max)
    to: time | None = None


@cache
def effects() -> tuple[Effect, ...]:
    """All rows, in the file's order."""
    return tuple(_effect(row) for row in tomllib.loads(DATA.read_text(encoding="utf-8"))["effect"])


def _effect(row: dict[str, Any]) -> Effect:
    between = tuple(time.fromisoformat(one) for one in row.get("between", ["00:00", "23:59:59.999999"]))
    return Effect(
        row["kind"], tuple(row["lines"]), row["does"], row["words"], row["source"], (between[0], between[1]),
        time.fromisoformat(row["to"]) if "to" in row else None,
    )  # fmt: skip


@dataclass
class Adjusted:
    """A draft as the weather leaves it: what is still walked, what is not, and the reason for either change."""

    draft: Draft
    dropped: list[Due] = field(default_factory=list)
    was: datetime | None = None  # when it would have started, where it was moved
    why: str = ""


def adjust(draft: Draft, warnings: Iterable[Weather], *, localtime: Any) -> Adjusted:
    """The draft under the warnings that touch its start; `localtime` puts a warning's moment into the naive local time.

    Only stops of standards that are out of doors are touched; a round all of whose stops are dropped has none left.
    """
    made = Adjusted(Draft(draft.route, draft.starts, list(draft.stops), draft.timed))
    for warning in warnings:
        if not localtime(warning.starts_at) <= made.draft.starts < localtime(warning.ends_at):
            continue
        for effect in effects():
            if effect.kind == warning.kind and draft.route.line in effect.lines:
                _take(made, effect)
    return made


def _take(made: Adjusted, effect: Effect) -> None:
    outside = [one for one in made.draft.stops if one.standard.outdoors]
    if not outside:
        return
    if effect.does == "drop":
        made.dropped += outside
        made.draft.stops = [one for one in made.draft.stops if not one.standard.outdoors]
        made.why = gettext(effect.words)
    elif effect.to and effect.between[0] <= made.draft.starts.time() < effect.between[1]:
        made.was = made.was or made.draft.starts
        made.draft.starts = datetime.combine(made.draft.starts.date(), effect.to)
        made.why = gettext(effect.words)

"""What people say in the demo: read from data/, chosen by chance."""

import random
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Asking:
    """One thing that is asked for in a year (data/needs.toml)."""

    item: str
    weight: float
    where: list[str]
    words: list[str]
    notes: list[str]
    scene: str
    season: str = ""
    spots: list[str] = field(default_factory=lambda: [""])
    at: list[str] = field(default_factory=lambda: ["CH", "AJ"])
    danger: str = ""
    reading: str = ""


@cache
def askings() -> list[Asking]:
    """All of them."""
    return [Asking(**one) for one in tomllib.loads((DATA / "needs.toml").read_text(encoding="utf-8"))["need"]]


@cache
def words() -> dict[str, Any]:
    """All other sayings, by what they are for."""
    return tomllib.loads((DATA / "words.toml").read_text(encoding="utf-8"))


def said(chance: random.Random, kind: str) -> str:
    """One saying of a kind."""
    return chance.choice(words()[kind])


def told(chance: random.Random, asking: Asking, *, indoors: bool) -> str:
    """How it is told: with a greeting or none, with a wish at the end or none."""
    return (
        said(chance, "opening") + chance.choice(asking.words) + said(chance, "closing" if indoors else "closing_public")
    )

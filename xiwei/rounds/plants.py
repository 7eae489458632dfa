"""The plant ledger (A3): what is known of each plant, as we wrote it in data/plants; nobody's own, the same for every company."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiwei.shared.tongue import Said

DATA = Path(__file__).parent / "data" / "plants"

FORMS: dict[str, Said] = {
    "tree": _("乔木"), "shrub": _("灌木"), "climber": _("藤本"), "herb": _("草花"), "groundcover": _("地被"),
    "grass": _("草坪与观赏草"), "bamboo": _("竹"), "aquatic": _("水生"), "succulent": _("多肉"), "bulb": _("球根"),
}  # fmt: skip
COLOURS: dict[str, Said] = {
    "white": _("白"), "yellow": _("黄"), "orange": _("橙"), "red": _("红"), "pink": _("粉"), "purple": _("紫"),
    "blue": _("蓝"), "green": _("绿"), "brown": _("褐"), "silver": _("银白"),
}  # fmt: skip
TOXICITY: dict[str, Said] = {"none": _("无毒"), "mild": _("微毒"), "toxic": _("有毒"), "deadly": _("剧毒")}
HARMFUL = ("toxic", "deadly")
CARE: dict[str, Said] = {
    "water": _("浇水"), "feed": _("施肥"), "prune": _("修剪"), "weed": _("除草"), "spray": _("打药"),
    "mulch": _("覆盖"), "protect": _("防寒防晒"), "divide": _("分株翻种"), "deadhead": _("剪残花"), "mow": _("剪草"),
}  # fmt: skip
CARE_ICONS = {
    "water": "droplet", "feed": "seedling", "prune": "scissors", "weed": "plant-off", "spray": "spray",
    "mulch": "leaf", "protect": "umbrella", "divide": "plant-2", "deadhead": "cut", "mow": "leaf",
}  # fmt: skip


@dataclass(frozen=True)
class Pest:
    """One pest or disease of a plant, with its remedy; no pesticide where none is needed."""

    name: str
    signs: str
    months: tuple[int, ...]
    remedy: str
    pesticide: str
    dilution: int
    safe_hours: int
    beforehand_hours: int
    wash: str

    @property
    def per_ten(self) -> str:
        """How much of the product goes into ten litres, in millilitres or grams."""
        return f"{10_000 / self.dilution:.1f}".rstrip("0").rstrip(".") if self.dilution else ""


@dataclass(frozen=True)
class Care:
    """One care of the year: every so many days, or so many times a year, in its months."""

    what: str
    months: tuple[int, ...]
    note: str
    every_days: int = 0
    times: int = 0

    @property
    def label(self) -> Said:
        return CARE[self.what]

    @property
    def icon(self) -> str:
        return CARE_ICONS[self.what]


@dataclass(frozen=True)
class Plant:
    """All that A3 asks to be known of a plant."""

    code: str
    name: str
    english: str
    aliases: tuple[str, ...]
    latin: str
    family: str
    genus: str
    form: str
    evergreen: bool
    origin: str
    water_soil: str
    colours: tuple[str, ...]
    colour: str
    petals: str
    stamens_pistil: str
    stem_leaf: str
    pests: tuple[Pest, ...]
    propagation: str
    season: str
    bloom: tuple[int, ...]
    bloom_days: int
    seed: str
    seed_keeping: str
    before_sowing: str
    toxicity: str
    toxic_parts: str
    allergens: str
    grafts_with: tuple[str, ...]
    care: tuple[Care, ...]
    source: str
    words: str = field(default="", compare=False)  # what one finds it by

    @property
    def is_harmful(self) -> bool:
        return self.toxicity in HARMFUL

    def pest(self, name: str) -> Pest | None:
        """Its pest of this name."""
        return next((one for one in self.pests if one.name == name), None)


@cache
def plants() -> dict[str, Plant]:
    """Every plant by its code, in the order of the files' names."""
    rows = [row for path in sorted(DATA.glob("*.toml")) for row in _read(path)]
    return {row["code"]: _plant(row) for row in rows}


def _read(path: Path) -> list[dict[str, Any]]:
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["plant"])


def _plant(row: dict[str, Any]) -> Plant:
    words = " ".join([row["name"], row["english"], row["latin"], *row["aliases"], row["family"], row["genus"]])
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    kept["pests"] = tuple(Pest(**{**one, "months": tuple(one["months"])}) for one in row["pests"])
    kept["care"] = tuple(Care(**{**one, "months": tuple(one["months"])}) for one in row["care"])
    return Plant(**kept, words=words.casefold())


def plant(code: str) -> Plant | None:
    """The plant of a code; None where the ledger has none, or has it no more."""
    return plants().get(code)


def found(
    *,
    words: str = "",
    colour: str = "",
    month: int = 0,
    toxicity: str = "",
    form: str = "",
    codes: Collection[str] | None = None,
) -> list[Plant]:
    """Those that answer to everything asked: each of the words in a name, the colour, in flower in the month, how toxic."""
    asked = words.casefold().split()
    return [
        one
        for one in plants().values()
        if all(word in one.words for word in asked)
        and (not colour or colour in one.colours)
        and (not month or month in one.bloom)
        and (not toxicity or toxicity == one.toxicity)
        and (not form or form == one.form)
        and (codes is None or one.code in codes)
    ]

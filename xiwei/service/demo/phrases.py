"""What people say in the demo, chosen by the facts of the matter (data/), so that nothing is said that does not fit.

Facts are plain words: the line (repair, order, cleaning, greening, butler), what it is about (`of` in data/needs), home or
public, hands or talk, urgent, planned, prompt, complaint, suggestion; of the moment morning, afternoon, midday, evening,
night, weekend, springfest, rain, storm, hot, cold, freezing, snow and the season; of how it went late, quick, waited, moved,
reopened, paid, priced, wetwork, nightwork; of who speaks old, angry, butlered; office for the tower.

Slots: {floor} {up} {days} {now} {car} in what is asked, {when} {worker} {butler} {b} in what is answered.
"""

import random
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from xiwei.people.models import Line
from xiwei.standards.models import MenuItem, NeedKind, Urgency

DATA = Path(__file__).parent / "data"
CARS = ("白色轿车", "黑色越野车", "银色面包车", "灰色商务车", "红色小车", "蓝色货车")
DAYS = ("两天", "三天", "四五天", "好几天", "快一个星期")
# What was said last this long ago may be said again.
FRESH = 0.6
Facts = Collection[str]
Cond = tuple[tuple[frozenset[str], frozenset[str]], ...]


@cache
def condition(text: str) -> Cond:
    """ "a b|c !d" read: alternatives of what must hold and what must not."""
    found = []
    for one in text.split("|"):
        words_ = one.split()
        wanted = frozenset(word for word in words_ if not word.startswith("!"))
        found.append((wanted, frozenset(word[1:] for word in words_ if word.startswith("!"))))
    return tuple(found)


def fits(text: str, facts: Facts) -> int:
    """0 where it does not fit, else one more than how many facts it needs."""
    held = [
        len(wanted) + 1 for wanted, banned in condition(text) if wanted.issubset(facts) and banned.isdisjoint(facts)
    ]
    return max(held, default=0)


@dataclass(frozen=True)
class Case:
    """One thing that happens: who says it of which spot, what the worker writes afterwards, and how it looks."""

    say: list[str]
    done: list[str]
    seen: list[str]
    spot: str
    kinds: list[str]
    places: list[str]
    at: list[str]
    needs: str
    scene: str
    reading: str
    key: str


@dataclass(frozen=True)
class Asking:
    """An item of the menu that is asked for in a year, with its cases (data/needs/)."""

    item: str
    of: str
    weight: float
    where: list[str]
    cases: list[Case]
    season: str = ""
    hours: str = ""
    at: list[str] = field(default_factory=lambda: ["CH", "AJ"])
    danger: str = ""
    prompt: bool = False
    high: bool = False

    @property
    def indoors(self) -> bool:
        """Whether it is somebody's own home or office."""
        return self.where[0] in ("home", "office_room")


def _read(one: dict[str, Any]) -> Asking:
    scene, places = one.pop("scene", ""), one.pop("place", [])
    cases = [
        Case(
            say, done, case.get("seen", []), case.get("spot", ""), case.get("in", one["where"]),
            case.get("place", places), case.get("on", one.get("at", ["CH", "AJ"])), case.get("if", ""),
            case.get("scene", scene), case.get("reading", ""), case.get("key", ""),
        )
        for case in one.pop("case")
        for say, done in _paired(case)
    ]  # fmt: skip
    return Asking(cases=cases, **one)


def _paired(case: dict[str, Any]) -> list[tuple[list[str], list[str]]]:
    """A case whole; where each saying has its own note (pair), as many cases."""
    if not case.get("pair"):
        return [(case["say"], case["done"])]
    return [([say], [done]) for say, done in zip(case["say"], case["done"], strict=True)]


@cache
def askings() -> list[Asking]:
    """All of them, line by line."""
    files = [DATA / "needs" / f"{line}.toml" for line in ("repair", "order", "cleaning", "greening", "butler")]
    return [_read(one) for file in files for one in tomllib.loads(file.read_text(encoding="utf-8"))["need"]]


@cache
def words() -> dict[str, Any]:
    """All other sayings, by what they are for."""
    return tomllib.loads((DATA / "words.toml").read_text(encoding="utf-8"))


def declines() -> dict[str, dict[str, str]]:
    """How each wish that cannot be granted is answered, by its key: reason, alternative, reply, tried."""
    return {one["key"]: {name: text for name, text in one.items() if name != "key"} for one in words()["decline"]}


def facts_of(asking: Asking, item: MenuItem, *, indoors: bool) -> set[str]:
    """What sayings may ask of a matter itself."""
    hands = item.done_by != Line.BUTLER and item.kind not in (NeedKind.INQUIRY, NeedKind.SUGGESTION)
    marks = {
        "home": indoors, "public": not indoors, "hands": hands, "talk": not hands, "prompt": asking.prompt,
        "urgent": bool(asking.danger), "planned": item.urgency == Urgency.PLANNED and not asking.prompt,
        "complaint": item.urgency == Urgency.COMPLAINT, "suggestion": item.kind == NeedKind.SUGGESTION,
        "priced": bool(item.price_fen), asking.of: True, str(item.done_by): True,
    }  # fmt: skip
    return {mark for mark, holds in marks.items() if holds}


class Sayings:
    """Chooses words: among those that fit, the ones not said for the longest time, the more fitting more often."""

    def __init__(self) -> None:
        self.said: dict[str, int] = {}
        self.count = 0

    def rest(self, among: list[str], chance: random.Random) -> str:
        """One of these that has rested."""
        rested = sorted(among, key=lambda text: self.said.get(text, 0))
        text = chance.choice(rested[: max(1, round(len(rested) * FRESH))])
        self.count += 1
        self.said[text] = self.count
        return text

    def entry(self, kind: str, facts: Facts, chance: random.Random, **must: Any) -> dict[str, Any] | None:
        """One entry of a kind that fits the facts, and has what it must have; None where none does."""
        among = [(fits(one["if"], facts), one) for one in words()[kind] if _has(one, must)]
        among = [(weight, one) for weight, one in among if weight]
        if not among:
            return None
        return chance.choices([one for _, one in among], [weight * weight * len(one["say"]) for weight, one in among])[
            0
        ]

    def pick(self, kind: str, facts: Facts, chance: random.Random, **slots: str) -> str:
        """One saying of a kind; "" where nothing fits."""
        weighed = list(_fitting(kind, facts))
        if not weighed:
            return ""
        rested = sorted(weighed, key=lambda one: self.said.get(one[1], 0))
        rested = rested[: max(1, round(len(rested) * FRESH))]
        text = chance.choices([text for _, text in rested], [weight * weight for weight, _ in rested])[0]
        self.count += 1
        if text:
            self.said[text] = self.count
        return text.format_map(_Slots(slots))

    def told(self, case: Case, facts: Facts, chance: random.Random, **slots: str) -> str:
        """How a need is told: with a greeting or none, with a wish at the end or none."""
        core = self.rest(case.say, chance).format_map(_Slots(slots))
        opening = self.pick("opening", facts, chance, **slots)
        closing = self.pick("closing", facts, chance, **slots)
        if core[-1] in "？！?!" or len(core) > LONG or any(word in core for word in COURTEOUS):
            closing = ""
        if any(word in opening and word in core for word in ("麻烦", "快", "你", "您", "小")):
            opening = ""
        return f"{opening}{core}{closing}"


LONG = 22
# Whoever has said this asks for nothing more.
COURTEOUS = (
    "谢谢",
    "麻烦",
    "辛苦",
    "能来",
    "快来",
    "快点",
    "吗",
    "怎么办",
    "什么",
    "到底",
    "老人",
    "孩子",
    "请",
    "天没",
    "我爸",
    "我妈",
)


def _has(one: dict[str, Any], must: dict[str, Any]) -> bool:
    return all((name in one) if value is True else (name not in one) if value is False else value in one[name]
               for name, value in must.items())  # fmt: skip


def _fitting(kind: str, facts: Facts) -> Iterator[tuple[int, str]]:
    for one in words()[kind]:
        if weight := fits(one["if"], facts):
            yield from ((weight, text) for text in one["say"])


class _Slots(dict[str, str]):
    """A slot nobody filled is left out."""

    def __missing__(self, name: str) -> str:
        return ""

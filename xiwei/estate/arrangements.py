"""What a new project can take over from one that is served already (D7): each app's part, and what would come of it.

Estate knows only its places; each app above gives its own part when it is ready, as it gives the first day its steps.
No part brings people, homes, phones, tickets, pictures or addresses with secrets: what names somebody stays where it is.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Project
from xiwei.estate.rules import By
from xiwei.shared.refusals import NotAllowed
from xiwei.shared.tongue import Said

SHORTEST = 2  # characters of a name that is looked for in what others wrote
PRIVATE = re.compile(r"\d(?:[ -]?\d){6,}|://|@")  # a telephone number of any kind, an address
NAMES_SOMEBODY = _("名字里有人名、电话或网址，不带；请在这里另起名登记")


class Fate(Enum):
    """What becomes of one arrangement of the source in the target."""

    COMES = "comes"
    STAYS = "stays"  # the target has its own, which is kept
    CANNOT = "cannot"


@dataclass(frozen=True)
class Row:
    """One arrangement of the source as a person reads it; `how` is what its part needs to bring it."""

    name: str
    fate: Fate
    why: Said = ""
    how: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Part:
    """One app's part. `check` raises NotAllowed unless `by` may set it in a project: asked of the source and the target.

    `rows` lists what the source has, in a few queries however many; `bring` writes those that come, in the transaction
    of the copying, and `never` says what it leaves out.
    """

    code: str
    rank: int
    title: Said
    unit: Said
    icon: str
    never: Said
    check: Callable[[By | None, Project], None]
    rows: Callable[[Project, Project], list[Row]]
    bring: Callable[[Project, Project, Sequence[Row], By, datetime], None]


@dataclass(frozen=True)
class Shown:
    """A part as it stands between two projects. `refused` says why it is not this person's to bring."""

    part: Part
    rows: Sequence[Row] = ()
    refused: str = ""

    def of(self, fate: Fate) -> list[Row]:
        return [row for row in self.rows if row.fate == fate]

    @property
    def comes(self) -> int:
        return len(self.of(Fate.COMES))

    @property
    def stays(self) -> int:
        return len(self.of(Fate.STAYS))

    @property
    def cannot(self) -> int:
        return len(self.of(Fate.CANNOT))

    @property
    def said(self) -> list[tuple[str, str, list[str]]]:
        """Rows of one fate and one reason together: (fate, why, names), what comes first."""
        order = list(Fate)
        rows = sorted(self.rows, key=lambda row: (order.index(row.fate), str(row.why)))
        together = groupby(rows, key=lambda row: (row.fate, str(row.why)))
        return [(fate.value, why, [row.name for row in found]) for (fate, why), found in together]


_parts: dict[str, Part] = {}
_shelters: dict[str, Callable[[Project], Iterable[str]]] = {}


def offer(part: Part) -> None:
    """Register a part; the same code again replaces it."""
    _parts[part.code] = part


def shelter(name: str, names: Callable[[Project], Iterable[str]]) -> None:
    """Register whose names never travel: of a project, all by which people of it are called."""
    _shelters[name] = names


def parts() -> list[Part]:
    """All there are, in order."""
    return sorted(_parts.values(), key=lambda part: part.rank)


def shown(source: Project, target: Project, *, by: By | None, only: Iterable[str] | None = None) -> list[Shown]:
    """Each part (or those of these codes) with what would come, what stays and what cannot come."""
    wanted = None if only is None else set(only)
    found = [_shown(part, source, target, by) for part in parts() if wanted is None or part.code in wanted]
    named = _named(source, [row for one in found for row in one.of(Fate.COMES)])
    return [replace(one, rows=[_sheltered(row, named) for row in one.rows]) for one in found]


def _shown(part: Part, source: Project, target: Project, by: By | None) -> Shown:
    try:
        part.check(by, source)
        part.check(by, target)
    except NotAllowed as refused:
        return Shown(part, refused=refused.sentence)
    return Shown(part, part.rows(source, target))


def _named(source: Project, rows: Sequence[Row]) -> frozenset[str]:
    """The sheltered names that stand anywhere in what would come: thousands of names are looked for once, not per row."""
    text = "\n".join(row.name for row in rows)
    names = {name for find in _shelters.values() for name in find(source) if len(name) >= SHORTEST} if text else set()
    return frozenset(name for name in names if name in text)


def _sheltered(row: Row, named: frozenset[str]) -> Row:
    private = PRIVATE.search(row.name) or any(name in row.name for name in named)
    return replace(row, fate=Fate.CANNOT, why=NAMES_SOMEBODY) if private and row.fate == Fate.COMES else row

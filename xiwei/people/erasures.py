"""What each app takes away when a person is erased (抹去), and what may stand in the way.

People knows persons, homes and invitations only; each app above gives its own part when it is ready, as it gives the
ledger its words. An eraser changes its own rows, in the erasure's transaction, and says which lines of the ledger speak
of the person; the lines themselves are erased in one go (docs/decisions/erasure.md).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xiwei.ledger.seals import leaves
from xiwei.people.models import Person
from xiwei.shared.names import NOBODY
from xiwei.shared.tongue import Said

SHORTEST = 2  # characters of a name that is looked for in what others wrote


@dataclass
class Erasing:
    """One erasure on its way: whom, in which company, who stands in their place, and what goes."""

    person: Person
    company_id: int
    left: Person  # themself without a name, or where another company still knows them somebody who has none
    now: datetime
    names: frozenset[str]  # all by which others may have written of them
    counts: Counter[str] = field(default_factory=Counter)
    lines: dict[int, set[int]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    renamed: list[int] = field(default_factory=list)  # homes that went by their name
    spoke: set[tuple[str, int, datetime]] = field(default_factory=set)  # about what (kind and number), and when

    def speaks(self, entry: Mapping[str, Any], *parts: int) -> None:
        """These parts of a line go, and whichever other names them."""
        said = leaves.parted(entry)
        theirs = {
            part for part in (leaves.SUBJECT, leaves.ACTOR, leaves.SAID, leaves.TOLD) if self.named_in(said[part])
        }
        if entry["actor_person_id"] == self.person.pk and entry["actor_staff_id"] is None:
            theirs |= {leaves.ACTOR, leaves.SAID}
            self.spoke.add((entry["subject_type"], entry["subject_id"], entry["at"]))
        going = {part for part in (*parts, *theirs) if said[part]}
        if going:
            self.lines.setdefault(entry["id"], set()).update(going)

    def named_in(self, text: str) -> bool:
        """Whether somebody's words name them."""
        return any(name in text for name in self.names)


@dataclass(frozen=True)
class Reason:
    """One thing in the way: the sentence, and the page of whoever works here on which it is put in order; "" where none is."""

    sentence: str
    address: str = ""


@dataclass(frozen=True)
class Eraser:
    """One app's part: what it calls its rows, what stands in the way (none: nothing), and the deed."""

    title: Said
    stands: Callable[[Person, int], list[Reason]]
    erase: Callable[[Erasing], None]


_erasers: dict[str, Eraser] = {}


def know(name: str, eraser: Eraser) -> None:
    """Register an app's part; the same name again replaces it."""
    _erasers[name] = eraser


def all_of() -> list[Eraser]:
    """Those who were registered, the lowest storey first."""
    return list(_erasers.values())


def in_the_way(person: Person, company_id: int) -> list[Reason]:
    """Why this person cannot be erased in this company now; empty where nothing stands in the way."""
    return [said for eraser in all_of() for said in eraser.stands(person, company_id)]


def names_of(person: Person, others: Iterable[str] = ()) -> frozenset[str]:
    """By what others may have written of them: name, numbers, mail, and what they called themselves elsewhere."""
    given: Collection[str] = (person.name, person.mobile, person.other_phone, person.email, *others)
    return frozenset(name for name in given if len(name) >= SHORTEST and name != NOBODY)

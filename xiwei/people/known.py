"""What is kept on a person, by purpose, in plain words: each app says its own part when it is ready (known.tell).

So "all that is kept on me" is whole without people knowing the storeys above. A provider gives rows about this one person and
nobody else: no other's name but those who served them, no other's number.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from xiwei.people.models import Person
from xiwei.shared.tongue import Said

MOST = 500  # rows of one kind in what is printed; the file of data has them all


@dataclass(frozen=True)
class Row:
    """One thing kept: what it is, what it says, and since when."""

    label: Said
    text: Said = ""
    at: datetime | None = None
    link: str = ""


@dataclass(frozen=True)
class Kept:
    """One kind of what is kept. `rows(person, limit)` gives the newest first; None is all of them.

    `period` names a retention row (people.retention) that says how long; where none does, `keeping` says it in words.
    `erased` is what becomes of it when its person asks for erasure: what goes and what stays, and why; `law` is the law
    that it stays by, said apart in a small line.
    """

    code: str
    title: Said
    purpose: Said
    seen_by: Said
    keeping: Said
    erased: Said
    goes: bool
    rows: Callable[[Person, int | None], list[Row]] = field(compare=False)
    rank: int = 50
    period: str = ""
    law: Said = ""


_kept: dict[str, Kept] = {}


def tell(kept: Kept) -> None:
    """Add a kind. Two of one code would hide one another."""
    if _kept.get(kept.code, kept) != kept:
        raise ValueError(f"{kept.code} is told twice of what is kept")
    _kept[kept.code] = kept


def kinds() -> list[Kept]:
    """All kinds, those nearest to the person first."""
    return sorted(_kept.values(), key=lambda one: (one.rank, one.code))


def kind(code: str) -> Kept | None:
    """One kind; None for a code nobody told."""
    return _kept.get(code)

"""How long each kind of data is kept: the defaults, their bounds and where they come from. Each app names its own kinds.

PIPL 19: no longer than the purpose needs. Where no law gives a number the default is ours [O]; a company may choose another
within the bounds (models.Keeping), and a job carries all of them out at night (jobs.keep_no_longer).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from xiwei.shared.tongue import Said

# (company, older than, persons to spare) → rows that are past their period
Due = Callable[[int, datetime, Collection[int]], QuerySet[Any]]


@dataclass(frozen=True)
class Period:
    """One kind. `due` finds what is past; `forget(rows)` lets go of a slice of them and gives how many."""

    code: str
    title: Said
    counted_from: Said
    days: int
    least: int
    most: int
    source: Said
    due: Due = field(compare=False)
    forget: Callable[[QuerySet[Any]], int] = field(compare=False)


_periods: dict[str, Period] = {}


def know(period: Period) -> None:
    """Name a kind. Two of one code would forget for one another."""
    if _periods.get(period.code, period) != period:
        raise ValueError(f"the period {period.code} has two meanings")
    _periods[period.code] = period


def periods() -> list[Period]:
    """All kinds, in the order they were named."""
    return list(_periods.values())


def period_of(code: str) -> Period | None:
    """One kind; None for a code nobody named."""
    return _periods.get(code)

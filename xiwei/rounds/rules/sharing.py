"""Who walks a round: of those of the line at work then and certified, its usual worker, else the least loaded. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from xiwei.people.models import Staff


@dataclass
class Worker:
    """One who could be sent, with when they are at work and what they have on their hands already."""

    staff: Staff
    at_work: Sequence[tuple[datetime, datetime]]
    certificates: Collection[str] = ()
    month_minutes: int = 0  # what they walked or were given this month
    given: list[tuple[datetime, datetime]] = field(default_factory=list)

    @property
    def day_minutes(self) -> int:
        return sum(int((end - start) / timedelta(minutes=1)) for start, end in self.given)

    def present(self, starts: datetime) -> bool:
        """Whether they are at work at that moment."""
        return any(begin <= starts < end for begin, end in self.at_work)

    def busy(self, starts: datetime, ends: datetime) -> int:
        """For how many minutes of that time they are on another round."""
        return sum(
            max(0, int((min(end, ends) - max(start, starts)) / timedelta(minutes=1))) for start, end in self.given
        )


@dataclass(frozen=True)
class Choice:
    """Who was chosen, or nobody, and why nobody could be."""

    worker: Worker | None
    why: str = ""


NOBODY, UNCERTIFIED = "nobody", "uncertified"


def choose(
    workers: Sequence[Worker],
    *,
    starts: datetime,
    minutes: int,
    certificates: Collection[str] = (),
    usual: int | None = None,
) -> Choice:
    """Choose for a round and note it as given. `usual` is the staff id whose route it is: theirs unless they walk then.

    Fair: the fewest minutes on other rounds in that time, then the fewest that day, then that month, then by number.
    """
    present = [one for one in workers if one.present(starts)]
    able = [one for one in present if set(certificates) <= set(one.certificates)]
    if not able:
        return Choice(None, UNCERTIFIED if present else NOBODY)
    ends = starts + timedelta(minutes=minutes)
    chosen = min(
        able,
        key=lambda one: (
            one.busy(starts, ends), one.staff.pk != usual, one.day_minutes, one.month_minutes, one.staff.pk,
        ),
    )  # fmt: skip
    chosen.given.append((starts, ends))
    chosen.month_minutes += minutes
    return Choice(chosen)

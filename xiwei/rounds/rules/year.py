"""What a year's plan comes to: each standard by month, each line's working time by month, the busiest week. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from xiwei.rounds.rules.planning import Draft, Due
from xiwei.rounds.rules.routes import LINES
from xiwei.shared.tongue import Said

WEEK = timedelta(days=7)


def _months() -> list[int]:
    return [0] * 12


@dataclass
class Yearly:
    """One standard: how often it comes in each month, over all its places, and how many minutes that takes."""

    code: str
    name: str
    line: str
    minutes_each: int
    times: list[int] = field(default_factory=_months)

    @property
    def months(self) -> list[tuple[int, int]]:
        """Times and minutes by month."""
        return [(times, times * self.minutes_each) for times in self.times]

    @property
    def total(self) -> int:
        return sum(self.times)

    @property
    def minutes(self) -> int:
        return self.total * self.minutes_each


@dataclass
class Line:
    """One line: its minutes by month, the walking with them, and its standards."""

    code: str
    label: Said
    months: list[int] = field(default_factory=_months)
    standards: list[Yearly] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(self.months)


@dataclass(frozen=True)
class Week:
    """From a Monday to its Sunday."""

    monday: date
    rounds: int
    minutes: int

    @property
    def sunday(self) -> date:
        return self.monday + WEEK - timedelta(days=1)


@dataclass
class Year:
    """A year's plan."""

    lines: list[Line]
    busiest: Week | None
    emptiest: Week | None
    rounds: int = 0

    @property
    def months(self) -> list[int]:
        """Minutes of all lines by month."""
        return [sum(line.months[month] for line in self.lines) for month in range(12)]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)


def of(drafts: Iterable[Draft], year: int) -> Year:
    """The plan of these rounds, all of that year.

    The emptiest week is one of those whole weeks between the first round and the last: before a route begins is no lull.
    """
    lines = {code: Line(code, label) for code, label in LINES}
    standards: dict[tuple[str, str], Yearly] = {}
    weeks: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    count, days = 0, []
    # By the list of stops, which many rounds share; the draft is held, so that no other list gets its number.
    counted: dict[int, tuple[Draft, int, dict[str, tuple[str, int, int]]]] = {}
    for draft in drafts:
        key = id(draft.stops)
        if key not in counted:
            counted[key] = draft, draft.minutes, _counted(draft.stops)
        day, minutes = draft.starts.date(), counted[key][1]
        lines[draft.route.line].months[day.month - 1] += minutes
        week = weeks[day - timedelta(days=day.weekday())]
        week[0] += 1
        week[1] += minutes
        days.append(day)
        count += 1
        for code, (name, each, times) in counted[key][2].items():
            row = standards.setdefault((draft.route.line, code), Yearly(code, name, draft.route.line, each))
            row.times[day.month - 1] += times
    for (line, _), row in sorted(standards.items()):
        lines[line].standards.append(row)
    busiest, emptiest = _ends(weeks, days, year)
    return Year([line for line in lines.values() if line.minutes], busiest, emptiest, count)


def _counted(stops: Sequence[Due]) -> dict[str, tuple[str, int, int]]:
    """By standard: its name, the minutes of one stop, how many stops."""
    made: dict[str, tuple[str, int, int]] = {}
    for one in stops:
        name, each, times = made.get(one.standard.code, (one.standard.name, one.standard.minutes, 0))
        made[one.standard.code] = name, each, times + 1
    return made


def _ends(weeks: dict[date, list[int]], days: list[date], year: int) -> tuple[Week | None, Week | None]:
    if not days:
        return None, None
    first, last = max(min(days), date(year, 1, 1)), min(max(days), date(year, 12, 31))
    monday = first + timedelta(days=-first.weekday() % 7)
    whole = []
    while monday + WEEK - timedelta(days=1) <= last:
        whole.append(Week(monday, *weeks.get(monday, (0, 0))))
        monday += WEEK
    if not whole:
        return None, None
    return max(whole, key=lambda one: (one.minutes, -one.monday.toordinal())), min(whole, key=lambda one: one.minutes)

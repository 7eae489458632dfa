"""Business time: what "two hours" means when the office sleeps, feasts and works some weekends (law 7, A8).

Pure and exact: moments are aware datetimes, reckoned in whole microseconds, so nothing drifts. The open hours
of a month are laid out once per calendar and then found by bisection; keep a calendar while its rows stand.
"""

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

Hours = Sequence[tuple[time, time]]
Pauses = Iterable[tuple[datetime, datetime | None]]

HOLIDAY, WORKDAY = "holiday", "workday"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = 60_000_000  # in microseconds, the unit of every number inside this file
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Holiday(NamedTuple):
    """One day that is not as its weekday says: HOLIDAY (closed) or WORKDAY (a weekend that is worked)."""

    date: date
    kind: str
    name: str


class _Month(NamedTuple):
    """A month's open spans: where each starts and ends, and how much was open in the month before it."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int

    def worked(self, at: int) -> int:
        """How much of this month's open time lies before the moment `at`."""
        i = bisect_right(self.starts, at) - 1
        return 0 if i < 0 else self.before[i] + min(at, self.ends[i]) - self.starts[i]

    def moment(self, worked: int) -> int:
        """The earliest moment before which `worked` lies; `worked` is above 0 and at most the total."""
        i = bisect_left(self.before, worked) - 1
        return self.starts[i] + worked - self.before[i]


@dataclass(frozen=True, eq=False)
class Calendar:
    """Weekly hours and their exceptions. Compared and hashed by identity: it carries its laid-out months.

    `weekly` maps a weekday (Monday 0) to its spans of local time; an end of 00:00 means midnight after.
    `exceptions` maps a date to HOLIDAY (closed all day) or WORKDAY; a worked weekend keeps `workday_hours`,
    by default those of the first weekday that has any.
    Raises ValueError when hours overlap, run backwards, or never open at all.
    """

    weekly: Mapping[int, Hours]
    exceptions: Mapping[date, str] = field(default_factory=dict)
    tz: ZoneInfo = SHANGHAI
    workday_hours: Hours = ()
    _months: dict[int, _Month] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        week = {day: _checked(hours) for day, hours in self.weekly.items() if hours}
        if not week or not week.keys() <= set(range(7)):
            raise ValueError("A calendar needs hours on at least one of the weekdays 0 to 6.")
        wrong = set(self.exceptions.values()) - {HOLIDAY, WORKDAY}
        if wrong:
            raise ValueError(f"An exception is {HOLIDAY!r} or {WORKDAY!r}, not {sorted(wrong)}.")
        object.__setattr__(self, "weekly", week)
        object.__setattr__(self, "exceptions", dict(self.exceptions))
        object.__setattr__(self, "workday_hours", _checked(self.workday_hours) or week[min(week)])

    def hours(self, day: date) -> Hours:
        """The open spans of one date, in local time; empty when closed."""
        kind = self.exceptions.get(day)
        if kind == HOLIDAY:
            return ()
        return self.workday_hours if kind == WORKDAY else self.weekly.get(day.weekday(), ())

    def is_open(self, moment: datetime) -> bool:
        """Whether work goes on at this moment; a span holds its first instant and not its last."""
        at, month = _number(moment), self._month(self._key(moment))
        i = bisect_right(month.starts, at) - 1
        return i >= 0 and at < month.ends[i]

    def next_open(self, moment: datetime) -> datetime:
        """The moment itself when open, else the start of the next open span."""
        if self.is_open(moment):
            return moment
        at, key = _number(moment), self._key(moment)
        while True:
            month = self._month(key)
            i = bisect_left(month.starts, at)
            if i < len(month.starts):
                return self._moment(month.starts[i])
            key += 1

    def add(self, start: datetime, minutes: float) -> datetime:
        """The earliest moment when that many working minutes have passed; `start` itself for none."""
        return self._after(start, _amount(minutes))

    def between(self, a: datetime, b: datetime, pauses: Pauses = ()) -> float:
        """Working minutes from `a` to `b` (negative when `b` is earlier), less those paused; exact to 1 µs.

        A pause still open counts up to `b`.
        """
        if b < a:
            return -self.between(b, a, pauses)
        worked = self._worked(a, b)
        for begin, end in _merged(pauses):
            worked -= self._worked(max(begin, a), b if end is None else min(end, b))
        return worked / MINUTE

    def due(self, start: datetime, minutes: float, pauses: Pauses = ()) -> datetime | None:
        """When the promise falls due: paused time does not count.

        None while a pause that began before the due moment is still open: nobody knows yet.
        """
        return self._due(start, _amount(minutes), pauses)

    def moment_at(self, start: datetime, minutes: float, pauses: Pauses, fraction: float) -> datetime | None:
        """When a share of the promise is used up: 0.75 to warn, 1 for the due moment, 1.5 to escalate.

        None as in `due`, while an open pause stands before that moment.
        """
        return self._due(start, round(_amount(minutes) * fraction), pauses)

    def _due(self, start: datetime, need: int, pauses: Pauses) -> datetime | None:
        due = self._after(start, need)
        for begin, end in _merged(pauses):
            # A pause that begins once the time is used up, or in the closed hours after, moves nothing.
            if need == 0 or self._worked(start, begin) >= need:
                break
            if end is None:
                return None
            if end > start:
                need += self._worked(max(begin, start), end)
                due = self._after(start, need)
        return due

    def _after(self, start: datetime, need: int) -> datetime:
        if need == 0:
            return start
        at, key = _number(start), self._key(start)
        month = self._month(key)
        need += month.worked(at)
        while need > month.total:
            need -= month.total
            key += 1
            month = self._month(key)
        return self._moment(month.moment(need))

    def _worked(self, a: datetime, b: datetime) -> int:
        if b <= a:
            return 0
        first, last = self._key(a), self._key(b)
        whole = sum(self._month(key).total for key in range(first, last))
        return whole - self._month(first).worked(_number(a)) + self._month(last).worked(_number(b))

    def _key(self, moment: datetime) -> int:
        local = moment.astimezone(self.tz)
        return local.year * 12 + local.month - 1

    def _moment(self, number: int) -> datetime:
        return (_EPOCH + timedelta(microseconds=number)).astimezone(self.tz)

    def _month(self, key: int) -> _Month:
        month = self._months.get(key)
        if month is None:
            month = self._months[key] = self._lay_out(key)
        return month

    def _lay_out(self, key: int) -> _Month:
        starts: list[int] = []
        ends: list[int] = []
        day = date(key // 12, key % 12 + 1, 1)
        while day.month == key % 12 + 1:
            tomorrow = day + timedelta(days=1)
            for opens, closes in self.hours(day):
                begin = _number(datetime.combine(day, opens, self.tz))
                end = _number(datetime.combine(day if closes != time.min else tomorrow, closes, self.tz))
                if ends and ends[-1] == begin:
                    ends[-1] = end
                else:
                    starts.append(begin)
                    ends.append(end)
            day = tomorrow
        before: list[int] = []
        total = 0
        for begin, end in zip(starts, ends, strict=True):
            before.append(total)
            total += end - begin
        return _Month(starts, ends, before, total)


def read_holidays(path: Path) -> list[Holiday]:
    """The days of a CSV with the columns date,kind,name, as they stand; ValueError for an unknown kind."""
    with path.open(encoding="utf-8", newline="") as lines:
        days = [Holiday(date.fromisoformat(r["date"]), r["kind"], r["name"]) for r in csv.DictReader(lines)]
    for day in days:
        if day.kind not in (HOLIDAY, WORKDAY):
            raise ValueError(f"{path}: {day.date} is of an unknown kind, {day.kind!r}.")
    return days


def _number(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError(f"A moment without a time zone can't be placed: {moment!r}.")
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _amount(minutes: float) -> int:
    if minutes < 0:
        raise ValueError(f"Working time runs forward only: {minutes} minutes.")
    return round(minutes * MINUTE)


def _checked(hours: Hours) -> Hours:
    ordered = tuple(sorted(hours))
    last = time.min
    for i, (opens, closes) in enumerate(ordered):
        if opens < last or (i and last == time.min) or (closes <= opens and closes != time.min):
            raise ValueError(f"Hours must run forward and not overlap: {opens} to {closes}.")
        last = closes
    return ordered


def _merged(pauses: Pauses) -> list[tuple[datetime, datetime | None]]:
    """The pauses in order, those that touch or overlap made one; empty and backward ones dropped."""
    merged: list[tuple[datetime, datetime | None]] = []
    for begin, end in sorted(pauses, key=lambda pause: pause[0]):
        if end is not None and end <= begin:
            continue
        if merged and (merged[-1][1] is None or begin <= merged[-1][1]):
            first, last = merged[-1]
            merged[-1] = (first, None if end is None or last is None else max(last, end))
        else:
            merged.append((begin, end))
    return merged


ALWAYS = Calendar({day: [(time.min, time.min)] for day in range(7)})

"""How a year goes: what is asked for by month, by weekday and hour, on holidays and in bad weeks."""

import random
from bisect import bisect
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate

from xiwei.shared.worktime import SHANGHAI
from xiwei.standards.models import Holiday

# By season: how much more or less is asked in each month, January first.
MONTHS: dict[str, list[float]] = {
    "": [1] * 12,
    "winter": [2.2, 1.8, 1, 0.6, 0.4, 0.3, 0.3, 0.3, 0.5, 0.9, 1.5, 2.1],
    "cold": [3.2, 2.2, 0.4, 0, 0, 0, 0, 0, 0, 0.1, 1.7, 2.9],
    "rain": [0.5, 0.6, 1, 1.3, 1.4, 2.8, 2.2, 1.2, 1, 0.6, 0.5, 0.4],
    "storm": [0.1, 0.1, 0.2, 0.4, 0.6, 1.2, 2, 2.6, 2, 0.5, 0.2, 0.1],
    "summer": [0.2, 0.2, 0.4, 0.6, 1.2, 2.2, 3, 2.8, 1.4, 0.6, 0.3, 0.2],
    "autumn": [0.4, 0.2, 0.3, 0.4, 0.3, 0.3, 0.4, 0.5, 1, 2.4, 3.4, 1.8],
    "spring": [0.3, 0.6, 2.2, 2.6, 2, 1.2, 0.7, 0.6, 0.8, 0.9, 0.6, 0.4],
    "mosquito": [0, 0, 0.1, 0.5, 1.6, 2.6, 2.6, 2.4, 1.8, 0.7, 0.1, 0],
    "festival": [1, 1, 0.4, 0.4, 0.5, 0.4, 0.4, 0.4, 0.6, 0.8, 0.4, 0.6],
}
# Of a day's asking, by hour: few at night, most in the morning and when people come home.
HOURS = [3, 2, 1, 1, 1, 3, 10, 26, 48, 62, 58, 44, 34, 32, 40, 46, 48, 46, 56, 58, 46, 30, 16, 7]
WEEK = [1.1, 1.0, 0.97, 0.98, 1.02, 1.12, 0.95]
STORM_DAYS, SNAP_DAYS = 6, 4
# The last days before now are busier: the first cold snap or the first heat, and a full board.
LATELY = 4


@dataclass
class Year:
    """The days before now, each with how much is asked and how slow the hands are."""

    now: datetime
    chance: random.Random
    days: list[date] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    storm: date | None = None
    festival: set[date] = field(default_factory=set)

    def __post_init__(self) -> None:
        today = self.now.astimezone(SHANGHAI).date()
        self.days = [today - timedelta(days=back) for back in range(364, -1, -1)]
        # The typhoon comes in the third week of August.
        self.storm = next((day for day in self.days if (day.month, day.day) == (8, 18)), None)
        spring = Holiday.objects.filter(name="春节", works=False).values_list("date", flat=True)
        self.festival = {day + timedelta(days=shift) for day in spring for shift in (-2, -1, 0, 1)}
        self.loads = [self._load(day, today) for day in self.days]

    def _load(self, day: date, today: date) -> float:
        load = WEEK[day.weekday()] * self.chance.uniform(0.75, 1.25)
        if self.stormy(day):
            load *= 2.4
        if day in self.festival:
            load *= 0.85
        behind = (today - day).days
        if behind <= LATELY:
            load *= 1.9
        if behind == 0:
            local = self.now.astimezone(SHANGHAI)
            load *= sum(HOURS[: local.hour]) / sum(HOURS) + 0.02
        return load

    def stormy(self, day: date) -> bool:
        """Whether it is one of the days of the typhoon and after."""
        return self.storm is not None and 0 <= (day - self.storm).days < STORM_DAYS

    def factor(self, season: str, day: date) -> float:
        """How much more of a season's things are asked for on a day."""
        if season == "festival":
            return 9.0 if day in self.festival else MONTHS[season][day.month - 1]
        if season == "storm" and self.stormy(day):
            return 14.0
        if season == "rain" and self.stormy(day):
            return 5.0
        here, after = MONTHS[season][day.month - 1], MONTHS[season][day.month % 12]
        return here + (after - here) * max(0, day.day - 15) / 30

    def moments(self, count: int) -> list[datetime]:
        """When each of so many tickets is asked, the earliest first; the last ones within the last hours."""
        edges, total = list(accumulate(self.loads)), sum(self.loads)
        picked = [self.days[min(bisect(edges, self.chance.random() * total), 364)] for _ in range(count)]
        moments = [self._moment(day) for day in picked]
        return sorted(moment for moment in moments if moment is not None)

    def _moment(self, day: date) -> datetime:
        for _ in range(50):
            hour = self.chance.choices(range(24), HOURS)[0]
            moment = datetime(
                day.year,
                day.month,
                day.day,
                hour,
                self.chance.randrange(60),
                self.chance.randrange(60),
                tzinfo=SHANGHAI,
            )
            if moment < self.now - timedelta(minutes=2):
                return moment
        return self.now - timedelta(minutes=3 + self.chance.randrange(400))


def minutes(count: float) -> timedelta:
    """Whole seconds, so that moments stay readable."""
    return timedelta(seconds=round(count * 60))


def half_hour(moment: datetime) -> datetime:
    """The next full or half hour: promises are made in such."""
    rest = (-moment.minute % 30) or 30
    return (moment + timedelta(minutes=rest)).replace(second=0, microsecond=0)


def awake(moment: datetime, chance: random.Random) -> datetime:
    """The moment itself by day; at night, the morning after."""
    local = moment.astimezone(SHANGHAI)
    if 7 <= local.hour < 22:
        return moment
    morning = local.replace(hour=7, minute=30, second=0) + timedelta(
        days=local.hour >= 22, minutes=chance.randrange(90)
    )
    return max(moment, morning)

"""How a year goes: what is asked for by month, weather, weekday and hour, on holidays and in bad weeks."""

import random
from bisect import bisect
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from xiwei.service.demo.weather import STORM_DAYS, Weather
from xiwei.shared.worktime import SHANGHAI
from xiwei.standards.models import Holiday

# By season: how much more or less is asked in each month, January first.
MONTHS: dict[str, list[float]] = {
    "": [1] * 12,
    "winter": [2.0, 1.7, 1, 0.6, 0.4, 0.3, 0.3, 0.3, 0.6, 1.0, 1.6, 2.1],
    "summer": [0.2, 0.2, 0.4, 0.6, 1.2, 2.2, 3, 2.8, 1.4, 0.6, 0.3, 0.2],
    "autumn": [0.5, 0.2, 0.3, 0.4, 0.3, 0.3, 0.4, 0.5, 1, 2.2, 3.4, 2.4],
    "spring": [0.3, 0.6, 2.2, 2.6, 2, 1.2, 0.7, 0.6, 0.8, 0.9, 0.6, 0.4],
    "mosquito": [0, 0, 0.1, 0.5, 1.6, 2.6, 2.6, 2.4, 1.8, 0.7, 0.1, 0],
    "prewarm": [0.1, 0.1, 0.3, 0.9, 2.6, 3.2, 1.8, 0.8, 0.4, 0.4, 0.2, 0.1],
    "festival": [0.8, 0.8, 0.3, 0.5, 0.4, 0.3, 0.3, 0.4, 0.6, 0.6, 0.3, 0.5],
}
# Of a day's asking, by hour: few at night, most in the morning and when people come home.
HOURS = [1.5, 1, 0.6, 0.5, 0.6, 2, 9, 28, 50, 60, 54, 40, 30, 32, 40, 46, 48, 46, 54, 56, 42, 24, 10, 4]
WEEK = [1.1, 1.0, 0.97, 0.98, 1.02, 1.12, 0.95]
# The last days before now are busier: the first cold snap or the first heat, and a full board.
LATELY = 4
AT_DAWN, AT_NIGHT = 6, 22
# Weeks gone wrong: from which day of the year, for how many days. The season of that name is theirs alone.
SPELLS = {"pump": (7, 14, 4), "lift5": (11, 9, 5)}
TYPHOON = (8, 18)
# When a matter of these hours can be told at all.
OPEN_AT = {
    "late": lambda at: at.hour >= 20 or at.hour < 1 or at.hour == 6,
    "evening": lambda at: 18 <= at.hour < 22,
    "open": lambda at: 8 <= at.hour < 19,
    "deco": lambda at: at.hour in (6, 7, 12, 13, 19, 20) or (at.weekday() >= 5 and 8 <= at.hour < 18),
}


@dataclass
class Year:
    """The days before now, each with how much is asked and what it was like."""

    now: datetime
    chance: random.Random
    seed: int = 0
    days: list[date] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    festival: set[date] = field(default_factory=set)
    holidays: set[date] = field(default_factory=set)
    spells: dict[str, date] = field(default_factory=dict)
    _factors: dict[tuple[str, date], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        today = self.now.astimezone(SHANGHAI).date()
        self.days = [today - timedelta(days=back) for back in range(364, -1, -1)]
        self.weather = Weather(self.seed, self.days, self._last(*TYPHOON, STORM_DAYS))
        self.spells = {name: day for name, one in SPELLS.items() if (day := self._last(*one))}
        off = Holiday.objects.filter(works=False, date__gte=self.days[0], date__lte=today)
        self.holidays = set(off.values_list("date", flat=True))
        spring = off.filter(name="春节").values_list("date", flat=True)
        self.festival = {day + timedelta(days=shift) for day in spring for shift in (-2, -1, 0, 1)}
        self.loads = [self._load(day, today) for day in self.days]

    def _last(self, month: int, day: int, long: int) -> date | None:
        """When it last came; only what was over a week ago."""
        return next((one for one in self.days[: -long - 7] if (one.month, one.day) == (month, day)), None)

    def _load(self, day: date, today: date) -> float:
        load = WEEK[day.weekday()] * self.chance.uniform(0.8, 1.2)
        if self.weather.stormy(day):
            load *= 2.2
        if self.spell(day):
            load *= 1.7
        if day in self.holidays:
            load *= 0.62
        behind = (today - day).days
        if behind <= LATELY:
            load *= 1.9
        if behind == 0:
            local = self.now.astimezone(SHANGHAI)
            load *= sum(HOURS[: local.hour]) / sum(HOURS) + 0.02
        return load

    def spell(self, day: date) -> str:
        """The bad week it is, or ""."""
        return next((name for name, begins in self.spells.items() if 0 <= (day - begins).days < SPELLS[name][2]), "")

    def spell_ends(self, name: str) -> datetime:
        """The last day's late morning, when what was broken ran again."""
        return datetime.combine(self.spells[name] + timedelta(days=SPELLS[name][2] - 1), time(11, 0), SHANGHAI)

    def facts(self, at: datetime) -> set[str]:
        """What sayings may ask of a moment: the hour, the weather, holidays."""
        local = at.astimezone(SHANGHAI)
        day, hour = local.date(), local.hour
        facts = {"morning" if AT_DAWN <= hour < 12 else "afternoon" if hour < 18 and hour >= 12 else "evening"}
        if hour >= AT_NIGHT or hour < AT_DAWN:
            facts = {"night"}
        if 11 <= hour < 14:
            facts.add("midday")
        if day.weekday() >= 5:
            facts.add("weekend")
        if day in self.festival:
            facts.add("springfest")
        return facts | self.weather.facts(day)

    def factor(self, season: str, day: date) -> float:
        """How much more of a season's things are asked for on a day."""
        if (season, day) not in self._factors:
            if len(self._factors) > len(self.days):
                self._factors.clear()
            self._factors[season, day] = self._factor(season, day)
        return self._factors[season, day]

    def _factor(self, season: str, day: date) -> float:
        facts, warmth = self.weather.facts(day), self.weather.warmth(day)
        if season in SPELLS:
            return float(self.spell(day) == season)
        by_weather = {
            "snow": float("snow" in facts),
            "storm": 14.0 if "storm" in facts else 0.5 if "rain" in facts else 0.15,
            "rain": 5.0 if "storm" in facts else 2.4 if "rain" in facts else 0.6,
            "wet": 5.0 if "storm" in facts else 3.2 if "rain" in facts else 0,
            "heat": 0.05 + max(0.0, warmth - 26) * 0.42,
            "cold": max(0.0, 12 - warmth) * 0.34,
            "power": 0.8 + max(0.0, warmth - 29) * 0.3 + max(0.0, 5 - warmth) * 0.2,
        }
        if season in by_weather:
            return by_weather[season]
        if season == "festival" and day in self.festival:
            return 5.0
        here, after = MONTHS[season][day.month - 1], MONTHS[season][day.month % 12]
        return here + (after - here) * max(0, day.day - 15) / 30

    def moments(self, count: int) -> list[datetime]:
        """When each of so many tickets is asked, the earliest first; the last ones within the last hours."""
        edges, total = list(accumulate(self.loads)), sum(self.loads)
        picked = [self.days[min(bisect(edges, self.chance.random() * total), 364)] for _ in range(count)]
        return sorted(self._moment(day) for day in picked)

    def _moment(self, day: date) -> datetime:
        for _ in range(50):
            hour = self.chance.choices(range(24), HOURS)[0]
            minute, second = self.chance.randrange(60), self.chance.randrange(60)
            moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)
            if moment < self.now - timedelta(minutes=2):
                return moment
        return self.now - timedelta(minutes=3 + self.chance.randrange(400))


def can_be_told(hours: str, at: datetime) -> bool:
    """Whether a matter of these hours comes up at such a moment."""
    return not hours or OPEN_AT[hours](at.astimezone(SHANGHAI))


def minutes(count: float) -> timedelta:
    """Whole seconds, so that moments stay readable."""
    return timedelta(seconds=round(count * 60))


def half_hour(moment: datetime) -> datetime:
    """The next full or half hour: promises are made in such."""
    rest = (-moment.minute % 30) or 30
    return (moment + timedelta(minutes=rest)).replace(second=0, microsecond=0)


def is_night(moment: datetime) -> bool:
    """Whether people sleep: from ten to six."""
    hour = moment.astimezone(SHANGHAI).hour
    return hour >= AT_NIGHT or hour < AT_DAWN


def awake(moment: datetime, chance: random.Random) -> datetime:
    """The moment itself by day; at night, the morning after."""
    local = moment.astimezone(SHANGHAI)
    if 7 <= local.hour < 22:
        return moment
    morning = local.replace(hour=7, minute=30, second=0) + timedelta(
        days=local.hour >= 22, minutes=chance.randrange(90)
    )
    return max(moment, morning)

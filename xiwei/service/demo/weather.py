"""The weather of a city like Shanghai, day by day, out of the demo's own chance: warm rains in June, heat, rare snow."""

import random
from datetime import date, timedelta
from functools import cached_property

# By month, January first: the middle of the day's warmth in degrees Celsius, and in what share of days it rains.
WARMTH = (5.2, 6.8, 10.8, 16.2, 21.4, 25.2, 29.6, 29.2, 25.0, 19.8, 13.8, 7.4)
RAIN = (0.28, 0.30, 0.36, 0.36, 0.36, 0.45, 0.34, 0.36, 0.32, 0.22, 0.24, 0.22)
# The plum rains: from and to which day of the year it rains two days in three.
PLUM = ((6, 10), (7, 8))
STORM_DAYS, SNOWFALLS = 6, 2


class Weather:
    """What each of some days was like. The typhoon comes on the 18th of August."""

    def __init__(self, seed: int, days: list[date], storm: date | None):
        self.seed, self.days, self.storm = seed, days, storm
        self._facts: dict[date, frozenset[str]] = {}
        self._warmth: dict[date, float] = {}

    def warmth(self, day: date) -> float:
        """How warm it was at noon, in degrees Celsius: the month's own, and the day's mood."""
        if day not in self._warmth:
            self._warmth[day] = self._at_noon(day)
        return self._warmth[day]

    def _at_noon(self, day: date) -> float:
        here, after = WARMTH[day.month - 1], WARMTH[day.month % 12]
        return here + (after - here) * (day.day - 15) / 30 * (day.day > 15) + self._chance(day, "warmth").gauss(0, 3.2)

    def stormy(self, day: date) -> bool:
        """Whether it is one of the days of the typhoon and after."""
        return self.storm is not None and 0 <= (day - self.storm).days < STORM_DAYS

    def facts(self, day: date) -> frozenset[str]:
        """The words by which sayings ask for a day: rain, storm, hot, cold, freezing, snow, and its season."""
        if day not in self._facts:
            self._facts[day] = frozenset(self._told(day))
        return self._facts[day]

    def _told(self, day: date) -> set[str]:
        season = ("winter", "spring", "summer", "autumn")[day.month % 12 // 3]
        warmth, facts = self.warmth(day), {season}
        if day in self._snowed:
            return facts | {"snow", "cold", "freezing"}
        marks = {
            "storm": self.stormy(day), "hot": warmth >= 31, "cold": warmth <= 9, "freezing": warmth <= 2,
            "rain": self.stormy(day) or self._rains(day),
        }  # fmt: skip
        return facts | {mark for mark, holds in marks.items() if holds}

    def _rains(self, day: date) -> bool:
        plum = PLUM[0] <= (day.month, day.day) <= PLUM[1]
        return self._chance(day, "rain").random() < (0.68 if plum else RAIN[day.month - 1])

    @cached_property
    def _snowed(self) -> set[date]:
        """The coldest days of January and February, and each day after, for then it lies."""
        coldest = sorted((day for day in self.days if day.month <= 2), key=self.warmth)[:SNOWFALLS]
        return {day + timedelta(days=after) for day in coldest for after in (0, 1)}

    def _chance(self, day: date, subject: str) -> random.Random:
        return random.Random(f"{self.seed}:weather {subject} {day.toordinal()}")

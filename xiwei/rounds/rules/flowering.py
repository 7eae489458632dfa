"""The flowering calendar as a picture: each plant's months in flower as bars over the year, in the colours of its bloom. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from xiwei.rounds.plants import Plant

YEAR, HEIGHT = 365, 20
BEGINS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, YEAR)  # of each month, in days, in a common year
MOST_COLOURS = 3


@dataclass(frozen=True)
class Bar:
    """A rectangle of the picture, in days across and in twentieths down."""

    x: int
    y: float
    width: int
    height: float
    colour: str


def spans(months: Collection[int]) -> list[tuple[int, int]]:
    """Runs of months as (from day, to day) of the year; one over New Year is two."""
    made: list[tuple[int, int]] = []
    for month in sorted(months):
        begin, end = BEGINS[month - 1], BEGINS[month]
        if made and made[-1][1] == begin:
            made[-1] = made[-1][0], end
        else:
            made.append((begin, end))
    return made


def bars(plant: Plant) -> list[Bar]:
    """The bars of a plant: each run of months, cut lengthwise by its first colours."""
    colours = plant.colours[:MOST_COLOURS] or ("green",)
    height = HEIGHT / len(colours)
    return [
        Bar(begin, round(rank * height, 2), end - begin, round(height, 2), colour)
        for begin, end in spans(plant.bloom)
        for rank, colour in enumerate(colours)
    ]


def day_of(today: date) -> int:
    """Where today's line stands, in days; the leap day with the last of February."""
    return min(BEGINS[today.month - 1] + today.day - 1, BEGINS[today.month] - 1)


def months_said(months: Collection[int]) -> list[tuple[int, int]]:
    """Runs as (first month, last month), one over New Year joined: [(11, 2)]."""
    kept = sorted(months)
    if not kept or len(kept) == 12:
        return [(1, 12)] if kept else []
    runs = [[kept[0], kept[0]]]
    for before, month in pairwise(kept):
        if month == before + 1:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    if len(runs) > 1 and runs[0][0] == 1 and runs[-1][1] == 12:
        runs[0][0] = runs.pop()[0]
    return [(first, last) for first, last in runs]


def in_order(plants: Iterable[Plant], month: int) -> list[Plant]:
    """Those in flower this month first, then as their bloom begins from this month on."""
    return sorted(plants, key=lambda one: (month not in one.bloom, _wait(one.bloom, month), one.name))


def _wait(months: Collection[int], month: int) -> int:
    return min(((one - month) % 12 for one in months), default=12)

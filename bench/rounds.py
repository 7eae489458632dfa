"""What a year's plan costs: `python -m bench.rounds [places]` plans a year over that many places (400) of a residential estate.

Nothing is written: routes, points and standards are made in memory, as the year's page plans them. Beside it stands the
ratio to a bare loop over dateutil's rules: each rule of each route walked through the year once, and nothing made of it.
"""

import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

YEAR = 2027
# What of a residential estate: kind of place, its share of a hundred.
SHARES = {"lift": 18, "lobby": 18, "stair": 18, "garden": 12, "road": 6, "garage": 6, "bins": 8, "playground": 2,
          "gate": 2, "plant_room": 5, "roof": 5}  # fmt: skip
# Line, kinds of place, how often, minutes: as a library of grade-one standards has them.
STANDARDS = [
    ("cleaning", "lift", "FREQ=DAILY;BYHOUR=8,11,14,17", 4),
    ("cleaning", "lift", "FREQ=WEEKLY;BYDAY=WE", 12),
    ("cleaning", "lift", "FREQ=MONTHLY;BYMONTHDAY=15", 20),
    ("cleaning", "lobby", "FREQ=DAILY;BYHOUR=8,14", 8),
    ("cleaning", "lobby", "FREQ=WEEKLY;BYDAY=TU,FR", 15),
    ("cleaning", "stair", "FREQ=WEEKLY;BYDAY=MO,TH", 25),
    ("cleaning", "stair", "FREQ=MONTHLY;BYDAY=1SA", 40),
    ("cleaning", "road", "FREQ=DAILY;BYHOUR=6,15", 30),
    ("cleaning", "garage", "FREQ=DAILY;BYHOUR=9", 45),
    ("cleaning", "bins", "FREQ=DAILY;BYHOUR=7,13,19", 10),
    ("cleaning", "bins", "FREQ=WEEKLY;BYDAY=SA", 20),
    ("cleaning", "roof", "FREQ=MONTHLY;BYMONTHDAY=5", 30),
    ("order", "gate", "FREQ=HOURLY;INTERVAL=2", 5),
    ("order", "garage", "FREQ=DAILY;BYHOUR=1,5,9,13,17,21", 6),
    ("order", "stair", "FREQ=DAILY;BYHOUR=22", 3),
    ("order", "roof", "FREQ=DAILY;BYHOUR=2", 4),
    ("order", "playground", "FREQ=DAILY;BYHOUR=9,16", 4),
    ("order", "plant_room", "FREQ=DAILY;BYHOUR=3", 4),
    ("repair", "lift", "FREQ=DAILY;BYHOUR=9", 3),
    ("repair", "lift", "FREQ=DAILY;INTERVAL=15", 60),
    ("repair", "plant_room", "FREQ=DAILY;BYHOUR=8,20", 12),
    ("repair", "plant_room", "FREQ=WEEKLY;BYDAY=MO", 30),
    ("repair", "lobby", "FREQ=WEEKLY;BYDAY=MO", 5),
    ("repair", "stair", "FREQ=WEEKLY;BYDAY=TU", 5),
    ("repair", "garage", "FREQ=WEEKLY;BYDAY=WE", 20),
    ("repair", "roof", "FREQ=MONTHLY;BYMONTHDAY=1", 20),
    ("repair", "playground", "FREQ=WEEKLY;BYDAY=FR", 15),
    ("greening", "garden", "FREQ=DAILY;BYHOUR=7;BYMONTH=6,7,8,9", 20),
    ("greening", "garden", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYMONTH=3,4,5,10,11", 20),
    ("greening", "garden", "FREQ=MONTHLY;BYMONTHDAY=10,20;BYMONTH=4,5,6,7,8,9,10", 60),
    ("greening", "garden", "FREQ=YEARLY;BYMONTH=2,11;BYMONTHDAY=15", 90),
    ("greening", "playground", "FREQ=WEEKLY;BYDAY=TH", 10),
]  # fmt: skip
AT_MOST = 40  # places of one route


def _setup() -> None:
    import django

    os.environ.setdefault("XIWEI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def ground(places: int) -> Any:
    """Routes of up to forty places, each of one line and of places next to each other, and the standards."""
    from xiwei.estate.models import Place
    from xiwei.rounds.models import Point, Route
    from xiwei.rounds.rules.planning import Ground
    from xiwei.standards.models import Standard

    spots = [
        Place(pk=rank, kind=kind, name=f"{kind}{rank}")
        for rank, kind in enumerate(_kinds(places), start=1)
    ]  # fmt: skip
    standards = [
        Standard(
            code=f"S{rank:03d}",
            name=f"S{rank}",
            line=line,
            places=[kind],
            minutes=minutes,
            since=date(2020, 1, 1),
            grades=[{"grade": 2, "rule": rule, "words": ""}],
        )
        for rank, (line, kind, rule, minutes) in enumerate(STANDARDS)
    ]
    routes = []
    for line in ("cleaning", "order", "repair", "greening"):
        wanted = {kind for of, kind, _, _ in STANDARDS if of == line}
        led = [spot for spot in spots if spot.kind in wanted]
        for first in range(0, len(led), AT_MOST):
            route = Route(line=line, name=f"{line}{first}", begins_on=date(2025, 3, 1))
            points = [Point(position=rank, place=one) for rank, one in enumerate(led[first : first + AT_MOST], start=1)]
            routes.append((route, points))
    return Ground("residential", [], routes, standards)


def _kinds(places: int) -> list[str]:
    kinds = [kind for kind, share in SHARES.items() for _ in range(round(places * share / 100))]
    return [*kinds, *["garden"] * (places - len(kinds))][:places]


def bare(known: Any) -> int:
    """Each rule that some route follows, walked through the year by dateutil alone; how many moments there were."""
    return sum(1 for _ in _moments(known))


def _moments(known: Any) -> Iterator[Any]:
    from xiwei.rounds.rules.planning import fitting, follows
    from xiwei.standards import recurrence

    for route, points in known.routes:
        for standard in known.standards:
            if follows(route, standard) and fitting(points, standard, known.project_kind):
                rule = standard.grades[0]["rule"]
                yield from recurrence.moments(
                    rule, anchor=route.begins_on, first=date(YEAR, 1, 1), last=date(YEAR, 12, 31)
                )


def main(places: int) -> None:
    """Plan the year, sum it as its page does, and say what it took."""
    _setup()
    from xiwei.rounds.rules import planning, year

    known = ground(places)
    first, last = date(YEAR, 1, 1), date(YEAR, 12, 31)
    bare(known)  # the rules are read
    began = time.perf_counter()
    moments = bare(known)
    plain = time.perf_counter() - began
    began = time.perf_counter()
    drafts = planning.drafts(known, first, last)
    drawn = time.perf_counter() - began
    began = time.perf_counter()
    plan = year.of(drafts, YEAR)
    summed = time.perf_counter() - began
    stops = sum(row.total for line in plan.lines for row in line.standards)
    print(
        f"a year of {places:,} places, {len(known.routes)} routes, {len(known.standards)} standards: "
        f"{plan.rounds:,} rounds of {stops:,} stops, {plan.minutes / 60:,.0f} hours"
    )
    print(f"  dateutil alone, {moments:,} moments: {plain:.2f} s")
    print(f"  planned: {drawn:.2f} s, {drawn / plain:.2f} × dateutil alone; summed: {summed:.2f} s")
    print(f"  together {drawn + summed:.2f} s, {(drawn + summed) / plain:.2f} × dateutil alone (target: under 10 s)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)

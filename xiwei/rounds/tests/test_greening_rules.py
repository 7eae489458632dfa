"""The care calendar against a slow one that goes day by day; every reason against a spraying or a cutting (A3, B10)."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import SHANGHAI
from xiwei.rounds.plants import Care, Pest
from xiwei.rounds.rules import greening, spraying
from xiwei.rounds.rules.spraying import Ground, Plan, Span
from xiwei.shared.refusals import BadInput, NotNow

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
seasons = st.sets(st.integers(1, 12), min_size=1)


def slowly(ready: date, months: set[int], today: date, wet: set[date]) -> date:
    """The first day from `ready` on that is in season, from which on it is in season to this day, and not wet if to come."""
    day = ready
    while True:
        stood = all((day + timedelta(n)).month in months for n in range((today - day).days + 1))
        rained = day in wet or (day < today and today in wet)
        if day.month in months and stood and not rained:
            return day
        day += timedelta(days=1)


@given(ready=days, months=seasons, ahead=st.integers(-400, 400), wet=st.sets(st.integers(0, 20), max_size=6))
def test_a_care_is_due_on_the_day_that_going_day_by_day_finds(ready, months, ahead, wet):
    today = ready + timedelta(days=ahead)
    rain = {today + timedelta(days=one) for one in wet}
    assert greening.first_day(ready, months, today=today, wet=rain) == slowly(ready, months, today, rain)


@given(
    months=seasons, every=st.integers(1, 60) | st.none(), times=st.integers(1, 6), since=days,
    last=st.integers(0, 500) | st.none(), on=st.integers(0, 500), indoors=st.booleans(),
)  # fmt: skip
def test_a_task_is_never_before_its_rest_nor_out_of_its_months(months, every, times, since, last, on, indoors):
    care = Care("water", tuple(sorted(months)), "", every_days=every or 0, times=0 if every else times)
    today = since + timedelta(days=on)
    done = {"water": since + timedelta(days=last)} if last is not None else {}
    [task] = greening.due([care], since=since, last=done, today=today, indoors=indoors)
    ready = done["water"] + timedelta(days=greening.every(care)) if done else since
    assert task.day >= ready
    assert indoors or task.day.month in months
    assert task.late(today) == max(0, (today - task.day).days)


def test_times_a_year_are_shared_over_the_months():
    once = Care("prune", (7, 8), "", times=1)
    done = {"prune": date(2026, 7, 1)}
    [task] = greening.due([once], since=date(2026, 1, 1), last=done, today=date(2026, 7, 2))
    assert task.day == date(2027, 7, 1)


def test_of_two_rows_of_one_care_the_sooner_counts():
    rows = [
        Care("water", (4, 5, 6, 7, 8, 9), "夏", every_days=3),
        Care("water", (10, 11, 12, 1, 2, 3), "冬", every_days=20),
    ]
    [task] = greening.due(rows, since=date(2026, 1, 1), last={"water": date(2026, 9, 29)}, today=date(2026, 9, 30))
    assert (task.day, task.note) == (date(2026, 10, 19), "冬")


def test_a_missed_summer_is_let_go_and_a_missed_week_is_not():
    mow = [Care("mow", (5, 6, 7), "", every_days=10)]
    [late] = greening.due(mow, since=date(2026, 5, 2), last={}, today=date(2026, 6, 1))
    [gone] = greening.due(mow, since=date(2026, 5, 2), last={}, today=date(2026, 9, 1))
    assert (late.day, late.late(date(2026, 6, 1)), gone.day) == (date(2026, 5, 2), 30, date(2027, 5, 1))


APHIDS = Pest("蚜虫", "卷叶", (4, 5), "喷吡虫啉", "吡虫啉", 2000, 24, 24, "冲洗")
HAND = Pest("蛞蝓", "咬痕", (4, 5), "夜里手捉", "", 0, 0, 0, "")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=SHANGHAI)


def plan(kind: str = "spray", *, starts: datetime | None = None, minutes: int = 60, **changed) -> Plan:
    starts = starts or at(23, 9)
    fields = (
        {"noticed": at(21, 10), "dilution": 2000, "litres": 10, "wanted": APHIDS}
        if kind == "spray"
        else {"noticed": at(21, 10)}
    )
    return Plan(kind=kind, starts=starts, ends=starts + timedelta(minutes=minutes), **{**fields, **changed})


def span(kind: str, begin: datetime, end: datetime) -> Span:
    return Span(begin, end, "那时候", kind)


NEAR = Ground(children=True)
TABLE = [
    # (what is asked, the ground, the reasons)
    (plan(), Ground(), []),
    (plan("cut"), Ground(), []),
    (plan(starts=at(22, 9)), Ground(), ["notice"]),
    (plan(starts=at(22, 10)), Ground(), []),
    (plan("cut", starts=at(21, 11)), Ground(), []),
    (plan(starts=at(21, 9)), Ground(), ["past", "notice"]),
    (plan(starts=at(21, 10), noticed=at(21, 10)), Ground(), ["past", "notice"]),
    (plan(starts=at(23, 9), noticed=at(23, 9) - timedelta(days=31)), Ground(), ["far"]),
    (plan(minutes=0), Ground(), ["span"]),
    (plan(minutes=481), Ground(), ["span"]),
    (plan(kind="burn"), Ground(), ["kind"]),
    (plan(dilution=1600), Ground(), []),
    (plan(dilution=1599), Ground(), ["dilution"]),
    (plan(dilution=3000), Ground(), []),
    (plan(dilution=3001), Ground(), ["dilution"]),
    (plan(dilution=None), Ground(), ["dilution"]),
    (plan(litres=0), Ground(), ["litres"]),
    (plan(litres=21), Ground(count=1), ["litres"]),
    (plan(litres=20), Ground(count=1), []),
    (plan(litres=51), Ground(area=50), ["litres"]),
    (plan(litres=50), Ground(area=50), []),
    (plan(wanted=HAND), Ground(), ["remedy"]),
    (plan(wanted=None), Ground(), ["remedy"]),
    (plan(starts=at(23, 7)), NEAR, ["school"]),
    (plan(starts=at(23, 8, 30)), NEAR, []),
    (plan(starts=at(23, 15)), NEAR, []),
    (plan(starts=at(23, 15, 1)), NEAR, ["school"]),
    (plan(starts=at(23, 17, 59)), NEAR, ["school"]),
    (plan(starts=at(23, 18)), NEAR, []),
    (plan(starts=at(23, 17)), Ground(), []),
    (plan("cut", starts=at(23, 16)), NEAR, ["school"]),
    (plan("cut", starts=at(23, 7, 30)), Ground(), ["quiet"]),
    (plan("cut", starts=at(23, 11, 30)), Ground(), ["quiet"]),
    (plan("cut", starts=at(23, 11)), Ground(), []),
    (plan("cut", starts=at(23, 14)), Ground(), []),
    (plan("cut", starts=at(23, 19, 30)), Ground(), ["quiet"]),
    (plan(starts=at(23, 19, 30)), Ground(), []),
    (plan("cut", starts=at(23, 7, 30)), NEAR, ["school", "quiet"]),
    (plan(), Ground(weather=[span("rain", at(23, 9, 30), at(23, 12))]), ["weather"]),
    (plan(), Ground(weather=[span("storm", at(23, 6), at(23, 9, 1))]), ["weather"]),
    (plan(), Ground(weather=[span("heat", at(23, 6), at(23, 20))]), ["weather"]),
    (plan(), Ground(weather=[span("haze", at(23, 6), at(23, 20))]), []),
    (plan(), Ground(weather=[span("rain", at(23, 10), at(23, 12))]), []),
    (plan("cut"), Ground(weather=[span("heat", at(23, 6), at(23, 20))]), []),
    (plan("cut"), Ground(weather=[span("storm", at(23, 6), at(23, 20))]), ["weather"]),
    (plan(), Ground(others=[span("spray", at(22, 9), at(23, 9, 1))]), ["interval"]),
    (plan(), Ground(others=[span("spray", at(22, 9), at(23, 9))]), []),
    (plan(), Ground(others=[span("cut", at(24, 9), at(24, 11))]), ["interval"]),
    (plan(), Ground(others=[span("cut", at(24, 10), at(24, 11))]), []),
    (plan("cut"), Ground(others=[span("spray", at(22, 9), at(23, 12))]), ["interval"]),
    (plan("cut"), Ground(others=[span("cut", at(23, 9), at(23, 12))]), []),
    (plan(), Ground(certificate="有害生物防治", certified=False), ["certificate"]),
    (plan(), Ground(certificate="有害生物防治", certified=True), []),
]


@pytest.mark.parametrize(("asked", "ground", "reasons"), TABLE)
def test_each_reason_is_found_and_nothing_else_is(asked: Plan, ground: Ground, reasons: list[str]):
    assert spraying.reasons(asked, ground) == reasons
    if not reasons:
        spraying.check(asked, ground)
        return
    with pytest.raises((BadInput, NotNow)) as refused:
        spraying.check(asked, ground)
    assert refused.value.sentence.endswith("。")


def minute_by_minute(asked: Plan, ground: Ground) -> set[str]:
    """The reasons of time, found by looking at every quarter of an hour of the work and of its safe interval."""
    found, moment, step = set(), asked.starts, timedelta(minutes=15)
    hours = [(time(7), time(8, 30)), (time(16), time(18))]
    while moment < asked.safe_until:
        clock = moment.timetz().replace(tzinfo=None)
        working = moment < asked.ends
        if working and ground.children and any(a <= clock < b for a, b in hours):
            found.add("school")
        if working and asked.kind == "cut" and (clock < time(8) or time(12) <= clock < time(14) or clock >= time(20)):
            found.add("quiet")
        if working and any(
            one.starts <= moment < one.ends and one.kind in ("rain", "storm", "snow") for one in ground.weather
        ):
            found.add("weather")
        if any(one.starts <= moment < one.ends and "spray" in (asked.kind, one.kind) for one in ground.others):
            found.add("interval")
        moment += step
    if asked.kind == "spray" and asked.starts < asked.noticed + timedelta(hours=24):
        found.add("notice")
    return found


quarters = st.integers(1, 4 * 24 * 6)


@given(
    kind=st.sampled_from(["spray", "cut"]), start=quarters, length=st.integers(1, 32), children=st.booleans(),
    other=st.tuples(st.sampled_from(["spray", "cut"]), quarters, st.integers(1, 100)),
    weather=st.tuples(st.sampled_from(["rain", "storm", "snow", "haze"]), quarters, st.integers(1, 50)),
)  # fmt: skip
def test_reasons_of_time_are_those_that_every_quarter_of_an_hour_shows(kind, start, length, children, other, weather):
    def quarter(n: int) -> datetime:
        return at(21, 0) + timedelta(minutes=15 * n)

    asked = plan(kind, starts=quarter(start), minutes=15 * length, noticed=at(21, 0))
    ground = Ground(
        others=[span(other[0], quarter(other[1]), quarter(other[1] + other[2]))],
        weather=[span(weather[0], quarter(weather[1]), quarter(weather[1] + weather[2]))],
        children=children,
    )
    assert set(spraying.reasons(asked, ground)) == minute_by_minute(asked, ground)


@given(dilution=st.integers(1, 10_000), wanted=st.integers(1, 5000))
def test_a_dilution_is_taken_from_a_quarter_stronger_to_half_as_thin_again(dilution, wanted):
    pest = Pest("蚜虫", "", (4,), "", "吡虫啉", wanted, 24, 24, "")
    refused = "dilution" in spraying.reasons(plan(wanted=pest, dilution=dilution), Ground())
    assert refused == (not wanted * 8 <= dilution * 10 <= wanted * 15)

"""Business time against a slow oracle that walks the minutes one by one."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiwei.shared.worktime import ALWAYS, HOLIDAY, SHANGHAI, WORKDAY, Calendar, read_holidays

HOLIDAYS = Path(__file__).parents[2] / "standards/data/holidays.csv"
OFFICE = [(time(9), time(12)), (time(14), time(18))]
WEEKDAYS = dict.fromkeys(range(5), OFFICE)


def office(**exceptions: str) -> Calendar:
    return Calendar(WEEKDAYS, {date.fromisoformat(d[1:].replace("_", "-")): k for d, k in exceptions.items()})


def china() -> Calendar:
    return Calendar(WEEKDAYS, {day.date: day.kind for day in read_holidays(HOLIDAYS)})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# The oracle: a minute is worked when its first instant lies in an open span of its day and in no pause.


def open_minute(calendar: Calendar, moment: datetime) -> bool:
    local = moment.astimezone(SHANGHAI)
    kind = calendar.exceptions.get(local.date())
    if kind == HOLIDAY:
        return False
    hours = OFFICE if kind == WORKDAY else calendar.weekly.get(local.weekday(), ())
    return any(a <= local.time() and (local.time() < b or b == time.min) for a, b in hours)


def working(calendar, moment, pauses) -> bool:
    paused = any(a <= moment and (b is None or moment < b) for a, b in pauses)
    return open_minute(calendar, moment) and not paused


def slow_between(calendar, a, b, pauses=()) -> int:
    count = 0
    while a < b:
        count += working(calendar, a, pauses)
        a += timedelta(minutes=1)
    return count


def slow_due(calendar, start, minutes, pauses=(), limit=timedelta(days=40)) -> datetime | None:
    moment = start
    while minutes > 0:
        if moment > start + limit:
            return None
        minutes -= working(calendar, moment, pauses)
        moment += timedelta(minutes=1)
    return moment


START = at("2026-09-18T00:00")
moments = st.integers(0, 20 * 24 * 60).map(lambda n: START + timedelta(minutes=n))
lengths = st.integers(0, 2 * 7 * 60)
calendars = st.sampled_from(
    [
        ALWAYS,
        china(),
        Calendar({5: [(time(20), time.min)], 6: [(time.min, time(2)), (time(2), time(4))], 0: OFFICE}),
        Calendar(dict.fromkeys(range(7), OFFICE), {date(2026, 9, 25): HOLIDAY, date(2026, 9, 20): WORKDAY}),
    ]
)
pauses = st.lists(
    st.tuples(moments, st.integers(0, 3000)).map(lambda p: (p[0], p[0] + timedelta(minutes=p[1]))), max_size=4
)


@settings(max_examples=60, deadline=None)
@given(calendars, moments, lengths)
def test_add_gives_the_moment_the_minute_walker_finds(calendar, start, minutes):
    assert calendar.add(start, minutes) == slow_due(calendar, start, minutes)


@settings(max_examples=40, deadline=None)
@given(calendars, moments, moments, pauses)
def test_between_counts_the_minutes_the_walker_counts(calendar, a, b, stops):
    a, b = min(a, b), max(a, b)
    assert calendar.between(a, b, stops) == slow_between(calendar, a, b, stops)
    assert calendar.between(b, a) == -slow_between(calendar, a, b)


@settings(max_examples=60, deadline=None)
@given(calendars, moments, lengths, pauses)
def test_paused_time_does_not_count_towards_the_due_moment(calendar, start, minutes, stops):
    assert calendar.due(start, minutes, stops) == slow_due(calendar, start, minutes, stops)


@settings(max_examples=40, deadline=None)
@given(calendars, moments, lengths, pauses, moments)
def test_an_open_pause_hides_only_what_lies_after_it(calendar, start, minutes, stops, opened):
    stops = [*stops, (opened, None)]
    assert calendar.due(start, minutes, stops) == slow_due(calendar, start, minutes, stops)


@settings(max_examples=40, deadline=None)
@given(calendars, moments, st.integers(0, 200).map(lambda n: n * 4), pauses, st.sampled_from([0.75, 1, 1.5]))
def test_a_share_of_a_promise_is_the_due_moment_of_that_share(calendar, start, minutes, stops, share):
    expected = slow_due(calendar, start, int(minutes * share), stops)
    assert calendar.moment_at(start, minutes, stops, share) == expected


@given(calendars, moments)
def test_open_and_next_open_agree_with_the_walker(calendar, moment):
    assert calendar.is_open(moment) == open_minute(calendar, moment)
    expected = moment
    while not open_minute(calendar, expected):
        expected += timedelta(minutes=1)
    assert calendar.next_open(moment) == expected


@given(calendars, moments, st.floats(0.001, 5000, allow_nan=False), st.integers(0, 59_999_999))
def test_what_is_added_is_what_lies_between_to_the_microsecond(calendar, start, minutes, micros):
    start += timedelta(microseconds=micros)
    assert round(calendar.between(start, calendar.add(start, minutes)) * 60e6) == round(minutes * 60e6)


def test_the_national_day_week_of_2026_is_skipped_and_its_working_saturday_counts():
    friday_evening_before = at("2026-09-30T17:30")
    assert china().add(friday_evening_before, 60) == at("2026-10-08T09:30")
    assert china().between(at("2026-10-01T00:00"), at("2026-10-08T00:00")) == 0
    assert china().is_open(at("2026-10-10T10:00"))  # Saturday, 调休上班
    assert china().add(at("2026-10-09T17:00"), 120) == at("2026-10-10T10:00")
    assert not office().is_open(at("2026-10-10T10:00"))


def test_every_exception_of_2026_is_the_one_announced():
    days = [day for day in read_holidays(HOLIDAYS) if day.date.year == 2026]
    spans = {
        "元旦": ["2026-01-01", "2026-01-02", "2026-01-03"],
        "春节": [f"2026-02-{d}" for d in range(15, 24)],
        "清明节": ["2026-04-04", "2026-04-05", "2026-04-06"],
        "劳动节": [f"2026-05-0{d}" for d in range(1, 6)],
        "端午节": ["2026-06-19", "2026-06-20", "2026-06-21"],
        "中秋节": ["2026-09-25", "2026-09-26", "2026-09-27"],
        "国庆节": [f"2026-10-0{d}" for d in range(1, 8)],
    }
    closed = [(d.date.isoformat(), d.name) for d in days if d.kind == HOLIDAY]
    assert closed == [(d, name) for name, dates in spans.items() for d in dates]
    assert [d.date.isoformat() for d in days if d.kind == WORKDAY] == [
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ]  # fmt: skip


def test_working_days_of_each_year_are_as_many_as_were_announced():
    """By the State Council's yearly notices; that of 2020 with 春节 made longer by two working days."""
    calendar = china()
    days = {
        year: calendar.between(at(f"{year}-01-01T00:00"), at(f"{year + 1}-01-01T00:00")) / 420
        for year in range(2020, 2027)
    }
    assert days == {2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}


def test_a_time_used_up_on_friday_evening_is_due_then_and_not_on_monday():
    assert office().add(at("2026-03-06T17:00"), 60) == at("2026-03-06T18:00")


def test_a_pause_over_the_weekend_alone_moves_nothing():
    over = [(at("2026-03-06T18:00"), at("2026-03-09T09:00"))]
    assert office().due(at("2026-03-06T17:00"), 90, over) == at("2026-03-09T09:30")


def test_overlapping_pauses_count_once():
    stops = [
        (at("2026-03-09T10:00"), at("2026-03-09T11:00")),
        (at("2026-03-09T10:30"), at("2026-03-09T11:30")),
    ]
    assert office().due(at("2026-03-09T09:00"), 120, stops) == at("2026-03-09T14:30")


def test_warning_breach_and_escalation_of_an_urgent_promise_come_at_three_quarters_whole_and_half_more():
    asked = at("2026-10-01T02:00")
    moments = [ALWAYS.moment_at(asked, 30, [], share) for share in (0.75, 1, 1.5)]
    assert moments == [at("2026-10-01T02:22:30"), at("2026-10-01T02:30"), at("2026-10-01T02:45")]


def test_a_moment_given_in_another_zone_is_the_same_moment():
    assert office().add(datetime(2026, 3, 9, 1, tzinfo=UTC), 30) == at("2026-03-09T09:30")


@pytest.mark.parametrize(
    "weekly",
    [{}, {0: []}, {7: OFFICE}, {0: [(time(9), time(12)), (time(11), time(13))]}, {0: [(time(18), time(9))]}],
)
def test_hours_that_make_no_sense_are_refused(weekly):
    with pytest.raises(ValueError):
        Calendar(weekly)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError):
        office().add(datetime(2026, 3, 9, 9), 5)

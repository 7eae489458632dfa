"""When a standard is due: rules read, refused, and counted from their anchor."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.shared.refusals import BadInput
from xiwei.standards.recurrence import check_rule, moments, times_a_year

FIRST = date(2026, 1, 1)
days = st.dates(FIRST, date(2028, 12, 31))


def due(rule: str, first: date, last: date, anchor: date = FIRST, months=()) -> list[datetime]:
    return list(moments(rule, anchor=anchor, first=first, last=last, months=months))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "看不懂"),
        ("每天两次", "看不懂"),
        ("FREQ=MINUTELY", "看不懂"),
        ("FREQ=DAILY;BYHOUR=25", "看不懂"),
        ("FREQ=DAILY;INTERVAL=0", "看不懂"),
        ("FREQ=WEEKLY;BYDAY=XX", "看不懂"),
        ("FREQ=DAILY;COUNT=3", "COUNT"),
        ("FREQ=DAILY;UNTIL=20270101T000000", "UNTIL"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "永远不会来"),
        ("FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31", "永远不会来"),
        ("FREQ=HOURLY;BYMINUTE=0,15,30,45", "超过 24 次"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused_in_words(rule: str, said: str):
    with pytest.raises(BadInput, match=said):
        check_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYHOUR=8,14;BYMINUTE=0",
        "RRULE:FREQ=DAILY;INTERVAL=15",
        "FREQ=HOURLY;INTERVAL=2;BYHOUR=8,10,12,14,16,18,20",
        "FREQ=MONTHLY;BYDAY=1MO",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=-1",
    ],
)
def test_a_rule_that_can_be_followed_is_taken(rule: str):
    check_rule(rule)


def test_a_rule_without_an_hour_is_due_at_nine():
    assert due("FREQ=DAILY", FIRST, FIRST) == [datetime(2026, 1, 1, 9)]


def test_every_fifteen_days_is_counted_from_the_first_day():
    assert [one.date() for one in due("FREQ=DAILY;INTERVAL=15", date(2026, 2, 1), date(2026, 3, 1))] == [
        date(2026, 2, 15)
    ]
    assert due("FREQ=DAILY;INTERVAL=15", date(2026, 2, 1), date(2026, 2, 14)) == []


def test_nothing_is_due_before_the_first_day():
    assert due("FREQ=DAILY", date(2025, 12, 30), date(2026, 1, 2)) == [
        datetime(2026, 1, 1, 9),
        datetime(2026, 1, 2, 9),
    ]
    assert due("FREQ=DAILY", date(2025, 1, 1), date(2025, 12, 31)) == []


def test_only_the_months_of_a_standard_count():
    found = due("FREQ=MONTHLY;BYMONTHDAY=1", date(2026, 5, 1), date(2026, 10, 31), months=(6, 9))
    assert [one.date() for one in found] == [date(2026, 6, 1), date(2026, 9, 1)]


def test_the_29th_of_february_is_found_before_and_after_it():
    rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"
    assert [one.date() for one in due(rule, date(2027, 1, 1), date(2028, 12, 31))] == [date(2028, 2, 29)]
    assert due(rule, date(2026, 1, 1), date(2027, 12, 31)) == []


@pytest.mark.parametrize(
    ("rule", "times"), [("FREQ=DAILY;BYHOUR=8,14", 730), ("FREQ=WEEKLY;BYDAY=MO", 52), ("FREQ=MONTHLY", 12)]
)
def test_how_often_a_rule_comes_in_a_year(rule: str, times: int):
    assert times_a_year(rule) == times


@given(anchor=days, interval=st.integers(1, 40), start=days, length=st.integers(0, 120))
def test_every_so_many_days_is_what_counting_on_the_fingers_gives(anchor, interval, start, length):
    last = start + timedelta(days=length)
    day, wanted = anchor, []
    while day <= last:
        wanted += [day] if day >= start else []
        day += timedelta(days=interval)
    found = due(f"FREQ=DAILY;INTERVAL={interval}", start, last, anchor)
    assert [one.date() for one in found] == wanted


@given(weekdays=st.sets(st.integers(0, 6), min_size=1), start=days, length=st.integers(0, 60))
def test_weekdays_are_those_of_the_calendar(weekdays, start, length):
    names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    rule = "FREQ=WEEKLY;BYDAY=" + ",".join(names[one] for one in sorted(weekdays))
    span = [start + timedelta(days=one) for one in range(length + 1)]
    found = due(rule, start, span[-1])
    assert [one.date() for one in found] == [day for day in span if day.weekday() in weekdays]


@given(start=days, first=st.integers(0, 90), second=st.integers(1, 90))
def test_a_span_cut_in_two_holds_the_same_moments(start, first, second):
    rule, middle = "FREQ=MONTHLY;BYMONTHDAY=1,15,-1;BYHOUR=7,19", start + timedelta(days=first)
    last = middle + timedelta(days=second)
    assert due(rule, start, middle) + due(rule, middle + timedelta(days=1), last) == due(rule, start, last)

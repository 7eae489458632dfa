"""What a wall code says of a place's regular work: when last, by whom, when next (D6)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from xiwei.ledger.models import Entry, Seen
from xiwei.rounds.actions import doing
from xiwei.rounds.actions.doing import Deed
from xiwei.rounds.models import Route, Stop
from xiwei.rounds.queries import upkeep
from xiwei.rounds.rules.planning import next_moment
from xiwei.rounds.tests.make import NOW, Cast, cast, everywhere, planned, route, standard
from xiwei.shared import moment
from xiwei.standards import recurrence
from xiwei.standards.models import Standard

START = NOW + timedelta(hours=4)


@pytest.fixture
def made(db) -> Cast:
    return cast()


def of(made: Cast, now: datetime = START) -> list[tuple]:
    with everywhere():
        return [
            (one.title, one.last_at, one.by, one.next_at and timezone.localtime(one.next_at).strftime("%m-%d %H:%M"))
            for one in upkeep.of_place(made.lift, now)
        ]


def do(made: Cast, now: datetime = START) -> None:
    stop = Stop.objects.get(place=made.lift, state="waiting")
    deed = Deed(position=1, via="typed", code=made.lift.code, answers={stop.pk: {"1": "ok", "2": "99"}})
    doing.do_point(stop.round, deed, by=made.staff_wu, now=now)


def test_a_place_nobody_looks_after_says_nothing(made: Cast):
    standard(made)
    assert of(made) == []


def test_what_is_planned_is_next_and_what_was_done_is_last(made: Cast):
    standard(made)
    route(made)
    planned(made)
    assert of(made, NOW) == [("轿厢擦拭", None, "", "09-21 14:00")]
    do(made)
    assert of(made) == [("轿厢擦拭", START, "保洁员 吴姐", "09-22 14:00")]


def test_what_is_not_planned_yet_is_next_by_its_rule(made: Cast):
    standard(made, grades=[{"grade": 2, "rule": "FREQ=MONTHLY;BYMONTHDAY=5;BYHOUR=10", "words": "每月"}])
    route(made)
    assert of(made) == [("轿厢擦拭", None, "", "10-05 10:00")]


def test_a_worker_is_named_as_anyone_may_read_it_and_skipped_stops_do_not_count(made: Cast):
    standard(made)
    route(made)
    planned(made)
    stop = Stop.objects.get()
    doing.do_point(stop.round, Deed(position=1, skip=True, note="检修中"), by=made.staff_wu, now=START)
    assert of(made) == [("轿厢擦拭", None, "", "09-22 14:00")]


def test_when_guards_come_is_not_told_at_a_wall(made: Cast):
    standard(made, "O-PATROL", name="夜间巡逻", line="order")
    route(made, line="order", name="夜巡", worker=made.staff_zhou)
    [walk] = planned(made)
    assert of(made, NOW) == []
    stop = walk.stops.get()
    deed = Deed(position=1, via="typed", code=made.lift.code, answers={stop.pk: {"1": "ok", "2": "99"}})
    doing.do_point(walk, deed, by=made.staff_zhou, now=START)
    assert (of(made), Entry.objects.get(kind="rounds.stop_done").seen_by) == ([], Seen.STAFF)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_wall_codes_page_costs_the_same_at_one_standard_and_at_three(
    made: Cast, rows, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(moment, "now", lambda: NOW)
    for place in range(rows):
        standard(made, f"C-{place}", name=f"标准{place}")
    route(made)
    planned(made)
    client = Client()
    page = client.get(reverse("place", args=[made.lift.code])).content.decode()
    assert ("这里的日常" in page, page.count("下次 ")) == (True, rows)
    with everywhere(), django_assert_num_queries(5):
        upkeep.of_place(made.lift, NOW)


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(anchor=days, after=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), interval=st.integers(1, 50),
       hour=st.none() | st.integers(0, 23))  # fmt: skip
def test_next_is_the_first_moment_after_now_that_counting_finds(anchor, after, interval, hour):
    rule = f"FREQ=DAILY;INTERVAL={interval}" + (f";BYHOUR={hour}" if hour is not None else "")
    held = Standard(since=date(2020, 1, 1), grades=[{"grade": 2, "rule": rule, "words": ""}], months=[])
    walked = Route(begins_on=anchor, starts=time(8, 30))
    day, wanted = anchor, None
    while wanted is None and day <= after.date() + timedelta(days=400):
        due = datetime.combine(day, time(hour, 0) if hour is not None else time(8, 30))
        wanted = due if due > after else None
        day += timedelta(days=interval)
    assert next_moment(walked, held, [], after=after, within=timedelta(days=400)) == wanted
    assert recurrence.says_hour(rule) is (hour is not None)

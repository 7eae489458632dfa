"""A year's plan: its sums are those of its rounds, counted the plain way; and its page (A7)."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import rounds as bench
from xiwei.estate.models import Place
from xiwei.rounds.models import Point, Route
from xiwei.rounds.queries.planning import planned_drafts
from xiwei.rounds.rules import year
from xiwei.rounds.rules.planning import Ground, drafts
from xiwei.rounds.tests.make import NOW, Cast, cast, place, route, standard
from xiwei.shared import moment
from xiwei.standards.models import Standard

RULES = [
    "FREQ=DAILY;BYHOUR=8,14", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=DAILY;INTERVAL=15",
    "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1", "FREQ=WEEKLY;BYDAY=SU;BYHOUR=14", "FREQ=DAILY;BYHOUR=14;BYMONTH=7,8",
]  # fmt: skip
STANDARDS = st.lists(
    st.tuples(st.sampled_from(RULES), st.sampled_from(["lift", "gate", "lobby"]), st.integers(1, 90)), max_size=5
)


def ground(rows, kinds) -> Ground:
    standards = [
        Standard(code=f"S{rank}", name=f"S{rank}", line="cleaning", places=[kind], minutes=minutes,
                 since=date(2020, 1, 1), grades=[{"grade": 2, "rule": rule, "words": ""}])
        for rank, (rule, kind, minutes) in enumerate(rows)
    ]  # fmt: skip
    points = [Point(position=rank, place=Place(kind=kind)) for rank, kind in enumerate(kinds, start=1)]
    return Ground("residential", [], [(Route(line="cleaning", begins_on=date(2025, 3, 9)), points)], standards)


@settings(max_examples=40, deadline=None)
@given(STANDARDS, st.lists(st.sampled_from(["lift", "gate", "lobby"]), max_size=4))
def test_the_sums_are_those_of_the_rounds_counted_one_by_one(rows, kinds):
    made = drafts(ground(rows, kinds), date(2026, 1, 1), date(2026, 12, 31))
    plan = year.of(made, 2026)
    times, minutes, weeks = Counter(), Counter(), Counter()
    for draft in made:
        for one in draft.stops:
            times[one.standard.code, draft.starts.month] += 1
        minutes[draft.starts.month] += draft.minutes
        weeks[draft.starts.date() - timedelta(days=draft.starts.weekday())] += draft.minutes
    said = {
        (row.code, month): count for line in plan.lines for row in line.standards
        for month, count in enumerate(row.times, start=1) if count
    }  # fmt: skip
    assert (said, plan.rounds) == (dict(times), len(made))
    assert {month: spent for month, spent in enumerate(plan.months, start=1) if spent} == dict(minutes)
    days = [draft.starts.date() for draft in made]
    monday, last = (min(days), max(days)) if days else (date(2026, 1, 1), date(2025, 1, 1))
    monday += timedelta(days=-monday.weekday() % 7)
    whole = {}
    while monday + timedelta(days=6) <= last:
        whole[monday] = weeks[monday]
        monday += timedelta(days=7)
    ends = (plan.busiest, plan.emptiest)
    if not whole:
        assert ends == (None, None)
    else:
        assert [one.minutes for one in ends] == [max(whole.values()), min(whole.values())]
        assert [whole[one.monday] for one in ends] == [one.minutes for one in ends]


@settings(max_examples=30, deadline=None)
@given(STANDARDS, st.lists(st.sampled_from(["lift", "gate", "lobby"]), min_size=1, max_size=4))
def test_a_year_planned_at_once_is_its_days_planned_one_by_one(rows, kinds):
    known = ground(rows, kinds)
    first = date(2026, 7, 25)
    days = [first + timedelta(days=ahead) for ahead in range(14)]
    at_once = drafts(known, days[0], days[-1])
    one_by_one = [draft for day in days for draft in drafts(known, day, day)]

    def said(draft):
        return draft.starts, draft.timed, [(one.point.position, one.standard.code) for one in draft.stops]

    assert sorted(map(said, at_once)) == sorted(map(said, one_by_one))


def test_stops_of_a_round_stand_in_the_order_one_walks_and_no_list_is_another_rounds_to_change():
    made = drafts(ground([(RULES[0], "lift", 5), (RULES[0], "gate", 5)], ["lift", "gate", "lift"]), date(2026, 1, 1),
                  date(2026, 1, 2))  # fmt: skip
    assert [[one.point.position for one in draft.stops] for draft in made] == [[1, 2, 3]] * 4
    assert all(draft.minutes == 3 * 5 + 2 * 3 for draft in made)


def test_four_hundred_places_are_planned_in_a_few_times_what_dateutil_alone_takes(capsys):
    bench.main(400)
    said = capsys.readouterr().out
    places = said.split(" places")[0].split()[-1]
    ratio = float(said.split("together")[1].split(" s, ")[1].split(" ×")[0])
    assert (places, ratio < 20) == ("400", True), said


@pytest.fixture
def made(db, monkeypatch) -> Cast:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return cast()


def test_the_page_has_each_standard_by_month_and_what_of_each_line_that_takes(made: Cast):
    standard(made)
    route(made, made.lift, place(made, "9栋电梯"))
    client = Client()
    client.force_login(made.zheng)
    page = client.get(reverse("rounds_year", args=[made.project.pk]), {"year": "2027"}).content.decode()
    plan = year.of(planned_drafts(made.project, date(2027, 1, 1), date(2027, 12, 31)), 2027)
    assert (plan.rounds, plan.minutes) == (365, 365 * 24)
    assert ("轿厢擦拭" in page, "<td>62<small>10h</small></td>" in page, "现有 1 人" in page) == (True, True, True)


@pytest.mark.parametrize("asked", ["", "x", "1999", "99999", "2027年"])
def test_a_year_that_is_none_is_this_year(made: Cast, asked: str):
    client = Client()
    client.force_login(made.zheng)
    answer = client.get(reverse("rounds_year", args=[made.project.pk]), {"year": asked})
    assert "2026 年的计划" in answer.content.decode()

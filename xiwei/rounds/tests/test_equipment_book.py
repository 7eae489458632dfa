"""Breakdowns and what they come to: nothing said from fewer than three cases, costs by year, one open at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.ledger.models import Entry
from xiwei.rounds.actions import equipment as actions
from xiwei.rounds.models import Breakdown
from xiwei.rounds.queries import equipment as queries
from xiwei.rounds.rules import equipment as rules
from xiwei.rounds.tests.make import NOW, Cast, cast
from xiwei.rounds.tests.test_equipment import piece
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def made(db) -> Cast:
    return cast()


def broke(made: Cast, one, days_ago: int, hours: int | None = 2, **said) -> Breakdown:
    begins = NOW - days_ago * DAY
    fields = {"what": "停在 3 层不关门", "done": "换了门刀" if hours else "", **said}
    return actions.break_down(
        one, begins_at=begins, ends_at=begins + hours * HOUR if hours else None, by=made.staff_sun, now=NOW, **fields
    )


def test_a_breakdown_leaves_a_line_for_staff_and_its_end_one_that_anybody_may_read(made: Cast):
    one = piece(made, place=made.lift)
    broke(made, one, 3)
    lines = Entry.objects.filter(kind__in=["rounds.broke_down", "rounds.mended"]).order_by("pk")
    assert [(line.kind, line.seen_by, line.at) for line in lines] == [
        ("rounds.broke_down", 1, NOW - 3 * DAY),
        ("rounds.mended", 3, NOW - 3 * DAY + 2 * HOUR),
    ]


def test_fewer_than_three_cases_give_no_number_and_three_give_the_mean(made: Cast):
    one = piece(made)
    for days_ago in (40, 30):
        broke(made, one, days_ago)
    figures = queries.figures(one)
    assert (figures.between, figures.to_repair) == (rules.Mean(None, 1), rules.Mean(None, 2))
    broke(made, one, 20, hours=5)
    assert queries.figures(one).to_repair == rules.Mean(3 * HOUR, 3)
    broke(made, one, 10, hours=None)
    figures = queries.figures(one)
    assert figures.between == rules.Mean((3 * 10 * DAY - (2 + 2 + 5) * HOUR) / 3, 3)
    assert (figures.to_repair.cases, figures.count) == (3, 4)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))
failures = st.lists(st.tuples(moments, st.timedeltas(timedelta(), timedelta(days=20))), max_size=12)


@given(failures)
def test_running_and_standing_make_up_the_whole_time_between_the_first_failure_and_the_last(found):
    """Of failures that do not overlap: gaps and repairs together are the time from the first to the last one's end."""
    spans, free_from = [], None
    for begins, lasts in sorted(found):
        if free_from is None or begins > free_from:
            spans.append((begins, begins + lasts))
            free_from = begins + lasts
    between, repair = rules.between(spans), rules.to_repair(spans)
    assert (between.cases, repair.cases) == (max(len(spans) - 1, 0), len(spans))
    if between.length is None or repair.length is None:
        assert len(spans) <= 3
        return
    whole = spans[-1][1] - spans[0][0]
    assert abs(between.length * between.cases + repair.length * repair.cases - whole) < timedelta(milliseconds=1)


@given(failures)
def test_failures_that_overlap_never_make_a_gap_below_nothing(found):
    spans = [(begins, begins + lasts) for begins, lasts in found]
    between = rules.between(spans)
    assert between.cases < max(len(spans), 1)
    assert between.length is None or between.length > timedelta()


def test_costs_are_summed_by_the_year_they_fell_in_to_the_fen(made: Cast):
    one = piece(made)
    broke(made, one, 300, cost_fen=12_345)
    broke(made, one, 20, cost_fen=1)
    broke(made, one, 10, cost_fen=99)
    assert queries.figures(one).costs == [(2026, 100), (2025, 12_345)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"what": "坏"}, "写一句是什么故障"),
        ({"begins_at": NOW + HOUR}, "不能晚于现在"),
        ({"ends_at": NOW - 4 * DAY}, "不能早于故障开始"),
        ({"ends_at": NOW - DAY, "done": ""}, "写一句做了什么"),
        ({"cost_fen": -1}, "不能小于零"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(made: Cast, said, sentence):
    one = piece(made)
    lines = Entry.objects.count()
    fields = {"what": "停在 3 层", "begins_at": NOW - 3 * DAY, "ends_at": None, "done": "修好", **said}
    with pytest.raises(BadInput, match=sentence):
        actions.break_down(one, by=made.staff_sun, now=NOW, **fields)
    assert (Breakdown.objects.count(), Entry.objects.count()) == (0, lines)


def test_one_failure_is_open_at_a_time_and_is_completed_by_whoever_repairs(made: Cast):
    one = piece(made)
    first = broke(made, one, 2, hours=None)
    with pytest.raises(NotNow, match="还没有写恢复时间"):
        broke(made, one, 1, hours=None)
    done = actions.complete_breakdown(
        first, ends_at=NOW, what=first.what, done="换了门刀", cause="磨损", cost_fen=35_000, begins_at=first.begins_at,
        by=made.staff_sun, now=NOW,
    )  # fmt: skip
    assert (done.ends_at, done.cost_fen, queries.failing(one)) == (NOW, 35_000, None)
    assert Entry.objects.filter(kind="rounds.mended").count() == 1
    actions.complete_breakdown(done, cost_fen=36_000, ends_at=NOW, done=done.done, by=made.staff_sun, now=NOW)
    assert Entry.objects.filter(kind="rounds.breakdown_changed").count() == 1
    assert Entry.objects.filter(kind="rounds.mended").count() == 1


@pytest.mark.parametrize("who", ["zhao", "zhou", "wu", "chen", "lin", "outsider"])
def test_nobody_else_writes_in_the_book(made: Cast, who: str):
    one = piece(made)
    with pytest.raises(NotAllowed):
        actions.break_down(one, what="停了", begins_at=NOW, by=getattr(made, f"staff_{who}"), now=NOW)
    first = broke(made, one, 2, hours=None)
    with pytest.raises(NotAllowed):
        actions.complete_breakdown(first, cost_fen=1, by=getattr(made, f"staff_{who}"), now=NOW)


def test_a_scrapped_pieces_book_takes_no_more(made: Cast):
    one = piece(made)
    actions.turn(one, "scrap", reason="换新", by=made.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="已经报废"):
        broke(made, one, 1)

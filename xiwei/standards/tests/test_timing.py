"""Promises, hours and holidays: whose stand, when they show, how they are said."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW, SHANGHAI, cast
from xiwei.ledger.models import SYSTEM, Entry
from xiwei.shared import scope
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow
from xiwei.shared.tongue import WEEKDAYS
from xiwei.standards import actions, queries, saying
from xiwei.standards.models import Hours, TimePromise
from xiwei.standards.queries import kept

ORDINARY_ARRIVAL = ("ordinary", "arrival")


@pytest.fixture
def made(db):
    return cast()


def promised(made, project=None, key=ORDINARY_ARRIVAL) -> int:
    rows = queries.promises(company_id=made.company.pk, project_id=project.pk if project else None)
    return rows[key].minutes


def set_promise(made, project=None, minutes=240, urgency="ordinary", clock="arrival", by=None):
    return actions.set_promise(
        made.company,
        project=project,
        urgency=urgency,
        clock=clock,
        minutes=minutes,
        by=by or made.staff_he,
        now=NOW,
        reason="人手增加",
    )


def test_a_projects_own_length_stands_before_its_companys(made):
    set_promise(made, made.project)
    assert (promised(made, made.project), promised(made)) == (240, 570)
    set_promise(made, minutes=300)
    assert (promised(made, made.project), promised(made)) == (240, 300)


def test_a_project_gives_up_its_own_length_and_has_the_companys_again(made):
    own = set_promise(made, made.project)
    base = actions.drop_promise(own, by=made.staff_he, now=NOW, reason="人手一样了")
    assert (base.project_id, promised(made, made.project)) == (None, 570)
    assert Entry.objects.filter(kind="standards.promise_dropped", project_id=made.project.pk).count() == 1
    with pytest.raises(NotNow):
        actions.drop_promise(own, by=made.staff_he, now=NOW, reason="再来一次")


def test_a_changed_length_keeps_the_old_row_and_its_source(made):
    old = TimePromise.objects.get(company=made.company, urgency="ordinary", clock="arrival")
    fresh = set_promise(made)
    old.refresh_from_db()
    assert (old.until, old.minutes, fresh.minutes, fresh.source) == (NOW, 570, 240, "人手增加")
    line = Entry.objects.get(kind="standards.promise_changed")
    assert (line.data["old"], line.data["new"]) == ("1 个工作日", "4 小时")


def test_what_is_agreed_each_time_has_no_length_to_set(made):
    with pytest.raises(NotNow, match="按与住户约好的时间"):
        set_promise(made, clock="arrival", urgency="planned")


@pytest.mark.parametrize("minutes", [0, -5, 60 * 24 * 60 + 1, 570])
def test_a_silly_length_or_the_same_one_is_refused(made, minutes):
    with pytest.raises(BadInput):
        set_promise(made, minutes=minutes)


@pytest.mark.parametrize("name", ["staff_zheng", "staff_sun", "staff_outsider", "staff_lin"])
def test_only_the_companys_manager_changes_promises_and_hours(made, name):
    by = getattr(made, name)
    with pytest.raises(NotAllowed):
        set_promise(made, by=by)
    with pytest.raises(NotAllowed):
        actions.set_hours(made.project, hours=[(0, 480, 960)], by=by, now=NOW)
    assert (promised(made), Hours.objects.filter(project=made.project).count()) == (570, 6)


def test_changed_hours_show_in_the_calendar(made):
    noon = NOW.replace(hour=19)
    assert queries.calendar(made.project.pk).is_open(noon) is False
    actions.set_hours(made.project, hours=[(0, 480, 1260)], by=made.staff_he, now=NOW)
    assert queries.calendar(made.project.pk).is_open(noon) is True


def test_a_project_without_hours_is_open_round_the_clock(made):
    Hours.objects.filter(project=made.project).delete()
    queries.forget()
    assert queries.calendar(made.project.pk).is_open(NOW.replace(hour=3)) is True


def test_the_national_day_of_2026_is_off_and_its_weekends_are_worked(made):
    call_command("load_holidays")
    calendar = queries.calendar(made.project.pk)

    def at(month: int, day: int) -> bool:
        return calendar.is_open(datetime(2026, month, day, 10, tzinfo=SHANGHAI))

    assert [day for day in range(1, 12) if not at(10, day)] == [1, 2, 3, 4, 5, 6, 7, 11]
    assert (at(9, 20), at(10, 10), at(9, 25)) == (True, True, False)
    # A working day promised on 30 September at noon is kept on 8 October.
    due = calendar.add(datetime(2026, 9, 30, 12, tzinfo=SHANGHAI), 570)
    assert due == datetime(2026, 10, 8, 12, tzinfo=SHANGHAI)


# What is kept for thirty seconds


def asked(made) -> int:
    """How many queries the calendar and the promises cost."""
    with CaptureQueriesContext(connection) as queried:
        queries.calendar(made.project.pk)
        queries.promises(company_id=made.company.pk, project_id=made.project.pk)
    return len(queried)


def test_the_second_asking_costs_no_query(made):
    queries.forget()
    assert (asked(made), asked(made)) == (3, 0)


def test_what_is_kept_for_one_scope_is_not_given_to_another(made):
    promised(made)
    with scope.within({made.other_company.pk}):
        assert queries.promises(company_id=made.company.pk, project_id=None) == {}


def test_outside_any_scope_the_guard_raises_though_the_answer_is_kept(made):
    promised(made)
    token = scope._companies.set(None)
    try:
        with pytest.raises(scope.OutOfScope):
            queries.promises(company_id=made.company.pk, project_id=None)
    finally:
        scope._companies.reset(token)


def test_it_is_asked_again_when_it_is_stale(made, monkeypatch):
    asked(made)
    later = kept.time.monotonic() + kept.STALE + 1
    monkeypatch.setattr(kept.time, "monotonic", lambda: later)
    assert asked(made) == 3


@pytest.mark.django_db(transaction=True)
def test_an_edit_shows_at_once_and_a_rolled_back_one_never():
    made = cast()
    assert promised(made) == 570
    with transaction.atomic():
        set_promise(made)
        assert promised(made) == 240
    assert promised(made) == 240
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        set_promise(made, minutes=60)
        assert promised(made) == 60
        raise ZeroDivisionError
    assert promised(made) == 240
    asked(made)
    assert asked(made) == 0


# How it is said


@pytest.mark.parametrize(
    ("minutes", "always", "said"),
    [
        (10, True, "10 分钟"),
        (1440, True, "24 小时"),
        (14400, True, "10 天"),
        (120, False, "2 小时"),
        (90, False, "1 小时 30 分"),
        (570, False, "1 个工作日"),
        (1710, False, "3 个工作日"),
        (571, False, "2 个工作日"),
    ],
)
def test_a_length_is_said_as_people_say_it(minutes, always, said):
    assert saying.said_length(minutes, round_the_clock=always) == said


@given(minutes=st.integers(1, 86_400), workday=st.integers(60, 1440), always=st.booleans())
def test_what_is_said_is_never_shorter_than_what_the_clock_runs(minutes, workday, always):
    """People rely on the words; the words may round up, never down, and by less than a day."""
    said = saying.said_length(minutes, round_the_clock=always, workday=workday)
    units = {"分钟": 1, "分": 1, "小时": 60, "天": 1440, "个工作日": workday}
    parts = said.split(" ")
    heard = sum(int(count) * units[unit] for count, unit in zip(parts[::2], parts[1::2], strict=True))
    day = 1440 if always else workday
    assert minutes <= heard < minutes + day


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ([(day, 510, 1080) for day in range(6)], "周一至周六 08:30–18:00"),
        ([(0, 510, 720), (0, 780, 1080)], "周一 08:30–12:00、13:00–18:00"),
        ([(0, 540, 1080), (1, 540, 1080), (3, 540, 1080)], "周一、周二 09:00–18:00，周四 09:00–18:00"),
        ([(6, 0, 1440)], "周日 00:00–24:00"),
        ([], ""),
    ],
)
def test_hours_are_said_by_runs_of_days(hours, said):
    assert saying.said_hours(hours) == said


def test_the_promises_are_said_as_a_resident_reads_them(made):
    rows = queries.promises(company_id=made.company.pk, project_id=None)
    said = saying.said_promises(rows, queries.hours(made.project.pk))
    assert {urgency: one.whole for urgency, one in said.items()} == {
        "urgent": "10 分钟内答复，30 分钟内到场，24 小时内排除险情",
        "ordinary": "2 小时内答复，1 个工作日内到场，3 个工作日内办好",
        "planned": "4 小时内答复，按您约的时间上门",
        "complaint": "1 个工作日内答复，10 天内办好",
    }
    assert said["ordinary"].clock == "按周一至周六 08:30–18:00 计，节假日顺延"
    assert saying.said_promises({}, [])["urgent"].whole == ""


@pytest.mark.parametrize(
    "hours", [[], [(0, 600, 600)], [(0, 600, 500)], [(7, 0, 60)], [(0, 0, 1441)], [(1, 480, 720), (1, 700, 900)]]
)
def test_hours_that_cannot_be_kept_are_refused(made, hours):
    with pytest.raises(BadInput):
        actions.set_hours(made.project, hours=hours, by=SYSTEM, now=NOW)


def test_a_week_has_a_usual_day():
    assert saying.workday_of([(0, 480, 960), (1, 480, 960), (5, 480, 720)]) == 480
    assert str(WEEKDAYS[NOW.weekday()]) == "周一"
    assert saying.workday_of([]) == timedelta(hours=9, minutes=30) / timedelta(minutes=1)

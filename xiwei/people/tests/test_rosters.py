"""Rosters without clashes, leave with its cover; hypothesis against a slow obvious oracle."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import STAFF
from xiwei.ledger.models import Entry
from xiwei.people.actions import rosters as actions
from xiwei.people.models import Leave, LeaveState, Shift
from xiwei.people.queries import rosters as queries
from xiwei.people.queries.who import who
from xiwei.people.rules import rosters as rules
from xiwei.people.tests.make import MONDAY, NOW, SYSTEM, at, cast, kinds, shift
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may

pytestmark = pytest.mark.django_db
MANAGERS = {"staff_zheng", "staff_he"}


def roster(made, by=SYSTEM, **changed):
    said = {
        "line": "repair",
        "staff": [made.staff_sun],
        "cycle": "day6",
        "first": MONDAY,
        "last": MONDAY + timedelta(days=6),
    }
    return actions.make_roster(made.project, **said | changed, by=by, now=NOW)


def asked(made, staff=None, **changed):
    staff = staff or made.staff_sun
    said = {"starts_at": at(22), "ends_at": at(23), "reason": "看病"}
    return actions.ask_leave(staff, **said | changed, by=staff, now=NOW)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 60), st.integers(1, 20)), min_size=0, max_size=12))
@settings(max_examples=300, deadline=None)
def test_a_clash_is_found_exactly_where_two_of_one_person_overlap(drawn):
    shifts = [
        Shift(staff_id=staff, starts_at=at(1, start), ends_at=at(1, start + length)) for staff, start, length in drawn
    ]
    oracle = any(
        a.staff_id == b.staff_id and a.starts_at < b.ends_at and b.starts_at < a.ends_at
        for a, b in combinations(shifts, 2)
    )
    found = rules.clash(shifts)
    assert (found is not None) == oracle
    if found:
        one, other = found
        assert one.staff_id == other.staff_id
        assert one.starts_at < other.ends_at and other.starts_at < one.ends_at


@pytest.mark.parametrize("cycle", rules.CYCLES)
def test_no_cycle_clashes_with_itself(cycle):
    made = cast()
    people = [made.staff_sun, made.staff_zhou, made.staff_wu, made.staff_chen]
    done = roster(made, staff=people, cycle=cycle, last=MONDAY + timedelta(days=27))
    assert done.count == Shift.objects.count() > 0


def test_four_in_rotation_leave_no_hour_without_someone():
    made = cast()
    people = [made.staff_sun, made.staff_zhou, made.staff_wu, made.staff_chen]
    roster(made, staff=people, cycle="four", last=MONDAY + timedelta(days=9))
    shifts = list(Shift.objects.all())
    for hour in range(24, 24 * 9):
        moment = at(21, hour)
        assert sum(one.starts_at <= moment < one.ends_at for one in shifts) == 1


def test_a_week_of_day_work_is_six_shifts_and_one_line():
    made = cast()
    assert roster(made, by=made.staff_zheng).count == 6
    first = Shift.objects.order_by("starts_at").first()
    assert (first.starts_at, first.ends_at) == (at(21, 8, 30), at(21, 17, 30))
    line = Entry.objects.get()
    assert line.kind == "people.roster_made"
    assert line.data == {
        "project": "翠湖花园", "from_day": "2026-09-21", "to_day": "2026-09-27", "count": 6,
    }  # fmt: skip


@pytest.mark.parametrize("name", STAFF)
def test_who_may_make_the_roster(name):
    made = cast()
    if name in MANAGERS:
        assert roster(made, by=getattr(made, name)).count == 6
        return
    with pytest.raises(NotAllowed):
        roster(made, by=getattr(made, name))


@pytest.mark.parametrize("name", STAFF)
def test_who_may_read_the_roster(name):
    made = cast()
    seen = may(rules.check_may_see_roster)(getattr(made, name), made.project)
    assert seen == (name in MANAGERS | {"staff_zhao"})


def test_an_overlap_is_refused_by_name_and_nothing_is_written():
    made = cast()
    shift(made, made.staff_sun, at(23, 16), at(23, 20))
    with pytest.raises(NotNow) as refused:
        roster(made)
    assert str(refused.value) == (
        "孙师傅的9月23日 08:30—17:30（翠湖花园 维修）与9月23日 16:00—20:00（翠湖花园 维修）重叠。"
        "一班也没有写入，请改时间或换人。"
    )
    assert Shift.objects.count() == 1


def test_a_shift_may_begin_as_another_ends():
    made = cast()
    shift(made, made.staff_sun, at(21, 17, 30), at(21, 20))
    assert roster(made).count == 6


def test_one_without_a_post_here_is_not_rostered():
    made = cast()
    with pytest.raises(NotAllowed, match="没有岗位"):
        roster(made, staff=[made.staff_outsider])


@pytest.mark.parametrize(
    "wrong",
    [
        {"last": MONDAY - timedelta(days=1)},
        {"last": MONDAY + timedelta(days=92)},
        {"staff": []},
        {"line": "moon"},
    ],
)
def test_a_roster_that_cannot_be_is_refused(wrong):
    made = cast()
    with pytest.raises(BadInput):
        roster(made, **wrong)


def test_those_on_granted_leave_are_left_out_and_reported():
    made = cast()
    actions.grant_leave(asked(made), by=made.staff_zheng, now=NOW)
    done = roster(made)
    assert done.count == 5
    assert [one.starts_at for one in done.left_out] == [at(22, 8, 30)]


def test_a_week_is_copied_once_without_those_who_left():
    made = cast()
    roster(made, staff=[made.staff_sun, made.staff_wu], first=MONDAY - timedelta(days=7), last=MONDAY)
    made.staff_wu.left_on = NOW.date()
    made.staff_wu.save()
    done = actions.copy_week(made.project, monday=MONDAY, by=made.staff_zheng, now=NOW)
    assert done.count == 5  # Monday's stood already
    assert actions.copy_week(made.project, monday=MONDAY, by=made.staff_zheng, now=NOW).count == 0


def test_a_shift_is_added_and_taken_off_before_it_begins():
    made = cast()
    kept = {"staff": made.staff_sun, "line": "repair", "by": made.staff_zheng, "now": NOW}
    one = actions.add_shift(made.project, starts_at=at(21, 18), ends_at=at(21, 22), **kept)
    actions.drop_shift(one, by=made.staff_zheng, now=NOW)
    assert (Shift.objects.count(), kinds()) == (0, ["people.shift_added", "people.shift_dropped"])
    begun = shift(made, made.staff_sun, at(21, 8), at(21, 12))
    with pytest.raises(NotNow, match="已经开始"):
        actions.drop_shift(begun, by=made.staff_zheng, now=NOW)


@pytest.mark.parametrize("hours", [(10, 10), (10, 9), (0, 25)])
def test_a_shift_ends_after_it_starts_within_a_day(hours):
    made = cast()
    with pytest.raises(BadInput):
        actions.add_shift(
            made.project,
            staff=made.staff_sun,
            line="repair",
            starts_at=at(24, hours[0]),
            ends_at=at(24, hours[1]),
            by=made.staff_zheng,
            now=NOW,
        )


def test_one_person_at_a_time_answers_for_a_line():
    made = cast()
    mine = shift(made, made.staff_sun, at(22, 7), at(22, 15))
    other = shift(made, made.staff_zheng, at(22, 14), at(22, 20))
    later = shift(made, made.staff_wu, at(22, 15), at(22, 20))
    actions.name_officer(mine, officer=True, by=made.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="孙师傅"):
        actions.name_officer(other, officer=True, by=made.staff_zheng, now=NOW)
    assert actions.name_officer(later, officer=True, by=made.staff_zheng, now=NOW).duty_officer is True
    actions.name_officer(mine, officer=False, by=made.staff_zheng, now=NOW)
    actions.name_officer(mine, officer=False, by=made.staff_zheng, now=NOW)
    assert kinds() == ["people.officer_named"] * 2 + ["people.officer_ended"]


def test_leave_is_asked_granted_with_cover_and_shown_on_the_grid():
    made = cast()
    roster(made)
    leave = asked(made)
    actions.grant_leave(leave, cover=made.staff_chen, by=made.staff_zheng, now=NOW)
    leave.refresh_from_db()
    assert (leave.state, leave.cover, leave.answered_by) == (
        LeaveState.GRANTED,
        made.staff_chen,
        made.staff_zheng,
    )
    assert kinds()[1:] == ["people.leave_asked", "people.leave_granted"]
    [row] = [row for row in queries.week(made.project, MONDAY) if row.line == "repair"]
    assert [[slot.leave.cover.name if slot.leave else "" for slot in day] for day in row.days] == [
        [""], ["陈园"], [""], [""], [""], [""], [],
    ]  # fmt: skip


@pytest.mark.parametrize("name", STAFF)
def test_who_may_answer_the_repairers_leave(name):
    made = cast()
    leave = asked(made)
    assert rules.may_answer(getattr(made, name), leave) == (name in MANAGERS)


def test_a_directors_leave_is_answered_by_the_company_not_by_the_director():
    made = cast()
    leave = asked(made, made.staff_zheng)
    with pytest.raises(NotAllowed, match="公司经理"):
        actions.grant_leave(leave, by=made.staff_zheng, now=NOW)
    assert actions.grant_leave(leave, by=made.staff_he, now=NOW).state == LeaveState.GRANTED


def test_leave_is_answered_once_and_refused_with_a_reason():
    made = cast()
    leave = asked(made)
    with pytest.raises(BadInput):
        actions.refuse_leave(leave, reason=" ", by=made.staff_zheng, now=NOW)
    actions.refuse_leave(leave, reason="那天消防检查", by=made.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="未批"):
        actions.grant_leave(leave, by=made.staff_zheng, now=NOW)
    leave.refresh_from_db()
    assert (leave.state, leave.answer) == (LeaveState.REFUSED, "那天消防检查")


def test_only_the_asker_takes_leave_back_while_it_runs():
    made = cast()
    leave = actions.grant_leave(asked(made), by=made.staff_zheng, now=NOW)
    with pytest.raises(NotAllowed):
        actions.withdraw_leave(leave, by=made.staff_zheng, now=NOW)
    with pytest.raises(NotNow):
        actions.withdraw_leave(leave, by=made.staff_sun, now=at(23))
    assert actions.withdraw_leave(leave, by=made.staff_sun, now=NOW).state == LeaveState.WITHDRAWN
    assert asked(made).state == LeaveState.ASKED


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": at(22)},
        {"ends_at": at(22) + timedelta(days=191)},
        {"reason": "  "},
    ],
)
def test_leave_that_cannot_be_is_refused(wrong):
    made = cast()
    with pytest.raises(BadInput):
        asked(made, **wrong)
    assert Leave.objects.count() == 0


def test_two_leaves_of_one_person_do_not_overlap():
    made = cast()
    asked(made)
    with pytest.raises(BadInput, match="9月22日"):
        asked(made, starts_at=at(22, 12), ends_at=at(25))
    assert asked(made, starts_at=at(23), ends_at=at(24)).state == LeaveState.ASKED


def test_nobody_asks_leave_for_a_colleague_without_the_right():
    made = cast()
    said = {"starts_at": at(22), "ends_at": at(23), "reason": "看病", "now": NOW}
    with pytest.raises(NotAllowed):
        actions.ask_leave(made.staff_sun, **said, by=made.staff_wu)
    assert actions.ask_leave(made.staff_sun, **said, by=made.staff_zheng).staff == made.staff_sun


def test_a_stand_in_is_present_and_someone_else():
    made = cast()
    leave = asked(made)
    actions.grant_leave(asked(made, made.staff_chen), by=made.staff_zheng, now=NOW)
    for cover in (made.staff_sun, made.staff_chen, made.staff_outsider):
        with pytest.raises(BadInput):
            actions.grant_leave(leave, cover=cover, by=made.staff_zheng, now=NOW)


def test_leave_waits_for_whoever_answers_it():
    made = cast()
    own = asked(made, made.staff_zheng)
    leave = asked(made)
    director, manager, worker = (who(person, day=NOW.date()) for person in (made.zheng, made.he, made.wu))
    assert queries.leaves_to_answer(director) == [leave]
    assert set(queries.leaves_to_answer(manager)) == {leave, own}
    assert queries.leaves_to_answer(worker) == []


def test_the_day_a_cycle_begins_decides_its_turns():
    four = rules.CYCLES["four"]
    days = [date(2026, 9, 21) + timedelta(days=n) for n in range(5)]
    labels = [turn.label if (turn := four.turn(day, first=days[0], place=1)) else "休" for day in days]
    assert labels == ["中班", "夜班", "休", "早班", "中班"]

"""The registry of equipment: who keeps it, names and codes, the tree, its states, the law of lifts, what is told once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.rounds import jobs
from xiwei.rounds.actions import doing
from xiwei.rounds.actions import equipment as actions
from xiwei.rounds.actions.doing import Deed
from xiwei.rounds.models import Equipment, Stop
from xiwei.rounds.queries import equipment as queries
from xiwei.rounds.rules import equipment as rules
from xiwei.rounds.rules.equipment import Alarm, lift_due
from xiwei.rounds.tests.make import NOW, Cast, cast, everywhere, planned, route, standard
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

TODAY = NOW.date()


@pytest.fixture
def made(db) -> Cast:
    return cast()


def piece(made: Cast, name: str = "1号电梯", kind: str = "lift", **said) -> Equipment:
    return actions.register(made.project, kind=kind, name=name, by=made.staff_zheng, now=NOW, **said)


def maintained(made: Cast, one: Equipment, rule: str = "FREQ=DAILY;INTERVAL=15;BYHOUR=14", line: str = "repair"):
    standard(
        made, f"M-{line}-{one.pk}", name="电梯半月维保", line=line, places=[], equipment=[one.kind],
        grades=[{"grade": 2, "rule": rule, "words": "每 15 天"}],
    )  # fmt: skip
    return route(made, one, name=f"维保 {one.name}", line=line)


def do(made: Cast, one: Equipment, now) -> None:
    stop = Stop.objects.get(equipment=one, state="waiting")
    deed = Deed(position=1, via="typed", code=one.code, answers={stop.pk: {"1": "ok", "2": "99"}})
    doing.do_point(stop.round, deed, by=made.staff_sun, now=now)


def row(made: Cast, one: Equipment, now=NOW) -> queries.Row:
    with everywhere():
        return next(row for row in queries.registry(made.project, now) if row.one.pk == one.pk)


def test_a_piece_gets_a_code_and_a_line_and_stands_in_the_registry(made: Cast):
    one = piece(made, place=made.lift, inspected_until=date(2027, 5, 1))
    assert (len(one.code), one.state, one.place) == (8, "running", made.lift)
    line = Entry.objects.get(kind="rounds.equipment_registered")
    assert (line.subject_id, line.place_id, line.data["code"]) == (one.pk, made.lift.pk, one.code)
    assert row(made, one).one == one


WHO_KEEPS = {"zheng", "he"}
WHO_READS = {"zhao_min", "sun", "zheng", "he"}
WHO_TENDS = {"sun", "zheng", "he"}
STAFF = ["zhao", "sun", "zhou", "wu", "chen", "zheng", "he", "lin", "outsider"]


@pytest.mark.parametrize("who", STAFF)
def test_the_director_and_the_manager_keep_it_repairers_and_who_sees_rounds_read_it(made: Cast, who: str):
    staff, name = getattr(made, f"staff_{who}"), {"zhao": "zhao_min"}.get(who, who)
    assert rules.may_keep(staff, made.project) is (name in WHO_KEEPS)
    assert rules.may_read(staff, made.project) is (name in WHO_READS)
    assert rules.may_tend(staff, made.project) is (name in WHO_TENDS)
    one = piece(made)
    said = {"kind": "pump", "name": "2号泵", "by": staff, "now": NOW}
    attempts = [
        lambda: actions.register(made.project, **said),
        lambda: actions.change(one, name="3号电梯", by=staff, now=NOW),
        lambda: actions.move(one, place=made.lift, parent=None, by=staff, now=NOW),
        lambda: actions.turn(one, "stop", reason="检修", by=staff, now=NOW),
    ]
    lines = Entry.objects.count()
    for attempt in attempts:
        if name in WHO_KEEPS:
            attempt()
        else:
            with pytest.raises(NotAllowed):
                attempt()
    assert Entry.objects.count() - lines == (4 if name in WHO_KEEPS else 0)


def test_two_in_use_never_bear_one_name_and_a_scrapped_ones_name_is_free_again(made: Cast):
    one = piece(made)
    with pytest.raises(BadInput, match="已经有一台“1号电梯”"):
        piece(made, " 1号电梯 ")
    actions.turn(one, "scrap", reason="换新梯", by=made.staff_zheng, now=NOW)
    assert piece(made).pk != one.pk


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "spaceship"}, "请选设备的类别"),
        ({"name": "梯"}, "2 到 60 个字"),
        ({"made_on": date(2020, 1, 2), "begun_on": date(2020, 1, 1)}, "不能早于出厂日期"),
        ({"begun_on": date(2020, 1, 2), "inspected_until": date(2019, 1, 1)}, "不能早于投用日期"),
    ],
)
def test_what_cannot_be_is_refused_with_its_sentence(made: Cast, said, sentence):
    with pytest.raises(BadInput, match=sentence):
        piece(made, **said)
    assert not Equipment.objects.exists()


def test_a_place_of_another_project_or_out_of_use_is_refused(made: Cast):
    with pytest.raises(BadInput, match="本项目在用的地点"):
        piece(made, place=made.other_place)
    made.gate.retired_at = NOW
    with pytest.raises(BadInput, match="本项目在用的地点"):
        piece(made, place=made.gate)


def test_nothing_becomes_a_part_of_its_own_part(made: Cast):
    house = piece(made, "水泵房机组", "pump")
    pump = piece(made, "1号泵", "pump", parent=house)
    motor = piece(made, "1号泵电机", "pump", parent=pump)
    for parent in (house, pump, motor):
        with pytest.raises(BadInput, match="不能当它的上级"):
            actions.move(house, place=None, parent=parent, by=made.staff_zheng, now=NOW)
    with everywhere():
        assert [(row.one.name, row.depth) for row in queries.registry(made.project, NOW)] == [
            ("水泵房机组", 0), ("1号泵", 1), ("1号泵电机", 2),
        ]  # fmt: skip


@given(moves=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=25))
def test_however_pieces_are_moved_the_tree_has_no_loop_and_is_not_too_deep(moves):
    project = Cast.__new__(Cast)
    project.pk = 1
    pieces = [Equipment(pk=pk, project_id=1, name=f"{pk}号设备") for pk in range(8)]
    above: dict[int, int] = {}
    for moved, under in moves:
        try:
            rules.check_parent(pieces[moved], pieces[under], project, above)  # type: ignore[arg-type]
        except BadInput:
            continue
        above[moved] = under
    for start in range(8):
        seen = [start]
        while seen[-1] in above:
            assert above[seen[-1]] not in seen
            seen.append(above[seen[-1]])
        assert len(seen) <= rules.DEEPEST


def test_a_change_says_what_was_changed_and_nothing_changed_is_refused(made: Cast):
    one = piece(made)
    actions.change(one, maker="通力", note="备件在机房", by=made.staff_zheng, now=NOW)
    assert Entry.objects.get(kind="rounds.equipment_changed").data["fields"] == "厂家、备注"
    with pytest.raises(BadInput, match="没有改动"):
        actions.change(one, maker="通力", by=made.staff_zheng, now=NOW)


def test_what_is_stopped_wants_no_maintenance_until_it_runs_again(made: Cast):
    one = piece(made)
    maintained(made, one)
    planned(made)
    actions.turn(one, "stop", reason="大修", by=made.staff_zheng, now=NOW)
    assert Stop.objects.get(equipment=one).state == "dropped"
    assert row(made, one).next_at is None
    assert row(made, one).pressing == []
    actions.turn(one, "run", reason="修好了", by=made.staff_zheng, now=NOW)
    assert Stop.objects.filter(equipment=one, state="waiting").count() == 1


@pytest.mark.parametrize(("first", "then"), [("stop", "stop"), ("scrap", "run"), ("scrap", "scrap"), ("", "run")])
def test_a_move_that_its_state_does_not_allow_is_refused(made: Cast, first: str, then: str):
    one = piece(made)
    if first:
        actions.turn(one, first, reason="到期了", by=made.staff_zheng, now=NOW)
    with pytest.raises(NotNow):
        actions.turn(one, then, reason="到期了", by=made.staff_zheng, now=NOW)


def test_what_still_has_parts_is_not_scrapped_and_a_scrapped_book_is_closed(made: Cast):
    house = piece(made, "水泵房机组", "pump")
    pump = piece(made, "1号泵", "pump", parent=house)
    with pytest.raises(NotNow, match="还有 1 个部件没有报废（1号泵）"):
        actions.turn(house, "scrap", reason="拆除", by=made.staff_zheng, now=NOW)
    actions.turn(pump, "scrap", reason="拆除", by=made.staff_zheng, now=NOW)
    actions.turn(house, "scrap", reason="拆除", by=made.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="已经报废"):
        actions.change(pump, note="错了", by=made.staff_zheng, now=NOW)


# ---- lifts: at least every 15 days

days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(last=st.none() | days, following=st.none() | days, today=days)
def test_a_lift_is_red_exactly_where_some_day_would_see_it_more_than_15_days_unmaintained(last, following, today):
    """The law told by walking the days, beside the rule that reckons."""
    late = last is None or not any(last + timedelta(days=gone) == today for gone in range(-365, 15))
    kept = last is not None and following in {last + timedelta(days=gone) for gone in range(-365, 16)}
    wanted = Alarm.LIFT_LATE if late else (None if kept else Alarm.LIFT_AHEAD)
    assert lift_due(last, following, today) == wanted


def test_a_lift_maintained_in_time_is_calm_and_red_on_the_fifteenth_day(made: Cast):
    one = piece(made)
    assert [told.alarm for told in row(made, one).pressing] == ["lift_late"]
    maintained(made, one)
    planned(made)
    do(made, one, NOW + timedelta(hours=4))
    assert row(made, one, NOW + timedelta(hours=5)).pressing == []
    assert row(made, one, NOW + timedelta(days=14)).pressing == []
    late = row(made, one, NOW + timedelta(days=15))
    assert (late.red, [told.text for told in late.pressing]) == (True, ["上次维保是 15 天前，至少每 15 天要维保一次"])


def test_a_lift_whose_next_maintenance_is_planned_too_late_is_red_at_once(made: Cast):
    one = piece(made)
    maintained(made, one, rule="FREQ=DAILY;INTERVAL=16;BYHOUR=14")
    planned(made)
    do(made, one, NOW + timedelta(hours=4))
    [told] = row(made, one, NOW + timedelta(hours=5)).pressing
    assert (told.alarm, told.red, told.text) == ("lift_ahead", True, "下次维保最晚 10月6日，还没有排在这以前")


def test_cleaning_a_lift_is_no_maintenance(made: Cast):
    one = piece(made)
    maintained(made, one, rule="FREQ=DAILY;BYHOUR=14", line="cleaning")
    planned(made)
    stop = Stop.objects.get(equipment=one, state="waiting")
    deed = Deed(position=1, via="typed", code=one.code, answers={stop.pk: {"1": "ok", "2": "99"}})
    doing.do_point(stop.round, deed, by=made.staff_wu, now=NOW + timedelta(hours=4))
    late = row(made, one, NOW + timedelta(hours=5))
    assert late.last_at == NOW + timedelta(hours=4)
    assert [told.alarm for told in late.pressing] == ["lift_late"]


def test_what_was_missed_is_overdue_first_in_the_registry_until_it_is_made_up_for(made: Cast):
    calm = piece(made, "0号泵", "pump")
    one = piece(made, "1号泵", "pump")
    maintained(made, one, rule="FREQ=DAILY;BYHOUR=14")
    planned(made)
    jobs.find_missed(NOW + timedelta(days=1))
    with everywhere():
        assert [r.one for r in queries.registry(made.project, NOW + timedelta(days=1))] == [one, calm]
    assert row(made, one, NOW + timedelta(days=1)).missed is True
    stop = Stop.objects.get(equipment=one)
    doing.do_point(
        stop.round, Deed(position=1, via="typed", code=one.code, answers={stop.pk: {"1": "ok", "2": "99"}}),
        by=made.staff_sun, now=NOW + timedelta(days=1),
    )  # fmt: skip
    assert row(made, one, NOW + timedelta(days=1)).missed is False


def told(made: Cast) -> list[str]:
    return [
        one.body for one in Message.objects.filter(person=made.zheng, about="rounds.equipment_presses").order_by("pk")
    ]


def test_the_director_hears_of_a_late_lift_once_and_again_after_the_next_time(made: Cast):
    one = piece(made)
    assert jobs.remind_equipment(NOW) == 1
    assert jobs.remind_equipment(NOW + timedelta(days=1)) == 0
    assert told(made) == ["电梯还没有维保记录，至少每 15 天要维保一次。"]
    maintained(made, one)
    planned(made)
    do(made, one, NOW + timedelta(hours=4))
    assert jobs.remind_equipment(NOW + timedelta(days=1)) == 0
    assert jobs.remind_equipment(NOW + timedelta(days=16)) == 1
    assert jobs.remind_equipment(NOW + timedelta(days=17)) == 0
    assert len(told(made)) == 2
    assert Entry.objects.filter(kind="rounds.equipment_pressed").count() == 2


@pytest.mark.parametrize("what", ["inspected_until", "warranty_until"])
@pytest.mark.parametrize(("left", "heard"), [(31, 0), (30, 1), (1, 1), (0, 1)])
def test_an_inspection_or_a_warranty_that_ends_is_told_30_days_before_once(made: Cast, what, left, heard):
    piece(made, "1号泵", "pump", **{what: TODAY + timedelta(days=left)})
    assert jobs.remind_equipment(NOW) == heard
    assert jobs.remind_equipment(NOW) == 0
    assert len(told(made)) == heard


def test_an_inspection_run_out_is_red_and_a_new_date_is_told_anew(made: Cast):
    one = piece(made, "1号泵", "pump", inspected_until=TODAY + timedelta(days=3))
    assert (row(made, one).near, row(made, one).red) == (True, False)
    assert row(made, one, NOW + timedelta(days=4)).red is True
    assert jobs.remind_equipment(NOW) == 1
    actions.change(one, inspected_until=TODAY + timedelta(days=365), by=made.staff_zheng, now=NOW)
    assert jobs.remind_equipment(NOW) == 0
    assert jobs.remind_equipment(NOW + timedelta(days=340)) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_registry_asks_as_often_for_one_piece_as_for_three(made: Cast, rows: int, django_assert_num_queries):
    for number in range(rows):
        maintained(made, piece(made, f"{number}号电梯"))
    planned(made)
    with everywhere(), django_assert_num_queries(9):
        assert len(queries.registry(made.project, NOW)) == rows

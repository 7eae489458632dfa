"""Days planned from standards: what is due, who walks it, and how a plan follows what changes (A2, A7, D8)."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from xiwei.ledger.models import Entry
from xiwei.people.models import Credential, Leave, Shift
from xiwei.rounds import jobs, listeners
from xiwei.rounds.actions import planning, routes, weather
from xiwei.rounds.models import Round, RoundState, Stop, StopState
from xiwei.rounds.tests.make import EVENING, NOW, SYSTEM, TODAY, Cast, again, cast, day, place, planned, route, standard
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow
from xiwei.standards import actions as standards
from xiwei.standards.models import ServiceGrade


def at(hour: int, minute: int = 0, ahead: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day(ahead), time(hour, minute)))


def said(one: Round) -> tuple:
    return timezone.localtime(one.starts_at).strftime("%H:%M"), one.worker and one.worker.name, one.state


def lines(kind: str) -> list[dict]:
    return list(Entry.objects.filter(kind=kind).order_by("pk").values_list("data", flat=True))


@pytest.fixture
def made(db) -> Cast:
    return cast()


def test_a_route_and_a_standard_make_a_round_with_a_stop_for_each_place(made: Cast):
    standard(made)
    route(made, made.lift, place(made, "9栋电梯"), made.gate)
    [one] = planned(made)
    assert (said(one), one.minutes) == (("14:00", "吴姐", "planned"), 2 * 10 + 2 * 2)
    assert [(stop.position, stop.place.name, stop.code) for stop in one.stops.all()] == [
        (1, made.lift.name, "C-LIFT"), (2, "9栋电梯", "C-LIFT"),
    ]  # fmt: skip


def test_planning_a_day_twice_changes_nothing(made: Cast):
    standard(made)
    route(made)
    planned(made)
    before = Entry.objects.count()
    assert planning.plan_day(made.project, TODAY, by=SYSTEM, now=NOW) == planning.Planned()
    assert (Round.objects.count(), Stop.objects.count(), Entry.objects.count()) == (1, 1, before)


def test_what_has_no_hour_joins_the_days_first_round_or_starts_when_the_route_does(made: Cast):
    standard(made)
    standard(
        made, "C-WEEK", name="轿顶除尘", grades=[{"grade": 2, "rule": "FREQ=WEEKLY;BYDAY=MO", "words": "每周 1 次"}]
    )
    route(made)
    [monday] = planned(made)
    assert sorted(stop.code for stop in monday.stops.all()) == ["C-LIFT", "C-WEEK"]
    routes.draw_route(
        made.project, name="只有周保洁", line="cleaning", spots=[made.lift], codes=["C-WEEK"], begins_on=TODAY,
        by=made.staff_zheng, now=NOW, starts=time(10, 30),
    )  # fmt: skip
    [alone] = Round.objects.filter(route__name="只有周保洁", day=day(0)) or [None]
    assert alone is not None
    assert (said(alone)[0], timezone.localtime(alone.due_at)) == ("10:30", at(0, ahead=1))


def test_what_was_over_before_anybody_planned_it_is_not_planned(made: Cast):
    standard(made, grades=[{"grade": 2, "rule": "FREQ=DAILY;BYHOUR=6,14", "words": "每日 2 次"}])
    route(made)
    assert [said(one)[0] for one in planned(made)] == ["14:00"]


def test_the_grade_of_the_contract_says_how_often(made: Cast):
    standard(made, grades=[{"grade": 1, "rule": "FREQ=DAILY;BYHOUR=11,14,17", "words": "3 次"},
                           {"grade": 2, "rule": "FREQ=DAILY;BYHOUR=14", "words": "1 次"}])  # fmt: skip
    ServiceGrade.objects.create(company=made.company, project=made.project, grade=1, since=day(1), source="合同")
    route(made)
    assert [len(planned(made, ahead)) for ahead in (0, 1)] == [1, 3]
    assert {stop.grade for stop in Stop.objects.filter(day=day(1))} == {1}


def test_a_changed_standard_is_followed_tomorrow_and_todays_round_keeps_its_own(made: Cast):
    first = standard(made)
    route(made)
    [today], [tomorrow] = planned(made), planned(made, 1, now=EVENING)
    standards.revise_standard(
        first, by=made.staff_he, now=NOW, since=day(1), reason="轿厢太暗",
        checks=[{"key": "1", "text": "镜面无水渍", "kind": "tick"}],
    )  # fmt: skip
    listeners.standard_changed(data={"company": made.company.pk, "code": "C-LIFT", "since": str(day(1))}, at=NOW)
    assert [stop.standard.version for stop in today.stops.all()] == [1]
    assert [stop.standard.version for stop in tomorrow.stops.all()] == [2]
    assert again(tomorrow).version == 2
    assert lines("rounds.stops_changed") == [{"reason": "服务标准有新版本"}]


def test_a_round_that_has_begun_is_left_alone_by_a_new_plan(made: Cast):
    first = standard(made)
    route(made)
    [one] = planned(made, 1, now=EVENING)
    Round.objects.filter(pk=one.pk).update(state=RoundState.BEGUN)
    standards.retire_standard(first, by=made.staff_he, now=NOW, since=day(1), reason="并入别的")
    planning.plan_day(made.project, day(1), by=SYSTEM, now=EVENING)
    assert (again(one).state, [stop.state for stop in one.stops.all()]) == ("begun", ["waiting"])


def test_what_is_no_longer_due_is_dropped_with_its_reason(made: Cast):
    first = standard(made)
    route(made)
    [one] = planned(made, 1, now=EVENING)
    standards.retire_standard(first, by=made.staff_he, now=NOW, since=day(1), reason="并入别的")
    listeners.standard_changed(data={"company": made.company.pk, "code": "C-LIFT", "since": str(day(1))}, at=NOW)
    assert (again(one).state, again(one).why, [stop.state for stop in one.stops.all()]) == (
        "dropped", "服务标准有新版本", ["dropped"],
    )  # fmt: skip


def test_a_retired_place_falls_out_of_the_rounds_not_yet_begun(made: Cast):
    standard(made)
    second = place(made, "9栋电梯")
    route(made, made.lift, second)
    [one] = planned(made, 1, now=EVENING)
    type(second).objects.filter(pk=second.pk).update(retired_at=NOW)
    planning.plan_day(made.project, day(1), by=SYSTEM, now=EVENING)
    assert [(stop.place_id, stop.state) for stop in one.stops.all()] == [
        (made.lift.pk, StopState.WAITING), (second.pk, StopState.DROPPED),
    ]  # fmt: skip


def test_rain_takes_what_is_out_of_doors_and_gives_it_back_when_called_off(made: Cast):
    standard(made, "C-ROAD", name="道路清扫", places=["gate"], outdoors=True)
    standard(made)
    route(made, made.lift, made.gate)
    [one] = planned(made)
    rain = weather.warn(
        made.project, kind="rain", starts_at=at(12), ends_at=at(20), words="暴雨橙色预警", by=made.staff_zheng, now=NOW
    )
    held = {stop.code: stop.state for stop in one.stops.all()}
    assert held == {"C-LIFT": StopState.WAITING, "C-ROAD": StopState.DROPPED}
    assert again(one).why == "大雨，室外的活停做，雨停后再排"
    weather.call_off(rain, by=made.staff_zheng, now=NOW + timedelta(hours=1))
    assert {stop.code: stop.state for stop in one.stops.all()} == {"C-LIFT": "waiting", "C-ROAD": "waiting"}


def test_a_round_all_of_whose_stops_are_out_of_doors_is_dropped_and_taken_up_again(made: Cast):
    standard(made, "C-ROAD", name="道路清扫", places=["gate"], outdoors=True)
    route(made, made.gate)
    [one] = planned(made)
    rain = weather.warn(
        made.project, kind="rain", starts_at=at(12), ends_at=at(20), words="暴雨橙色预警", by=made.staff_zheng, now=NOW
    )
    assert (again(one).state, again(one).why) == ("dropped", "大雨，室外的活停做，雨停后再排")
    weather.call_off(rain, by=made.staff_zheng, now=NOW + timedelta(hours=1))
    assert (again(one).state, [stop.state for stop in one.stops.all()]) == ("planned", ["waiting"])


def test_heat_moves_what_is_out_of_doors_and_leaves_the_rest(made: Cast):
    standard(made, "C-ROAD", name="道路清扫", places=["gate"], outdoors=True)
    standard(made)
    route(made, made.gate, name="道路")
    route(made, made.lift)
    planned(made)
    weather.warn(
        made.project, kind="heat", starts_at=at(10), ends_at=at(18), words="高温橙色预警", by=made.staff_zheng, now=NOW
    )
    assert {one.route.name: said(one)[0] for one in Round.objects.all()} == {"道路": "15:30", "电梯保洁": "14:00"}
    assert lines("rounds.moved") == [{"moment": "15:30", "reason": "高温，避开最热的钟点，改到 15:30"}]


@pytest.mark.parametrize(
    ("kind", "starts", "ends", "words", "told"),
    [
        ("fog", 12, 20, "大雾", "请选一种天气"),
        ("rain", 20, 12, "暴雨预警", "晚于"),
        ("rain", 8, 9, "暴雨预警", "已经过去"),
        ("rain", 12, 20, "", "来源"),
        ("rain", 12, 24 * 12, "暴雨预警", "10 天"),
    ],
)
def test_a_warning_that_cannot_be_is_refused(made: Cast, kind: str, starts: int, ends: int, words: str, told: str):
    with pytest.raises(BadInput, match=told):
        weather.warn(
            made.project, kind=kind, starts_at=at(0) + timedelta(hours=starts), ends_at=at(0) + timedelta(hours=ends),
            words=words, by=made.staff_zheng, now=NOW,
        )  # fmt: skip


def test_leave_gives_the_round_to_another_of_the_line_and_says_why(made: Cast):
    standard(made)
    route(made, worker=made.staff_wu)
    [one] = planned(made)
    other = _cleaner(made, "钱姐")
    Leave.objects.create(
        company=made.company, staff=made.staff_wu, starts_at=at(12), ends_at=at(20), reason="看病", state="granted"
    )
    assert jobs.keep_staffed(NOW) == 1
    assert (again(one).worker, again(one).why) == (other, "吴姐这个时间不在")
    assert jobs.keep_staffed(NOW) == 0


def test_where_nobody_is_there_the_round_waits_for_the_director_and_is_said_once(made: Cast):
    standard(made)
    route(made)
    [one] = planned(made)
    Leave.objects.create(
        company=made.company, staff=made.staff_wu, starts_at=at(12), ends_at=at(20), reason="看病", state="granted"
    )
    assert [jobs.keep_staffed(NOW), jobs.keep_staffed(NOW)] == [1, 0]
    assert (again(one).worker, again(one).why) == (None, "这个时间没有人当班，请安排")


def test_a_plan_that_takes_a_round_from_its_worker_and_finds_nobody_says_so_in_a_line(made: Cast):
    first = standard(made)
    route(made, worker=made.staff_wu)
    [one] = planned(made, 1, now=EVENING)
    standards.revise_standard(
        first, by=made.staff_he, now=NOW, since=day(1), reason="要持证", certificate="electric",
    )  # fmt: skip
    listeners.standard_changed(data={"company": made.company.pk, "code": "C-LIFT", "since": str(day(1))}, at=NOW)
    assert again(one).worker is None
    assert [(line["to"], line["reason"]) for line in lines("rounds.handed_over")] == [("待安排", "服务标准有新版本")]


def test_only_who_is_on_shift_is_given_a_round_where_the_line_keeps_a_roster(made: Cast):
    standard(made)
    other = _cleaner(made, "钱姐")
    Shift.objects.create(
        company=made.company, project=made.project, staff=other, line="cleaning", starts_at=at(13), ends_at=at(21)
    )
    route(made, worker=made.staff_wu)
    assert [said(one) for one in planned(made)] == [("14:00", "钱姐", "planned")]


def test_work_that_takes_a_certificate_is_given_to_who_holds_it(made: Cast):
    standard(made, certificate="electrician")
    route(made, worker=made.staff_wu)
    [one] = planned(made)
    assert (one.worker, one.why) == (None, "当班的人没有所需的证书，请安排")
    Credential.objects.create(company=made.company, staff=made.staff_wu, kind="electrician", expires_on=day(-1))
    assert jobs.keep_staffed(NOW) == 0
    Credential.objects.update(expires_on=day(100))
    assert (jobs.keep_staffed(NOW), again(one).worker) == (1, made.staff_wu)


def test_whose_it_is_by_the_directors_hand_keeps_it_when_the_day_is_planned_anew(made: Cast):
    standard(made)
    route(made, worker=made.staff_wu)
    [one] = planned(made)
    other = _cleaner(made, "钱姐")
    planning.hand_over(one, to=other, by=made.staff_zheng, now=NOW, why="吴姐去开会")
    planning.plan_day(made.project, TODAY, by=SYSTEM, now=NOW)
    assert again(one).worker == other
    with pytest.raises(NotNow, match="已经是"):
        planning.hand_over(one, to=other, by=made.staff_zheng, now=NOW, why="再派一次")
    with pytest.raises(BadInput, match="不在这条线上"):
        planning.hand_over(one, to=made.staff_sun, by=made.staff_zheng, now=NOW, why="他有空")


@pytest.mark.parametrize("name", ["zhao", "sun", "zhou", "wu", "chen", "lin", "outsider", "zheng", "he"])
def test_only_the_director_and_the_manager_plan(made: Cast, name: str):
    standard(made)
    by = getattr(made, f"staff_{name}")
    doing = {"name": "新路线", "line": "cleaning", "spots": [made.lift], "begins_on": TODAY, "by": by, "now": NOW}
    if name in ("zheng", "he"):
        assert routes.draw_route(made.project, **doing).name == "新路线"
        return
    with pytest.raises(NotAllowed):
        routes.draw_route(made.project, **doing)
    with pytest.raises(NotAllowed):
        planning.plan_day(made.project, TODAY, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        weather.warn(made.project, kind="rain", starts_at=at(12), ends_at=at(20), words="暴雨", by=by, now=NOW)


def test_the_clock_plans_today_at_once_and_tomorrow_in_the_afternoon(made: Cast):
    standard(made)
    route(made)
    assert [jobs.plan_days(NOW), jobs.plan_days(NOW)] == [1, 0]
    assert [jobs.plan_days(at(18)), jobs.plan_days(at(18))] == [1, 0]
    assert sorted(Round.objects.values_list("day", flat=True)) == [day(0), day(1)]


def test_a_changed_route_changes_what_is_planned_and_an_ended_one_plans_no_more(made: Cast):
    standard(made)
    second = place(made, "9栋电梯")
    drawn = route(made)
    [one] = planned(made)
    planned(made, 1, now=EVENING)
    routes.change_route(drawn, spots=[second, made.lift], by=made.staff_zheng, now=NOW)
    assert [(stop.position, stop.place_id) for stop in one.stops.all()] == [(1, second.pk), (2, made.lift.pk)]
    routes.end_route(drawn, last=TODAY, reason="改走新路线", by=made.staff_zheng, now=NOW)
    assert list(Round.objects.order_by("day").values_list("state", flat=True)) == ["planned", "dropped"]
    with pytest.raises(NotNow, match="停用"):
        routes.change_route(drawn, spots=[made.lift], by=made.staff_zheng, now=NOW)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": "x"}, "名称"),
        ({"line": "management"}, "一条线"),
        ({"spots": []}, "至少选一个地点"),
        ({"begins_on": day(-1)}, "今天到一年以内"),
        ({"begins_on": day(400)}, "今天到一年以内"),
    ],
)
def test_a_route_nobody_could_walk_is_refused(made: Cast, changed: dict, told: str):
    doing = {"name": "新路线", "line": "cleaning", "spots": [made.lift], "begins_on": TODAY} | changed
    with pytest.raises(BadInput, match=told):
        routes.draw_route(made.project, **doing, by=made.staff_zheng, now=NOW)


def test_a_place_of_another_estate_or_named_twice_is_refused(made: Cast):
    for spots, told in (([made.other_place], "不在"), ([made.lift, made.lift], "两次")):
        with pytest.raises(BadInput, match=told):
            routes.draw_route(
                made.project, name="新路线", line="cleaning", spots=spots, begins_on=TODAY, by=made.staff_zheng, now=NOW
            )


def _cleaner(made: Cast, name: str):
    from xiwei.people.models import Person, Post, Role, Staff

    person = Person.objects.create(name=name, phone=f"139{Person.objects.count():08d}", joined_at=NOW)
    staff = Staff.objects.create(company=made.company, person=person, name=name, title="保洁员")
    Post.objects.create(
        company=made.company, project=made.project, staff=staff, role=Role.objects.get(code="cleaner"), line="cleaning",
        since=day(-100),
    )  # fmt: skip
    return staff

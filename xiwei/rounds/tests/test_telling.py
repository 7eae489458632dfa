"""Who is told of what changed, once: the worker whose round it is or was, the director of what nobody walks or did (D8)."""

from datetime import timedelta

import pytest

from xiwei.notices import heard
from xiwei.notices.models import Message
from xiwei.people.models import Leave
from xiwei.rounds import jobs
from xiwei.rounds.actions import doing, planning, routes, weather
from xiwei.rounds.actions.doing import Deed
from xiwei.rounds.models import Round
from xiwei.rounds.tests.make import NOW, SYSTEM, TODAY, Cast, again, cast, place, planned, route, standard
from xiwei.rounds.tests.test_planning import _cleaner as cleaner
from xiwei.rounds.tests.test_planning import at


@pytest.fixture
def made(db) -> Cast:
    return cast()


@pytest.fixture
def one(made: Cast) -> Round:
    standard(made)
    route(made, made.lift, place(made, "9栋电梯"), worker=made.staff_wu)
    return planned(made)[0]


def told(person) -> list[tuple[str, str]]:
    rows = Message.objects.filter(person=person, about__startswith="rounds.").order_by("pk")
    return list(rows.values_list("title", "body"))


def away(made: Cast, staff) -> None:
    Leave.objects.create(
        company=made.company, staff=staff, starts_at=at(12), ends_at=at(20), reason="看病", state="granted"
    )


def test_a_day_planned_for_the_first_time_tells_nobody_who_has_a_worker(made: Cast, one: Round):
    assert Message.objects.filter(about__startswith="rounds.").count() == 0


def test_who_gets_a_round_and_who_gives_it_up_are_both_told(made: Cast, one: Round):
    other = cleaner(made, "钱姐")
    planning.hand_over(one, to=other, by=made.staff_zheng, now=NOW, why="吴姐去开会")
    assert told(other.person) == [("09月21日 14:00 的电梯保洁交给您走", "吴姐去开会")]
    assert told(made.wu) == [("09月21日 14:00 的电梯保洁改由钱姐走", "吴姐去开会")]


def test_leave_tells_both_and_where_nobody_is_left_the_director_once(made: Cast, one: Round):
    away(made, made.staff_wu)
    assert [jobs.keep_staffed(NOW), jobs.keep_staffed(NOW)] == [1, 0]
    assert told(made.wu) == [("09月21日 14:00 的电梯保洁不用您走了", "这个时间没有人当班，请安排")]
    assert told(made.zheng) == [
        ("09月21日有路线没有人走，请安排", "14:00 电梯保洁。这个时间没有人当班，请安排")
    ]  # fmt: skip


def test_all_that_nobody_walks_on_a_planned_day_is_one_message(made: Cast):
    away(made, made.staff_wu)
    standard(made)
    for name in ("一", "二", "三", "四", "五"):
        route(made, made.lift, name=f"路线{name}")
    planned(made)
    planned(made)
    [(title, body)] = told(made.zheng)
    assert (title, body.count("路线"), "等 5 趟" in body) == ("09月21日有路线没有人走，请安排", 4, True)


def test_weather_that_moves_or_drops_tells_the_worker_with_its_reason(made: Cast):
    standard(made, "C-ROAD", name="道路清扫", places=["gate"], outdoors=True)
    route(made, made.gate, name="道路", worker=made.staff_wu)
    planned(made)
    given = {"by": made.staff_zheng, "now": NOW, "words": "预警", "starts_at": at(10), "ends_at": at(18)}
    heat = weather.warn(made.project, kind="heat", **given)
    rain = weather.warn(made.project, kind="rain", **given)
    weather.call_off(heat, by=made.staff_zheng, now=NOW)
    weather.call_off(rain, by=made.staff_zheng, now=NOW)
    assert [title for title, _ in told(made.wu)] == [
        "09月21日 14:00 的道路改到 15:30", "09月21日 14:00 的道路取消了", "09月21日 14:00 的道路照常走",
    ]  # fmt: skip
    assert told(made.wu)[0][1] == "高温，避开最热的钟点，改到 15:30"


def test_several_changes_of_ones_day_are_one_message(made: Cast):
    standard(made, grades=[{"grade": 2, "rule": "FREQ=DAILY;BYHOUR=12,14,16", "words": "每日 3 次"}])
    drawn = route(made, worker=made.staff_wu)
    planned(made, 1)
    routes.end_route(drawn, last=TODAY, reason="改走新路线", by=made.staff_zheng, now=NOW)
    assert [title for title, _ in told(made.wu)] == ["09月22日有 3 趟有变"]
    assert told(made.wu)[0][1] == "12:00 电梯保洁取消了；14:00 电梯保洁取消了；16:00 电梯保洁取消了"


def test_what_was_missed_is_one_message_a_round_and_comes_once(made: Cast, one: Round):
    late = one.due_at + timedelta(minutes=1)
    assert [jobs.find_missed(late), jobs.find_missed(late)] == [2, 0]
    assert told(made.zheng) == [("有 2 处漏做或没做成：电梯保洁", "09月21日 14:00 开始的一趟：吴姐")]
    assert told(made.wu) == []


def test_a_round_ended_with_something_left_undone_tells_the_director(made: Cast, one: Round):
    for position in (1, 2):
        doing.do_point(one, Deed(position=position, skip=True, note="门锁着"), by=made.staff_wu, now=at(14))
    assert told(made.zheng) == [("有 2 处漏做或没做成：电梯保洁", "09月21日 14:00 开始的一趟：吴姐")]


def test_a_round_done_in_full_tells_nobody(made: Cast, one: Round):
    for position in (1, 2):
        stop = one.stops.get(position=position)
        deed = Deed(position=position, answers={stop.pk: {"1": "ok", "2": "99"}})
        doing.do_point(one, deed, by=made.staff_wu, now=at(14))
    assert (again(one).state, Message.objects.filter(about__startswith="rounds.").count()) == ("done", 0)


def test_every_message_has_its_sentence_in_english_too(made: Cast, one: Round):
    other = cleaner(made, "钱姐")
    planning.hand_over(one, to=other, by=made.staff_zheng, now=NOW, why="服务标准有新版本")
    away(made, other)
    away(made, made.staff_wu)
    jobs.keep_staffed(NOW)
    jobs.find_missed(one.due_at)
    titles = set(Message.objects.filter(about__startswith="rounds.").values_list("title", flat=True))
    assert len(titles) >= 4
    assert {title: heard.find(title) for title in titles if heard.find(title) is None} == {}


def test_a_company_without_a_director_or_manager_is_planned_all_the_same(made: Cast):
    from xiwei.people.models import Post

    standard(made)
    route(made)
    Post.objects.filter(line="management").update(until=TODAY - timedelta(days=1))
    away(made, made.staff_wu)
    assert planning.plan_day(made.project, TODAY, by=SYSTEM, now=NOW).unmanned == 1

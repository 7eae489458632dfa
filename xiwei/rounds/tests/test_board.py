"""A day's board: who may see it, what stands first, hand-over in one tap, sign-off, doubts, planning now (A2, B12)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from xiwei.ledger.models import Entry
from xiwei.people.models import Credential, Leave
from xiwei.rounds.actions import doing
from xiwei.rounds.actions.doing import Deed
from xiwei.rounds.models import Round, Stop
from xiwei.rounds.queries import board as queries
from xiwei.rounds.tests.make import NOW, TODAY, Cast, again, cast, day, place, planned, route, standard
from xiwei.rounds.tests.test_planning import _cleaner as cleaner
from xiwei.shared import moment

AFTERNOON = NOW + timedelta(hours=4)


@pytest.fixture
def made(db, monkeypatch) -> Cast:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return cast()


@pytest.fixture
def one(made: Cast) -> Round:
    """A round of two lifts at 14:00, 吴姐's."""
    standard(made)
    route(made, made.lift, place(made, "9栋电梯"), worker=made.staff_wu)
    return planned(made)[0]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def board(made: Cast, who: str = "zheng", **asked) -> str:
    answer = signed_in(getattr(made, who)).get(reverse("rounds_day", args=[made.project.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def hand(one: Round, to, key: str = "k1", why: str = "吴姐去开会") -> tuple[str, dict]:
    return reverse("round_hand_over", args=[one.pk]), {"key": key, "to": to.pk, "why": why}


def do(one: Round, made: Cast, position: int, **given) -> None:
    stops = one.stops.filter(position=position)
    deed = {
        "via": "scanned",
        "code": stops[0].spot.code,
        "answers": {stop.pk: {"1": "ok", "2": "99"} for stop in stops},
    }
    doing.do_point(one, Deed(position=position, **{**deed, **given}), by=made.staff_wu, now=AFTERNOON)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("zheng", 200), ("he", 200), ("zhao_min", 200), ("sun", 403), ("zhou_yong", 403), ("wu", 403),
        ("chen_yuan", 403), ("lin", 404), ("wang_fang", 404), ("li_qiang", 404), ("outsider", 404),
    ],
)  # fmt: skip
def test_the_board_is_for_those_who_see_rounds(made: Cast, one: Round, who: str, status: int):
    client = signed_in(getattr(made, who))
    for name in ("rounds_day", "rounds_year", "routes", "weather"):
        assert client.get(reverse(name, args=[made.project.pk])).status_code == status


@pytest.mark.parametrize("who", ["zhao_min", "sun", "wu"])
def test_who_may_not_plan_is_refused_every_deed_of_the_board(made: Cast, one: Round, who: str):
    other, client = cleaner(made, "钱姐"), signed_in(getattr(made, who))
    address, form = hand(one, other)
    for to, sent in [
        (address, form),
        (reverse("round_excuse", args=[one.pk]), {"stops": [one.stops.first().pk], "reason": "检修"}),
        (reverse("rounds_plan", args=[made.project.pk]), {"day": str(TODAY)}),
    ]:
        assert client.post(to, sent).status_code == 403
    assert again(one).worker == made.staff_wu


def test_a_butler_reads_the_board_and_finds_no_button_on_it(made: Cast, one: Round):
    page = board(made, "zhao_min")
    assert ("电梯保洁" in page, reverse("round_hand_over", args=[one.pk]) in page) == (True, False)
    assert reverse("round_hand_over", args=[one.pk]) in board(made)


def test_from_a_round_the_director_goes_back_to_its_day_and_its_worker_to_their_own(made: Cast, one: Round):
    ways = {}
    for who in ("zheng", "wu"):
        ways[who] = signed_in(getattr(made, who)).get(reverse("round", args=[one.pk])).content.decode()
    board_of = f'class="x-back" href="/projects/{made.project.pk}/rounds/?day={TODAY}"'
    assert (board_of in ways["zheng"], board_of in ways["wu"]) == (True, False)


def test_what_nobody_walks_stands_before_what_was_missed_and_that_before_the_rest(made: Cast, one: Round):
    route(made, made.lift, name="没人的路线", line="cleaning")
    route(made, made.lift, name="平常的路线", line="cleaning")
    planned(made)
    Round.objects.filter(route__name="没人的路线").update(worker=None, why="这个时间没有人当班，请安排")
    Round.objects.filter(pk=one.pk).update(due_at=NOW)
    doing.fall_short(again(one), now=NOW)
    rows = queries.day_board(made.project, TODAY, now=NOW)
    [(line, _, left, over)] = rows.lines
    assert (line, [row.round.route.name for row in left], over) == (
        "cleaning",
        ["没人的路线", "电梯保洁", "平常的路线"],
        [],
    )
    assert (len(rows.unmanned), rows.missed, rows.points, rows.done) == (1, 2, 4, 0)
    page = board(made)
    assert page.index("没有人走，请安排") < page.index('id="unsettled"') < page.index("平常的路线")


def test_each_who_could_walk_it_is_shown_with_their_day_and_whether_they_are_there(made: Cast, one: Round):
    other = cleaner(made, "钱姐")
    Leave.objects.create(
        company=made.company,
        staff=other,
        starts_at=NOW,
        ends_at=NOW + timedelta(days=1),
        reason="看病",
        state="granted",
    )
    third = cleaner(made, "孙姐")
    route(made, made.lift, name="另一条", worker=third)
    planned(made)
    hands = queries.hands_for(Round.objects.select_related("project").get(pk=one.pk))
    assert [(one.staff.name, one.says) for one in hands.able] == [
        ("孙姐", "在班 · 当天 12 分钟"), ("钱姐", "不在班 · 当天 0 分钟"),
    ]  # fmt: skip


def test_one_tap_gives_the_round_to_another_and_a_second_sending_does_nothing_more(made: Cast, one: Round):
    other, client = cleaner(made, "钱姐"), signed_in(made.zheng)
    address, form = hand(one, other)
    for _ in range(2):
        answer = client.post(address, form)
        assert answer.headers["Location"] == f"/projects/{made.project.pk}/rounds/?day={TODAY}"
    assert (again(one).worker, again(one).why, again(one).version) == (other, "吴姐去开会", 2)
    assert Entry.objects.filter(kind="rounds.handed_over").count() == 1


def test_htmx_gets_the_hands_alone_and_anyone_else_a_page(made: Cast, one: Round):
    cleaner(made, "钱姐")
    client, address = signed_in(made.zheng), reverse("round_hand_over", args=[one.pk])
    part, page = client.get(address, headers={"HX-Request": "true"}), client.get(address)
    assert ("<html" in part.content.decode(), "<html" in page.content.decode()) == (False, True)
    assert "钱姐" in part.content.decode()
    assert "HX-Request" in page["Vary"]


def test_a_round_that_takes_a_certificate_is_refused_to_one_without_it(made: Cast):
    standard(made, certificate="electrician")
    route(made, worker=made.staff_wu)
    [one] = planned(made)
    other = cleaner(made, "钱姐")
    address, form = hand(one, other)
    client = signed_in(made.zheng)
    assert (client.post(address, form).status_code, again(one).worker) == (422, None)
    assert "没有所需的" in board(made)
    Credential.objects.create(company=made.company, staff=other, kind="electrician", expires_on=day(30))
    assert (client.post(address, {**form, "key": "k2"}).status_code, again(one).worker) == (302, other)


def test_nobody_of_another_line_is_taken_for_a_hand(made: Cast, one: Round):
    address, form = hand(one, made.staff_sun)
    answer = signed_in(made.zheng).post(address, form)
    assert (answer.status_code, again(one).worker) == (422, made.staff_wu)
    assert "请从名单里另选" in answer.content.decode()


def test_what_was_missed_is_signed_off_together_with_one_reason(made: Cast, one: Round):
    do(one, made, 1, skip=True, note="门锁着")
    Round.objects.filter(pk=one.pk).update(due_at=NOW)
    doing.fall_short(again(one), now=NOW)
    client, address = signed_in(made.zheng), reverse("round_excuse", args=[one.pk])
    assert "门锁着" in client.get(address).content.decode()
    ids = list(one.stops.values_list("pk", flat=True))
    refused = client.post(address, {"key": "a", "stops": ids, "reason": ""})
    assert (refused.status_code, again(one).state) == (422, "short")
    assert client.post(address, {"key": "b", "stops": [], "reason": "电梯停用检修"}).status_code == 422
    for _ in range(2):
        assert client.post(address, {"key": "c", "stops": ids, "reason": "电梯停用检修"}).status_code == 302
    assert client.post(address, {"key": "d", "stops": ids, "reason": "电梯停用检修"}).status_code == 409
    assert (again(one).state, set(one.stops.values_list("state", flat=True))) == ("settled", {"excused"})
    assert Entry.objects.filter(kind="rounds.stop_excused").count() == 2


def test_doubts_are_shown_with_their_words_and_nothing_is_made_of_them(made: Cast, one: Round):
    do(one, made, 1, via="none", code="")
    page = board(made, doubts=1)
    assert ("没有扫码，也没有输入短码" in page, "不作判断" in page, made.lift.name in page) == (True, True, True)
    assert again(one).state == "begun"


def test_a_day_without_doubts_says_so(made: Cast, one: Round):
    do(one, made, 1)
    assert Stop.objects.get(pk=one.stops.first().pk).doubts == []
    assert "这一天没有存疑的记录" in board(made, doubts=1)


def test_the_director_plans_tomorrow_now_and_no_day_further(made: Cast):
    standard(made)
    route(made)
    client, address = signed_in(made.zheng), reverse("rounds_plan", args=[made.project.pk])
    assert client.post(address, {"day": str(day(1))}).headers["Location"].endswith(f"?day={day(1)}")
    assert list(Round.objects.values_list("day", flat=True)) == [day(1)]
    for asked in (day(2), day(-1), "", "x"):
        client.post(address, {"day": str(asked)})
    assert Round.objects.count() == 1


@pytest.mark.parametrize("asked", ["", "x", "2026-13-01", "9999-12-31", "0001-01-01", "2026-11-24"])
def test_a_day_that_is_none_is_today(made: Cast, one: Round, asked: str):
    assert board(made, day=asked)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_costs_the_same_at_one_round_and_at_three(made: Cast, rows: int, django_assert_num_queries):
    standard(made)
    for rank in range(rows):
        route(made, made.lift, place(made, f"{rank}号电梯"), name=f"路线{rank}")
    planned(made)
    Round.objects.update(worker=None)
    client, address = signed_in(made.zheng), reverse("rounds_day", args=[made.project.pk])
    client.get(address)
    with django_assert_num_queries(COST["board"]):
        client.get(address)


COST = {"board": 20}

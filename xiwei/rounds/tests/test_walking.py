"""A round on the page and from a phone's queue: taken, refused, overtaken; sent twice and done once (A2)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from xiwei.ledger.models import Entry
from xiwei.rounds.models import Round, Stop
from xiwei.rounds.tests.make import NOW, Cast, again, cast, place, planned, route, standard
from xiwei.service.tests.make import jpeg
from xiwei.shared import moment

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def made(db, settings, monkeypatch) -> Cast:
    monkeypatch.setattr(moment, "now", lambda: NOW + timedelta(hours=4))
    return cast()


@pytest.fixture
def one(made: Cast) -> Round:
    standard(made)
    route(made, made.lift, place(made, "9栋电梯"), worker=made.staff_wu)
    return planned(made)[0]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def filled(one: Round, position: int = 1, **changed) -> dict:
    stop = one.stops.get(position=position)
    return {
        "key": f"k{one.pk}-{position}", "code": stop.spot.code, "via": "scanned", "report": "on", "note": "",
        f"c-{stop.pk}-1": "ok", f"c-{stop.pk}-2": "120", **changed,
    }  # fmt: skip


def at(one: Round, position: int = 1) -> str:
    return reverse("round_point", args=[one.pk, position])


def test_a_worker_sees_their_round_of_today_and_its_points_in_order(made: Cast, one: Round):
    client = signed_in(made.wu)
    assert "电梯保洁" in client.get(reverse("rounds_mine")).content.decode()
    page = client.get(reverse("round", args=[one.pk])).content.decode()
    assert page.index(made.lift.name) < page.index("9栋电梯")
    assert "已做 0 处，还剩 2 处" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_ones_day_costs_the_same_at_one_round_and_at_three(made: Cast, rows: int, django_assert_num_queries):
    standard(made)
    for rank in range(rows):
        route(made, made.lift, place(made, f"{rank}号电梯"), name=f"路线{rank}", worker=made.staff_wu)
    planned(made)
    client = signed_in(made.wu)
    client.get(reverse("rounds_mine"))
    with django_assert_num_queries(COST["mine"]):
        client.get(reverse("rounds_mine"))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_rounds_page_costs_the_same_at_one_point_and_at_three(made: Cast, rows: int, django_assert_num_queries):
    standard(made)
    route(made, *(place(made, f"{rank}号电梯") for rank in range(rows)), worker=made.staff_wu)
    [one] = planned(made)
    client = signed_in(made.wu)
    client.get(reverse("round", args=[one.pk]))
    with django_assert_num_queries(COST["walk"]):
        client.get(reverse("round", args=[one.pk]))


COST = {"mine": 9, "walk": 9}


def test_a_point_done_by_hand_leads_to_the_next(made: Cast, one: Round):
    answer = signed_in(made.wu).post(at(one), filled(one))
    assert (answer.status_code, answer["Location"]) == (302, f"/rounds/{one.pk}/#p2")
    assert [stop.state for stop in one.stops.all()] == ["done", "waiting"]


def test_what_is_refused_is_said_and_all_that_was_typed_is_kept(made: Cast, one: Round):
    stop = one.stops.get(position=1)
    answer = signed_in(made.wu).post(at(one), filled(one, **{f"c-{stop.pk}-2": "9999", "note": "灯管发黑<b>"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ("不像真的" in page, 'value="9999"' in page, "灯管发黑&lt;b&gt;" in page, 'value="ok" checked' in page) == (
        True,
    ) * 4
    assert not Entry.objects.filter(kind="rounds.stop_done").exists()


def test_the_same_deed_sent_twice_is_done_once_and_both_are_told_it_was_taken(made: Cast, one: Round):
    client = signed_in(made.wu)
    sent = [client.post(at(one), filled(one), **JSON) for _ in range(2)]
    assert [(answer.status_code, answer.json()["result"]) for answer in sent] == [(200, "taken")] * 2
    assert Entry.objects.filter(kind__in=["rounds.stop_done", "rounds.done_besides"]).count() == 1


def test_the_same_queue_from_two_phones_is_told_who_was_first_and_drops_nothing(made: Cast, one: Round):
    signed_in(made.wu).post(at(one), filled(one))
    other = signed_in(made.wu).post(at(one), filled(one, key="another phone", note="第二部手机"), **JSON)
    assert (other.status_code, other.json()["result"]) == (409, "overtaken")
    assert other.json()["said"] == f"“{made.lift.name}”已由吴姐在 14:00 做过。您这一次也记下了。"
    assert Entry.objects.get(kind="rounds.done_besides").data["note"] == "第二部手机"


def test_what_the_phone_sends_that_cannot_be_taken_is_said_in_one_sentence(made: Cast, one: Round):
    answer = signed_in(made.wu).post(at(one), filled(one, code="ZZZZZZZZ"), **JSON)
    assert (answer.status_code, answer.json()["result"]) == (422, "refused")
    assert answer.json()["said"].startswith("这个码不是本小区的")


def test_photos_come_with_the_deed_and_a_broken_one_is_named(made: Cast, one: Round):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(made.wu)
    bad = SimpleUploadedFile("坏图.jpg", b"not a picture", "image/jpeg")
    assert "坏图.jpg" in client.post(at(one), filled(one, photos=[bad]), **JSON).json()["said"]
    good = SimpleUploadedFile("轿厢.jpg", jpeg(), "image/jpeg")
    assert client.post(at(one), filled(one, photos=[good]), **JSON).json()["result"] == "taken"
    assert one.stops.get(position=1).photos.count() == 1


def test_what_could_not_be_done_goes_by_the_second_button(made: Cast, one: Round):
    answer = signed_in(made.wu).post(at(one), filled(one, skip="1", note="电梯在检修"), **JSON)
    assert (answer.json()["result"], one.stops.get(position=1).state) == ("taken", "skipped")


def test_a_phone_about_to_send_learns_who_is_signed_in(made: Cast):
    answer = signed_in(made.wu).get(reverse("rounds_ready"))
    assert (answer.json()["person"], bool(answer.json()["token"])) == (made.wu.pk, True)
    assert Client().get(reverse("rounds_ready")).status_code == 302


@pytest.mark.parametrize(
    ("name", "status"),
    [("wu", 200), ("zheng", 200), ("he", 200), ("zhao_min", 200), ("sun", 403), ("zhou_yong", 403), ("chen_yuan", 403),
     ("lin", 404), ("outsider", 404), ("wang_fang", 404), ("li_qiang", 404)],
)  # fmt: skip
def test_who_may_open_a_round(made: Cast, one: Round, name: str, status: int):
    assert signed_in(getattr(made, name)).get(reverse("round", args=[one.pk])).status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [("wu", 200), ("zheng", 200), ("he", 200), ("zhao_min", 403), ("sun", 403), ("zhou_yong", 403), ("chen_yuan", 403),
     ("lin", 404), ("outsider", 404), ("wang_fang", 404), ("li_qiang", 404)],
)  # fmt: skip
def test_who_may_do_a_point(made: Cast, one: Round, name: str, status: int):
    answer = signed_in(getattr(made, name)).post(at(one), filled(one), **JSON)
    assert (answer.status_code, Stop.objects.filter(state="done").count()) == (status, int(status == 200))


def test_the_service_worker_comes_from_the_root_and_is_asked_for_anew(client: Client, db):
    answer = client.get("/sw.js")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    assert "/static/" in answer.content.decode()


def test_a_dropped_round_is_shown_with_its_reason_and_takes_no_deed(made: Cast, one: Round):
    Round.objects.filter(pk=one.pk).update(state="dropped", why="大雨停做")
    Stop.objects.filter(round=one).update(state="dropped")
    page = signed_in(made.wu).get(reverse("round", args=[one.pk])).content.decode()
    assert ("大雨停做" in page, "这一处做完了" in page) == (True, False)
    told = signed_in(made.wu).post(at(one), filled(one), **JSON).json()
    assert told["said"] == f"“{made.lift.name}”已从这一趟里去掉了：大雨停做。您这一次也记下了。"
    assert again(one).state == "dropped"

"""Routes drawn by hand: numbers beside the places, a preview that writes nothing, what a standard makes of them (A2, A7)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from xiwei.ledger.models import Entry
from xiwei.rounds.models import Equipment, Point, Round, Route
from xiwei.rounds.queries import routes as queries
from xiwei.rounds.rules.fitting import key_of
from xiwei.rounds.tests.make import NOW, TODAY, Cast, again, cast, day, place, planned, route, standard
from xiwei.shared import moment
from xiwei.standards.models import ServiceGrade


@pytest.fixture
def made(db, monkeypatch) -> Cast:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return cast()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(numbers: dict, **changed) -> dict:
    """The form, with the number typed beside each place."""
    spots = {f"at-{key_of(spot)}": number for spot, number in numbers.items()}
    form = {
        "key": "k1",
        "name": "电梯保洁",
        "worker": "",
        "starts": "08:30",
        "begins_on": str(day(1)),
        "follows": "all",
    }
    return {**form, **spots, "do": "save", **changed}


def new(made: Cast, numbers: dict, **changed):
    address = reverse("route_new", args=[made.project.pk])
    return signed_in(made.zheng).post(address, {"line": "cleaning", **typed(numbers, **changed)})


def led(one: Route) -> list[str]:
    return [str(point) for point in Point.objects.filter(route=one).order_by("position")]


def test_a_route_leads_where_the_numbers_say_whatever_order_the_page_has(made: Cast):
    second, third = place(made, "8栋电梯"), place(made, "9栋电梯")
    answer = new(made, {made.lift: "20", second: "", third: "3"}, worker=made.staff_wu.pk)
    drawn = Route.objects.get()
    assert answer.headers["Location"] == reverse("route", args=[drawn.pk])
    assert (led(drawn), drawn.worker, drawn.codes, drawn.begins_on) == (
        ["9栋电梯", made.lift.name], made.staff_wu, [], day(1),
    )  # fmt: skip


def test_the_same_form_sent_twice_draws_one_route(made: Cast):
    assert [new(made, {made.lift: "1"}).status_code for _ in range(2)] == [302, 302]
    assert Route.objects.count() == 1


def test_a_preview_shows_the_next_seven_days_and_writes_nothing(made: Cast):
    standard(made)
    before = Entry.objects.count()
    page = new(made, {made.lift: "1"}, do="preview").content.decode()
    assert ("照填的，接下来 7 天" in page, "7 趟，约 1.4 小时" in page, "还没有保存" in page) == (True, True, True)
    assert (Route.objects.count(), Entry.objects.count()) == (0, before)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "请给路线起个名称"),
        ({"number": "第三"}, "的顺序请填数字"),
        ({"number": ""}, "请至少选一个地点"),
        ({"follows": "some"}, "至少勾一条标准"),
        ({"starts": "25:00"}, "时间请写成"),
        ({"begins_on": "2020-01-01"}, "今天到一年以内"),
    ],
)
def test_a_route_refused_keeps_what_was_typed(made: Cast, changed: dict, told: str):
    standard(made)
    answer = new(made, {made.lift: changed.pop("number", "7")}, **changed)
    page = answer.content.decode()
    assert (answer.status_code, told in page, Route.objects.count()) == (422, True, 0)
    if told != "请至少选一个地点":
        assert f'name="at-{key_of(made.lift)}" value=' in page


def test_a_place_of_another_company_is_not_even_offered(made: Cast):
    answer = new(made, {made.lift: "1", made.other_place: "2"})
    assert (answer.status_code, led(Route.objects.get())) == (302, [made.lift.name])


def test_a_change_moves_what_is_planned_and_says_so(made: Cast):
    standard(made)
    second = place(made, "9栋电梯")
    drawn = route(made, made.lift, second)
    [one] = planned(made)
    client, address = signed_in(made.zheng), reverse("route", args=[drawn.pk])
    form = typed({second: "1", made.lift: "2"}, name="电梯保洁（倒着走）")
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    assert [(stop.position, stop.place.name) for stop in one.stops.order_by("position")] == [
        (1, "9栋电梯"), (2, made.lift.name),
    ]  # fmt: skip
    assert Route.objects.get().name == "电梯保洁（倒着走）"
    assert Entry.objects.filter(kind="rounds.route_changed").count() == 1


def test_a_retired_place_stays_on_its_route_until_it_is_taken_off(made: Cast):
    standard(made)
    second = place(made, "9栋电梯")
    drawn = route(made, made.lift, second)
    type(second).objects.filter(pk=second.pk).update(retired_at=NOW)
    client, address = signed_in(made.zheng), reverse("route", args=[drawn.pk])
    assert "9栋电梯" in client.get(address).content.decode()
    refused = client.post(address, typed({made.lift: "1", second: "2"}))
    assert (refused.status_code, "已经停用，请去掉" in refused.content.decode()) == (422, True)
    assert client.post(address, typed({made.lift: "1"}, key="k2")).status_code == 302
    assert led(drawn) == [made.lift.name]


def test_a_route_keeps_to_the_standards_that_are_ticked(made: Cast):
    standard(made)
    standard(made, "C-CEIL", name="轿顶除尘")
    new(made, {made.lift: "1"}, follows="some", codes=["C-CEIL"], begins_on=str(TODAY))
    [one] = planned(made)
    assert [stop.code for stop in one.stops.all()] == ["C-CEIL"]


def test_the_page_says_what_is_due_at_each_place_at_the_projects_grade(made: Cast):
    standard(made, grades=[{"grade": 1, "rule": "FREQ=DAILY;BYHOUR=9,15", "words": "每日 2 次"},
                           {"grade": 3, "rule": "FREQ=WEEKLY;BYDAY=MO", "words": "每周 1 次"}])  # fmt: skip
    address = reverse("route_new", args=[made.project.pk]) + "?line=cleaning"
    client = signed_in(made.zheng)
    assert "轿厢擦拭 每周 1 次" in client.get(address).content.decode()
    ServiceGrade.objects.create(company=made.company, project=made.project, grade=1, since=TODAY, source="合同")
    assert "轿厢擦拭 每日 2 次" in client.get(address).content.decode()


def test_equipment_is_offered_beside_places_and_what_stands_still_is_not(made: Cast):
    kept = {"company": made.company, "project": made.project, "kind": "water_pump"}
    pump = Equipment.objects.create(**kept, name="1号生活水泵", code="EQ000001")
    Equipment.objects.create(**kept, name="2号生活水泵", code="EQ000002", state="stopped")
    assert [str(spot) for spot in queries.spots(made.project) if isinstance(spot, Equipment)] == ["1号生活水泵"]
    new(made, {pump: "1"})
    assert led(Route.objects.get()) == ["1号生活水泵"]


def test_ending_a_route_drops_what_was_planned_after_it(made: Cast):
    standard(made)
    drawn = route(made)
    planned(made, 1)
    client, address = signed_in(made.zheng), reverse("route_end", args=[drawn.pk])
    assert client.post(address, {"key": "a", "last": str(TODAY), "reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(address, {"key": "b", "last": str(TODAY), "reason": "改走新路线"}).status_code == 302
    assert [again(one).state for one in Round.objects.all()] == ["dropped"]
    assert "走到 2026-09-21 为止" in client.get(reverse("route", args=[drawn.pk])).content.decode()


def test_the_list_says_what_a_week_comes_to_and_what_no_route_leads_to(made: Cast):
    standard(made)
    route(made)
    found = queries.listed(made.project, TODAY)
    [(line, _, [row])] = found.lines
    assert (line, row.points, row.times, row.minutes) == ("cleaning", 1, 7, 7 * 12)
    [(_, _, spots)] = found.left_out
    assert [spot.name for spot in spots] == ["1栋2单元电梯", "2栋1单元电梯", "2栋2单元电梯"]
    assert (
        "有标准要做、却没有排进路线的：3 处"
        in signed_in(made.zheng).get(reverse("routes", args=[made.project.pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [("zheng", 200), ("he", 200), ("zhao_min", 200), ("sun", 403), ("wu", 403), ("lin", 404), ("wang_fang", 404),
     ("outsider", 404)],
)  # fmt: skip
def test_a_route_is_read_by_who_sees_rounds_and_changed_by_who_plans(made: Cast, who: str, status: int):
    drawn = route(made)
    client, address = signed_in(getattr(made, who)), reverse("route", args=[drawn.pk])
    assert client.get(address).status_code == status
    changed = client.post(address, typed({made.lift: "1"}, name="改名")).status_code
    assert changed == {200: 302 if who in ("zheng", "he") else 403}.get(status, status)
    assert (Route.objects.get().name == "改名") == (changed == 302)
    ends = {"key": "e", "last": str(TODAY + timedelta(days=1)), "reason": "不走了"}
    assert (client.post(reverse("route_end", args=[drawn.pk]), ends).status_code == 302) == (changed == 302)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_at_one_row_and_at_three(made: Cast, rows: int, django_assert_num_queries):
    standard(made)
    for rank in range(rows):
        route(made, made.lift, place(made, f"{rank}号电梯"), name=f"路线{rank}")
    client = signed_in(made.zheng)
    one = Route.objects.first()
    for name, pk in (("routes", made.project.pk), ("route", one.pk)):
        client.get(reverse(name, args=[pk]))
        with django_assert_num_queries(COST[name]):
            client.get(reverse(name, args=[pk]))


COST = {"routes": 18, "route": 16}

"""The pages of the greenery: each way through by hand, refusals with all kept, and one query count at one row and three."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from xiwei.estate.models import PlaceKind
from xiwei.ledger.models import Entry
from xiwei.rounds.actions import greening as actions
from xiwei.rounds.models import CareDone, GreenWork, Planting, Sighting
from xiwei.rounds.tests.make import NOW, TODAY, Cast, cast, place
from xiwei.rounds.tests.test_greening import (
    OLEANDER,
    OSMANTHUS,
    THURSDAY,
    picture,
    planted,
    sent,
    sighted,
    signed_in,
    sprayed,
)
from xiwei.shared import moment


@pytest.fixture
def made(db, settings, monkeypatch, tmp_path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(moment, "now", lambda: NOW + timedelta(hours=1))
    return cast()


@pytest.fixture
def garden(made: Cast):
    return place(made, "中心花园", PlaceKind.GARDEN)


@pytest.fixture
def tree(made: Cast, garden) -> Planting:
    return planted(made, garden)


def test_a_director_writes_a_planting_down_once_though_the_form_comes_twice(made: Cast, garden):
    client, form = signed_in(made.zheng), {"key": "k1", "place": garden.pk, "plant": OSMANTHUS, "count": "8"}
    answers = [client.post(reverse("plantings", args=[made.project.pk]), form) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert Planting.objects.count() == 1


def test_a_refused_planting_keeps_what_was_typed(made: Cast, garden):
    form = {"place": garden.pk, "plant": OSMANTHUS, "count": "8", "area": "9", "note": "南侧<b>"}
    answer = signed_in(made.zheng).post(reverse("plantings", args=[made.project.pk]), form)
    page = answer.content.decode()
    assert (answer.status_code, "只填一样" in page, "南侧&lt;b&gt;" in page) == (422, True, True)


def test_a_gardener_sees_plantings_and_may_not_change_them(made: Cast, tree: Planting):
    client = signed_in(made.chen_yuan)
    page = client.get(reverse("plantings", args=[made.project.pk])).content.decode()
    assert ("桂花" in page, "登记一处植物" in page) == (True, False)
    answer = client.post(reverse("plantings", args=[made.project.pk]), {"place": tree.place_id, "plant": OLEANDER})
    assert answer.status_code == 403


def test_one_tap_notes_the_care_and_takes_it_off_the_day(made: Cast, tree: Planting):
    client = signed_in(made.chen_yuan)
    before = client.get(reverse("greening")).content.decode()
    form = {"key": "k", "what": "water", "planting": [tree.pk]}
    answers = [client.post(reverse("greening_care", args=[tree.place_id]), form) for _ in range(2)]
    after = client.get(reverse("greening")).content.decode()
    assert [one.status_code for one in answers] == [302, 302]
    assert ("浇水 · 中心花园" in before, CareDone.objects.count()) == (True, 1)
    assert Entry.objects.filter(kind="rounds.cared").count() == 1
    assert before.count("浇水 · 中心花园") > after.count("浇水 · 中心花园")


def test_a_gardeners_today_leads_to_the_week(made: Cast, tree: Planting):
    page = signed_in(made.chen_yuan).get(reverse("today")).content.decode()
    assert ("绿化这一周" in page, reverse("greening") in page) == (True, True)
    assert "绿化这一周" not in signed_in(made.wu).get(reverse("today")).content.decode()


def test_from_a_pest_to_its_remedy_to_a_spraying_announced_done(made: Cast, tree: Planting, monkeypatch):
    pest = next(one for one in tree.known.pests if one.pesticide)
    gardener, director = signed_in(made.chen_yuan), signed_in(made.zheng)
    answer = gardener.post(reverse("planting_pest", args=[tree.pk]), {"pest": pest.name, "photos": [sent()]})
    seen = Sighting.objects.get()
    assert answer["Location"] == reverse("sighting", args=[seen.pk])
    page = gardener.get(answer["Location"]).content.decode()
    assert (pest.pesticide in page, f"{pest.dilution} 倍" in page, "安排打药，告诉住户" in page) == (True, True, False)
    form = {
        "starts_at": "2026-09-22T09:00", "minutes": "60", "worker": made.staff_chen.pk, "dilution": pest.dilution,
        "litres": "10", "by_machine": "1",
    }  # fmt: skip
    too_soon = director.post(reverse("sighting_spray", args=[seen.pk]), form)
    assert (too_soon.status_code, "要提前 24 小时" in too_soon.content.decode()) == (409, True)
    taken = director.post(reverse("sighting_spray", args=[seen.pk]), {**form, "starts_at": "2026-09-24T09:00"})
    work = GreenWork.objects.get()
    assert taken["Location"] == reverse("green_work", args=[work.pk])
    assert "前请勿进入" in director.get(reverse("green_work_notice", args=[work.pk])).content.decode()
    monkeypatch.setattr(moment, "now", lambda: THURSDAY + timedelta(hours=1))
    assert gardener.post(reverse("green_work_done", args=[work.pk]), {"key": "d"}).status_code == 302
    assert GreenWork.objects.get().state == "done"
    assert "前请勿进入" in Client().get(reverse("place", args=[tree.place.code])).content.decode()


def test_a_cutting_in_quiet_hours_is_refused_and_one_at_nine_is_announced(made: Cast, garden):
    client, address = signed_in(made.zheng), reverse("cutting_new", args=[made.project.pk])
    form = {"place": garden.pk, "starts_at": "2026-09-22T12:30", "minutes": "60", "worker": made.staff_chen.pk}
    noon = client.post(address, form)
    assert (noon.status_code, "声音大" in noon.content.decode()) == (409, True)
    assert client.post(address, {**form, "starts_at": "2026-09-22T09:00"}).status_code == 302


def test_calling_off_needs_a_reason(made: Cast, tree: Planting):
    work, client = sprayed(made, tree), signed_in(made.zheng)
    assert client.post(reverse("green_work_off", args=[work.pk]), {}).status_code == 422
    assert client.post(reverse("green_work_off", args=[work.pk]), {"why": "预报有雨"}).status_code == 302
    assert GreenWork.objects.get().state == "called_off"


def test_a_planting_is_photographed_and_taken_out_on_its_page(made: Cast, tree: Planting):
    client = signed_in(made.zheng)
    assert client.post(reverse("planting_photo", args=[tree.pk]), {}).status_code == 422
    assert client.post(reverse("planting_photo", args=[tree.pk]), {"photos": [sent()]}).status_code == 302
    assert client.post(reverse("planting_end", args=[tree.pk]), {"why": "枯死"}).status_code == 302
    page = client.get(reverse("planting", args=[tree.pk])).content.decode()
    assert ("已移除" in page, "移除这一处" in page) == (True, False)


def test_residents_see_what_is_in_flower_now_first_and_the_year_as_a_picture(made: Cast, tree: Planting):
    planted(made, tree.place, "prunus-mume")
    client = signed_in(made.wang_fang)
    assert client.get(reverse("flowering_mine"))["Location"] == reverse("flowering", args=[made.project.pk])
    page = client.get(reverse("flowering", args=[made.project.pk])).content.decode()
    blooming = page[page.index("现在开着") : page.index("一年里的花")]
    assert ("桂花" in blooming, "中心花园" in blooming, ">梅<" in blooming) == (True, True, False)
    assert page.count("x-year-bars") == 2
    assert "x-bloom--yellow" in page and "x-year-today" in page and "style=" not in page.split("<main")[1]


def test_the_bar_leads_residents_to_the_flowers_and_directors_to_the_greenery(made: Cast):
    assert reverse("flowering_mine") in signed_in(made.wang_fang).get(reverse("resident_home")).content.decode()
    assert reverse("plantings", args=[made.project.pk]) in signed_in(made.zheng).get(reverse("board")).content.decode()


CODES = [OSMANTHUS, "camellia-japonica", OLEANDER]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("who", "page"),
    [("chen_yuan", "greening"), ("zheng", "plantings"), ("wang_fang", "flowering")],
)
def test_a_list_costs_the_same_at_one_row_and_at_three(made: Cast, garden, rows, who, page, django_assert_num_queries):
    for rank, code in enumerate(CODES[:rows]):
        tree = planted(made, place(made, f"{rank}号绿地", PlaceKind.GARDEN), code)
        actions.photograph(tree, taken=[picture()], by=made.staff_chen, now=NOW)
        seen = sighted(made, tree)
        actions.settle(seen, how="剪除", by=made.staff_chen, now=NOW)
        sprayed(made, tree) if rank == 0 else actions.announce(
            tree.place, actions.Wish("cut", THURSDAY, 60, made.staff_chen), by=made.staff_zheng, now=NOW
        )
    client = signed_in(getattr(made, who))
    address = reverse(page) if page == "greening" else reverse(page, args=[made.project.pk])
    client.get(address)
    with django_assert_num_queries(COST[page]):
        client.get(address)


COST = {"greening": 14, "plantings": 14, "flowering": 8}


def test_a_day_is_named_in_the_week(made: Cast, tree: Planting):
    actions.care(tree.place, what="water", plantings=[tree], by=made.staff_chen, now=NOW)
    page = signed_in(made.chen_yuan).get(reverse("greening")).content.decode()
    assert f"{TODAY.month}月{TODAY.day}日" in page

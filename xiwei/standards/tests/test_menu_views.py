"""The menu as it is read: whose, by line, by words, one item in its versions."""

import pytest
from django.urls import reverse

from tests.cast import PEOPLE
from xiwei.people.models import Staff
from xiwei.standards import actions
from xiwei.standards.models import MenuItem
from xiwei.standards.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return make.filled()


def page(client, person, name="menu", *args, **query):
    client.force_login(person)
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_is_asked_to_sign_in(client, made):
    for address in (reverse("menu"), reverse("menu_item", args=["R-WATER-LEAK"])):
        response = client.get(address)
        assert (response.status_code, "login" in response.url) == (302, True)


@pytest.mark.parametrize("name", PEOPLE)
def test_who_reads_an_item(client, made, name):
    client.force_login(getattr(made, name))
    assert client.get(reverse("menu")).status_code == 200
    # The association has no menu of its own.
    status = client.get(reverse("menu_item", args=["R-WATER-LEAK"])).status_code
    assert status == (404 if name == "lin" else 200)


@pytest.mark.parametrize(
    "query", [{}, {"line": "repair"}, {"line": "urgent"}, {"line": "?"}, {"q": "水管漏水"}, {"q": "%\"*'"}]
)
def test_every_way_of_looking_is_answered(client, made, query):
    assert "服务清单" in page(client, made.wang_fang, **query)


def test_the_menu_is_found_by_what_residents_call_it(client, made):
    assert "户内水管渗漏" in page(client, made.wang_fang, q="管子滴滴答答")


def test_a_resident_reports_an_item_with_one_tap(client, made):
    shown = page(client, made.wang_fang, "menu_item", "R-WATER-LEAK")
    assert f"{reverse('report')}?item=R-WATER-LEAK&amp;words=" in shown


def test_staff_who_live_elsewhere_have_nothing_to_report_here(client, made):
    assert reverse("report") + "?item=" not in page(client, made.sun, "menu_item", "R-WATER-LEAK")


def test_an_old_version_stays_readable_and_points_to_the_new(client, made):
    fresh = actions.revise_item(
        make.item(made), by=make.SYSTEM, now=make.NOW, reason="材料涨价", price_fen=3000, price_note=""
    )
    old = page(client, made.wang_fang, "menu_item", fresh.code, version="1")
    assert "看现在的第 2 版" in old and "30 元/次" not in old
    assert "30 元/次" in page(client, made.wang_fang, "menu_item", fresh.code)


def test_an_unknown_item_or_version_is_not_there(client, made):
    client.force_login(made.wang_fang)
    for address in ("/menu/NOT-THERE/", "/menu/R-WATER-LEAK/?version=9"):
        assert client.get(address).status_code == 404
    assert MenuItem.objects.filter(code="R-WATER-LEAK").count() == 2


def test_one_who_lives_here_and_works_elsewhere_chooses_whose_menu(client, made):
    Staff.objects.create(company=made.other_company, person=made.wang_fang, name="王芳", title="会计")
    front = page(client, made.wang_fang)
    assert "翠湖花园</a>" in front and "安居物业</a>" in front
    elsewhere = page(client, made.wang_fang, "menu_item", "R-WATER-LEAK", **{"in": f"c{made.other_company.pk}"})
    assert reverse("report") + "?item=" not in elsewhere
    assert reverse("report") + "?item=" in page(client, made.wang_fang, "menu_item", "R-WATER-LEAK")


def test_one_who_neither_lives_nor_works_anywhere_is_told_what_will_be_here(client, made):
    made.household.tenures.update(until=make.NOW.date())
    assert "还没有登记住处或工作单位" in page(client, made.wang_fang)
    assert client.get(reverse("menu_item", args=["R-WATER-LEAK"])).status_code == 404


def test_a_danger_is_told_before_anything_is_filled(client, made):
    shown = page(client, made.wang_fang, "menu_item", "R-PIPE-BURST")
    assert f"tel:{made.project.duty_phone}" in shown
    assert "先这样做" in shown and "先这样做" not in page(client, made.wang_fang, "menu_item", "R-WATER-LEAK")

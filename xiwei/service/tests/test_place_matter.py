"""A matter under 这里正在办 opens to what a stranger may read of it, and to nothing else."""

import html
from datetime import timedelta

import pytest
from django.test import Client

from xiwei.service.actions import asking, ordering, promising
from xiwei.service.models import Channel
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db
SAID = "王芳说电梯里的灯不亮，打13800000001"


@pytest.fixture
def w():
    return make.world()


@pytest.fixture
def ticket(w):
    told = make.public_need(w, words=SAID, spot="王芳家门口")
    return asking.take(told, channel=Channel.PAGE, by=w.wang_fang, now=moment.now())


def read(answer) -> str:
    return html.unescape(answer.content.decode())


def page_of(w, ticket, client=None) -> str:
    return read((client or Client()).get(f"/p/{w.lift.code}/{ticket.pk}/"))


def test_the_wall_s_page_leads_to_it(w, ticket):
    assert f'href="/p/{w.lift.code}/{ticket.pk}/"' in read(Client().get(f"/p/{w.lift.code}/"))


@pytest.mark.parametrize(("building", "listed"), [(0, True), (1, False)])
def test_what_was_told_of_the_building_without_its_place_is_read_on_its_walls(w, building, listed):
    """And never the words that say where: they are a resident's."""
    lamp = make.leak_item(w, code="lamp", name="楼道灯更换", setting="public")
    told = make.public_need(w, words=SAID, spot="王芳家门口", place=None, building=w.buildings[building], item=lamp)
    ticket = asking.take(told, channel=Channel.PAGE, by=w.wang_fang, now=moment.now())
    wall = read(Client().get(f"/p/{w.lift.code}/"))
    opened = Client().get(f"/p/{w.lift.code}/{ticket.pk}/").status_code
    assert ("楼道灯更换" in wall, "王芳家门口" in wall, opened) == (listed, False, 200 if listed else 404)


def test_a_stranger_reads_what_it_is_where_and_when_it_was_promised_for(w, ticket):
    now = moment.now()
    promising.promise(ticket, by=w.staff_zhao, now=now, moment=now + timedelta(hours=5), words="王芳您好")
    page = page_of(w, ticket)
    assert [word in page for word in ("维修", w.lift.name, "已承诺", "承诺办好")] == [True] * 4


def test_nobody_s_name_words_number_spot_or_price_is_on_it(w, ticket):
    now = moment.now()
    promising.promise(ticket, by=w.staff_zhao, now=now, moment=now + timedelta(hours=5), words="王芳您好")
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=now)
    order = ordering.arrive(order, by=w.staff_sun, now=now)
    ordering.quote(order, by=w.staff_sun, now=now, fen=12_345, words="换灯管")
    page = page_of(w, ticket)
    hidden = ("王芳", "灯不亮", "13800000001", "家门口", "123.45", "换灯管", "您好")
    assert [word in page for word in hidden] == [False] * 7


def test_what_hands_did_is_read_with_its_maker_once_it_is_done(w, ticket):
    now = moment.now()
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=now)
    order = ordering.arrive(order, by=w.staff_sun, now=now)
    ordering.finish(order, by=w.staff_sun, now=now, note="灯管已换，王芳看过")
    page = page_of(w, ticket)
    assert ("灯管已换，业主看过" in page, "正请报事的人看看" in page) == (True, True)


def test_a_matter_of_a_home_of_another_place_or_of_no_wall_is_not_there(w, ticket):
    home = make.ticket(w, now=moment.now())
    paths = [f"/p/{w.lift.code}/{home.pk}/", f"/p/{w.gate.code}/{ticket.pk}/", f"/p/00000000/{ticket.pk}/"]
    assert [Client().get(path).status_code for path in paths] == [404, 404, 404]


def test_who_may_open_the_whole_is_led_there_and_a_neighbour_may_follow(w, ticket):
    pages = {name: page_of(w, ticket, signed_in(getattr(w, name))) for name in ("wang_fang", "sun", "li_qiang")}
    led = {name: (f'href="/t/{ticket.pk}/"' in page, f"/t/{ticket.pk}/follow/" in page) for name, page in pages.items()}
    assert led == {"wang_fang": (True, False), "sun": (True, False), "li_qiang": (False, True)}

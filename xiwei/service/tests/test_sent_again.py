"""The second 没修好: another goes where there is another, the newest complaint stands on top, and a worker's word opens
the page of their order.
"""

import html
from datetime import timedelta

import pytest

from xiwei.notices.models import Message
from xiwei.people.models import Credential, Line
from xiwei.service.actions import ending, handing, ordering
from xiwei.service.models import OrderState, Ticket
from xiwei.service.rules import offering
from xiwei.service.tests import make
from xiwei.service.tests.test_duty import also_repairs, shift
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment
from xiwei.standards.models import MenuItem


@pytest.fixture
def w(db):
    made = make.world()
    made.cast.now = moment.now()
    return made


def done(w, ticket: Ticket) -> Ticket:
    order = ticket.orders.get(ended_at=None)
    order = ordering.arrive(ordering.accept(order, by=order.worker, now=w.now), by=order.worker, now=w.now)
    order = ordering.tick(order, by=order.worker, now=w.now, steps=[0, 1])
    ordering.finish(order, by=order.worker, now=w.now, pictures=[make.picture()])
    return Ticket.objects.get(pk=ticket.pk)


def said_twice(w) -> Ticket:
    ticket = make.ticket(w, now=w.now)
    for words in ("还在滴水", "换了地方又漏"):
        ticket = ending.reopen(done(w, ticket), by=w.wang_fang, now=w.now, words=words)
    return Ticket.objects.get(pk=ticket.pk)


def two_on_shift(w) -> None:
    also_repairs(w, w.staff_chen)
    shift(w, w.staff_sun, Line.REPAIR)
    shift(w, w.staff_chen, Line.REPAIR)


def shown(person, address: str) -> str:
    return html.unescape(signed_in(person).get(address).content.decode())


def test_the_second_time_another_goes_and_the_resident_reads_so(w):
    two_on_shift(w)
    ticket = said_twice(w)
    assert [one.worker for one in ticket.orders.all()] == [w.staff_sun, w.staff_sun, w.staff_chen]
    assert ticket.orders.last().why_them == "第 2 次没办好，换人：当班人员"
    told = Message.objects.filter(person=w.wang_fang, about="service.reopened").latest("pk")
    assert told.body == "由郑主任负责到底。这次换陈园去。"
    page = shown(w.wang_fang, f"/t/{ticket.pk}/")
    assert ("这次换陈园去。" in page, "再来看" in page) == (True, False)


def test_where_there_is_nobody_else_the_same_goes_again_and_nobody_says_otherwise(w):
    ticket = said_twice(w)
    assert {one.worker for one in ticket.orders.all()} == {w.staff_sun}
    assert "已请孙师傅再来看" in shown(w.wang_fang, f"/t/{ticket.pk}/")
    assert (
        Message.objects.filter(person=w.wang_fang, about="service.reopened").latest("pk").body == "由郑主任负责到底。"
    )


def test_one_without_the_certificate_it_takes_is_nobody_else(w):
    two_on_shift(w)
    MenuItem.objects.update(certificate="electric")
    Credential.objects.create(
        company=w.company, staff=w.staff_sun, kind="electric", expires_on=w.now.date() + timedelta(days=90)
    )
    assert said_twice(w).orders.last().worker == w.staff_sun


def test_the_newest_complaint_stands_on_top_of_the_pages_of_the_director_and_of_who_is_sent(w):
    two_on_shift(w)
    ticket = said_twice(w)
    for person in (w.zheng, w.chen_yuan):
        page = shown(person, f"/t/{ticket.pk}/")
        assert page.index("<b>第 2 次说没修好：</b>换了地方又漏") < page.index("厨房水槽下面漏水，地上一摊"), person
    assert "第 2 次说没修好：换了地方又漏" in shown(w.zheng, "/board/")
    assert "第 2 次说没修好：</b>" not in shown(w.wang_fang, f"/t/{ticket.pk}/")


def test_what_a_worker_hears_of_their_work_opens_the_page_of_their_order(w):
    ticket = make.ticket(w, now=w.now)
    ending.remark(ticket, by=w.wang_fang, now=w.now, words="门铃坏了，请打电话")
    order = ticket.orders.get()
    handing.offer(order, to=w.staff_chen, by=w.staff_sun, now=w.now, reason="去抢修")
    links = Message.objects.filter(person__in=[w.sun, w.chen_yuan]).values_list("about", "link")
    about = ("order_offered", "remarked", "hand_over_offered")
    assert dict(links) == {f"service.{one}": f"/orders/{order.pk}/" for one in about}
    assert Message.objects.get(person=w.zhao_min, about="service.remarked").link == f"/t/{ticket.pk}/"


@pytest.mark.parametrize("state", [OrderState.OFFERED, OrderState.ACCEPTED])
def test_a_worker_with_an_open_order_sees_it_first_on_the_tickets_page_and_does_not_end_it_from_there(w, state):
    ticket = make.ticket(w, now=w.now)
    order = ticket.orders.get()
    if state == OrderState.ACCEPTED:
        ordering.accept(order, by=w.staff_sun, now=w.now)
    page = shown(w.sun, f"/t/{ticket.pk}/")
    says = "看看，接单" if state == OrderState.OFFERED else "去做"
    assert (says in page, page.index(f"/orders/{order.pk}/") < page.index("谁在负责")) == (True, True)
    offered = offering.to_staff(Ticket.objects.get(pk=ticket.pk), w.staff_sun, now=w.now)
    assert offered & {"begin", "finish"} == set()
    assert "您手上的工单" not in shown(w.zhao_min, f"/t/{ticket.pk}/")

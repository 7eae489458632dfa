"""The ticket's page puts first what its reader is waited for, and ticks no step that was not taken."""

from datetime import timedelta

import pytest
from django.test import Client

from xiwei.service.actions import declining, ending, ordering, promising, waiting
from xiwei.service.models import Ticket
from xiwei.service.tests import make
from xiwei.service.views.ticket import steps_of
from xiwei.shared import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(monkeypatch):
    made = make.world()
    monkeypatch.setattr(moment, "now", lambda: made.now)
    return made


def page(person, ticket):
    client = Client()
    client.force_login(person)
    return client.get(f"/t/{ticket.pk}/")


def first(answer):
    return [button["verb"] for button in answer.context["primary"]]


def arrived(w, ticket):
    order = ticket.orders.get()
    ordering.accept(order, by=w.staff_sun, now=w.now)
    return ordering.arrive(order, by=w.staff_sun, now=w.now)


def finished(w):
    ticket = make.ticket(w, item=None)
    ordering.finish(arrived(w, ticket), by=w.staff_sun, now=w.now, note="换了软管")
    return Ticket.objects.get(pk=ticket.pk)


def test_a_promise_that_never_was_and_never_will_be_is_no_step(w):
    ticket = finished(w)
    assert [(one["label"], one["done"]) for one in steps_of(ticket)] == [
        ("已收到", True), ("处理中", True), ("等确认", False), ("已办好", False),
    ]  # fmt: skip
    ending.confirm(ticket, by=w.wang_fang, now=w.now)
    closed = Ticket.objects.get(pk=ticket.pk)
    assert [one["label"] for one in steps_of(closed)] == ["已收到", "处理中", "等确认", "已办好"]


def test_a_promise_that_is_still_to_come_is_a_step_not_yet_ticked(w):
    assert [(one["label"], one["done"]) for one in steps_of(make.ticket(w))][1] == ("已承诺", False)


def test_a_promise_given_is_ticked_once_work_goes_on(w):
    ticket = make.ticket(w)
    promising.promise(ticket, by=w.staff_zhao, now=w.now, moment=w.now + timedelta(hours=4))
    arrived(w, ticket)
    assert [one["done"] for one in steps_of(Ticket.objects.get(pk=ticket.pk))] == [True, True, False, False, False]


def test_whoever_may_say_it_is_fixed_may_as_well_say_it_is_not(w):
    assert first(page(w.wang_fang, finished(w))) == ["confirm", "reopen"]


def test_a_decline_that_waits_is_answered_before_anything(w):
    ticket = make.ticket(w)
    declining.ask_decline(
        ticket, by=w.staff_zhao, now=w.now, reason="外立面不能改动", alternative="加一个伞架", reply="很抱歉，这件事办不到",
        tried="问过规划部门",
    )  # fmt: skip
    answer = page(w.zheng, ticket)
    assert first(answer) == ["decline", "refuse_decline"]
    assert "请您答复" in answer.content.decode()


def test_work_in_somebody_s_hands_is_not_ended_from_the_ticket_first(w):
    ticket = make.ticket(w)
    arrived(w, ticket)
    answer = page(w.zheng, ticket)
    assert ("finish" in first(answer), "step_in" in [one["verb"] for one in answer.context["others"]]) == (False, True)


def test_an_order_is_linked_for_those_who_may_open_it(w):
    ticket = make.ticket(w)
    order = ticket.orders.get()
    readers = {"zhao_min": True, "zheng": True, "sun": True, "wang_fang": False}
    link = f'href="/orders/{order.pk}/"'
    assert {name: link in page(getattr(w, name), ticket).content.decode() for name in readers} == readers


@pytest.mark.parametrize("reader", ["wang_fang", "zheng", "zhao_min"])
def test_what_waits_is_called_late_nowhere_on_its_page_nor_in_its_row(w, monkeypatch, reader):
    ticket = make.ticket(w)
    promising.promise(ticket, by=w.staff_zhao, now=w.now, moment=w.now + timedelta(hours=4))
    waiting.wait(
        Ticket.objects.get(pk=ticket.pk), by=w.staff_zhao, now=w.now, reason="absent", waits_for="王芳回来",
        until=w.now + timedelta(days=2), words="周三回来",
    )  # fmt: skip
    later = w.now + timedelta(hours=20)
    monkeypatch.setattr(moment, "now", lambda: later)
    drawn = page(getattr(w, reader), ticket).content.decode()
    assert ("已超" in drawn, drawn.count("继续，先不算超时")) == (False, 1)
    client = Client()
    client.force_login(getattr(w, reader))
    rows = client.get("/my/tickets/" if reader == "wang_fang" else "/tickets/").content.decode()
    assert (ticket.title in rows, "x-row--over" in rows) == (True, False)


def test_a_promise_that_passed_is_called_late_once_it_waits_no_more(w, monkeypatch):
    ticket = make.ticket(w)
    promising.promise(ticket, by=w.staff_zhao, now=w.now, moment=w.now + timedelta(hours=4))
    later = w.now + timedelta(hours=20)
    monkeypatch.setattr(moment, "now", lambda: later)
    assert "已超" in page(w.wang_fang, ticket).content.decode()

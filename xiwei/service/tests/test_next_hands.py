"""Whose hands come next: those at work when it will be served, able to do it, and not those who refused."""

from datetime import datetime, timedelta

import pytest

from tests.cast import SHANGHAI
from xiwei.ledger.models import Entry
from xiwei.people.models import Credential, Line
from xiwei.service.actions import ending, ordering
from xiwei.service.models import GroupMember
from xiwei.service.queries import duty
from xiwei.service.tests import make
from xiwei.service.tests.test_duty import away, shift, spot
from xiwei.shared.refusals import NotNow

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 9, 21, 22, 0, tzinfo=SHANGHAI)  # Monday; work goes on on Tuesday morning


@pytest.fixture
def w():
    made = make.world()
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=made.staff_chen)
    return made


def watched(w) -> None:
    """吴姐 watches the repair line through the night; 孙师傅 and 陈园 come on Tuesday."""
    shift(w, w.staff_wu, Line.REPAIR, hours=(11, 20))
    for staff in (w.staff_sun, w.staff_chen):
        shift(w, staff, Line.REPAIR, hours=(21, 31))


def hands(ticket) -> list[str]:
    return [one.worker.name for one in ticket.orders.order_by("pk")]


def done(w, ticket) -> None:
    order = ordering.accept(ticket.orders.last(), by=ticket.orders.last().worker, now=w.now)
    order = ordering.arrive(order, by=order.worker, now=w.now)
    order = ordering.tick(order, by=order.worker, now=w.now, steps=[0, 1])
    ordering.finish(order, by=order.worker, now=w.now, pictures=[make.picture()])


@pytest.mark.parametrize(("urgency", "next_one"), [("ordinary", "陈园"), ("urgent", "吴姐")])
def test_what_is_refused_by_night_goes_to_whoever_serves_in_the_morning_and_urgent_to_who_watches(w, urgency, next_one):
    ticket = make.ticket(w, urgency=urgency)
    watched(w)
    ordering.refuse(ticket.orders.get(), by=w.staff_sun, now=NIGHT, reason="下班了")
    assert hands(ticket) == ["孙师傅", next_one]


def test_what_someone_who_left_had_in_hand_goes_by_night_to_whoever_serves_in_the_morning(w):
    ticket = make.ticket(w)
    watched(w)
    ordering.take_back(ticket.orders.get(), now=NIGHT, reason="原来的同事已离职")
    assert hands(ticket) == ["孙师傅", "陈园"]


@pytest.mark.parametrize(("urgency", "again"), [("ordinary", "孙师傅"), ("urgent", "吴姐")])
def test_what_is_opened_again_by_night_goes_to_who_did_it_if_they_are_there_when_it_is_served(w, urgency, again):
    ticket = make.ticket(w, urgency=urgency)
    done(w, ticket)
    watched(w)
    ending.reopen(ticket, by=w.wang_fang, now=NIGHT)
    assert hands(ticket) == ["孙师傅", again]


@pytest.mark.parametrize(("expires", "again"), [(40, "孙师傅"), (0, "陈园")])
def test_who_did_it_last_does_it_again_only_while_their_certificate_is_valid(w, expires, again):
    for staff, days in ((w.staff_sun, expires), (w.staff_chen, 400)):
        until = w.now.date() + timedelta(days=days)
        Credential.objects.create(company=w.company, staff=staff, kind="electric", expires_on=until)
    ticket = make.ticket(w, item=make.leak_item(w.cast, code="R-POWER", name="跳闸", certificate="electric"))
    done(w, ticket)
    ending.reopen(ticket, by=w.wang_fang, now=NIGHT + timedelta(days=1))
    assert hands(ticket) == ["孙师傅", again]


def test_a_director_who_refuses_is_not_offered_it_back_and_the_last_one_cannot_refuse(w):
    GroupMember.objects.filter(line=Line.REPAIR).delete()
    ticket = make.ticket(w)
    ordering.refuse(ticket.orders.get(), by=w.staff_zheng, now=w.now, reason="请公司安排")
    assert hands(ticket) == ["郑主任", "何经理"]
    last = ticket.orders.last()
    with pytest.raises(NotNow, match="能接的人都问过了"):
        ordering.refuse(last, by=w.staff_he, now=w.now, reason="也不行")
    last.refresh_from_db()
    assert (hands(ticket), last.state) == (["郑主任", "何经理"], "offered")


def test_on_shift_means_on_shift_in_that_line_but_for_one_who_serves_in_another_s_stead(w):
    shift(w, w.staff_sun, Line.CLEANING)
    shift(w, w.staff_wu, Line.REPAIR, officer=True)
    assert duty.on_duty(spot(w), Line.REPAIR, w.now) == (w.staff_wu, "本线值班负责人")
    shift(w, w.staff_chen, Line.GREENING)
    assert duty.on_duty(spot(w), Line.REPAIR, w.now) == (w.staff_chen, "孙师傅的替班")
    away(w, w.staff_chen)
    assert duty.on_duty(spot(w), Line.REPAIR, w.now).staff == w.staff_wu


def test_an_order_that_nobody_gave_out_is_signed_by_the_system_and_one_given_out_by_who_did(w):
    ticket = make.ticket(w)
    ordering.assign(ticket, to=w.staff_wu, by=w.staff_zheng, now=w.now)
    lines = Entry.objects.filter(kind="service.order_offered").order_by("pk")
    assert [line.actor_label for line in lines] == ["系统派单", "小区主任 郑主任"]

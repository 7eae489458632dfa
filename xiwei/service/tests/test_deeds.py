"""What was done is told where it was done, to anyone, with nothing of anybody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xiwei.service.actions import asking, ordering
from xiwei.service.models import Channel
from xiwei.service.queries import deeds
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def finished(w, *, at, note="灯管换好", channel=Channel.PAGE, **said):
    """A public matter that its worker did with their hands, and closed for who asked."""
    by = w.wang_fang if channel == Channel.PAGE else w.staff_zhou
    ticket = asking.take(make.public_need(w, **said), channel=channel, by=by, now=at)
    order = ticket.orders.get()
    ordering.accept(order, by=order.worker, now=at)
    ordering.arrive(order, by=order.worker, now=at)
    ordering.finish(order, by=order.worker, now=at, note=note)
    return ticket


def test_a_deed_is_told_once_with_what_where_and_by_whom(w):
    finished(w, at=w.now)
    [deed] = deeds.at_place(w.lift.pk)
    assert (deed.title, deed.where, deed.says, deed.line) == ("维修报修", str(w.lift), "灯管换好。", "repair")
    assert "孙师傅" in deed.by


def test_the_same_deed_is_told_around_the_building_until_the_week_is_over(w):
    finished(w, at=w.now)
    building = w.lift.building_id
    assert [one.title for one in deeds.around(building, since=w.now - timedelta(days=7))] == ["维修报修"]
    assert deeds.around(building, since=w.now + timedelta(seconds=1)) == []


def test_names_and_numbers_of_who_asked_stay_out_of_it(w):
    finished(w, at=w.now, words="王芳说电梯灯坏了，电话13800000001", note="王芳在场，13800000001 已回")
    [deed] = deeds.at_place(w.lift.pk)
    assert (deed.title, deed.says) == ("维修报修", "业主在场，*** 已回。")


def test_a_complaint_that_no_service_names_is_told_to_no_neighbour_for_it_would_say_nothing_of_what_was_done(w):
    said = {"kind": "complaint", "line": "order", "words": "302的张伟天天在电梯里抽烟", "note": "已上门找张伟谈过"}
    ticket = finished(w, at=w.now, **said)
    around = deeds.around(w.lift.building_id, since=w.now - timedelta(days=7))
    assert (deeds.at_place(w.lift.pk), around) == ([], [])
    assert [(one.title, one.says) for one in deeds.of_ticket(ticket)] == [("秩序投诉", "")]


def test_a_complaint_about_a_named_service_is_told_by_that_name_alone(w):
    ticket = finished(w, at=w.now, kind="complaint", words="张伟家又漏水了", note="已上门找张伟谈过")
    ticket.item = w.leak
    ticket.save()
    [deed] = deeds.at_place(w.lift.pk)
    assert (deed.title, deed.says) == (w.leak.name, "")


def test_what_our_own_staff_saw_is_told_as_they_wrote_it(w):
    finished(w, at=w.now, channel=Channel.ROUND, words="电梯轿厢灯管发黑", note="灯管换好")
    [deed] = deeds.at_place(w.lift.pk)
    assert (deed.title, deed.says) == ("电梯轿厢灯管发黑", "灯管换好。")


def test_what_was_done_in_a_home_is_nobody_else_s_to_read(w):
    ticket = make.ticket(w, item=None)
    order = ticket.orders.get()
    ordering.accept(order, by=w.staff_sun, now=w.now)
    ordering.arrive(order, by=w.staff_sun, now=w.now)
    assert ordering.finish(order, by=w.staff_sun, now=w.now, note="换了软管").state == "finished"
    assert deeds.around(w.room.building_id, since=w.now - timedelta(days=1)) == []


def test_one_deed_and_three_cost_the_same_queries(w):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            finished(w, at=w.now)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            deeds.at_place(w.lift.pk)
        counts.append(len(asked))
    assert (len(deeds.at_place(w.lift.pk)), counts) == (3, [2, 2])

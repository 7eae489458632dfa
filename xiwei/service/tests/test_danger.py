"""What cannot wait: words of danger decide, somebody goes at once, and the director hears when no certificate is at hand."""

import pytest

from xiwei.notices.models import Message
from xiwei.people.models import Credential, Line
from xiwei.service.actions import asking, ordering
from xiwei.service.models import Channel, GroupMember
from xiwei.service.queries import duty
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db


def lift_item(w):
    """电梯困人救援, which only who holds the lift certificate may do."""
    return make.leak_item(
        w.cast, code="R-LIFT-TRAPPED", name="电梯困人救援", kind="help", urgency="urgent", certificate="lift",
        danger="lift_trapped", steps=[], evidence=[],
    )  # fmt: skip


def trapped(w):
    """王芳 tells of someone shut in the lift."""
    return asking.take(
        make.public_need(w, words="有人困在电梯里了", kind="help", item=lift_item(w), danger="lift_trapped"),
        channel=Channel.CODE, by=w.wang_fang, now=w.now,
    )  # fmt: skip


def of_director(w, ticket):
    """What 郑主任 was told of it: about what, and how loud."""
    told = Message.objects.filter(person=w.zheng, link=f"/t/{ticket.pk}/").order_by("pk")
    return {one.about: (one.title, one.body) for one in told}


def test_urgent_work_without_a_certificate_at_hand_sends_the_line_and_tells_the_director_why():
    w = make.world()
    ticket = trapped(w)
    assert [(one.worker, one.why_them) for one in ticket.orders.all()] == [(w.staff_sun, duty.UNCERTIFIED)]
    title, body = of_director(w, ticket)["service.uncertified"]
    assert title == "急修缺持证人：电梯困人救援"
    assert "当班没有人持“特种设备" in body and "已先派孙师傅到" in body


def test_urgent_work_goes_to_the_holder_of_the_certificate_where_one_is_on_duty():
    w = make.world()
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=w.staff_chen)
    Credential.objects.create(company=w.company, staff=w.staff_chen, kind="lift")
    ticket = trapped(w)
    assert [one.worker for one in ticket.orders.all()] == [w.staff_chen]
    assert "service.uncertified" not in of_director(w, ticket)


def test_work_that_can_wait_is_not_sent_to_one_without_the_certificate():
    w = make.world()
    item = make.leak_item(w.cast, code="R-SOCKET", name="开关插座维修", certificate="electric")
    ticket = make.ticket(w, item=item)
    assert [one.worker for one in ticket.orders.all()] == [w.staff_zheng]


def test_urgent_work_refused_by_the_only_one_of_the_line_comes_to_the_director():
    w = make.world()
    ticket = trapped(w)
    ordering.refuse(ticket.orders.get(), by=w.staff_sun, now=w.now, reason="人在外面抢修")
    assert [one.worker for one in ticket.orders.order_by("pk")] == [w.staff_sun, w.staff_zheng]

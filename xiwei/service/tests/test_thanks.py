"""Whom a resident may thank, and when: those who did something, once it is done."""

import pytest

from xiwei.service.actions import ending, ordering
from xiwei.service.tests import make
from xiwei.shared.refusals import BadInput, NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def thank(w, ticket, staff) -> str:
    """What comes of it: thanked, or the kind of refusal."""
    try:
        ending.thank(ticket, by=w.wang_fang, now=w.now, staff=staff, words="谢谢")
    except (BadInput, NotNow) as refused:
        return type(refused).__name__
    return "thanked"


def test_thanks_wait_until_it_is_done_and_go_to_those_who_came(w):
    """孙师傅 refuses, another comes; 吴姐 had nothing to do with it."""
    ticket = make.ticket(w)
    ordering.refuse(ticket.orders.get(), by=w.staff_sun, now=w.now, reason="在抢修总阀")
    order = ticket.orders.get(ended_at__isnull=True)
    came = order.worker
    before = thank(w, ticket, w.staff_zhao)
    order = ordering.arrive(ordering.accept(order, by=came, now=w.now), by=came, now=w.now)
    ordering.tick(order, by=came, now=w.now, steps=[0, 1])
    ordering.finish(order, by=came, now=w.now, note="换了软管", pictures=[make.picture()])
    after = [thank(w, ticket, staff) for staff in (w.staff_sun, w.staff_wu, came, w.staff_zhao)]
    assert (before, after) == ("NotNow", ["BadInput", "BadInput", "thanked", "thanked"])


def test_nobody_is_thanked_for_what_was_withdrawn(w):
    ticket = ending.withdraw(make.ticket(w), by=w.wang_fang, now=w.now)
    assert thank(w, ticket, w.staff_zhao) == "NotNow"

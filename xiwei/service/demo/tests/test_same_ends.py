"""The same story told twice, by the actions and by the demo's deeds: a first contact on leave, and loose ends."""

from datetime import datetime, timedelta

import pytest

from xiwei.people.models import Leave, LeaveState
from xiwei.service.actions import asking, declining, duty, handing, ordering, promising, waiting
from xiwei.service.demo.deeds import declining as d_declining
from xiwei.service.demo.deeds import handing as d_handing
from xiwei.service.demo.deeds import ordering as d_ordering
from xiwei.service.demo.deeds import promising as d_promising
from xiwei.service.demo.deeds import waiting as d_waiting
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.demo.tests import make as demo
from xiwei.service.demo.tests.test_same_as_the_actions import everything, keys
from xiwei.service.demo.writing import write
from xiwei.service.models import Channel, Ticket
from xiwei.service.tests import make
from xiwei.service.tests.test_declining import SAID

pytestmark = pytest.mark.django_db


def same(ticket: Ticket, tale: Tale) -> None:
    """Every row, line and message of the ticket is the tale's too."""
    real, said = everything(ticket), keys(ticket)
    write([tale])
    told = everything(tale.ticket)
    assert {name: rows for name, rows in told.items() if rows != real[name]} == {}
    assert keys(tale.ticket) == said


@pytest.mark.parametrize("end", ["finished", "assigned", "declined"])
def test_what_hung_open_ends_with_the_matter(end):
    w = make.world()
    leave = Leave.objects.create(
        company=w.company, staff=w.staff_zhao, state=LeaveState.GRANTED, reason="家事",
        starts_at=w.now - timedelta(hours=1), ends_at=w.now + timedelta(days=9),
    )  # fmt: skip
    here, need, picture = demo.site(w), make.need(w), make.picture()
    assert here.duty is not None
    here.duty.leaves = [leave]

    def after(minutes: float) -> datetime:
        return w.now + timedelta(minutes=minutes)

    ticket = asking.take(need, channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    promising.promise(ticket, by=w.staff_zheng, now=after(1), moment=after(300))
    decline = declining.ask_decline(ticket, by=w.staff_zheng, now=after(2), **SAID)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=after(3))
    order = ordering.arrive(order, by=w.staff_sun, now=after(4))
    handing.offer(order, to=w.staff_wu, by=w.staff_zheng, now=after(5), reason="人手调开")
    waiting.wait(
        ticket, by=w.staff_zheng, now=after(6), reason="absent", waits_for="王芳", until=after(90), words="出门了"
    )  # fmt: skip
    if end == "finished":
        order = ordering.tick(order, by=w.staff_sun, now=after(7), steps=[0, 1])
        ordering.finish(order, by=w.staff_sun, now=after(8), pictures=[picture])
    elif end == "assigned":
        ordering.assign(ticket, to=w.staff_chen, by=w.staff_zheng, now=after(8))
    else:
        declining.consent(decline, by=w.staff_zheng, now=after(8))

    tale = demo.tale(w, here, need, ends=after(40), channel=Channel.PAGE, by=w.wang_fang, at=w.now)
    d_promising.promise(tale, by=w.staff_zheng, at=after(1), moment=after(300))
    told = d_declining.ask_decline(tale, by=w.staff_zheng, at=after(2), **SAID)
    d_ordering.accept(tale, by=w.staff_sun, at=after(3))
    d_ordering.arrive(tale, by=w.staff_sun, at=after(4))
    d_handing.offer(tale, to=w.staff_wu, by=w.staff_zheng, at=after(5), reason="人手调开")
    d_waiting.wait(
        tale, by=w.staff_zheng, at=after(6), reason="absent", waits_for="王芳", until=after(90), words="出门了"
    )  # fmt: skip
    if end == "finished":
        d_ordering.tick(tale, by=w.staff_sun, at=after(7), steps=[0, 1])
        d_ordering.finish(tale, by=w.staff_sun, at=after(8), prints=[demo.print_of(picture)])
    elif end == "assigned":
        d_ordering.assign(tale, to=w.staff_chen, by=w.staff_zheng, at=after(8))
    else:
        d_declining.consent(tale, told, by=w.staff_zheng, at=after(8))
    same(ticket, tale)
    assert duty.pass_duty(ticket, now=after(9)) is False

"""One story told twice: by the real actions, with the worker's turns between them, and by the demo's deeds.

Every row and every line must be the same, but for ids, codes, file names and the moment a line was written.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import models

from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.service.actions import asking, ending, handing, ordering, promising, waiting
from xiwei.service.demo import deeds  # noqa: F401
from xiwei.service.demo.deeds import ending as d_ending
from xiwei.service.demo.deeds import handing as d_handing
from xiwei.service.demo.deeds import ordering as d_ordering
from xiwei.service.demo.deeds import promising as d_promising
from xiwei.service.demo.deeds import waiting as d_waiting
from xiwei.service.demo.tests import make as demo
from xiwei.service.demo.tests.make import LAG
from xiwei.service.demo.writing import write
from xiwei.service.index import INDEX
from xiwei.service.models import (
    Booking,
    CallBack,
    Channel,
    Clock,
    Correction,
    Decline,
    Follower,
    HandOver,
    Photo,
    Promise,
    Rating,
    Thanks,
    Ticket,
    Wait,
    WaitReason,
    WorkOrder,
)
from xiwei.service.rules.orders import check_can_do  # noqa: F401
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db

OWN = {"id", "ticket_id", "order_id", "follow_code", "path", "written_at", "subject_id", "subject_label", "evidence"}
HANGING = [WorkOrder, Clock, Promise, Wait, CallBack, Decline, Rating, Thanks, Photo, Follower, Correction]


def columns(row: models.Model, *, but: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    """All a row says, but for its own ids and names."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in OWN | but
    }


def everything(ticket: Ticket) -> dict[str, list[dict[str, Any]]]:
    """Every row that hangs on a ticket, and its lines, in order."""
    ticket = Ticket.objects.select_related("project", "item").get(pk=ticket.pk)
    found = {"Ticket": [columns(ticket, but={"merged_into_id"})]}
    for model in HANGING:
        found[model.__name__] = [columns(row) for row in model.objects.filter(ticket=ticket).order_by("pk")]
    for model in (HandOver, Booking):
        found[model.__name__] = [columns(row) for row in model.objects.filter(order__ticket=ticket).order_by("pk")]
    lines = Entry.objects.filter(subject_type="service.ticket", subject_id=ticket.pk).order_by("pk")
    said = Message.objects.filter(key__startswith=f"{ticket.pk}:").order_by("at", "person_id", "about", "title")
    return {
        **found,
        "Entry": [
            {
                **columns(row),
                "label": row.subject_label.split("（")[0],
                "proof": [one["sha256"] for one in row.evidence],
            }
            for row in lines
        ],
        "Message": [columns(row, but={"link", "key", "read_at", "body"}) for row in said],
        "body": [{"said": row.body.replace(ticket.number, ""), "opens": row.link.split("/")[1]} for row in said],
    }


def keys(ticket: Ticket) -> list[tuple[str, int]]:
    """The messages' keys without what differs: ids."""
    rows = Message.objects.filter(key__startswith=f"{ticket.pk}:").values_list("key", "person_id")
    return sorted((":".join(key.split(":")[1:2]), person) for key, person in rows)


def turn(at: datetime) -> None:
    """One turn of the worker, as config.clock lists them."""
    from xiwei.service import jobs

    for job in (jobs.speak_clocks, jobs.end_waits, jobs.keep_duty, jobs.lapse_unconfirmed):
        job(at)


def test_a_repair_with_hand_over_quote_wait_breach_reopening_and_thanks():
    w = make.world()
    here = demo.site(w)
    picture = make.picture()
    now = w.now

    def after(**length: float) -> datetime:
        return now + timedelta(**length)

    need = make.need(w, pictures=[picture], spot="厨房", proposed={"line": "cleaning", "item": None})
    ticket = asking.take(need, channel=Channel.PAGE, by=w.wang_fang, now=now)
    for hours in (1.5, 2):  # warned and breached
        turn(after(hours=hours) + LAG)
    promising.promise(ticket, by=w.staff_zhao, now=after(hours=2.5), moment=after(hours=30), words="明天上午来")
    promising.note(ticket, by=w.staff_zhao, now=after(hours=2.6), words="老业主，客气些")
    ordering.accept(ticket.orders.get(), by=w.staff_sun, now=after(hours=2.7))
    asked = handing.offer(ticket.orders.get(), to=w.staff_wu, by=w.staff_sun, now=after(hours=2.8), reason="去抢修总阀")
    handing.refuse(asked, by=w.staff_wu, now=after(hours=2.9), reason="手上有活")
    asked = handing.offer(ticket.orders.get(), to=w.staff_zhou, by=w.staff_sun, now=after(hours=3), reason="去抢修总阀")
    order = handing.take_over(asked, by=w.staff_zhou, now=after(hours=3.2))
    waiting.wait(
        ticket, by=w.staff_zhao, now=after(hours=3.5), reason=WaitReason.ABSENT, waits_for="业主下班", until=after(hours=9),
        words="晚上六点后在家",
    )  # fmt: skip
    turn(after(hours=9) + LAG)
    promising.move_promise(ticket, by=w.staff_zhao, now=after(hours=9.5), moment=after(hours=50), reason="配件明天到")
    order = ordering.set_out(order, by=w.staff_zhou, now=after(hours=23))
    order = ordering.quote(order, by=w.staff_zhou, now=after(hours=23.2), fen=3500, words="换角阀一只")
    order = ordering.agree(order, by=w.wang_fang, now=after(hours=23.3), fen=3500)
    order = ordering.arrive(order, by=w.staff_zhou, now=after(hours=23.5))
    ordering.book(
        order, by=w.staff_zhou, now=after(hours=23.6), kind="material", name="角阀", quantity_milli=1000, unit="只",
        unit_price_fen=3500,
    )  # fmt: skip
    ordering.tick(order, by=w.staff_zhou, now=after(hours=23.7), steps=[0])
    ordering.tick(order, by=w.staff_zhou, now=after(hours=23.8), steps=[0, 1])
    ordering.finish(order, by=w.staff_zhou, now=after(hours=24), note="换好了，试水不漏", pictures=[picture])
    ending.call_back(ticket, by=w.staff_zhao, now=after(hours=26), answer="not_fixed", words="还滴")
    order = ticket.orders.get(ended_at=None)
    ending.remark(ticket, by=w.wang_fang, now=after(hours=26.5), words="夜里滴得更快")
    order = ordering.accept(order, by=order.worker, now=after(hours=27))
    order = ordering.arrive(order, by=w.staff_zhou, now=after(hours=27.5))
    order = ordering.tick(order, by=w.staff_zhou, now=after(hours=27.55), steps=[], before=[picture])
    order = ordering.tick(order, by=w.staff_zhou, now=after(hours=27.6), steps=[0, 1], signed_by="王芳")
    ordering.finish(order, by=w.staff_zhou, now=after(hours=28), pictures=[picture])
    ending.confirm(ticket, by=w.wang_fang, now=after(hours=30))
    ending.rate(ticket, by=w.wang_fang, now=after(hours=30.1), stars=2, chips=["slow", "fixed"], words="两趟才好")
    ending.thank(ticket, by=w.wang_fang, now=after(hours=30.2), staff=w.staff_zhou, words="最后修好了，辛苦")
    real, said = everything(ticket), keys(ticket)

    shown = [demo.print_of(picture)]
    tale = demo.tale(w, here, need, ends=after(hours=40), channel=Channel.PAGE, by=w.wang_fang, at=now, prints=shown)
    d_promising.promise(tale, by=w.staff_zhao, at=after(hours=2.5), moment=after(hours=30), words="明天上午来")
    d_promising.note(tale, by=w.staff_zhao, at=after(hours=2.6), words="老业主，客气些")
    d_ordering.accept(tale, by=w.staff_sun, at=after(hours=2.7))
    asked = d_handing.offer(tale, to=w.staff_wu, by=w.staff_sun, at=after(hours=2.8), reason="去抢修总阀")
    d_handing.refuse(tale, asked, by=w.staff_wu, at=after(hours=2.9), reason="手上有活")
    asked = d_handing.offer(tale, to=w.staff_zhou, by=w.staff_sun, at=after(hours=3), reason="去抢修总阀")
    d_handing.take_over(tale, asked, by=w.staff_zhou, at=after(hours=3.2))
    d_waiting.wait(
        tale, by=w.staff_zhao, at=after(hours=3.5), reason=WaitReason.ABSENT, waits_for="业主下班", until=after(hours=9),
        words="晚上六点后在家",
    )  # fmt: skip
    d_promising.move_promise(tale, by=w.staff_zhao, at=after(hours=9.5), moment=after(hours=50), reason="配件明天到")
    d_ordering.set_out(tale, by=w.staff_zhou, at=after(hours=23))
    d_ordering.quote(tale, by=w.staff_zhou, at=after(hours=23.2), fen=3500, words="换角阀一只")
    d_ordering.agree(tale, by=w.wang_fang, at=after(hours=23.3))
    d_ordering.arrive(tale, by=w.staff_zhou, at=after(hours=23.5))
    d_ordering.book(
        tale, by=w.staff_zhou, at=after(hours=23.6), kind="material", name="角阀", quantity_milli=1000, unit="只",
        unit_price_fen=3500,
    )  # fmt: skip
    d_ordering.tick(tale, by=w.staff_zhou, at=after(hours=23.7), steps=[0])
    d_ordering.tick(tale, by=w.staff_zhou, at=after(hours=23.8), steps=[0, 1])
    d_ordering.finish(tale, by=w.staff_zhou, at=after(hours=24), note="换好了，试水不漏", prints=shown)
    d_ending.call_back(tale, by=w.staff_zhao, at=after(hours=26), answer="not_fixed", words="还滴")
    d_ending.remark(tale, by=w.wang_fang, at=after(hours=26.5), words="夜里滴得更快")
    d_ordering.accept(tale, by=tale.order.worker, at=after(hours=27))
    d_ordering.arrive(tale, by=w.staff_zhou, at=after(hours=27.5))
    d_ordering.tick(tale, by=w.staff_zhou, at=after(hours=27.55), steps=[], before=shown)
    d_ordering.tick(tale, by=w.staff_zhou, at=after(hours=27.6), steps=[0, 1], signed_by="王芳")
    d_ordering.finish(tale, by=w.staff_zhou, at=after(hours=28), prints=shown)
    d_ending.confirm(tale, by=w.wang_fang, at=after(hours=30))
    d_ending.rate(tale, by=w.wang_fang, at=after(hours=30.1), stars=2, chips=["slow", "fixed"], words="两趟才好")
    d_ending.thank(tale, by=w.wang_fang, at=after(hours=30.2), staff=w.staff_zhou, words="最后修好了，辛苦")
    write([tale])

    told = everything(tale.ticket)
    assert {name: rows for name, rows in told.items() if rows != real[name]} == {}
    assert keys(tale.ticket) == said
    assert [one["kind"] for one in told["Entry"]].count("service.clock_warned") == 1
    assert INDEX.matching(Ticket.objects.all(), "水槽下面").count() == 2


def test_an_emergency_for_which_nobody_on_duty_holds_the_certificate():
    w = make.world()
    item = make.leak_item(w.cast, code="R-LIFT-TRAPPED", name="电梯困人救援", certificate="lift", urgency="urgent")
    need = make.public_need(w, words="有人困在电梯里了", kind="help", item=item, danger="lift_trapped")
    ticket = asking.take(need, channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    ordering.refuse(ticket.orders.get(), by=w.staff_sun, now=w.now + timedelta(minutes=2), reason="人在外面抢修")
    real, said = everything(ticket), keys(ticket)

    end = w.now + timedelta(minutes=3)
    tale = demo.tale(w, demo.site(w), need, ends=end, channel=Channel.PAGE, by=w.wang_fang, at=w.now)
    d_ordering.refuse(tale, by=w.staff_sun, at=w.now + timedelta(minutes=2), reason="人在外面抢修")
    write([tale])
    told = everything(tale.ticket)
    assert {name: rows for name, rows in told.items() if rows != real[name]} == {}
    assert keys(tale.ticket) == said
    assert [one for one in said if "uncertified" in one] != []

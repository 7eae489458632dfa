"""Work that could not be finished is in somebody's hands again at once, or waits; and everyone reads what comes next."""

import html
from datetime import timedelta

import pytest

from xiwei.notices.models import Message, Weight
from xiwei.people.models import Line
from xiwei.service import jobs
from xiwei.service.actions import asking, ordering
from xiwei.service.models import Channel, GroupMember, Ticket, TicketState, Wait
from xiwei.service.queries import tickets
from xiwei.service.rules import offering
from xiwei.service.tests import make
from xiwei.service.tests.test_duty import also_repairs, shift
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment
from xiwei.shared.refusals import BadInput

LACKS = {"reason": "角阀锈死，拆不下来", "needs": "带管钳再来"}


@pytest.fixture
def w(db):
    made = make.world()
    made.cast.now = moment.now()
    return made


def at_the_gate(w) -> Ticket:
    """周勇 noted it for somebody without an account."""
    told = make.need(w, asker=None, asker_name="刘奶奶", asker_phone="13900001111")
    return asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=w.now)


def stopped(w, ticket: Ticket, **more) -> Ticket:
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    order = ordering.arrive(order, by=w.staff_sun, now=w.now)
    ordering.give_up(order, by=w.staff_sun, now=w.now, **{**LACKS, **more})
    return Ticket.objects.get(pk=ticket.pk)


def told(about: str) -> dict[str, tuple[str, int]]:
    found = Message.objects.filter(about=f"service.{about}").select_related("person")
    return {one.person.name: (one.title, one.weight) for one in found}


def shown(person, address: str) -> str:
    return html.unescape(signed_in(person).get(address).content.decode())


def test_it_goes_to_the_next_on_duty_of_the_line_who_reads_why(w):
    also_repairs(w, w.staff_chen)
    shift(w, w.staff_sun, Line.REPAIR)
    shift(w, w.staff_chen, Line.REPAIR)
    ticket = stopped(w, at_the_gate(w))
    order = ticket.orders.get(ended_at=None)
    assert (order.worker, order.why_them) == (w.staff_chen, "孙师傅没能完成：角阀锈死，拆不下来。当班人员")
    assert {name: title for name, (title, _) in told("order_could_not_finish").items()} == {
        "周勇": "孙师傅未能完工：水管漏水",
        "王芳": "这次没能完成：水管漏水",
    }


def test_where_there_is_nobody_the_butler_on_duty_and_the_director_are_told_loudly_to_send_somebody(w):
    stopped(w, at_the_gate(w))
    heard = told("order_could_not_finish")
    call = ("请派人接着办：水管漏水", Weight.LOUD)
    assert (heard["赵敏"], heard["郑主任"], heard["周勇"][0]) == (call, call, "孙师傅未能完工：水管漏水")


def test_it_stands_first_on_the_pages_of_who_may_send_somebody_and_of_who_was_asked(w):
    ticket = stopped(w, at_the_gate(w))
    call = "活停下了，请派人接着办"
    pages = {"赵敏": shown(w.zhao_min, "/morning/"), "郑主任": shown(w.zheng, "/board/")}
    assert {name: call in page and page.index(call) < page.index("x-figures") for name, page in pages.items()} == {
        "赵敏": True,
        "郑主任": True,
    }
    today = shown(w.zhou_yong, "/today/")
    assert "活停下了，正在请人接着办" in today and today.count(f'href="/t/{ticket.pk}/"') == 1
    ordering.assign(ticket, to=w.staff_sun, by=w.staff_zhao, now=w.now)
    assert call not in shown(w.zheng, "/board/")


def test_sending_somebody_stands_open_first_and_finishing_does_not(w):
    ticket = stopped(w, at_the_gate(w))
    sender = offering.first(offering.to_staff(ticket, w.staff_zhao, now=w.now), ticket)
    first_asked = offering.first(offering.to_staff(ticket, w.staff_zhou, now=w.now), ticket)
    assert ("assign" in sender, "finish" in sender, "finish" in first_asked) == (True, False, False)
    page = shown(w.zhao_min, f"/t/{ticket.pk}/")
    assert page.index('id="do-assign"') < page.index("谁在负责")


def test_the_resident_and_whoever_follows_by_code_read_what_happened_and_what_comes_next(w):
    ticket = stopped(w, at_the_gate(w))
    follow = html.unescape(signed_in(w.wang_fang).get(f"/f/{ticket.follow_code}/").content.decode())
    words = "这次没能完成。</b>角阀锈死，拆不下来。接下来：带管钳再来。正在请人接着办，派好了会告诉您"
    assert (words in follow, "已经收到" in follow) == (True, False)
    assert words in shown(w.wang_fang, f"/t/{ticket.pk}/")
    ordering.assign(ticket, to=w.staff_chen, by=w.staff_zhao, now=w.now)
    assert "接下来：带管钳再来。已请陈园接着来办。" in shown(w.wang_fang, f"/t/{ticket.pk}/")


def test_what_lacks_a_part_waits_for_it_with_the_reason_and_then_goes_to_the_same_hands(w):
    until = w.now + timedelta(hours=20)
    ticket = stopped(w, at_the_gate(w), waits="parts", until=until)
    wait = Wait.objects.get()
    assert (ticket.state, wait.reason, wait.waits_for, wait.words) == (
        TicketState.WAITING,
        "parts",
        *reversed(LACKS.values()),
    )
    assert (tickets.live_orders(ticket).count(), set(told("order_could_not_finish"))) == (0, {"周勇", "王芳"})
    jobs.end_waits(until + timedelta(minutes=1))
    order = tickets.live_orders(ticket).get()
    assert (order.worker, order.why_them) == (w.staff_sun, "上次处理的人")


def test_what_was_given_up_on_the_way_before_any_promise_may_wait_too(w):
    ticket = at_the_gate(w)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    order = ordering.set_out(order, by=w.staff_sun, now=w.now)
    ordering.give_up(order, by=w.staff_sun, now=w.now, waits="absent", until=w.now + timedelta(hours=5), **LACKS)
    ticket.refresh_from_db()
    assert (ticket.state, Wait.objects.get().stops_clock) == (TicketState.WAITING, True)


@pytest.mark.parametrize("more", [{"waits": "parts"}, {"waits": "nonsense"}])
def test_a_wait_without_an_end_or_for_nothing_known_is_refused_and_nothing_is_written(w, more):
    ticket = at_the_gate(w)
    with pytest.raises(BadInput):
        stopped(w, ticket, **more)
    assert ticket.orders.get().state == "arrived"


def test_the_workers_form_asks_how_it_goes_on(w):
    ticket = at_the_gate(w)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    ordering.arrive(order, by=w.staff_sun, now=w.now)
    until = moment.now() + timedelta(days=1)
    sent = {"reason": "缺角阀", "needs": "角阀一只", "waits": "parts", "until": f"{until:%Y-%m-%dT%H:%M}", "key": "k"}
    worker = signed_in(w.sun)
    assert "不用等，请别人接着来" in worker.get(f"/orders/{order.pk}/").content.decode()
    worker.post(f"/orders/{order.pk}/give_up/", {f"give_up-{name}": value for name, value in sent.items()})
    ticket.refresh_from_db()
    assert ticket.state == TicketState.WAITING


def test_a_director_who_holds_the_last_order_is_not_sent_in_circles(w):
    GroupMember.objects.filter(line=Line.REPAIR).delete()
    ticket = make.ticket(w)
    order = ordering.accept(ticket.orders.get(), by=w.staff_zheng, now=w.now)
    order = ordering.arrive(order, by=w.staff_zheng, now=w.now)
    ordering.give_up(order, by=w.staff_zheng, now=w.now, **LACKS)
    assert tickets.live_orders(ticket).count() == 0

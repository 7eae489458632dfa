"""The main job, told as stories: every step through the actions, every consequence by equality."""

from datetime import timedelta

import pytest

from xiwei.ledger.models import Entry
from xiwei.service.actions import asking, ending, handing, ordering, promising, waiting
from xiwei.service.models import Channel, OrderState, Outcome, TicketState, WorkOrder
from xiwei.service.tests import make
from xiwei.shared.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db


def kinds(ticket) -> list[str]:
    """The ledger's words about a ticket, in order."""
    rows = Entry.objects.filter(subject_type="service.ticket", subject_id=ticket.pk).order_by("pk")
    return [kind.removeprefix("service.") for kind in rows.values_list("kind", flat=True)]


def test_a_leak_reported_from_the_page_is_seen_through_to_its_rating():
    w = make.world()
    ticket = make.ticket(w)
    assert (ticket.first_contact, ticket.answering, ticket.state) == (w.staff_zhao, w.staff_zhao, TicketState.RECEIVED)
    order = ticket.orders.get()
    assert (order.worker, order.state, order.why_them) == (w.staff_sun, OrderState.OFFERED, "本组维修")

    at = w.now + timedelta(minutes=20)
    promising.promise(ticket, by=w.staff_zhao, now=at, moment=at + timedelta(hours=5))
    order = ordering.accept(order, by=w.staff_sun, now=at)
    order = ordering.set_out(order, by=w.staff_sun, now=at + timedelta(minutes=5))
    order = ordering.arrive(order, by=w.staff_sun, now=at + timedelta(minutes=15))
    with pytest.raises(NotNow, match="完工还差：完工照片"):
        ordering.finish(order, by=w.staff_sun, now=at + timedelta(minutes=40))
    order = ordering.tick(order, by=w.staff_sun, now=at + timedelta(minutes=40), steps=[0, 1])
    order = ordering.finish(order, by=w.staff_sun, now=at + timedelta(minutes=45), pictures=[make.picture()])
    ticket.refresh_from_db()
    assert (ticket.state, ticket.due_at) == (TicketState.DONE, None)

    ticket = ending.confirm(ticket, by=w.wang_fang, now=at + timedelta(hours=1))
    assert (ticket.state, ticket.outcome) == (TicketState.CLOSED, Outcome.CONFIRMED)
    ending.rate(ticket, by=w.wang_fang, now=at + timedelta(hours=1), stars=5, chips=["quick"], words="好")
    ending.thank(ticket, by=w.wang_fang, now=at + timedelta(hours=1), staff=w.staff_sun, words="辛苦了")
    assert kinds(ticket) == [
        "received", "order_offered", "promised", "order_accepted", "order_set_out", "order_arrived", "order_ticked",
        "order_finished", "done", "confirmed", "rated", "thanked",
    ]  # fmt: skip
    assert [clock.breached for clock in ticket.clocks.all()] == [False] * 4  # the standard's three, and the promise


def test_a_guard_at_the_gate_is_first_contact_to_the_end_though_another_does_the_work():
    w = make.world()
    told = make.need(w, asker=None, asker_name="王老太", asker_phone="13900000000", household=None)
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=w.now, asked_at=w.now - timedelta(minutes=10))
    assert (ticket.first_contact, ticket.asked_at) == (w.staff_zhou, w.now - timedelta(minutes=10))
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    hand_over = handing.offer(order, to=w.staff_wu, by=w.staff_sun, now=w.now, reason="去帮忙抢修总阀")
    assert WorkOrder.objects.get(ended_at__isnull=True).worker == w.staff_sun
    fresh = handing.take_over(hand_over, by=w.staff_wu, now=w.now)
    assert (fresh.worker, fresh.state) == (w.staff_wu, OrderState.ACCEPTED)
    ticket.refresh_from_db()
    assert ticket.first_contact == w.staff_zhou
    with pytest.raises(NotAllowed):
        handing.take_over(hand_over, by=w.staff_sun, now=w.now)


def test_the_second_reopening_goes_to_the_director():
    w = make.world()
    ticket = make.ticket(w, kind="inquiry", item=None)
    for times in (1, 2):
        promising.begin(ticket, by=w.staff_zhao, now=w.now)
        ending.finish(ticket, by=w.staff_zhao, now=w.now, note="已答复")
        ticket = ending.reopen(ticket, by=w.wang_fang, now=w.now, words="还是漏")
        assert ticket.reopened == times
    assert (ticket.first_contact, ticket.answering) == (w.staff_zhao, w.staff_zheng)


def test_a_wait_ends_with_the_state_it_belongs_to_and_silences_no_later_clock():
    w = make.world()
    ticket = make.ticket(w)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    order = ordering.arrive(order, by=w.staff_sun, now=w.now)
    until = w.now + timedelta(hours=4)
    waiting.wait(ticket, by=w.staff_zhao, now=w.now, reason="absent", waits_for="王芳", until=until)
    order = ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0, 1])
    ordering.finish(order, by=w.staff_sun, now=w.now + timedelta(hours=1), pictures=[make.picture()])
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waits.filter(ended_at__isnull=True).count()) == (TicketState.DONE, 0)
    ending.reopen(ticket, by=w.wang_fang, now=w.now + timedelta(hours=2))
    assert ticket.clocks.filter(stopped_at__isnull=True, next_at__isnull=True).count() == 0


def test_a_worker_who_is_assigned_takes_over_from_every_line_and_those_before_are_told():
    w = make.world()
    ticket = make.ticket(w)
    ticket = promising.correct(
        ticket, by=w.staff_zhao, now=w.now, line="cleaning", kind="repair", urgency="ordinary", item=None
    )
    ordering.assign(ticket, to=w.staff_wu, by=w.staff_zhao, now=w.now)
    assert [(order.worker, order.state) for order in ticket.orders.order_by("pk")] == [
        (w.staff_sun, "cancelled"),
        (w.staff_wu, "cancelled"),
        (w.staff_wu, "offered"),
    ]
    assert kinds(ticket)[-5:] == ["corrected", "order_cancelled", "order_offered", "order_cancelled", "order_offered"]


def test_a_priced_service_waits_for_the_resident_s_yes_to_the_very_price_they_were_shown():
    w = make.world()
    item = make.leak_item(w.cast, code="H-AIRCON", name="空调清洗", price_fen=8000, evidence=[], steps=["清洗"])
    order = ordering.accept(make.ticket(w, item=item).orders.get(), by=w.staff_sun, now=w.now)
    order = ordering.arrive(order, by=w.staff_sun, now=w.now)
    with pytest.raises(NotNow, match="请先报价"):
        ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0])
    order = ordering.quote(order, by=w.staff_sun, now=w.now, fen=8000)
    order = ordering.quote(order, by=w.staff_sun, now=w.now, fen=9000)
    with pytest.raises(NotNow, match="报价刚刚改过"):
        ordering.agree(order, by=w.wang_fang, now=w.now, fen=8000)
    with pytest.raises(NotNow, match="还没有同意报价"):
        ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0])
    order = ordering.agree(order, by=w.wang_fang, now=w.now, fen=9000)
    order = ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0])
    assert ordering.finish(order, by=w.staff_sun, now=w.now).state == OrderState.FINISHED


def test_a_home_whose_people_are_not_registered_is_no_public_place():
    w = make.world()
    ticket = make.ticket(w, household=None)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    order = ordering.arrive(order, by=w.staff_sun, now=w.now)
    order = ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0, 1])
    ordering.finish(order, by=w.staff_sun, now=w.now, pictures=[make.picture()])
    assert [photo.get_seen_by_display() for photo in ticket.photos.all()] == ["业主本人"]

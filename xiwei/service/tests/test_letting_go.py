"""What is over leaves nothing open: hand-overs, declines and waits end in the same deed, each with its reason."""

from datetime import timedelta

import pytest

from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.service.actions import declining, ending, handing, merging, moving, ordering, promising, waiting
from xiwei.service.models import Decline, HandOver, Ticket, TicketState, Wait, WorkOrder
from xiwei.service.tests import make
from xiwei.service.tests.test_declining import SAID
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared.refusals import NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def entangled(w) -> WorkOrder:
    """A decline waits for the director, 吴姐 is asked to take the work over, and the matter waits for a part."""
    ticket = make.ticket(w)
    ticket = promising.promise(ticket, by=w.staff_zhao, now=w.now, moment=w.now + timedelta(hours=5))
    declining.ask_decline(ticket, by=w.staff_zhao, now=w.now, **SAID)
    order = ticket.orders.get()
    handing.offer(order, to=w.staff_wu, by=w.staff_zhao, now=w.now, reason="人手调开")
    until = w.now + timedelta(hours=4)
    waiting.wait(ticket, by=w.staff_zhao, now=w.now, reason="parts", waits_for="角阀", until=until)
    return WorkOrder.objects.get(pk=order.pk)


def merged(w, order: WorkOrder) -> None:
    merging.merge(order.ticket, into=make.ticket(w), by=w.staff_zhao, now=w.now)


def declined(w, order: WorkOrder) -> None:
    declining.consent(order.ticket.declines.get(), by=w.staff_zheng, now=w.now)


def withdrawn(w, order: WorkOrder) -> None:
    waiting.resume(order.ticket, by=w.staff_zhao, now=w.now)
    Ticket.objects.filter(pk=order.ticket_id).update(state=TicketState.PROMISED)
    ending.withdraw(order.ticket, by=w.wang_fang, now=w.now)


def finished(w, order: WorkOrder) -> None:
    order = ordering.accept(order, by=w.staff_sun, now=w.now)
    order = ordering.arrive(order, by=w.staff_sun, now=w.now)
    order = ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0, 1])
    ordering.finish(order, by=w.staff_sun, now=w.now, pictures=[make.picture()])


def open_ones(ticket: Ticket) -> list[int]:
    return [
        HandOver.objects.filter(order__ticket=ticket, answered_at__isnull=True).count(),
        Decline.objects.filter(ticket=ticket, consented__isnull=True).count(),
        Wait.objects.filter(ticket=ticket, ended_at__isnull=True).count(),
        ticket.clocks.filter(stopped_at__isnull=True).count(),
    ]


def lines(ticket: Ticket, kind: str) -> list[str]:
    found = Entry.objects.filter(subject_id=ticket.pk, kind=f"service.{kind}").order_by("pk")
    return [one.data["reason"] for one in found]


@pytest.mark.parametrize(
    ("end", "state", "why_not_taken", "why_not_declined"),
    [
        (merged, "merged", "工单已取消：已并入", ["这件事已是“已并单”，不必再答复"]),
        (declined, "declined", "工单已取消：已婉拒", []),
        (withdrawn, "closed", "工单已取消：业主撤回", ["这件事已是“已办结”，不必再答复"]),
        (finished, "done", "工单已完工", ["这件事已是“等确认”，不必再答复"]),
    ],
    ids=["merged", "declined", "withdrawn", "finished"],
)
def test_a_matter_that_ends_leaves_nothing_to_answer(w, end, state, why_not_taken, why_not_declined):
    order = entangled(w)
    end(w, order)
    ticket = Ticket.objects.get(pk=order.ticket_id)
    assert (ticket.state, open_ones(ticket), ticket.due_at) == (state, [0, 0, 0, 0], None)
    asked = HandOver.objects.get(order=order)
    assert (asked.accepted, asked.answered_at, asked.refusal.startswith(why_not_taken)) == (None, w.now, True)
    assert (lines(ticket, "hand_over_dropped"), lines(ticket, "decline_dropped")) == ([asked.refusal], why_not_declined)
    assert Message.objects.get(person=w.wu, about="service.hand_over_dropped").body == asked.refusal


@pytest.mark.parametrize(
    ("end", "says"),
    [
        (lambda w, order: ordering.assign(order.ticket, to=w.staff_chen, by=w.staff_zheng, now=w.now), "已取消：改派陈园"),
        (lambda w, order: ordering.refuse(order, by=w.staff_sun, now=w.now, reason="在高处"), "已拒单：在高处"),
        (lambda w, order: ordering.take_back(order, now=w.now, reason="已离职"), "已取消：已离职"),
        (lambda w, order: gave_up(w, order), "未能完工：缺配件"),
    ],
    ids=["assigned anew", "refused", "worker left", "given up"],
)  # fmt: skip
def test_an_order_that_ends_leaves_nobody_asked_to_take_it_over(w, end, says):
    order = entangled(w)
    end(w, order)
    assert HandOver.objects.get(order=order).refusal == f"工单{says}"


def gave_up(w, order: WorkOrder) -> None:
    order = ordering.set_out(ordering.accept(order, by=w.staff_sun, now=w.now), by=w.staff_sun, now=w.now)
    ordering.give_up(order, by=w.staff_sun, now=w.now, reason="缺配件", needs="角阀一只")


def test_after_a_decline_fell_away_another_may_be_asked_for(w):
    order = entangled(w)
    finished(w, order)
    ticket = ending.reopen(order.ticket, by=w.wang_fang, now=w.now, words="还漏")
    declining.ask_decline(ticket, by=w.staff_zhao, now=w.now, **SAID)
    assert [one.consented for one in ticket.declines.order_by("pk")] == [False, None]


def test_the_giver_of_a_hand_over_is_the_worker_whoever_asks_and_hears_of_it(w):
    order = entangled(w)
    assert HandOver.objects.get(order=order).giver == w.staff_sun
    told = Message.objects.filter(about="service.hand_over_offered").order_by("pk").values_list("person__name", "title")
    assert list(told) == [("吴姐", "赵敏请您接手：水管漏水"), ("孙师傅", "赵敏请吴姐接手您的活：水管漏水")]


@pytest.mark.parametrize("state", [TicketState.CLOSED, TicketState.MERGED, TicketState.DECLINED, TicketState.DONE])
def test_nobody_s_arrival_and_no_finished_work_brings_an_ended_matter_back(w, state):
    """Not through the checks of who may, but where the state itself is set."""
    order = ordering.accept(make.ticket(w).orders.get(), by=w.staff_sun, now=w.now)
    Ticket.objects.filter(pk=order.ticket_id).update(state=state)
    with pytest.raises(NotNow):
        ordering.arrive(order, by=w.staff_sun, now=w.now)
    ticket = Ticket.objects.get(pk=order.ticket_id)
    with pytest.raises(NotNow):
        moving.mark_done(ticket, by=w.staff_sun, now=w.now)
    assert (Ticket.objects.get(pk=ticket.pk).state, WorkOrder.objects.get(pk=order.pk).state) == (state, "accepted")


def test_work_finished_while_the_matter_waited_ends_the_wait_and_breaks_no_promise(w):
    ticket = make.ticket(w)
    order = ordering.arrive(ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now), by=w.staff_sun, now=w.now)
    clock = ticket.clocks.get(kind="resolution")
    waiting.wait(
        ticket, by=w.staff_zhao, now=w.now, reason="absent", waits_for="王芳", until=w.now + timedelta(days=20)
    )
    later = clock.due_at + timedelta(days=2)
    order = ordering.tick(order, by=w.staff_sun, now=later, steps=[0, 1])
    ordering.finish(order, by=w.staff_sun, now=later, pictures=[make.picture()])
    clock.refresh_from_db()
    assert (clock.breached, ticket.waits.get().ended_at) == (False, later)


def test_the_director_cancels_an_order_with_a_reason_from_its_page_and_all_concerned_hear(w):
    order = entangled(w)
    zheng = signed_in(w.zheng)
    assert 'id="do-cancel"' in zheng.get(f"/orders/{order.pk}/").content.decode()
    assert zheng.post(f"/orders/{order.pk}/cancel/", {"cancel-key": "k", "cancel-reason": ""}).status_code == 422
    form = {"cancel-key": "k", "cancel-reason": "业主自己修好了"}
    assert [zheng.post(f"/orders/{order.pk}/cancel/", form).status_code for _ in range(2)] == [302, 302]
    order.refresh_from_db()
    assert (order.state, order.reason, order.ended_at is None) == ("cancelled", "业主自己修好了", False)
    assert lines(order.ticket, "order_cancelled") == ["业主自己修好了"]
    heard = Message.objects.filter(about="service.order_cancelled").values_list("person__name", flat=True)
    assert set(heard) == {"孙师傅", "赵敏"}
    assert "do-cancel" not in signed_in(w.sun).get(f"/orders/{order.pk}/").content.decode()

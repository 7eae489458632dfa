"""The resident can withdraw until work begins, and no longer; a wait gives back what it took."""

from datetime import timedelta

import pytest

from xiwei.service import jobs
from xiwei.service.actions import declining, ending, ordering, promising, waiting
from xiwei.service.models import Outcome, Ticket, TicketState
from xiwei.service.rules import checks
from xiwei.service.tests import make
from xiwei.shared.refusals import NotNow

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def promised(w: make.World) -> Ticket:
    return promising.promise(make.ticket(w), by=w.staff_zhao, now=w.now, moment=w.now + 20 * HOUR)


def waits(w: make.World, ticket: Ticket) -> Ticket:
    return waiting.wait(
        ticket, by=w.staff_zhao, now=w.now + 2 * HOUR, reason="parts", waits_for="阀门", until=w.now + 4 * HOUR
    )


def begun(w: make.World, ticket: Ticket) -> Ticket:
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now + HOUR)
    ordering.arrive(order, by=w.staff_sun, now=w.now + HOUR)
    return Ticket.objects.get(pk=ticket.pk)


def declined_and_reopened(w: make.World) -> Ticket:
    decline = declining.ask_decline(
        make.ticket(w), by=w.staff_zhao, now=w.now, reason="没有配件可换", alternative="更换整套龙头",
        reply="谢谢您提出来，这一款已经停产，可以换整套。",
    )  # fmt: skip
    ticket = declining.consent(decline, by=w.staff_zheng, now=w.now)
    return ending.reopen(ticket, by=w.wang_fang, now=w.now + HOUR)


def done_and_reopened(w: make.World) -> Ticket:
    ticket = promised(w)
    ordering.cancel_all(ticket, by=w.staff_zhao, now=w.now, reason="管家自己去")
    ticket = ending.finish(ticket, by=w.staff_zhao, now=w.now + HOUR, note="拧紧了")
    return ending.reopen(ticket, by=w.wang_fang, now=w.now + 2 * HOUR)


MAY = {
    "received": (make.ticket, True),
    "promised": (promised, True),
    "waiting, nobody has come": (lambda w: waits(w, promised(w)), True),
    "opened again after a no": (declined_and_reopened, True),
    "somebody is there": (lambda w: begun(w, promised(w)), False),
    "waiting, somebody was there": (lambda w: waits(w, begun(w, promised(w))), False),
    "opened again after work": (done_and_reopened, False),
    "a talk is being held": (lambda w: promising.begin(promised(w), by=w.staff_zhao, now=w.now), False),
}


@pytest.mark.parametrize("story", MAY)
def test_a_resident_withdraws_until_work_begins(story):
    tell, allowed = MAY[story]
    w = make.world()
    ticket = tell(w)
    assert ("withdraw" in checks.ticket_verbs(Ticket.objects.get(pk=ticket.pk), w.wang_fang)) is allowed
    if not allowed:
        with pytest.raises(NotNow, match="不能“撤回”"):
            ending.withdraw(ticket, by=w.wang_fang, now=w.now + 3 * HOUR)
        return
    ticket = ending.withdraw(ticket, by=w.wang_fang, now=w.now + 3 * HOUR)
    assert (ticket.state, ticket.outcome) == (TicketState.CLOSED, Outcome.WITHDRAWN)
    assert not ticket.waits.filter(ended_at__isnull=True).exists()
    assert not ticket.clocks.filter(stopped_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("tell", "state"),
    [
        (promised, TicketState.PROMISED),
        (lambda w: begun(w, promised(w)), TicketState.IN_PROGRESS),
        (declined_and_reopened, TicketState.REOPENED),
    ],
)
@pytest.mark.parametrize("by_hand", [True, False])
def test_what_waited_goes_back_to_what_it_was(tell, state, by_hand):
    w = make.world()
    ticket = waits(w, tell(w))
    if by_hand:
        ticket = waiting.resume(ticket, by=w.staff_zhao, now=w.now + 3 * HOUR)
    else:
        assert jobs.end_waits(w.now + 4 * HOUR) == 1
        ticket.refresh_from_db()
    assert ticket.state == state


def test_what_was_promised_while_it_waited_is_promised_afterwards():
    w = make.world()
    ticket = waits(w, declined_and_reopened(w))
    ticket = promising.move_promise(
        ticket, by=w.staff_zhao, now=w.now + 3 * HOUR, moment=w.now + 9 * HOUR, reason="配件有了日子"
    )
    ticket = waiting.resume(ticket, by=w.staff_zhao, now=w.now + 4 * HOUR)
    running = sorted(ticket.clocks.filter(stopped_at__isnull=True).values_list("kind", flat=True))
    assert (ticket.state, running) == (TicketState.PROMISED, ["arrival", "promised", "resolution"])

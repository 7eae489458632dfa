"""What is offered of a ticket and an order, and what stands open first: the tables in full."""

from datetime import timedelta
from itertools import combinations

import pytest

from xiwei.service.actions import declining, ending, handing, ordering
from xiwei.service.models import Ticket, WorkOrder
from xiwei.service.rules import checks, offering
from xiwei.service.rules.ending import REOPEN_WITHIN
from xiwei.service.rules.handing import unanswered
from xiwei.service.rules.parties import Holder
from xiwei.service.tests import make
from xiwei.service.views import orders as order_views
from xiwei.service.views.verbs import RESIDENT_ORDER, STAFF_ORDER, VERBS

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def done(w, ticket: Ticket) -> Ticket:
    order = ordering.arrive(ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now), by=w.staff_sun, now=w.now)
    ordering.finish(order, by=w.staff_sun, now=w.now)
    return again(ticket)


def closed(w) -> Ticket:
    return again(ending.confirm(done(w, make.ticket(w, item=None)), by=w.wang_fang, now=w.now))


def declined(w, ticket: Ticket) -> Ticket:
    declining.ask_decline(
        ticket, by=w.staff_zhao, now=w.now, reason="外立面不能改动", alternative="加一个伞架", reply="很抱歉，这件事办不到",
        tried="问过规划部门",
    )  # fmt: skip
    return again(ticket)


# --- what is offered


def test_a_resident_is_offered_what_each_state_lets_them_do(w):
    """From the first word to the last: 王芳's own leak."""

    def offered(ticket: Ticket, later=timedelta()) -> set[str]:
        return offering.to_resident(again(ticket), w.wang_fang, now=w.now + later)

    ticket = make.ticket(w, item=None)
    at_first, at_the_end = offered(ticket), offered(done(w, ticket))
    ending.confirm(again(ticket), by=w.wang_fang, now=w.now)
    confirmed, last, over = offered(ticket), offered(ticket, REOPEN_WITHIN), offered(ticket, REOPEN_WITHIN * 1.01)
    ending.rate(again(ticket), by=w.wang_fang, now=w.now, stars=5, chips=[], words="")
    assert [at_first, at_the_end, confirmed, last, over, offered(ticket)] == [
        {"remark", "withdraw"},
        {"confirm", "reopen", "remark", "thank"},
        {"reopen", "rate", "thank"},
        {"reopen", "rate", "thank"},
        {"rate", "thank"},
        {"reopen", "thank"},
    ]


def test_a_neighbour_is_offered_nothing_of_what_is_in_hand(w):
    assert offering.to_resident(make.ticket(w), w.li_qiang, now=w.now) == set()


def test_by_a_code_everything_is_offered_but_thanks(w):
    ticket = closed(w)
    Ticket.objects.filter(pk=ticket.pk).update(asker=None, household=None)
    assert offering.to_resident(again(ticket), Holder(ticket.pk), now=w.now) == {"reopen", "rate"}


def test_a_decline_is_answered_only_once_it_was_asked_for_and_asked_for_only_once(w):
    ticket = make.ticket(w)
    verbs = {"ask_decline", "decline", "refuse_decline"}
    before = offering.to_staff(ticket, w.staff_zheng, now=w.now) & verbs
    after = offering.to_staff(declined(w, ticket), w.staff_zheng, now=w.now) & verbs
    assert (before, after) == ({"ask_decline"}, {"decline", "refuse_decline"})


def test_who_answers_for_it_has_nothing_to_step_into(w):
    ticket = make.ticket(w)
    found = {name: "step_in" in offering.to_staff(ticket, getattr(w, name), now=w.now) for name in STAFF}
    Ticket.objects.filter(pk=ticket.pk).update(answering=w.staff_zheng)
    assert (found, "step_in" in offering.to_staff(again(ticket), w.staff_zheng, now=w.now)) == (
        {"staff_zheng": True, "staff_zhao": False, "staff_sun": False, "staff_outsider": False},
        False,
    )


STAFF = ("staff_zheng", "staff_zhao", "staff_sun", "staff_outsider")


def test_only_who_may_assign_is_offered_it(w):
    ticket = make.ticket(w)
    found = {name for name in STAFF if "assign" in offering.to_staff(ticket, getattr(w, name), now=w.now)}
    assert found == {"staff_zheng", "staff_zhao"}


@pytest.mark.parametrize(("later", "offered"), [(REOPEN_WITHIN, True), (REOPEN_WITHIN * 1.01, False)])
def test_staff_too_open_again_only_what_ended_lately(w, later, offered):
    assert ("reopen" in offering.to_staff(closed(w), w.staff_zhao, now=w.now + later)) is offered


# --- what stands open


@pytest.mark.parametrize(
    ("offered", "live", "open_"),
    [
        (["promise", "wait", "finish"], False, {"promise", "finish"}),
        (["promise", "wait", "finish"], True, {"promise"}),
        (["resume", "note"], True, {"resume"}),
        (["call_back", "reopen"], False, {"call_back"}),
        (["confirm", "reopen", "remark"], False, {"confirm", "reopen"}),
        (["confirm", "reopen", "finish"], True, {"confirm", "reopen"}),
        (["confirm", "remark"], False, {"confirm"}),
        (["reopen", "rate", "thank"], False, {"rate"}),
        (["remark", "withdraw"], True, set()),
        (["decline", "refuse_decline", "promise", "finish"], False, {"decline", "refuse_decline"}),
        (["decline", "promise"], True, {"decline"}),
        (["refuse_decline", "promise"], False, {"promise"}),
        ([], False, set()),
    ],
)
def test_what_its_reader_is_waited_for_stands_open(w, offered, live, open_):
    ticket = make.ticket(w) if live else closed(w)
    assert offering.first(offered, ticket) == open_


def test_every_verb_has_its_place_and_those_awaited_are_verbs():
    assert set(RESIDENT_ORDER) | set(STAFF_ORDER) == {*VERBS, "assign"}
    assert VERBS.keys() >= offering.AWAITED


# --- an order


def test_the_next_step_of_an_order_is_one_and_whatever_else_there_is():
    """Of every set of the four steps: to take over before to accept, then the way, then to be there."""
    found = {
        some: offering.next_of({*some, "quote", "finish", "tick"})
        for count in range(5)
        for some in combinations(offering.NEXT, count)
    }
    assert found == {some: some[0] if some else "" for some in found}
    assert offering.NEXT == ("take_over", "accept", "set_out", "arrive")


def test_beside_the_next_step_and_the_work_stands_all_else_that_may_be_done():
    verbs = set(order_views.VERBS)
    assert offering.beside(verbs) == {
        "quote", "book", "offer_hand_over", "give_up", "refuse", "refuse_hand_over", "cancel", "agree",
    }  # fmt: skip
    assert offering.beside({"accept", "refuse", "tick"}) == {"refuse"}
    assert offering.beside([]) == set()


def test_a_hand_over_waits_until_its_taker_answers(w):
    order = make.ticket(w).orders.get()
    before = unanswered(order)
    asked = handing.offer(order, to=w.staff_chen, by=w.staff_sun, now=w.now, reason="孩子发烧")
    waiting = unanswered(WorkOrder.objects.get(pk=order.pk))
    handing.refuse(asked, by=w.staff_chen, now=w.now, reason="手上有急修")
    assert (before, waiting, unanswered(WorkOrder.objects.get(pk=order.pk))) == (None, asked, None)


def test_the_item_tells_what_evidence_is_demanded_and_without_one_there_is_none(w):
    assert (checks.demanded(make.ticket(w)), checks.demanded(make.ticket(w, item=None))) == ({"after"}, set())

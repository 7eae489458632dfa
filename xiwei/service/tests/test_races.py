"""Two at once: one does it, the other is told, and nothing is half done. Each with its control.

Every deed is given what both had read before either wrote, as two open pages have, and runs in a thread of its own. The
control does the deeds' own steps without looking again under the lock, both looking before either writes: what it
leaves behind is what the lock is for.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from xiwei.ledger.models import Entry
from xiwei.service.actions import clocks, declining, ending, groups, handing, merging, moving, ordering, promising
from xiwei.service.actions.moving import move
from xiwei.service.models import Clock, Decline, HandOver, OrderState, ServiceGroup, Ticket, TicketState, WorkOrder
from xiwei.service.rules import checks
from xiwei.service.rules import declining as decline_rules
from xiwei.service.rules import groups as group_rules
from xiwei.service.rules.merging import check_same
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment, scope
from xiwei.shared.refusals import Refused

DID = "did"
Deed = Callable[[], object]
threads_meet = pytest.mark.django_db(transaction=True)
either_late = pytest.mark.parametrize("late", [None, 0, 1])
control = pytest.mark.django_db


@pytest.fixture
def w(db):
    return make.world()


def at_once(*deeds: Deed, late: int | None = None) -> list[str]:
    """Each deed in a thread with a connection of its own, all let go together: `did`, or the name of its refusal.

    With `late` that one is held back until the other has ended; what it had read is by then as old as can be.
    """
    start, other_ended = threading.Barrier(len(deeds), timeout=10), threading.Event()
    ended = ["did not end"] * len(deeds)

    def run(place: int, deed: Deed) -> None:
        with scope.everywhere("race"):
            start.wait()
            if place == late:
                other_ended.wait(10)
            try:
                deed()
                ended[place] = DID
            except Refused as refused:
                ended[place] = type(refused).__name__
            finally:
                other_ended.set()
                connection.close()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return ended


def without_lock(*deeds: tuple[Deed, Deed]) -> None:
    """All look, none sees the other; then all write."""
    for look, _ in deeds:
        look()
    for _, write in deeds:
        with transaction.atomic():
            write()


def said(kind: str) -> int:
    return Entry.objects.filter(kind=f"service.{kind}").count()


# ── one order, two pairs of hands ────────────────────────────────────────────────────────────────────────────────────


def asked_to_take_over(w) -> Any:
    return handing.offer(make.ticket(w).orders.get(), to=w.staff_wu, by=w.staff_sun, now=w.now, reason="在抢修总阀")


def read(order_id: int) -> WorkOrder:
    """As a page has it: with its ticket and hand-overs."""
    found = WorkOrder.objects.select_related("ticket__project", "ticket__item", "worker__person")
    return found.prefetch_related("hand_overs").get(pk=order_id)


def hands() -> list[str]:
    return sorted(WorkOrder.objects.filter(ended_at__isnull=True).values_list("worker__name", flat=True))


def taken_over(w, order: WorkOrder) -> None:
    """The writing half of handing.take_over."""
    order.state, order.ended_at = OrderState.HANDED_OVER, w.now
    order.save()
    WorkOrder.objects.create(
        company_id=order.company_id, project_id=order.project_id, ticket=order.ticket, line=order.line,
        worker=w.staff_wu, state=OrderState.ACCEPTED, why_them="接手", offered_at=w.now,
    )  # fmt: skip


@threads_meet
@either_late
def test_an_order_accepted_and_taken_over_at_once_is_in_one_pair_of_hands(w, late):
    asked = asked_to_take_over(w)
    order = read(asked.order_id)
    accepted, taken = at_once(
        lambda: ordering.accept(order, by=w.staff_sun, now=w.now),
        lambda: handing.take_over(asked, by=w.staff_wu, now=w.now),
        late=late,
    )
    assert (taken, hands(), read(order.pk).state) == (DID, ["吴姐"], OrderState.HANDED_OVER)
    assert accepted == (DID if said("order_accepted") else "NotNow")


@control
def test_the_control_leaves_the_order_in_two_pairs_of_hands(w):
    asked = asked_to_take_over(w)
    suns, wus = read(asked.order_id), read(asked.order_id)
    without_lock(
        (lambda: checks.check_may_order("take_over", wus, w.staff_wu), lambda: taken_over(w, wus)),
        (
            lambda: checks.check_may_order("accept", suns, w.staff_sun),
            lambda: moving.move_order(suns, "accept", by=w.staff_sun, now=w.now),
        ),
    )
    assert hands() == sorted(["孙师傅", "吴姐"])


@threads_meet
def test_a_hand_over_taken_twice_at_once_makes_one_order(w):
    asked = asked_to_take_over(w)
    pages = [HandOver.objects.select_related("order__ticket").get(pk=asked.pk) for _ in range(2)]
    answers = at_once(*(lambda page=page: handing.take_over(page, by=w.staff_wu, now=w.now) for page in pages))
    assert (sorted(answers), hands(), said("hand_over_accepted")) == (["NotAllowed", DID], ["吴姐"], 1)


@control
def test_the_control_makes_two_orders_of_one_hand_over(w):
    asked = asked_to_take_over(w)
    pages = [read(asked.order_id), read(asked.order_id)]
    without_lock(
        *(
            (
                lambda page=page: checks.check_may_order("take_over", page, w.staff_wu),
                lambda page=page: taken_over(w, page),
            )
            for page in pages
        )
    )
    assert hands() == ["吴姐", "吴姐"]


# ── the last word ────────────────────────────────────────────────────────────────────────────────────────────────────


def done(w) -> Ticket:
    ticket = make.ticket(w, kind="inquiry", item=None)
    promising.begin(ticket, by=w.staff_zhao, now=w.now)
    return ending.finish(ticket, by=w.staff_zhao, now=w.now, note="已答复")


def standing(ticket: Ticket) -> tuple[str, bool, bool]:
    """State, whether it is closed, whether clocks run."""
    ticket.refresh_from_db()
    return ticket.state, ticket.closed_at is not None, ticket.clocks.filter(stopped_at__isnull=True).exists()


OPEN_AGAIN, AT_REST = (TicketState.REOPENED, False, True), (TicketState.CLOSED, True, False)


@threads_meet
@either_late
def test_confirmed_and_opened_again_at_once_it_is_open_again_whole(w, late):
    ticket = done(w)
    hers, theirs = two_read(ticket, ticket)
    confirmed, reopened = at_once(
        lambda: ending.confirm(hers, by=w.wang_fang, now=w.now),
        lambda: ending.reopen(theirs, by=w.staff_zhao, now=w.now, words="业主说还不明白"),
        late=late,
    )
    assert (reopened, standing(ticket)) == (DID, OPEN_AGAIN)
    assert confirmed == (DID if said("confirmed") else "NotNow")


@control
def test_the_control_closes_a_ticket_whose_clocks_run(w):
    hers, theirs = done(w), Ticket.objects.get()
    without_lock(
        (
            lambda: checks.check_may("reopen", theirs, w.staff_zhao),
            lambda: ending._reopened(theirs, by=w.staff_zhao, now=w.now, words="还不明白"),
        ),
        (
            lambda: checks.check_may("confirm", hers, w.wang_fang),
            lambda: move(hers, "confirm", by=w.wang_fang, now=w.now),
        ),
    )
    assert standing(hers) not in (OPEN_AGAIN, AT_REST)


# ── two matters, one matter ──────────────────────────────────────────────────────────────────────────────────────────


def two_lamps(w) -> tuple[Ticket, Ticket]:
    from xiwei.service.actions import asking
    from xiwei.service.models import Channel

    told = [(w.wang_fang, w.now), (w.li_qiang, w.now + timedelta(minutes=1))]
    first, second = (
        asking.take(make.public_need(w, asker=who), channel=Channel.PAGE, by=who, now=at) for who, at in told
    )
    return first, second


@threads_meet
@either_late
def test_two_merges_that_cross_leave_one_matter_open(w, late):
    first, second = two_lamps(w)
    same, other = two_read(first, second)
    answers = at_once(
        lambda: merging.merge(first, into=second, by=w.staff_zhao, now=w.now),
        lambda: merging.merge(other, into=same, by=w.staff_zheng, now=w.now),
        late=late,
    )
    assert (sorted(answers), Ticket.objects.filter(closed_at__isnull=True).count()) == (["NotNow", DID], 1)


@control
def test_the_control_merges_each_into_the_other(w):
    first, second = two_lamps(w)

    def merge(one: Ticket, other: Ticket) -> tuple[Deed, Deed]:
        def write() -> None:
            one.merged_into, one.closed_at = other, w.now
            move(one, "merge", by=w.staff_zhao, now=w.now, other=other.number, title=other.title)

        return lambda: (checks.check_may("merge", one, w.staff_zhao), check_same(one, other)), write

    without_lock(merge(first, second), merge(*reversed(two_read(first, second))))
    assert list(Ticket.objects.order_by("pk").values_list("merged_into", flat=True)) == [second.pk, first.pk]


def two_read(*tickets: Ticket) -> list[Ticket]:
    """The same tickets as another page has them."""
    return [Ticket.objects.select_related("project", "item").get(pk=one.pk) for one in tickets]


# ── a clock, a key, a decline, a group's name ────────────────────────────────────────────────────────────────────────


def due_clock(w) -> Clock:
    make.ticket(w, urgency="urgent")
    return Clock.objects.select_related("ticket").get(kind="response")


@threads_meet
def test_two_workers_let_a_clock_speak_once(w):
    due_clock(w)
    late = w.now + timedelta(minutes=11)
    pages = [Clock.objects.select_related("ticket__project", "ticket__item").get(kind="response") for _ in range(2)]
    at_once(*(lambda page=page: clocks.speak(page, now=late) for page in pages))
    assert said("clock_breached") == 1


@control
def test_the_control_lets_a_clock_speak_twice(w):
    late = w.now + timedelta(minutes=11)
    due_clock(w)
    pages = [Clock.objects.select_related("ticket__project", "ticket__item").get(kind="response") for _ in range(2)]

    def speak(clock: Clock) -> tuple[Deed, Deed]:
        def write() -> None:
            clock.level = 2
            clock.save()
            clocks._announce(clock.ticket, clock, late)

        def look() -> None:
            assert clock.next_at <= late

        return look, write

    without_lock(*map(speak, pages))
    assert said("clock_breached") == 2


def post(person: Any, form: dict[str, Any], places: list[str]) -> Deed:
    client = signed_in(person)
    return lambda: places.append(client.post("/report/", form).headers["Location"])


@threads_meet
def test_a_form_sent_by_two_threads_at_once_makes_one_ticket_and_both_are_led_to_it(w):
    form, places = {"words": "厨房水槽下面漏水", "where": f"home-{w.household.pk}", "key": "k1"}, []
    at_once(post(w.wang_fang, form, places), post(w.wang_fang, form, places))
    assert places == [f"/t/{Ticket.objects.get().pk}/"] * 2


@threads_meet
def test_the_control_without_a_key_makes_two(w):
    form, places = {"words": "厨房水槽下面漏水", "where": f"home-{w.household.pk}", "key": ""}, []
    at_once(post(w.wang_fang, form, places), post(w.wang_fang, form, places))
    assert (Ticket.objects.count(), len(set(places))) == (2, 2)


def wished(w) -> Decline:
    ticket = make.ticket(w, kind="suggestion", item=None)
    return declining.ask_decline(
        ticket, by=w.staff_zhao, now=w.now, reason="消防通道不能占用", alternative="可以用东门外车位",
        reply="谢谢您提出来，这里是消防通道，东门外还有空位。",
    )  # fmt: skip


@threads_meet
@either_late
def test_of_two_who_answer_a_decline_at_once_one_is_heard(w, late):
    decline = wished(w)
    his, managers = (Decline.objects.select_related("ticket__project", "ticket__item").get() for _ in range(2))
    yes, no = at_once(
        lambda: declining.consent(his, by=w.staff_zheng, now=w.now),
        lambda: declining.refuse_consent(managers, by=w.staff_he, now=w.now, answer="可以再想想办法"),
        late=late,
    )
    decline.refresh_from_db()
    assert sorted([yes, no]) == ["NotNow", DID]
    assert (decline.consented, said("declined"), said("decline_refused")) == (yes == DID, yes == DID, no == DID)


@control
def test_the_control_tells_the_resident_no_and_the_butler_to_go_on(w):
    decline = wished(w)
    pages = [Decline.objects.select_related("ticket__project", "ticket__item").get() for _ in range(2)]

    def answer(page: Decline, verb: str, by: Any) -> tuple[Deed, Deed]:
        def write() -> None:
            page.consented, page.answered_by = verb == "decline", by
            page.save()
            move(page.ticket, verb, by=by, now=w.now, reason=page.reason)

        return lambda: decline_rules.check_pending(page), write

    without_lock(answer(pages[0], "decline", w.staff_zheng), answer(pages[1], "refuse_decline", w.staff_he))
    decline.refresh_from_db()
    assert (decline.consented, said("declined"), said("decline_refused")) == (False, 1, 1)


@threads_meet
def test_of_two_groups_named_alike_at_once_one_is_formed(w):
    deeds = [
        lambda by=by: groups.form_group(w.project, name="二组", by=by, now=w.now) for by in (w.staff_zheng, w.staff_he)
    ]
    assert sorted(at_once(*deeds)) == ["BadInput", DID]
    assert ServiceGroup.objects.filter(name="二组").count() == 1


@control
def test_the_control_meets_the_database_s_own_refusal(w):
    def look() -> None:
        group_rules.check_name(w.project, "二组")

    def write() -> None:
        ServiceGroup.objects.create(company=w.company, project=w.project, name="二组")

    with pytest.raises(IntegrityError):
        without_lock((look, write), (look, write))


@threads_meet
@either_late
def test_a_withdrawal_and_a_promise_at_once_end_in_one_of_the_two(w, late):
    ticket, at = make.ticket(w, now=moment.now()), moment.now()
    theirs, hers = two_read(ticket, ticket)
    promised, withdrawn = at_once(
        lambda: promising.promise(theirs, by=w.staff_zhao, now=at, moment=at + timedelta(hours=3)),
        lambda: ending.withdraw(hers, by=w.wang_fang, now=at),
        late=late,
    )
    assert (withdrawn, standing(ticket), hands()) == (DID, AT_REST, [])
    assert promised == (DID if said("promised") else "NotNow")

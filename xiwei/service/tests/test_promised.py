"""A promise given is a clock: warned of, broken, escalated like the standard's own, whatever the urgency."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import SHANGHAI
from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.service import jobs
from xiwei.service.actions import asking, ending, ordering, promising, waiting
from xiwei.service.models import PROMISED, Channel, Clock, Promise, Ticket, TicketState
from xiwei.service.queries import boards
from xiwei.service.rules import timing
from xiwei.service.tests import make
from xiwei.shared.refusals import BadInput
from xiwei.shared.worktime import ALWAYS
from xiwei.standards.models import ClockKind, TimePromise, Urgency

db = pytest.mark.django_db
HOUR = timedelta(hours=1)


def said(ticket: Ticket) -> list[tuple[str, str]]:
    rows = Entry.objects.filter(subject_id=ticket.pk, kind__startswith="service.clock_").order_by("pk")
    return [(row.data["clock"], row.kind.removeprefix("service.clock_")) for row in rows]


def runs(ticket: Ticket) -> list[str]:
    return sorted(ticket.clocks.filter(stopped_at__isnull=True).values_list("kind", flat=True))


def planned(w: make.World, **changed) -> Ticket:
    return make.ticket(w, urgency=Urgency.PLANNED, **changed)


@db
@pytest.mark.parametrize("urgency", Urgency.values)
def test_a_promise_that_passes_unkept_is_warned_of_broken_and_escalated_whatever_the_urgency(urgency):
    w = make.world()
    TimePromise.objects.exclude(clock=ClockKind.RESPONSE).delete()  # the promise stands alone
    ticket = make.ticket(w, urgency=urgency)
    ticket = promising.promise(ticket, by=w.staff_zhao, now=w.now, moment=w.now + 4 * HOUR)
    assert (runs(ticket), ticket.due_at) == ([PROMISED], w.now + 4 * HOUR)
    before = timedelta(seconds=1)
    told = {3 * HOUR - before: [], 3 * HOUR: ["warned"], 4 * HOUR - before: ["warned"], 4 * HOUR: ["warned", "breached"],
            6 * HOUR: ["warned", "breached", "escalated"]}  # fmt: skip
    for passed, words in told.items():
        jobs.speak_clocks(w.now + passed)
        jobs.speak_clocks(w.now + passed)
        assert said(ticket) == [("办好", word) for word in words]
    reached = {
        kind: set(Message.objects.filter(about=f"service.clock_{kind}").values_list("person__name", flat=True))
        for kind in ("breached", "escalated")
    }
    assert reached == {"breached": {"赵敏", "郑主任"}, "escalated": {"赵敏", "郑主任", "何经理"}}
    ticket.refresh_from_db()
    assert (ticket.level, ticket.breached) == (timing.ESCALATED, True)


@db
def test_a_promise_moved_in_time_runs_anew_and_one_moved_too_late_stays_broken():
    w = make.world()
    ticket = promising.promise(planned(w), by=w.staff_zhao, now=w.now, moment=w.now + 4 * HOUR)
    move = {"by": w.staff_zhao, "reason": "配件没到"}
    ticket = promising.move_promise(ticket, now=w.now + 3 * HOUR, moment=w.now + 8 * HOUR, **move)
    assert (ticket.due_at, ticket.breached) == (w.now + 8 * HOUR, False)
    ticket = promising.move_promise(ticket, now=w.now + 9 * HOUR, moment=w.now + 12 * HOUR, **move)
    clocks = Clock.objects.filter(ticket=ticket, kind=PROMISED).order_by("pk")
    assert [(one.breached, one.stopped_at is None) for one in clocks] == [(False, False), (True, False), (False, True)]
    assert (ticket.breached, Promise.objects.filter(ticket=ticket).count()) == (True, 3)


@db
def test_a_promise_of_the_standard_s_own_moment_is_said_once_by_the_standard_s_clock():
    w = make.world()
    ticket = make.ticket(w)
    due = ticket.clocks.get(kind=ClockKind.RESOLUTION).due_at
    ticket = promising.promise(ticket, by=w.staff_zhao, now=w.now, moment=due)
    ticket.clocks.filter(kind=ClockKind.ARRIVAL).delete()
    jobs.speak_clocks(due + timedelta(seconds=1))
    assert said(ticket) == [("办好", "breached")]
    assert {one.kind for one in ticket.clocks.filter(breached=True)} == {ClockKind.RESOLUTION, PROMISED}


@db
def test_waiting_for_the_resident_moves_the_promise_and_a_promise_made_during_the_wait_is_not_moved_by_it():
    w = make.world()
    ticket = promising.promise(planned(w), by=w.staff_zhao, now=w.now, moment=w.now + 4 * HOUR)
    ticket = waiting.wait(
        ticket, by=w.staff_zhao, now=w.now + HOUR, reason="absent", waits_for="王芳", until=w.now + 10 * HOUR
    )
    jobs.speak_clocks(w.now + 9 * HOUR)
    assert said(ticket) == []
    promising.move_promise(
        ticket, by=w.staff_zhao, now=w.now + 2 * HOUR, moment=w.now + 14 * HOUR, reason="等您回家"
    )  # fmt: skip
    jobs.end_waits(w.now + 10 * HOUR)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.due_at) == (TicketState.PROMISED, w.now + 14 * HOUR)


@db
def test_a_planned_matter_begun_without_a_moment_is_due_that_day_so_that_none_is_without_a_clock():
    w = make.world()
    ticket = planned(w)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    ordering.arrive(order, by=w.staff_sun, now=w.now + HOUR)
    ticket.refresh_from_db()
    assert (runs(ticket), ticket.begun_at) == ([ClockKind.RESOLUTION], w.now + HOUR)
    assert abs(ticket.due_at - datetime(2026, 9, 21, 23, 59, tzinfo=SHANGHAI)) < timedelta(minutes=1)


def reopened_after_its_window(w: make.World) -> Ticket:
    """Planned for this afternoon, done then, and not fixed the day after."""
    window = (w.now + 4 * HOUR, w.now + 6 * HOUR)
    ticket = promising.promise(planned(w, wanted=window), by=w.staff_zhao, now=w.now, moment=window[1])
    ordering.cancel_all(ticket, by=w.staff_zhao, now=w.now, reason="改由管家上门")
    ticket = ending.finish(ticket, by=w.staff_zhao, now=w.now + 5 * HOUR, note="换好了")
    return ending.reopen(ticket, by=w.wang_fang, now=w.now + 24 * HOUR, words="又漏了")


@db
def test_a_planned_matter_opened_again_asks_for_another_window_with_its_promise():
    w = make.world()
    ticket, now = reopened_after_its_window(w), w.now + 25 * HOUR
    assert runs(ticket) == [ClockKind.RESPONSE]
    with pytest.raises(BadInput, match="重新约一个上门时段"):
        promising.promise(ticket, by=w.staff_zhao, now=now, moment=now + 9 * HOUR)
    window = (now + 4 * HOUR, now + 6 * HOUR)
    for wrong, why in (
        ((now - 2 * HOUR, now - HOUR), "现在以后"),
        ((window[1], window[0]), "结束晚于开始"),
        ((now + 20 * HOUR, now + 22 * HOUR), "早于约定上门"),
    ):
        with pytest.raises(BadInput, match=why):
            promising.promise(ticket, by=w.staff_zhao, now=now, moment=now + 9 * HOUR, window=wrong)
    ticket = promising.promise(ticket, by=w.staff_zhao, now=now, moment=window[1], window=window)
    assert (ticket.wanted_from, ticket.wanted_until) == window
    assert runs(ticket) == [ClockKind.ARRIVAL, PROMISED, ClockKind.RESOLUTION]
    dues = {one.kind: one.due_at for one in ticket.clocks.filter(stopped_at__isnull=True)}
    assert (dues[ClockKind.ARRIVAL], dues[PROMISED]) == (window[1], window[1])
    line = Entry.objects.filter(kind="service.promised").latest("pk")
    assert line.data["window"] == "约定 09月22日 15:00 至 17:00 上门。"


@db
def test_a_window_is_agreed_for_what_is_planned_and_nothing_else():
    w = make.world()
    window = (w.now + 4 * HOUR, w.now + 6 * HOUR)
    with pytest.raises(BadInput, match="只有“预约”的事"):
        promising.promise(make.ticket(w), by=w.staff_zhao, now=w.now, moment=window[1], window=window)


@db
def test_the_promise_s_form_asks_for_the_window_and_keeps_what_was_typed(client):
    w = make.world()
    ticket = reopened_after_its_window(w)
    client.force_login(w.zhao_min)
    page = client.get(f"/t/{ticket.pk}/").content.decode()
    assert ("promise-window_from" in page, "promise-window_until" in page) == (True, True)
    typed = {"promise-moment": "2099-01-01T10:00", "promise-words": "带新阀门来", "promise-key": "k1"}
    answer = client.post(f"/t/{ticket.pk}/promise/", typed)
    assert (answer.status_code, "带新阀门来" in answer.content.decode()) == (422, True)
    fresh = make.ticket(w)
    assert "promise-window_from" not in client.get(f"/t/{fresh.pk}/").content.decode()


@db
def test_opening_again_and_correcting_say_truly_what_was_broken():
    w = make.world()
    ticket = make.ticket(w)
    jobs.speak_clocks(w.now + 2.5 * HOUR)
    ticket.refresh_from_db()
    assert (ticket.level, ticket.breached) == (timing.BREACHED, True)
    ticket = promising.promise(ticket, by=w.staff_zhao, now=w.now + 3 * HOUR, moment=w.now + 30 * HOUR)
    ordering.cancel_all(ticket, by=w.staff_zhao, now=w.now, reason="改由管家上门")
    ticket = ending.finish(ticket, by=w.staff_zhao, now=w.now + 4 * HOUR, note="换好了")
    ticket = ending.reopen(ticket, by=w.wang_fang, now=w.now + 5 * HOUR)
    assert (ticket.level, ticket.breached) == (0, True)
    ordering.cancel_all(ticket, by=w.staff_zhao, now=w.now, reason="改由管家上门")
    promising.promise(ticket, by=w.staff_zhao, now=w.now + 5 * HOUR, moment=w.now + 30 * HOUR)
    ending.finish(ticket, by=w.staff_zhao, now=w.now + 6 * HOUR, note="又换了一只")
    ending.confirm(ticket, by=w.wang_fang, now=w.now + 7 * HOUR)
    assert boards.standing(w.project, w.now + 8 * HOUR).kept == 0
    other = make.ticket(w)
    promising.promise(other, by=w.staff_zhao, now=w.now, moment=w.now + 30 * HOUR)
    ordering.cancel_all(other, by=w.staff_zhao, now=w.now, reason="改由管家上门")
    ending.finish(other, by=w.staff_zhao, now=w.now + HOUR, note="好了")
    ending.confirm(other, by=w.wang_fang, now=w.now + 7 * HOUR)
    assert boards.standing(w.project, w.now + 8 * HOUR).kept == 50


@db
def test_what_the_wrong_urgency_s_clocks_had_said_is_forgotten_with_them():
    w = make.world()
    ticket = make.ticket(w, urgency="urgent")
    jobs.speak_clocks(w.now + timedelta(minutes=20))
    ticket.refresh_from_db()
    assert (ticket.level, ticket.breached) == (timing.ESCALATED, True)
    ticket = promising.correct(
        ticket, by=w.staff_zhao, now=w.now + timedelta(minutes=21), line="repair", kind="repair", urgency="ordinary", item=w.leak
    )  # fmt: skip
    assert (ticket.level, ticket.breached, ticket.due_at) == (0, False, w.now + 2 * HOUR)


@db
def test_a_promise_broken_stays_broken_when_the_urgency_is_put_right():
    w = make.world()
    told = make.need(w, urgency="planned")
    ticket = asking.take(told, channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    ticket = promising.promise(ticket, by=w.staff_zhao, now=w.now, moment=w.now + HOUR)
    jobs.speak_clocks(w.now + HOUR)
    ticket = promising.correct(
        ticket, by=w.staff_zhao, now=w.now + HOUR, line="repair", kind="repair", urgency="ordinary", item=w.leak
    )
    assert (ticket.level, ticket.breached, runs(ticket)) == (2, True, ["arrival", "promised", "resolution"])


START = datetime(2026, 9, 21, 10, 0, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)
waits = st.lists(st.tuples(st.integers(-300, 900), st.integers(1, 200)), max_size=4)


def slow_level(length: int, spans: list[tuple[int, int]], passed: int) -> int:
    """Minute by minute: what counts of the promise's time is every minute outside the waits begun after it."""
    counting = [
        at for at in range(passed) if not any(begin <= at < begin + long for begin, long in spans if begin >= 0)
    ]
    share = len(counting) / length
    return 3 if share >= 1.5 else 2 if share >= 1 else 1 if share >= 0.75 else 0


@given(st.integers(1, 600), waits, st.integers(0, 1500))
def test_a_promise_s_level_is_what_counting_minute_by_minute_gives(length, spans, passed):
    clock = timing.promise_clock(START + length * MINUTE, START)
    pauses = [(START + begin * MINUTE, START + (begin + long) * MINUTE) for begin, long in spans]
    assert timing.level_at(clock, ALWAYS, pauses, START + passed * MINUTE) == slow_level(length, spans, passed)


@given(st.integers(1, 10**7), st.integers(0, 59_999_999), st.booleans())
def test_a_promise_is_due_at_the_very_moment_that_was_promised(seconds, offset, waiting):
    now = START + timedelta(microseconds=offset)
    moment = now + timedelta(seconds=seconds)
    clock = timing.promise_clock(moment, now, waiting=waiting)
    assert clock.due_at == moment
    assert abs(clock.started_at - now) < MINUTE

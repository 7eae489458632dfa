"""Clocks: due when promised, warned, breached and escalated once each, and paused for the resident alone."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import SHANGHAI
from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.service import jobs
from xiwei.service.actions import asking, ordering, promising, waiting
from xiwei.service.models import Channel, Clock
from xiwei.service.rules import timing
from xiwei.service.tests import make
from xiwei.shared.worktime import ALWAYS

db = pytest.mark.django_db


def clock(ticket, kind: str) -> Clock:
    return ticket.clocks.get(kind=kind, stopped_at__isnull=True)


def said(ticket) -> list[str]:
    rows = Entry.objects.filter(subject_id=ticket.pk, kind__startswith="service.clock_").order_by("pk")
    return [kind.removeprefix("service.clock_") for kind in rows.values_list("kind", flat=True)]


@db
def test_an_ordinary_need_on_monday_morning_is_due_by_the_working_calendar():
    w = make.world()  # Monday 21 September 2026, 10:00; working hours 08:30 to 18:00
    ticket = make.ticket(w)
    dues = {one.kind: one.due_at.astimezone(SHANGHAI) for one in ticket.clocks.all()}
    assert dues["response"] == datetime(2026, 9, 21, 12, 0, tzinfo=SHANGHAI)
    assert ticket.due_at == dues["response"]


@db
def test_an_urgent_need_at_two_in_the_night_of_a_holiday_runs_round_the_clock_and_reaches_who_is_there():
    w = make.world()
    night = datetime(2026, 10, 1, 2, 0, tzinfo=SHANGHAI)
    ticket = make.ticket(w, now=night, words="水管爆了，水往外喷", urgency="urgent")
    assert ticket.orders.get().worker == w.staff_sun
    response = clock(ticket, "response")
    assert response.due_at == night + timedelta(minutes=10)
    told = {1: [], 8: ["warned"], 11: ["warned", "breached"], 16: ["warned", "breached", "escalated"]}
    for minutes, words in told.items():
        jobs.speak_clocks(night + timedelta(minutes=minutes))
        jobs.speak_clocks(night + timedelta(minutes=minutes))
        assert said(ticket) == words
    reached = set(Message.objects.filter(about="service.clock_escalated").values_list("person__name", flat=True))
    assert reached == {"赵敏", "郑主任", "何经理"}


@db
def test_a_worker_that_slept_through_all_levels_says_the_highest_once():
    w = make.world()
    ticket = make.ticket(w, urgency="urgent")
    jobs.speak_clocks(w.now + timedelta(days=3))
    jobs.speak_clocks(w.now + timedelta(days=4))
    assert said(ticket) == ["escalated"] * 3  # one for each of the three clocks


@db
@pytest.mark.parametrize(
    ("reason", "moved"), [("absent", True), ("decision", True), ("permit", True), ("parts", False), ("hands", False)]
)
def test_waiting_for_the_resident_stops_the_clock_and_waiting_for_parts_does_not(reason, moved):
    w = make.world()
    ticket = make.ticket(w)
    promising.promise(ticket, by=w.staff_zhao, now=w.now, moment=w.now + timedelta(hours=5))
    before = clock(ticket, "resolution").due_at
    until = w.now + timedelta(hours=2)
    ticket = waiting.wait(ticket, by=w.staff_zhao, now=w.now, reason=reason, waits_for="王芳", until=until)
    assert (clock(ticket, "resolution").next_at is None) is moved
    jobs.end_waits(until)
    ticket.refresh_from_db()
    after = clock(ticket, "resolution").due_at
    assert (ticket.state, after - before) == ("promised", timedelta(hours=2) if moved else timedelta(0))


@db
def test_arriving_stops_the_clocks_of_response_and_arrival_and_leaves_the_last():
    w = make.world()
    ticket = make.ticket(w)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    ordering.arrive(order, by=w.staff_sun, now=w.now + timedelta(minutes=30))
    assert [one.kind for one in ticket.clocks.filter(stopped_at__isnull=True)] == ["resolution"]


@db
def test_a_corrected_urgency_counts_afresh_from_the_asking():
    w = make.world()
    ticket = make.ticket(w)
    later = w.now + timedelta(minutes=5)
    ticket = promising.correct(
        ticket, by=w.staff_zhao, now=later, line="repair", kind="repair", urgency="urgent", item=w.leak
    )
    assert clock(ticket, "response").due_at == w.now + timedelta(minutes=10)
    assert ticket.due_at == w.now + timedelta(minutes=10)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda moment: moment.replace(tzinfo=SHANGHAI))


@given(moments, st.integers(1, 3000), st.integers(0, 10000), st.sampled_from([0, 1, 2, 3]))
def test_a_clock_s_level_is_what_a_slow_reckoning_of_shares_gives_and_never_falls(start, minutes, passed, before):
    running = Clock(kind="response", minutes=minutes, round_the_clock=True, started_at=start, level=before)
    share = passed / minutes
    slow = 3 if share >= 1.5 else 2 if share >= 1 else 1 if share >= 0.75 else 0
    assert timing.level_at(running, ALWAYS, (), start + timedelta(minutes=passed)) == max(before, slow)


@db
def test_a_later_word_of_one_clock_leaves_only_itself_unread():
    w = make.world()
    ticket = make.ticket(w)
    for hours in (1.75, 2.5, 3.5):
        jobs.speak_clocks(w.now + timedelta(hours=hours))
    of_clock = Message.objects.filter(person=w.zhao_min, key__endswith=f":{clock(ticket, 'response').pk}").order_by(
        "pk"
    )
    kinds = [(one.about.removeprefix("service.clock_"), one.read_at is None) for one in of_clock]
    assert kinds == [("warned", False), ("breached", False), ("escalated", True)]


@db
def test_who_took_a_matter_down_is_not_told_that_it_is_new():
    w = make.world()
    ticket = asking.take(make.need(w), channel=Channel.VISIT, by=w.staff_zhao, now=w.now)
    told = Message.objects.filter(key=f"{ticket.pk}:received", person=w.zhao_min)
    assert (ticket.first_contact, told.count()) == (w.staff_zhao, 0)

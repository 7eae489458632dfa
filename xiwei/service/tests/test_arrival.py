"""A matter of words has no arrival: nobody sets out for a question or a suggestion."""

from datetime import timedelta

import pytest

from xiwei.service.actions import clocks, promising
from xiwei.service.models import Clock
from xiwei.service.tests import make
from xiwei.standards.models import ClockKind

pytestmark = pytest.mark.django_db
RESPONSE, ARRIVAL, RESOLUTION = ClockKind.RESPONSE, ClockKind.ARRIVAL, ClockKind.RESOLUTION


def kinds(ticket, *, running: bool = False) -> set[str]:
    found = Clock.objects.filter(ticket=ticket)
    return set((found.filter(stopped_at__isnull=True) if running else found).values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("changed", "arrives"),
    [
        ({}, True),
        ({"kind": "inquiry"}, False),
        ({"kind": "suggestion"}, False),
        ({"line": "butler"}, False),
        ({"line": "butler", "urgency": "urgent"}, True),
    ],
)
def test_only_where_somebody_must_come_does_the_arrival_clock_run(changed, arrives):
    ticket = make.ticket(make.world(), item=None, **changed)
    assert kinds(ticket) == {RESPONSE, RESOLUTION} | ({ARRIVAL} if arrives else set())


def test_a_question_answered_late_is_not_called_a_late_arrival():
    w = make.world()
    ticket = make.ticket(w, item=None, kind="inquiry")
    promising.begin(ticket, by=w.staff_zhao, now=w.now + timedelta(minutes=5))
    assert kinds(ticket, running=True) == {RESOLUTION}
    later = w.now + timedelta(hours=30)
    assert [clocks.speak(one, now=later) for one in Clock.objects.filter(next_at__lte=later)] == []


def test_an_agreed_visit_of_the_butler_has_its_arrival_which_beginning_is():
    w = make.world()
    window = (w.now + timedelta(hours=2), w.now + timedelta(hours=4))
    ticket = make.ticket(w, item=None, line="butler", urgency="planned", wanted=window)
    before = kinds(ticket, running=True)
    promising.begin(ticket, by=w.staff_zhao, now=window[0])
    assert (before, kinds(ticket, running=True)) == ({RESPONSE, ARRIVAL, RESOLUTION}, {RESOLUTION})


def test_what_is_put_right_to_words_loses_its_arrival_and_to_work_gains_one_from_the_asking():
    w = make.world()
    ticket = make.ticket(w, item=None)
    same = {"by": w.staff_zhao, "now": w.now + timedelta(minutes=5), "urgency": "ordinary", "item": None}
    ticket = promising.correct(ticket, line="repair", kind="inquiry", **same)
    words = kinds(ticket)
    ticket = promising.correct(ticket, line="repair", kind="repair", **same)
    assert (words, kinds(ticket)) == ({RESPONSE, RESOLUTION}, {RESPONSE, ARRIVAL, RESOLUTION})
    assert {one.started_at for one in ticket.clocks.all()} == {w.now}

"""A first contact who is off shift keeps the matter; who is on duty now is named, warned, and sees what cannot wait."""

import html
from datetime import timedelta

import pytest

from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.people.actions import staff as staffing
from xiwei.people.models import Line, Role, Shift
from xiwei.service.actions import clocks
from xiwei.service.models import Clock, Ticket
from xiwei.service.queries import on_shift
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def w():
    """Night: 李强 serves as a butler and is on shift, 赵敏 comes in eight hours."""
    w = make.world()
    w.cast.now = moment.now()
    w.night = staffing.appoint(
        w.company, person=w.li_qiang, name="李强", role=Role.objects.get(code="butler"), line=Line.BUTLER, title="管家",
        project=w.project, by=w.staff_zheng, now=w.cast.now,
    )  # fmt: skip
    for staff, begins in ((w.night, -1), (w.staff_zhao, 8)):
        Shift.objects.create(
            company=w.company, project=w.project, staff=staff, line=Line.BUTLER,
            starts_at=w.cast.now + begins * HOUR, ends_at=w.cast.now + (begins + 9) * HOUR,
        )  # fmt: skip
    return w


def due(ticket: Ticket, hours: int) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(due_at=moment.now() + hours * HOUR)
    return ticket


def test_the_duty_stays_the_first_contact_s_and_who_is_on_duty_stands_for_them(w):
    ticket = make.ticket(w, now=w.cast.now)
    assert (ticket.first_contact, ticket.answering) == (w.staff_zhao, w.staff_zhao)
    assert (on_shift.standing_for(ticket, w.cast.now), on_shift.in_stead_of(w.staff_zhao, w.cast.now)) == (
        w.night,
        w.night,
    )


def test_nobody_stands_for_one_who_is_at_work_nor_where_no_roster_is_kept(w):
    ticket = make.ticket(w, now=w.cast.now)
    at_work = on_shift.standing_for(ticket, w.cast.now + 9 * HOUR)
    Shift.objects.all().delete()
    assert (at_work, on_shift.standing_for(ticket, w.cast.now)) == (None, None)


def test_a_clock_s_word_reaches_the_one_on_duty_and_the_line_names_them(w):
    ticket = make.ticket(w, now=w.cast.now)
    clock = Clock.objects.filter(ticket=ticket).order_by("due_at").first()
    Clock.objects.filter(pk=clock.pk).update(next_at=w.cast.now)
    Clock.objects.filter(pk=clock.pk).update(started_at=w.cast.now - 200 * HOUR, due_at=w.cast.now)
    clock.refresh_from_db()
    assert clocks.speak(clock, now=w.cast.now)
    said = Entry.objects.get(kind__startswith="service.clock_")
    heard = set(Message.objects.filter(about=said.kind).values_list("person__name", flat=True))
    assert ("李强" in said.data["told"], {"李强", "赵敏", "郑主任"} <= heard) == (True, True)


def test_the_pages_name_who_is_on_duty_with_a_call_button_for_staff(w):
    ticket = make.ticket(w, now=w.cast.now)
    pages = [
        html.unescape(signed_in(person).get(path).content.decode())
        for person, path in (
            (w.zheng, f"/t/{ticket.pk}/"),
            (w.zhao_min, "/morning/"),
            (w.wang_fang, f"/t/{ticket.pk}/"),
        )
    ]
    assert ["现在当班" in page for page in pages] == [True, True, True]
    assert ['href="tel:13800000002"' in page for page in pages] == [True, True, False]


def test_the_one_on_duty_sees_what_is_urgent_or_due_before_the_next_shift_and_nothing_else(w):
    urgent = make.ticket(w, now=w.cast.now, urgency="urgent")
    soon, later = (due(make.ticket(w, now=w.cast.now), hours) for hours in (7, 9))
    still = due(make.ticket(w, now=w.cast.now), 7)
    Ticket.objects.filter(pk=still.pk).update(state="done")
    own = due(make.ticket(w, now=w.cast.now), 7)
    Ticket.objects.filter(pk=own.pk).update(answering=w.night)
    assert {one.pk for one in on_shift.watched_by(w.night, w.cast.now)} == {urgent.pk, soon.pk}
    page = signed_in(w.li_qiang).get("/morning/").content.decode()
    watched = page.split("替下班的同事看着")[1].split("x-figures")[0]
    assert [f"/t/{one.pk}/" in watched for one in (urgent, soon, later, still, own)] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_the_one_off_shift_watches_nothing(w):
    make.ticket(w, now=w.cast.now, urgency="urgent")
    assert on_shift.watched_by(w.staff_zhao, w.cast.now) == []

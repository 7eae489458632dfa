"""Whoever was asked first sees it through: by night, on leave, after a move to another estate (A4)."""

from datetime import timedelta

import pytest

from xiwei.ledger.models import VISITOR, Entry
from xiwei.notices.models import Message
from xiwei.people.models import Line
from xiwei.service import jobs
from xiwei.service.actions import asking
from xiwei.service.models import Channel, GroupMember
from xiwei.service.tests import make
from xiwei.service.tests.test_duty import away, shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def night(w) -> None:
    """The butler's roster is kept, and her shift begins in five hours."""
    shift(w, w.staff_zhao, Line.BUTLER, hours=(5, 12))


def heard(ticket, about: str) -> set[str]:
    """Who was told of it, by name."""
    found = Message.objects.filter(link=f"/t/{ticket.pk}/", about=f"service.{about}")
    return set(found.values_list("person__name", flat=True))


def passed(ticket) -> list[str]:
    lines = Entry.objects.filter(subject_id=ticket.pk, kind__startswith="service.duty_").order_by("pk")
    return [one.kind.removeprefix("service.") for one in lines]


def test_a_home_s_butler_is_its_first_contact_by_night_too(w):
    night(w)
    ticket = make.ticket(w)
    assert (ticket.first_contact, ticket.answering, passed(ticket)) == (w.staff_zhao, w.staff_zhao, [])
    jobs.keep_duty(w.now)
    ticket.refresh_from_db()
    assert ticket.answering == w.staff_zhao


def test_an_urgent_need_by_night_rings_those_on_duty_and_its_butler_stays_first_contact(w):
    night(w)
    shift(w, w.staff_chen, Line.BUTLER)
    ticket = make.ticket(w, urgency="urgent")
    assert ticket.first_contact == w.staff_zhao
    assert heard(ticket, "received") == {"赵敏", "陈园", "郑主任", "王芳"}
    assert heard(make.ticket(w), "received") == {"赵敏", "王芳"}


def test_a_public_place_has_the_butler_on_duty_for_it(w):
    night(w)
    shift(w, w.staff_chen, Line.BUTLER)
    told = make.public_need(w, asker=None)
    assert asking.take(told, channel=Channel.CODE, by=VISITOR, now=w.now).first_contact == w.staff_chen


def test_while_the_butler_is_on_leave_the_director_answers_from_the_first_minute_and_gives_it_back(w):
    leave = away(w, w.staff_zhao)
    ticket = make.ticket(w)
    ticket.refresh_from_db()
    assert (ticket.first_contact, ticket.answering, ticket.covered) == (w.staff_zhao, w.staff_zheng, True)
    assert (heard(ticket, "duty_passed"), passed(ticket)) == ({"郑主任"}, ["duty_passed"])
    jobs.keep_duty(w.now)
    jobs.keep_duty(leave.ends_at + timedelta(minutes=1))
    ticket.refresh_from_db()
    assert (ticket.answering, passed(ticket)) == (w.staff_zhao, ["duty_passed", "duty_returned"])


@pytest.mark.parametrize("gap", ["left", "no member"])
def test_a_home_without_a_butler_of_its_own_has_whoever_is_on_duty(w, gap):
    if gap == "left":
        w.staff_zhao.left_on = w.now.date()
        w.staff_zhao.save()
    else:
        GroupMember.objects.filter(line=Line.BUTLER).delete()
    assert make.ticket(w).first_contact == w.staff_zheng

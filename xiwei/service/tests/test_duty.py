"""Somebody is always on duty: the member, the cover, the stand-in, the duty officer, whoever is on shift, the director."""

from datetime import datetime, timedelta

import pytest

from tests.cast import SHANGHAI
from xiwei.ledger.models import Entry
from xiwei.people.models import Credential, Leave, LeaveState, Line, Shift
from xiwei.service import jobs, listeners
from xiwei.service.actions import ordering
from xiwei.service.models import GroupMember
from xiwei.service.queries import duty
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db


def spot(w) -> duty.Spot:
    return duty.Spot(w.company.pk, w.project.pk, w.room.building_id, w.room.unit_id)


def away(w, staff, **changed) -> Leave:
    fields = {
        "starts_at": w.now - timedelta(hours=1),
        "ends_at": w.now + timedelta(days=1),
        "reason": "家事",
        "state": LeaveState.GRANTED,
    }
    return Leave.objects.create(company=w.company, staff=staff, **{**fields, **changed})


def shift(w, staff, line, *, officer=False, hours=(0, 8)) -> Shift:
    return Shift.objects.create(
        company=w.company, project=w.project, staff=staff, line=line, duty_officer=officer,
        starts_at=w.now + timedelta(hours=hours[0]), ends_at=w.now + timedelta(hours=hours[1]),
    )  # fmt: skip


def also_repairs(w, staff) -> None:
    """A second repairer: of the line by a post of their own, and so sent by night as by day."""
    role = w.staff_sun.posts.get().role
    staff.posts.create(company=w.company, project=w.project, role=role, line=Line.REPAIR, since=w.now.date())


def test_the_member_of_the_group_serves():
    w = make.world()
    assert duty.on_duty(spot(w), Line.REPAIR, w.now) == (w.staff_sun, "本组维修")


def test_a_stand_in_serves_while_the_repairer_is_on_leave_and_the_household_sees_it():
    w = make.world()
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=w.staff_chen)
    away(w, w.staff_sun)
    assert duty.on_duty(spot(w), Line.REPAIR, w.now) == (w.staff_chen, "孙师傅的替班")
    four = {one.line: (one.member, one.now.staff, one.covered) for one in duty.four(spot(w), w.now)}
    assert four[Line.REPAIR] == (w.staff_sun, w.staff_chen, True)
    assert four[Line.BUTLER] == (w.staff_zhao, w.staff_zhao, False)


def test_the_cover_agreed_for_a_leave_comes_before_the_stand_in():
    w = make.world()
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=w.staff_chen)
    away(w, w.staff_sun, cover=w.staff_wu)
    assert duty.on_duty(spot(w), Line.REPAIR, w.now).staff == w.staff_wu


def test_where_a_roster_is_kept_who_is_off_shift_does_not_serve():
    w = make.world()
    shift(w, w.staff_sun, Line.REPAIR, hours=(5, 10))
    shift(w, w.staff_chen, Line.REPAIR, officer=True)
    assert duty.on_duty(spot(w), Line.REPAIR, w.now) == (w.staff_chen, "本线值班负责人")


def test_nobody_of_the_line_means_the_director_and_no_director_means_the_manager():
    w = make.world()
    away(w, w.staff_sun)
    assert duty.on_duty(spot(w), Line.REPAIR, w.now).staff == w.staff_zheng
    away(w, w.staff_zheng)
    assert duty.on_duty(spot(w), Line.REPAIR, w.now).staff == w.staff_he


@pytest.mark.parametrize("hour", range(24))
def test_every_line_has_an_answer_at_every_hour(hour):
    w = make.world()
    shift(w, w.staff_sun, Line.REPAIR)
    moment = datetime(2026, 10, 3, hour, 30, tzinfo=SHANGHAI)
    assert all(duty.on_duty(spot(w), line, moment).staff for line in Line.values)


def test_work_that_needs_a_certificate_goes_to_one_who_holds_it_and_not_to_one_whose_ran_out():
    w = make.world()
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=w.staff_chen)
    Credential.objects.create(
        company=w.company, staff=w.staff_sun, kind="electric", expires_on=w.now.date() - timedelta(days=1)
    )
    assert duty.pick(spot(w), Line.REPAIR, w.now, certificate="electric").staff == w.staff_zheng
    Credential.objects.create(company=w.company, staff=w.staff_chen, kind="electric")
    assert duty.pick(spot(w), Line.REPAIR, w.now, certificate="electric").staff == w.staff_chen


def test_the_next_order_of_a_full_repairer_goes_to_a_colleague_on_duty():
    w = make.world()
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=w.staff_chen)
    for _ in range(duty.FULL):
        make.ticket(w)
    assert [order.worker.name for order in make.ticket(w).orders.all()] == ["陈园"]


def test_a_first_contact_on_leave_is_answered_for_by_the_director_and_takes_it_back_on_return():
    w = make.world()
    ticket = make.ticket(w)
    leave = away(w, w.staff_zhao)
    jobs.keep_duty(w.now)
    jobs.keep_duty(w.now)
    ticket.refresh_from_db()
    assert (ticket.first_contact, ticket.answering) == (w.staff_zhao, w.staff_zheng)
    jobs.keep_duty(leave.ends_at)
    ticket.refresh_from_db()
    assert ticket.answering == w.staff_zhao
    lines = Entry.objects.filter(subject_id=ticket.pk, kind__startswith="service.duty_").order_by("pk")
    assert [line.kind for line in lines] == ["service.duty_passed", "service.duty_returned"]


def test_what_is_told_of_no_building_goes_to_the_line_s_own_and_not_to_the_director():
    w = make.world()
    assert duty.pick(duty.Spot(w.company.pk, w.project.pk), Line.ORDER, w.now) == (w.staff_zhou, "本小区秩序")


def test_what_a_colleague_who_left_had_in_hand_goes_to_the_next_on_duty():
    w = make.world()
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=w.staff_chen)
    order = make.ticket(w).orders.get()
    w.staff_sun.left_on = w.now.date()
    w.staff_sun.save()
    listeners.staff_left(data={"staff": w.staff_sun.pk}, at=w.now)
    listeners.staff_left(data={"staff": w.staff_sun.pk}, at=w.now)
    assert [(one.worker, one.state) for one in order.ticket.orders.order_by("pk")] == [
        (w.staff_sun, "cancelled"),
        (w.staff_chen, "offered"),
    ]


def test_a_refused_order_goes_to_one_who_holds_the_certificate_and_was_not_asked():
    w = make.world()
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=w.staff_chen)
    Credential.objects.create(company=w.company, staff=w.staff_sun, kind="electric")
    item = make.leak_item(w.cast, code="R-POWER", name="跳闸", certificate="electric")
    order = make.ticket(w, item=item).orders.get()
    assert order.worker == w.staff_sun
    ordering.refuse(order, by=w.staff_sun, now=w.now, reason="人在高处作业")
    assert [one.worker for one in order.ticket.orders.order_by("pk")] == [w.staff_sun, w.staff_zheng]

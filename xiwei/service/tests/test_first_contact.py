"""Whoever was asked first sees it through: by night, on leave, after a move to another estate (A4)."""

from datetime import timedelta

import pytest

from xiwei.ledger.models import SYSTEM, VISITOR, Entry
from xiwei.notices.models import Message
from xiwei.people.actions import staff as people
from xiwei.people.models import Line
from xiwei.service import jobs, listeners
from xiwei.service.actions import asking, duty, handing, ordering, promising, waiting
from xiwei.service.models import Channel, GroupMember, HandOver
from xiwei.service.queries import duty as who
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


# ── told of every delay ──────────────────────────────────────────────────────────────────────────────────────────────


def taken_at_the_gate(w):
    """周勇 was asked, 郑主任 has stepped in, 孙师傅 is on his way; a promise stands."""
    ticket = asking.take(make.need(w), channel=Channel.GATE, by=w.staff_zhou, now=w.now)
    ticket = duty.step_in(ticket, by=w.staff_zheng, now=w.now)
    promising.promise(ticket, by=w.staff_zheng, now=w.now, moment=w.now + timedelta(hours=3))
    return ticket


def wait(w, ticket, by) -> None:
    until = w.now + timedelta(hours=8)
    waiting.wait(ticket, by=by, now=w.now, reason="parts", waits_for="角阀", until=until)


def move_promise(w, ticket, by) -> None:
    promising.move_promise(ticket, by=by, now=w.now, moment=w.now + timedelta(hours=9), reason="配件没到")


def order_refused(w, ticket, by) -> None:
    ordering.refuse(ticket.orders.get(), by=w.staff_sun, now=w.now, reason="在高处作业")


def could_not_finish(w, ticket, by) -> None:
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    order = ordering.arrive(order, by=w.staff_sun, now=w.now)
    ordering.give_up(order, by=w.staff_sun, now=w.now, reason="缺配件", needs="角阀一只")


def taken_over(w, ticket, by) -> None:
    asked = handing.offer(ticket.orders.get(), to=w.staff_wu, by=w.staff_sun, now=w.now, reason="去抢修")
    handing.take_over(asked, by=w.staff_wu, now=w.now)


def not_taken_over(w, ticket, by) -> None:
    asked = handing.offer(ticket.orders.get(), to=w.staff_wu, by=w.staff_sun, now=w.now, reason="去抢修")
    handing.refuse(asked, by=w.staff_wu, now=w.now, reason="手上有活")


DELAYS = [
    (wait, "waiting", set()),
    (move_promise, "promise_moved", set()),
    (order_refused, "order_refused", set()),
    (could_not_finish, "order_could_not_finish", {"赵敏"}),
    (taken_over, "hand_over_accepted", {"孙师傅"}),
    (not_taken_over, "hand_over_refused", {"孙师傅"}),
]


@pytest.mark.parametrize(("delay", "about", "also"), DELAYS, ids=[about for _, about, _ in DELAYS])
def test_the_first_contact_hears_of_every_delay_besides_whoever_answers(w, delay, about, also):
    ticket = taken_at_the_gate(w)
    delay(w, ticket, w.staff_zhao)
    assert heard(ticket, about) - {"王芳"} == {"周勇", "郑主任"} | also


@pytest.mark.parametrize(("delay", "about"), [(wait, "waiting"), (move_promise, "promise_moved")])
def test_who_did_it_is_not_told_what_they_did(w, delay, about):
    ticket = taken_at_the_gate(w)
    delay(w, ticket, w.staff_zheng)
    assert heard(ticket, about) == {"王芳", "周勇"}
    other = asking.take(make.need(w), channel=Channel.GATE, by=w.staff_zhao, now=w.now)
    promising.promise(other, by=w.staff_zhao, now=w.now, moment=w.now + timedelta(hours=3))
    delay(w, other, w.staff_zhao)
    assert heard(other, about) == {"王芳"}


def test_a_first_contact_who_answers_too_is_told_once(w):
    ticket = make.ticket(w)
    order_refused(w, ticket, w.staff_sun)
    found = Message.objects.filter(about="service.order_refused", link=f"/t/{ticket.pk}/")
    assert [one.person.name for one in found] == ["赵敏"]


# ── moved to another estate ──────────────────────────────────────────────────────────────────────────────────────────


def moved(w, staff, *, to=None) -> None:
    """Their post here ends; with `to`, another begins first. The worker carries the fact up, twice."""
    post = staff.posts.get()
    if to:
        people.give_post(staff, role=post.role, project=to, line=post.line, by=w.staff_he, now=w.now)
    people.end_post(post, by=w.staff_he, now=w.now)
    for _ in range(2):
        listeners.post_ended(data={"staff": staff.pk, "project": post.project_id, "line": post.line}, at=w.now)


def test_who_moves_to_another_estate_leaves_orders_and_tickets_of_the_old_one(w):
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=w.staff_chen)
    ticket = make.ticket(w)
    moved(w, w.staff_sun, to=w.other_project)
    moved(w, w.staff_zhao, to=w.other_project)
    ticket.refresh_from_db()
    assert [(one.worker, one.state, one.reason) for one in ticket.orders.order_by("pk")] == [
        (w.staff_sun, "cancelled", "原来的同事已调离本小区"),
        (w.staff_chen, "offered", ""),
    ]
    assert (ticket.first_contact, ticket.answering, passed(ticket)) == (w.staff_zhao, w.staff_zheng, ["duty_passed"])
    jobs.keep_duty(w.now + timedelta(days=1))
    ticket.refresh_from_db()
    assert ticket.answering == w.staff_zheng


def test_who_moved_gets_no_new_work_of_the_old_estate(w):
    shift(w, w.staff_sun, Line.REPAIR)
    moved(w, w.staff_sun, to=w.other_project)
    moved(w, w.staff_zhao)
    ticket = make.ticket(w)
    assert (ticket.first_contact, ticket.orders.get().worker) == (w.staff_zheng, w.staff_zheng)
    assert who.pick(who.Spot(w.company.pk, w.project.pk), Line.REPAIR, w.now).staff == w.staff_zheng


@pytest.mark.parametrize("reach", ["another post here", "the whole company"])
def test_who_still_serves_the_estate_keeps_what_is_in_hand(w, reach):
    order = make.ticket(w).orders.get()
    post = w.staff_sun.posts.get()
    project, role = (w.project, w.staff_wu.posts.get().role) if reach == "another post here" else (None, post.role)
    w.staff_sun.posts.create(company=w.company, project=project, role=role, line=Line.CLEANING, since=w.now.date())
    people.end_post(post, by=w.staff_he, now=w.now)
    listeners.post_ended(data={"staff": w.staff_sun.pk, "project": w.project.pk, "line": "repair"}, at=w.now)
    order.refresh_from_db()
    assert order.state == "offered"


@pytest.mark.parametrize("goes", ["moved", "left"])
def test_who_was_asked_to_take_over_and_goes_need_not_answer_and_another_may_be_asked(w, goes):
    order = make.ticket(w).orders.get()
    handing.offer(order, to=w.staff_wu, by=w.staff_sun, now=w.now, reason="去抢修")
    if goes == "moved":
        moved(w, w.staff_wu)
    else:
        people.dismiss(w.staff_wu, by=SYSTEM, now=w.now, reason="回老家")
        listeners.staff_left(data={"staff": w.staff_wu.pk}, at=w.now)
    asked = HandOver.objects.get(order=order)
    assert (asked.accepted, asked.answered_at) == (None, w.now)
    assert heard(order.ticket, "hand_over_dropped") == {"吴姐", "孙师傅", "赵敏"}
    handing.offer(order, to=w.staff_chen, by=w.staff_sun, now=w.now, reason="去抢修")
    assert HandOver.objects.get(order=order, answered_at=None).taker == w.staff_chen

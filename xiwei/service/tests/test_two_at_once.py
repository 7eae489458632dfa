"""Two households' matters at the same point: a deed on the page of the one befalls that one alone."""

from datetime import timedelta

import pytest

from xiwei.notices.models import Message
from xiwei.people.queries.who import who
from xiwei.service.actions import asking, declining
from xiwei.service.models import Channel, Decline, Ticket, TicketState
from xiwei.service.queries import tickets
from xiwei.service.tests import make
from xiwei.service.tests.test_declining import SAID, wish
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

OTHER = {
    "reason": "雨棚要改外墙，须业主大会同意",
    "alternative": "可以先在大堂放一把公用伞",
    "reply": "谢谢您的建议。雨棚要业主大会同意，大堂先放公用伞。",
    "tried": "问过设计单位",
}


@pytest.fixture
def w(db):
    return make.world()


def two_waiting(w) -> tuple[Ticket, Ticket]:
    """王芳's wish, asked to be declined first, and 李强's, asked later."""
    now = moment.now()
    first = wish(w, now=now - timedelta(hours=2))
    canopy = {"words": "单元门口能不能装个雨棚", "kind": "suggestion", "line": "butler", "item": None}
    theirs = make.need(w, **canopy, asker=w.li_qiang, household=None, room=None, place=w.lift)
    second = asking.take(theirs, channel=Channel.PAGE, by=w.li_qiang, now=now - timedelta(hours=1))
    declining.ask_decline(first, by=w.staff_zhao, now=now - timedelta(minutes=50), **SAID)
    declining.ask_decline(second, by=w.staff_zhao, now=now - timedelta(minutes=40), **OTHER)
    return first, second


def stands(*asked: Ticket) -> list[tuple[str, bool | None]]:
    return [(Ticket.objects.get(pk=one.pk).state, Decline.objects.get(ticket=one).consented) for one in asked]


def told(person) -> list[str]:
    return list(Message.objects.filter(person=person, about="service.declined").values_list("body", flat=True))


def test_a_director_who_agrees_to_the_second_decline_declines_the_second(w):
    first, second = two_waiting(w)
    answer = signed_in(w.zheng).post(f"/t/{second.pk}/decline/", {"decline-key": "a1", "decline-reply": OTHER["reply"]})
    assert answer.status_code == 302
    assert stands(first, second) == [(TicketState.RECEIVED, None), (TicketState.DECLINED, True)]
    assert (told(w.wang_fang), told(w.li_qiang)) == ([], [OTHER["reply"]])


def test_a_director_who_agrees_to_the_first_decline_declines_the_first(w):
    first, second = two_waiting(w)
    signed_in(w.zheng).post(f"/t/{first.pk}/decline/", {"decline-key": "a1", "decline-reply": SAID["reply"]})
    assert stands(first, second) == [(TicketState.DECLINED, True), (TicketState.RECEIVED, None)]


def test_a_director_who_refuses_the_second_decline_leaves_the_first_waiting(w):
    first, second = two_waiting(w)
    signed_in(w.zheng).post(
        f"/t/{second.pk}/refuse_decline/", {"refuse_decline-key": "b1", "refuse_decline-answer": "公用伞不够，请再谈"}
    )
    assert stands(first, second) == [(TicketState.RECEIVED, None), (TicketState.RECEIVED, False)]


def test_the_same_key_on_another_matters_form_is_refused_and_declines_nothing(w):
    first, second = two_waiting(w)
    director = signed_in(w.zheng)
    director.post(f"/t/{second.pk}/decline/", {"decline-key": "a1", "decline-reply": OTHER["reply"]})
    again = director.post(f"/t/{first.pk}/decline/", {"decline-key": "a1", "decline-reply": SAID["reply"]})
    assert (again.status_code, "已经提交过一次" in again.content.decode()) == (409, True)
    assert stands(first, second) == [(TicketState.RECEIVED, None), (TicketState.DECLINED, True)]


def test_what_is_asked_further_of_a_tickets_page_is_asked_of_that_ticket(w):
    _, second = make.ticket(w, now=w.now), make.ticket(w, now=w.now)
    held = tickets.page_of(who(w.zheng, day=w.now.date()), second.pk)
    for name in ("orders", "promises", "photos", "declines", "clocks"):
        theirs = {one.ticket_id for one in getattr(held, name).exclude(pk=0)}
        assert theirs <= {second.pk}, name
    assert held.orders.filter(ended_at__isnull=True).get().ticket_id == second.pk

"""Three neighbours and one lamp: one matter goes on, everyone hears, and nobody reads who else asked."""

import html

import pytest
from django.test import Client

from xiwei.ledger.models import VISITOR, Entry
from xiwei.notices.models import Message
from xiwei.people.models import Household, Person, Tenure
from xiwei.service.actions import asking, ending, merging, ordering, promising
from xiwei.service.models import Channel, OrderState, Ticket, TicketState
from xiwei.service.rules import discretion
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment, phones
from xiwei.shared.pictures import key_of
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def neighbour(w, name: str, phone: str, room: int) -> Person:
    """One more owner, in the room of this place in the cast's list."""
    person = Person.objects.create(phone=phone, phone_verified=True, name=name, joined_at=w.now)
    home = Household.objects.create(
        company=w.company, project=w.project, room=w.rooms[room], name=name, since=w.household.since
    )
    Tenure.objects.create(company=w.company, household=home, person=person, relation="owner", since=home.since)
    return person


def lamp(w, by: Person, words: str = "电梯里的灯不亮") -> Ticket:
    return asking.take(make.public_need(w, asker=by, words=words), channel=Channel.PAGE, by=by, now=moment.now())


def three_lamps(w) -> tuple[Person, list[Ticket]]:
    qian = neighbour(w, "钱多多", "13912345678", 0)
    return qian, [lamp(w, person) for person in (w.wang_fang, w.li_qiang, qian)]


def merged(w) -> tuple[Person, list[Ticket]]:
    """李强's and 钱多多's into 王芳's."""
    qian, (first, *others) = three_lamps(w)
    for other in others:
        merging.merge(other, into=first, by=w.staff_zhao, now=moment.now())
    for ticket in (first, *others):
        ticket.refresh_from_db()
    return qian, [first, *others]


def told(person: Person, ticket: Ticket) -> list[str]:
    found = Message.objects.filter(person=person, link=f"/t/{ticket.pk}/").order_by("pk")
    return [about.removeprefix("service.") for about in found.values_list("about", flat=True)]


def page(person: Person, ticket: Ticket) -> str:
    return html.unescape(signed_in(person).get(f"/t/{ticket.pk}/").content.decode())


def test_of_three_tickets_one_goes_on_and_the_others_workers_are_let_go(w):
    _, tickets = merged(w)
    assert [one.state for one in tickets] == [TicketState.RECEIVED, TicketState.MERGED, TicketState.MERGED]
    assert [one.orders.get().state for one in tickets] == [OrderState.OFFERED, *[OrderState.CANCELLED] * 2]
    assert [one.clocks.filter(stopped_at__isnull=True).exists() for one in tickets] == [True, False, False]
    assert [one.merged_into for one in tickets] == [None, tickets[0], tickets[0]]


def test_all_three_hear_of_each_step_and_who_was_merged_is_told_why(w):
    qian, tickets = merged(w)
    order = ordering.accept(tickets[0].orders.get(), by=w.staff_sun, now=moment.now())
    ordering.arrive(order, by=w.staff_sun, now=moment.now())
    assert [told(one, tickets[0]) for one in (w.wang_fang, w.li_qiang, qian)] == [
        ["received", "order_accepted", "order_arrived"],
        ["order_accepted", "order_arrived"],
        ["order_accepted", "order_arrived"],
    ]
    assert (told(w.li_qiang, tickets[1]), told(qian, tickets[2])) == (["received", "merged"], ["received", "merged"])
    assert f'href="/t/{tickets[0].pk}/"' in page(qian, tickets[2])


def test_who_followed_a_ticket_that_is_merged_follows_the_other(w):
    qian, (first, second, third) = three_lamps(w)
    merging.merge(third, into=second, by=w.staff_zhao, now=moment.now())
    merging.merge(second, into=first, by=w.staff_zhao, now=moment.now())
    assert sorted(one.person.name for one in first.followers.all()) == sorted(["李强", "钱多多"])
    assert signed_in(qian).get(f"/t/{first.pk}/").status_code == 200


def test_one_who_asked_twice_does_not_follow_their_own(w):
    first, second = lamp(w, w.wang_fang), lamp(w, w.wang_fang)
    merging.merge(second, into=first, by=w.staff_zhao, now=moment.now())
    assert first.followers.count() == 0


@pytest.mark.parametrize("case", ["itself", "another home", "ended", "another estate"])
def test_what_is_not_the_same_matter_is_not_merged(w, case):
    ticket, refusal, says = lamp(w, w.wang_fang), BadInput, "不能并入自己"
    into = ticket
    if case == "another home":
        into, says = make.ticket(w, now=moment.now()), "不能并入别人家里的事"
    elif case == "ended":
        into, refusal, says = lamp(w, w.li_qiang), NotNow, "已经结束，不能并入"
        ending.withdraw(into, by=w.li_qiang, now=moment.now())
        into.refresh_from_db()
    elif case == "another estate":
        into, says = lamp(w, w.li_qiang), "只能并入同一个小区"
        Ticket.objects.filter(pk=into.pk).update(project=w.other_project)
        into.refresh_from_db()
    with pytest.raises(refusal, match=says):
        merging.merge(ticket, into=into, by=w.staff_zhao, now=moment.now())
    ticket.refresh_from_db()
    assert (ticket.state, ticket.merged_into) == (TicketState.RECEIVED, None)


def test_a_matter_merged_away_is_not_moved_on_by_a_page_left_open(w):
    _, tickets = merged(w)
    with pytest.raises(NotNow, match="已并单"):
        promising.promise(tickets[1], by=w.staff_zhao, now=moment.now(), moment=w.now)


def test_the_one_that_goes_on_has_a_line_of_each_that_joined_it(w):
    _, tickets = merged(w)
    lines = Entry.objects.filter(subject_id=tickets[0].pk, kind="service.joined").order_by("pk")
    assert [(one.data["other"], one.actor_label) for one in lines] == [(one.number, "管家 赵敏") for one in tickets[1:]]
    assert f"{tickets[1].number} 说的是同一件事" in page(w.wang_fang, tickets[0])


def test_a_home_s_people_are_told_when_the_matter_theirs_was_merged_into_is_done(w):
    """王芳's home told of a flood that is the lift's matter; her husband lives there, her old tenant no more."""
    husband = Person.objects.create(phone="13911110001", phone_verified=True, name="老王", joined_at=w.now)
    tenant = Person.objects.create(phone="13911110002", phone_verified=True, name="旧租客", joined_at=w.now)
    for person, until in ((husband, None), (tenant, w.now.date())):
        Tenure.objects.create(
            company=w.company,
            household=w.household,
            person=person,
            relation="family",
            since=w.household.since,
            until=until,
        )
    first, leak = lamp(w, w.li_qiang), make.ticket(w, now=moment.now())
    merging.merge(leak, into=first, by=w.staff_zhao, now=moment.now())
    order = ordering.accept(first.orders.get(), by=w.staff_sun, now=moment.now())
    order = ordering.arrive(order, by=w.staff_sun, now=moment.now())
    ordering.finish(order, by=w.staff_sun, now=moment.now(), pictures=[make.picture()])
    heard = Message.objects.filter(about="service.done", link=f"/t/{first.pk}/").order_by("person__name")
    assert {one.person.name for one in heard} == {"李强", "王芳", "老王", "赵敏"}


def test_who_holds_the_code_of_a_merged_matter_reads_how_the_other_stands(w):
    told_by = make.public_need(w, asker=None)
    first = lamp(w, w.li_qiang)
    other = asking.take(told_by, channel=Channel.CODE, by=VISITOR, now=moment.now())
    merging.merge(other, into=first, by=w.staff_zhao, now=moment.now())
    seen = html.unescape(Client().get(f"/f/{other.follow_code}/").content.decode())
    assert ("已合并跟进：已收到" in seen, first.follow_code in seen) == (True, False)


# ── what a follower reads ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_follower_reads_the_matter_without_its_asker_and_without_what_staff_say(w):
    ticket = lamp(w, w.wang_fang, words="电梯里的灯不亮，我是王芳，电话 13800000001")
    asking.follow(ticket, by=w.li_qiang, now=moment.now())
    promising.note(ticket, by=w.staff_zhao, now=moment.now(), words="住户脾气急，上门前先打电话")
    ending.remark(ticket, by=w.wang_fang, now=moment.now(), words="我家老人下楼看不见")
    seen = page(w.li_qiang, ticket)
    own = page(w.wang_fang, ticket)
    staff = page(w.zhao_min, ticket)
    words = ("王芳", "13800000001", "脾气急", "老人下楼", "电梯里的灯不亮")
    assert [[word in shown for word in words] for shown in (seen, own, staff)] == [
        [False, False, False, False, True],
        [True, True, False, True, True],
        [True, True, True, True, True],
    ]


def test_the_list_of_same_matters_names_nobody(w):
    lamp(w, w.wang_fang, words="我是王芳，电梯里的灯不亮 13800000001")
    form = {"words": "电梯灯坏了", "where": f"place-{w.lift.pk}", "place_code": w.lift.code}
    shown = html.unescape(signed_in(w.li_qiang).post("/report/proposal/", form).content.decode())
    assert ("已经有邻居报过" in shown, "王芳" in shown, "1380000" in shown) == (True, False, False)


def test_a_follower_can_do_nothing_to_it_but_read(w):
    ticket = lamp(w, w.wang_fang)
    asking.follow(ticket, by=w.li_qiang, now=moment.now())
    li = signed_in(w.li_qiang)
    verbs = ("confirm", "reopen", "withdraw", "remark", "rate", "thank", "note", "promise", "merge")
    assert [li.post(f"/t/{ticket.pk}/{verb}/").status_code for verb in verbs] == [403] * len(verbs)
    assert li.post(f"/orders/{ticket.orders.get().pk}/agree/").status_code == 404


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("打我 13800000001", "打我 ***"),
        ("打 138 0000 0001 或 138-0000-0002", "打 *** 或 ***"),
        ("我是王芳，灯不亮", "我是业主，灯不亮"),
        ("3栋2单元1502 的灯，2026年11月24日", "3栋2单元1502 的灯，2026年11月24日"),
        ("编号 138000000012345 的灯", "编号 138000000012345 的灯"),
    ],
)
def test_names_and_numbers_go_and_the_rest_stays(w, words, read):
    assert discretion.for_neighbours(Ticket(asker=w.wang_fang, words=words), words) == read
    assert phones.hidden(words) == read.replace("业主", "王芳")


def test_an_empty_home_is_a_home_too(w):
    """No household lives there, and still nobody follows it, merges into it, or sees what was done inside."""
    empty = {"household": None, "room": w.rooms[3], "item": None, "asker": None}
    ticket = asking.take(make.need(w, **empty), channel=Channel.GATE, by=w.staff_zhou, now=moment.now())
    with pytest.raises(NotAllowed, match="别人家里"):
        asking.follow(ticket, by=w.wang_fang, now=moment.now())
    with pytest.raises(BadInput, match="别人家里"):
        merging.merge(lamp(w, w.wang_fang), into=ticket, by=w.staff_zhao, now=moment.now())
    assert signed_in(w.li_qiang).post(f"/t/{ticket.pk}/follow/").status_code == 404
    order = ordering.arrive(
        ordering.accept(ticket.orders.get(), by=w.staff_sun, now=moment.now()), by=w.staff_sun, now=moment.now()
    )
    ordering.finish(order, by=w.staff_sun, now=moment.now(), pictures=[make.picture()])
    pk = ticket.photos.get().pk
    assert Client().get(f"/photos/{pk}/{key_of(pk)}/").status_code == 404


def test_a_title_does_not_show_half_a_number(w):
    ticket = Ticket(asker=w.wang_fang, words="电梯里的灯不亮了请打13800000001")
    assert (ticket.title, discretion.title_for_neighbours(ticket)) == ("电梯里的灯不亮了请打***",) * 2

"""The pages answer as the person who asks may be answered."""

from datetime import timedelta

import pytest
from django.test import Client

from xiwei.service.actions import ordering
from xiwei.service.models import Ticket, TicketState
from xiwei.service.tests import make
from xiwei.shared import moment

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    """A browser in this person's hand."""
    client = Client()
    client.force_login(person)
    return client


def told(**changed):
    """A ticket taken just now, by the pages' own clock."""
    w = make.world()
    return w, make.ticket(w, now=moment.now(), **changed)


def test_a_ticket_s_page_opens_for_those_it_concerns_and_is_404_for_others():
    w, ticket = told()
    answers = {name: signed_in(person).get(f"/t/{ticket.pk}/").status_code for name, person in w.everyone.items()}
    assert answers == {
        "wang_fang": 200,
        "li_qiang": 404,
        "zhao_min": 200,
        "sun": 200,
        "zhou_yong": 404,
        "wu": 404,
        "chen_yuan": 404,
        "zheng": 200,
        "he": 200,
        "lin": 404,
        "outsider": 404,
    }


def test_a_form_sent_twice_with_one_key_makes_one_ticket():
    w = make.world()
    client = signed_in(w.wang_fang)
    form = {"words": "厨房水槽下面漏水", "where": f"home-{w.household.pk}", "key": "k1"}
    first, second = client.post("/report/", form), client.post("/report/", form)
    assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
    assert Ticket.objects.count() == 1


def test_too_many_words_are_refused_with_a_sentence_and_kept():
    w = make.world()
    answer = signed_in(w.wang_fang).post(
        "/report/", {"words": "漏" * 2001, "where": f"home-{w.household.pk}", "key": "k"}
    )
    assert answer.status_code == 422
    assert "最多 2000 个字" in answer.content.decode() and "漏" * 2001 in answer.content.decode()


def test_a_resident_confirms_on_the_ticket_s_page():
    w, ticket = told(kind="inquiry", item=None)
    staff = signed_in(w.zhao_min)
    done = staff.post(f"/t/{ticket.pk}/begin/", {"begin-key": "a"})
    done = staff.post(f"/t/{ticket.pk}/finish/", {"finish-note": "已经答复", "finish-key": "b"})
    assert done.status_code == 302
    answer = signed_in(w.wang_fang).post(f"/t/{ticket.pk}/confirm/", {"confirm-key": "c"})
    ticket.refresh_from_db()
    assert (answer.status_code, ticket.state) == (302, TicketState.CLOSED)


def test_a_worker_walks_an_order_from_his_day():
    w, ticket = told()
    sun = signed_in(w.sun)
    order = ticket.orders.get()
    assert "先做这件" in sun.get("/today/").content.decode() or "新派给您" in sun.get("/today/").content.decode()
    for verb in ("accept", "set_out", "arrive"):
        assert sun.post(f"/orders/{order.pk}/{verb}/", {f"{verb}-key": verb}).status_code == 302
    assert sun.get(f"/orders/{order.pk}/").status_code == 200
    early = sun.post(f"/orders/{order.pk}/finish/", {"finish-note": "换了软管", "finish-key": "f"})
    assert early.status_code == 409 and "完工还差：完工照片" in early.content.decode()
    assert "换了软管" in early.content.decode()


def test_a_stranger_reports_at_a_lift_and_follows_without_an_account():
    w = make.world()
    client = Client()
    assert client.get(f"/p/{w.lift.code}/").status_code == 200
    answer = client.post(f"/p/{w.lift.code}/", {"words": "电梯里的灯不亮了", "key": "s"})
    ticket = Ticket.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/f/{ticket.follow_code}/")
    assert (ticket.first_contact, ticket.place) == (w.staff_zhao, w.lift)
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(f"/t/{ticket.pk}/").status_code == 302


def test_a_guard_takes_a_need_at_the_gate():
    w = make.world()
    zhou = signed_in(w.zhou_yong)
    assert zhou.get("/take/").status_code == 200
    spots = zhou.get("/take/spots/", {"room_words": "1-1-501"}).content.decode()
    assert w.room.label in spots
    form = {"words": "厨房漏水了", "room": w.room.pk, "channel": "gate", "key": "t", "asker_name": "王芳"}
    answer = zhou.post("/take/", form)
    ticket = Ticket.objects.get()
    assert (answer.status_code, ticket.first_contact, ticket.asker, ticket.household) == (
        302, w.staff_zhou, w.wang_fang, w.household,
    )  # fmt: skip


def test_three_neighbours_and_one_lamp_make_one_ticket_followed():
    w = make.world()
    wang, li = signed_in(w.wang_fang), signed_in(w.li_qiang)
    wang.post(f"/report/?place={w.lift.code}", {
        "words": "电梯里的灯不亮", "where": f"place-{w.lift.pk}", "place_code": w.lift.code, "key": "1"})  # fmt: skip
    ticket = Ticket.objects.get()
    proposal = li.post(
        "/report/proposal/", {"words": "电梯灯坏了", "where": f"place-{w.lift.pk}", "place_code": w.lift.code}
    )
    assert "已经有邻居报过" in proposal.content.decode()
    assert li.post(f"/t/{ticket.pk}/follow/").status_code == 302
    assert [one.person for one in ticket.followers.all()] == [w.li_qiang]
    assert li.get(f"/t/{ticket.pk}/").status_code == 200


def test_the_first_page_of_each_face_answers():
    w, ticket = told()
    ordering.accept(ticket.orders.get(), by=w.staff_sun, now=moment.now() + timedelta(seconds=1))
    assert signed_in(w.wang_fang).get("/home/").status_code == 200
    assert signed_in(w.sun).get("/today/").status_code == 200
    assert Client().get("/").status_code == 200


def test_a_household_reads_who_of_the_staff_looked_at_it():
    w = make.world()
    signed_in(w.zhao_min).get(f"/households/{w.household.pk}/")
    assert "查阅了住户页" in signed_in(w.wang_fang).get("/my/home/").content.decode()
    assert "查阅了住户页" not in signed_in(w.li_qiang).get("/my/home/").content.decode()


@pytest.mark.parametrize(
    "path, name", [("/home/", "wang_fang"), ("/today/", "sun"), ("/morning/", "zhao_min"), ("/board/", "zheng")]
)
def test_a_page_left_open_is_given_only_the_part_that_lives(path, name):
    w, ticket = told()
    part = signed_in(getattr(w, name)).get(path, headers={"X-Live": "1"}).content.decode()
    assert ticket.title in part and "<html" not in part

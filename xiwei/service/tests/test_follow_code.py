"""Who asked without an account has the last word all the same, by the code that was given to them."""

import html
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from xiwei.ledger.models import VISITOR, Entry
from xiwei.notices.models import Message
from xiwei.people.models import Tenure
from xiwei.service.actions import asking, ordering
from xiwei.service.models import Channel, Outcome, Rating, Ticket, TicketState
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    cache.clear()
    return make.world()


def lamp(w) -> Ticket:
    """The lift's lamp is out, told by a passer-by at its wall code."""
    told = make.public_need(w, asker=None, asker_name="张先生")
    return asking.take(told, channel=Channel.CODE, by=VISITOR, now=moment.now())


def done(w, ticket: Ticket) -> Ticket:
    now = moment.now()
    order = ordering.arrive(ordering.accept(ticket.orders.last(), by=w.staff_sun, now=now), by=w.staff_sun, now=now)
    if ticket.item:
        order = ordering.tick(order, by=w.staff_sun, now=now, steps=[0, 1])
    ordering.finish(order, by=w.staff_sun, now=now, pictures=[make.picture()])
    return Ticket.objects.get(pk=ticket.pk)


def send(ticket: Ticket, verb: str, client: Client | None = None, **fields):
    data = {f"{verb}-{name}": value for name, value in {"key": f"{verb}-1", **fields}.items()}
    return (client or Client()).post(f"/f/{ticket.follow_code}/{verb}/", data)


def shown(ticket: Ticket, client: Client | None = None) -> str:
    return html.unescape((client or Client()).get(f"/f/{ticket.follow_code}/").content.decode())


def said(ticket: Ticket, kind: str) -> list[str]:
    found = Entry.objects.filter(subject_id=ticket.pk, kind=f"service.{kind}").order_by("pk")
    return [one.actor_label for one in found]


BY_CODE = "访客（凭跟踪码）"


def test_the_holder_confirms_and_rates_and_each_line_says_it_was_by_the_code(w):
    ticket = done(w, lamp(w))
    assert send(ticket, "confirm").status_code == 302
    assert send(ticket, "rate", stars="2", bad=["slow"], words="等了两天").status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.outcome, ticket.stars) == (TicketState.CLOSED, Outcome.CONFIRMED, 2)
    assert Rating.objects.get(ticket=ticket).by is None
    assert (said(ticket, "confirmed"), said(ticket, "rated")) == ([BY_CODE], [BY_CODE])
    assert Message.objects.filter(about="service.confirmed").get().person == w.zhao_min


def test_not_fixed_by_the_code_opens_it_again_once_however_often_the_form_comes(w):
    ticket = done(w, lamp(w))
    assert [send(ticket, "reopen", words="还是不亮").status_code for _ in range(3)] == [302] * 3
    ticket.refresh_from_db()
    assert (ticket.state, ticket.reopened, said(ticket, "reopened")) == (TicketState.REOPENED, 1, [BY_CODE])


def test_the_holder_adds_a_word_and_withdraws_before_work_begins(w):
    ticket = lamp(w)
    assert [f'id="do-{verb}"' in shown(ticket) for verb in ("remark", "withdraw", "confirm", "rate")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert send(ticket, "remark", words="三楼那部电梯").status_code == 302
    assert send(ticket, "withdraw", words="又亮了").status_code == 302
    ticket.refresh_from_db()
    assert (ticket.outcome, said(ticket, "remarked"), said(ticket, "withdrawn")) == ("withdrawn", [BY_CODE], [BY_CODE])
    assert "三楼那部电梯" in shown(ticket)


def test_the_holder_agrees_to_the_price_they_were_shown_and_to_no_other(w):
    now = moment.now()
    told = make.need(w, asker=None, asker_name="王老太", household=None)
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=now)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=now)
    order = ordering.quote(order, by=w.staff_sun, now=now, fen=3500)
    assert "35" in shown(ticket) and 'value="3500"' in shown(ticket)
    order = ordering.quote(order, by=w.staff_sun, now=now, fen=4500)
    send(ticket, "agree", fen="3500")
    order.refresh_from_db()
    assert order.agreed_at is None
    send(ticket, "agree", fen="4500", key="agree-2")
    order.refresh_from_db()
    assert (order.agreed_fen, said(ticket, "order_agreed")) == (4500, [BY_CODE])


def test_what_may_not_be_done_now_is_refused_with_a_sentence_and_the_words_kept(w):
    ticket = lamp(w)
    answer = send(ticket, "reopen", words="还没来人看过")
    page = html.unescape(answer.content.decode())
    assert (answer.status_code, "不能“没修好，重开”" in page, "还没来人看过" in page) == (409, True, True)
    assert send(ticket, "remark", words="").status_code == 422
    assert send(ticket, "merge").status_code == 404
    assert Client().post("/f/nosuchcode00/confirm/").status_code == 404
    assert Client().get(f"/f/{ticket.follow_code}/confirm/").status_code == 302


def test_colleagues_hold_the_link_only_to_pass_it_on(w):
    ticket = done(w, lamp(w))
    for person in (w.zhou_yong, w.zheng):
        assert send(ticket, "confirm", signed_in(person)).status_code == 403
        assert "do-confirm" not in shown(ticket, signed_in(person))
    ticket.refresh_from_db()
    assert ticket.state == TicketState.DONE


def test_what_was_asked_by_an_account_is_answered_by_that_account(w):
    ticket = done(w, asking.take(make.public_need(w), channel=Channel.CODE, by=w.wang_fang, now=moment.now()))
    assert send(ticket, "confirm").status_code == 403
    assert "do-confirm" not in shown(ticket)
    assert f'href="/t/{ticket.pk}/"' in shown(ticket, signed_in(w.wang_fang))


def test_one_address_may_not_flood_and_the_same_form_is_not_counted_twice(w):
    ticket = lamp(w)
    for number in range(20):
        assert send(ticket, "remark", words="还是黑的", key=f"k{number}").status_code == 302
    assert send(ticket, "remark", words="还是黑的", key="k3").status_code == 302
    answer = send(ticket, "remark", words="还是黑的", key="k20")
    assert (answer.status_code, "有点多了" in answer.content.decode()) == (422, True)
    assert len(said(ticket, "remarked")) == 20


def test_the_page_draws_no_picture_that_the_code_does_not_open(w):
    told = make.public_need(w, asker=None, pictures=[make.picture()])
    ticket = done(w, asking.take(told, channel=Channel.CODE, by=VISITOR, now=moment.now()))
    asked, after = ticket.photos.order_by("pk")
    page = shown(ticket)
    assert [f"/photos/{one.pk}/" in page for one in (asked, after)] == [False, True]


# ── the gate ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def gate(w, **changed) -> Ticket:
    told = make.need(w, asker=None, asker_name="王老太", asker_phone="13900000000", **changed)
    return asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=moment.now())


def told(ticket: Ticket, person) -> list[str]:
    found = Message.objects.filter(person=person, link=f"/t/{ticket.pk}/").order_by("pk")
    return [one.about.removeprefix("service.") for one in found]


def test_a_home_s_contacts_hear_of_what_was_told_at_the_gate_by_one_without_an_account(w):
    Tenure.objects.filter(person=w.wang_fang).update(contact=True)
    ticket = gate(w)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=moment.now())
    ordering.quote(order, by=w.staff_sun, now=moment.now(), fen=3500)
    assert told(ticket, w.wang_fang) == ["received", "order_accepted", "order_quoted"]
    assert told(ticket, w.li_qiang) == []


@pytest.mark.parametrize("gone", ["not the contact", "moved out", "asked by account"])
def test_who_is_not_called_first_or_lives_there_no_more_is_not_told(w, gone):
    Tenure.objects.filter(person=w.wang_fang).update(
        contact=gone != "not the contact", until=w.now.date() - timedelta(days=1) if gone == "moved out" else None
    )
    if gone == "asked by account":
        Tenure.objects.create(
            company=w.company, household=w.household, person=w.li_qiang, relation="family", since=w.household.since
        )
        told_by = make.need(w, asker=w.li_qiang)
        ticket = asking.take(told_by, channel=Channel.GATE, by=w.staff_zhou, now=moment.now())
    else:
        ticket = gate(w)
    assert told(ticket, w.wang_fang) == []


def test_the_guard_who_took_it_is_shown_the_link_to_pass_on_and_nobody_else(w):
    ticket = gate(w)
    link = f"http://testserver/f/{ticket.follow_code}/"
    pages = [html.unescape(signed_in(one).get(f"/t/{ticket.pk}/").content.decode()) for one in (w.zhou_yong, w.zheng)]
    assert [link in page for page in pages] == [True, False]
    own = make.ticket(w, now=moment.now())
    assert own.follow_code not in signed_in(w.zhao_min).get(f"/t/{own.pk}/").content.decode()


def test_a_matter_taken_back_by_its_code_is_not_opened_again_by_it(w):
    ticket = asking.take(make.public_need(w, asker=None), channel=Channel.CODE, by=VISITOR, now=moment.now())
    client, page = Client(), f"/f/{ticket.follow_code}/"
    back = client.post(f"{page}withdraw/", {"withdraw-key": "one"}).status_code
    again = client.post(f"{page}reopen/", {"reopen-key": "two", "reopen-words": "还是不亮"})
    ticket.refresh_from_db()
    assert (back, again.status_code, ticket.state, "不能重开" in again.content.decode()) == (302, 409, "closed", True)

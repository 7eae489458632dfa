"""The number of who asked: for the worker who has the order in hand, behind a button, with a line that can be read."""

import html
import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from xiwei.ledger.models import Entry, Seen
from xiwei.people.actions import wishes
from xiwei.people.models import Credential, Person, Staff
from xiwei.service.actions import asking, calling, handing, ordering
from xiwei.service.models import Channel, Ticket, TicketState
from xiwei.service.rules.orders import check_can_do
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment
from xiwei.shared.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def page(answer) -> str:
    return html.unescape(answer.content.decode())


def test_the_worker_taps_reads_the_number_and_who_asked_reads_that_he_did(w):
    order = make.ticket(w, now=moment.now()).orders.get()
    sun = signed_in(w.sun)
    before = page(sun.get(f"/orders/{order.pk}/"))
    shown = sun.post(f"/orders/{order.pk}/call/")
    assert ("13800000001" in before, shown.status_code, "tel:13800000001" in page(shown)) == (False, 200, True)
    line = Entry.objects.get(kind="service.number_shown")
    assert (line.actor_staff_id, line.person_id, line.seen_by) == (w.staff_sun.pk, w.wang_fang.pk, Seen.RESIDENT)
    assert "上门，看了王芳的电话" in page(signed_in(w.wang_fang).get(f"/t/{order.ticket_id}/"))


def test_one_without_an_account_is_rung_at_the_number_they_left(w):
    told = make.need(w, asker=None, asker_name="刘先生", asker_phone="13912345678")
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=moment.now())
    assert calling.show_number(ticket.orders.get(), by=w.staff_sun, now=w.now) == "13912345678"


def test_a_number_shown_once_stays_on_the_order_s_page_for_the_visit_with_no_second_line(w, monkeypatch):
    order = make.ticket(w, now=moment.now()).orders.get()
    sun = signed_in(w.sun)
    sun.post(f"/orders/{order.pk}/call/")
    sun.post(f"/orders/{order.pk}/accept/", {"accept-key": "k"})
    again = page(sun.get(f"/orders/{order.pk}/"))
    assert ("tel:13800000001" in again, "<dd>王芳</dd>" in again) == (True, True)
    assert Entry.objects.filter(kind="service.number_shown").count() == 1
    later = moment.now() + timedelta(hours=13)
    monkeypatch.setattr(moment, "now", lambda: later)
    assert "13800000001" not in page(sun.get(f"/orders/{order.pk}/"))


def test_nobody_but_the_worker_and_only_while_the_order_is_theirs(w):
    order = make.ticket(w).orders.get()
    asked = handing.offer(order, to=w.staff_wu, by=w.staff_sun, now=w.now, reason="在抢修")
    for by in (w.staff_wu, w.staff_zhao, w.staff_zheng, w.staff_outsider):
        with pytest.raises(NotAllowed):
            calling.show_number(order, by=by, now=w.now)
    fresh = handing.take_over(asked, by=w.staff_wu, now=w.now)
    with pytest.raises(NotNow, match="已交接"):
        calling.show_number(order, by=w.staff_sun, now=w.now)
    assert calling.show_number(fresh, by=w.staff_wu, now=w.now) == "13800000001"
    assert Entry.objects.filter(kind="service.number_shown").count() == 1


def test_who_was_asked_and_who_holds_phone_call_there_is_shown_the_number_of_a_matter_and_nobody_else(w):
    told = make.need(w, asker=None, asker_name="刘先生", asker_phone="13912345678")
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=w.now)
    shown = {}
    for staff in Staff.objects.all():
        try:
            shown[staff.name] = calling.show_number_of(ticket, by=staff, now=w.now)
        except NotAllowed:
            continue
    assert shown == dict.fromkeys(("赵敏", "周勇", "郑主任", "何经理"), "13912345678")
    assert Entry.objects.filter(kind="service.number_shown", seen_by=Seen.RESIDENT).count() == 4


def test_the_guard_who_was_told_at_the_gate_rings_who_told_him_until_the_matter_is_closed(w):
    told = make.need(w, asker=None, asker_name="刘阿姨", asker_phone="13912345678")
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=moment.now())
    zhou = signed_in(w.zhou_yong)
    assert f'action="/t/{ticket.pk}/call/"' in page(zhou.get(f"/t/{ticket.pk}/"))
    assert 'href="tel:13912345678"' in page(zhou.post(f"/t/{ticket.pk}/call/"))
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.CLOSED, closed_at=moment.now())
    assert zhou.post(f"/t/{ticket.pk}/call/").status_code == 403
    assert Entry.objects.filter(kind="service.number_shown").count() == 1


def test_a_text_of_his_own_phone_has_its_recipient_and_words_once_the_look_is_a_line(w):
    told = make.need(w, asker=None, asker_name="刘阿姨", asker_phone="13912345678")
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=moment.now())
    zhou = signed_in(w.zhou_yong)
    words = f"您好，我是翠湖花园的周勇。您说的“水管漏水”，点开看进展、确认：http://testserver/f/{ticket.follow_code}/"
    assert "sms:" not in page(zhou.get(f"/t/{ticket.pk}/"))
    assert f'href="sms:13912345678?body={quote(words, safe="")}"' in page(zhou.post(f"/t/{ticket.pk}/call/"))
    Ticket.objects.filter(pk=ticket.pk).update(asker_phone="")
    assert "sms:" not in page(zhou.get(f"/t/{ticket.pk}/"))


def test_no_page_shows_a_number_before_it_was_asked_for(w):
    told = make.need(w, asker=None, asker_name="刘先生", asker_phone="13912345678")
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=moment.now())
    zhao = signed_in(w.zhao_min)
    pages = [f"/t/{ticket.pk}/", f"/orders/{ticket.orders.get().pk}/"]
    assert ["13912345678" in page(zhao.get(address)) for address in pages] == [False, False]
    assert "tel:13912345678" in page(zhao.post(f"/t/{ticket.pk}/call/"))


def test_where_no_number_was_left_the_page_offers_none(w):
    Person.objects.filter(pk=w.wang_fang.pk).update(phone=None)
    order = make.ticket(w, now=moment.now()).orders.get()
    assert f"/orders/{order.pk}/call/" not in page(signed_in(w.sun).get(f"/orders/{order.pk}/"))
    with pytest.raises(NotNow, match="没有留电话"):
        calling.show_number(order, by=w.staff_sun, now=w.now)


def test_a_certificate_that_ended_yesterday_is_none_at_seven_in_the_morning(w):
    """At 07:00 in Shanghai it is still yesterday in UTC."""
    make.leak_item(w.cast, code="R-ELECTRIC", certificate="electrician")
    item = w.leak
    item.certificate = "electrician"
    item.save()
    seven = w.now.replace(hour=7)
    held = Credential.objects.create(
        company=w.company, staff=w.staff_sun, kind="electrician", expires_on=seven.date().replace(day=seven.day - 1)
    )
    ticket = make.ticket(w)
    with pytest.raises(NotAllowed, match="没有有效的证书"):
        check_can_do(ticket, w.staff_sun, seven)
    held.expires_on = seven.date()
    held.save()
    assert check_can_do(ticket, w.staff_sun, seven) is None
    assert ordering.assign(ticket, to=w.staff_sun, by=w.staff_zhao, now=seven).worker == w.staff_sun


def test_a_call_from_a_home_is_for_one_of_its_reasons_at_hand_the_latest_matter_first(w):
    older, latest = make.ticket(w), make.ticket(w)
    wishes.ask_correction(w.wang_fang, w.household, words="我叫王方", by=w.wang_fang, now=w.now)
    page = signed_in(w.zheng).get(f"/households/{w.household.pk}/").content.decode()
    offered = re.findall(r'name="reason" value="([^"]*)"( checked)?', page)
    assert offered == [
        (str(latest), " checked"), (str(older), ""), ("请求更正资料", ""), ("日常联系", ""), ("", ""),
    ]  # fmt: skip


def test_the_spare_phone_is_told_by_its_tail_and_shown_with_the_call_even_where_it_is_the_only_one(w):
    w.wang_fang.other_phone = "0531-88887777"
    w.wang_fang.save()
    page = f"/households/{w.household.pk}/"
    seen = signed_in(w.zheng).get(page).content.decode()
    assert ("尾号 0001 · 备用电话尾号 7777" in seen, "88887777" in seen) == (True, False)
    sent = {"reason": "回访报事", "key": "k"}
    shown = signed_in(w.zheng).post(f"/people/{w.wang_fang.pk}/call/", sent).content.decode()
    assert re.findall(r'href="tel:([^"]+)"', shown) == ["13800000001", "0531-88887777"]
    w.wang_fang.phone = None
    w.wang_fang.save()
    assert f'form="x-ring" formaction="/people/{w.wang_fang.pk}/call/"' in signed_in(w.zheng).get(page).content.decode()
    shown = signed_in(w.zheng).post(f"/people/{w.wang_fang.pk}/call/", sent).content.decode()
    assert re.findall(r'href="tel:([^"]+)"', shown) == ["0531-88887777"]

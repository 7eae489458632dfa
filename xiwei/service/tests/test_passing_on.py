"""The follow link reaches one who asked without an account: texted by one tap, by the first contact, a few times at most."""

import html
from datetime import timedelta

import pytest
from django.test import Client

from xiwei.ledger.models import Entry, Fact
from xiwei.ledger.worker import facts
from xiwei.service.actions import asking, passing_on
from xiwei.service.models import Channel
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment, sms
from xiwei.shared.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db
PHONE = "13912345678"


@pytest.fixture
def w(settings):
    settings.SMS_URL, settings.BASE_URL = "http://127.0.0.1:9/", "https://ch.example"
    return make.world()


@pytest.fixture
def sent(monkeypatch):
    texts: list[tuple[str, str]] = []
    monkeypatch.setattr(sms, "send", lambda phone, text: texts.append((phone, text)))
    return texts


def taken(w, **changed):
    """张先生 tells 周勇 at the gate that the lift's lamp is out."""
    told = make.public_need(w, **{"asker": None, "asker_name": "张先生", "asker_phone": PHONE, **changed})
    return asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=moment.now())


def test_one_tap_leaves_a_line_and_the_worker_texts_the_link(w, sent):
    ticket = taken(w)
    zhou = signed_in(w.zhou_yong)
    page = html.unescape(zhou.get(f"/t/{ticket.pk}/").content.decode())
    answer = zhou.post(f"/t/{ticket.pk}/link/")
    facts.carry_due(moment.now() + timedelta(seconds=1))
    [(phone, text)] = sent
    line = Entry.objects.get(kind="service.link_texted")
    assert (f'action="/t/{ticket.pk}/link/"' in page, answer.status_code) == (True, 302)
    assert (phone, text.endswith(f"https://ch.example/f/{ticket.follow_code}/"), "周勇" in text) == (PHONE, True, True)
    assert (line.actor_staff_id, line.data) == (w.staff_zhou.pk, {"to": "139****5678"})


def test_nobody_but_the_first_contact_sends_it(w):
    ticket = taken(w)
    for by in (w.staff_sun, w.staff_zhao, w.staff_zheng):
        with pytest.raises(NotAllowed):
            passing_on.text_link(ticket, by=by, now=moment.now())
    assert Fact.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "gateway", "says"),
    [
        ({"asker_phone": ""}, True, "没有留手机号"),
        ({"asker_phone": "010-88888888"}, True, "没有留手机号"),
        ({}, False, "还没有开通短信"),
    ],
)
def test_where_no_text_can_go_out_it_is_said_and_the_button_is_not_there(w, settings, changed, gateway, says):
    settings.SMS_URL = settings.SMS_URL if gateway else ""
    ticket = taken(w, **changed)
    with pytest.raises(NotNow, match=says):
        passing_on.text_link(ticket, by=w.staff_zhou, now=moment.now())
    page = signed_in(w.zhou_yong).get(f"/t/{ticket.pk}/").content.decode()
    by_hand = bool(changed.get("asker_phone", "left"))  # where no number was left, there is nobody to text
    assert (f"/t/{ticket.pk}/link/" in page, "用我的手机短信发给对方" in page, "data-copy" in page) == (
        False,
        by_hand,
        True,
    )


def test_one_with_an_account_needs_no_link(w):
    ticket = asking.take(make.public_need(w), channel=Channel.GATE, by=w.staff_zhou, now=moment.now())
    with pytest.raises(NotNow, match="有账号"):
        passing_on.text_link(ticket, by=w.staff_zhou, now=moment.now())


def test_it_is_sent_three_times_at_most_and_not_within_ten_minutes(w):
    ticket, now = taken(w), moment.now()
    minute = timedelta(minutes=1)
    passing_on.text_link(ticket, by=w.staff_zhou, now=now)
    with pytest.raises(NotNow, match="十分钟后"):
        passing_on.text_link(ticket, by=w.staff_zhou, now=now + 9 * minute)
    for after in (10, 20):
        passing_on.text_link(ticket, by=w.staff_zhou, now=now + after * minute)
    with pytest.raises(NotNow, match="发过几次"):
        passing_on.text_link(ticket, by=w.staff_zhou, now=now + 60 * minute)
    assert Entry.objects.filter(kind="service.link_texted").count() == 3


def test_the_page_of_the_link_offers_to_copy_it_and_shows_it_where_no_script_does(w):
    ticket = taken(w)
    link = f"http://testserver/f/{ticket.follow_code}/"
    page = Client().get(f"/f/{ticket.follow_code}/").content.decode()
    assert (f'data-copy="{link}"' in page, f'<span class="x-copy">{link}</span>' in page) == (True, True)

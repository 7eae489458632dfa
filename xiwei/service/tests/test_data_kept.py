"""What service and messages keep on a person, and let go of; and what an answer on consent stops."""

from datetime import timedelta

import pytest

from xiwei.ledger.models import SYSTEM
from xiwei.notices.models import Delivery, Message
from xiwei.notices.tests.make import channel, said
from xiwei.people.actions import consents as consent_actions
from xiwei.people.actions.retention import keep_no_longer
from xiwei.people.models import Tombstone, Viewing
from xiwei.people.queries import consents
from xiwei.people.queries import known as queries
from xiwei.people.stated import CALL_BACK
from xiwei.service.actions import asking, calling, ending, looking
from xiwei.service.index import INDEX
from xiwei.service.models import Channel, Ticket
from xiwei.service.queries import caring
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared.refusals import NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    made = make.world()
    consent_actions.publish_drafts(made.company, by=SYSTEM, now=made.now)
    return made


def rows(person, code):
    return next(one.rows for one in queries.own(person, limit=None) if one.kept.code == code)


def test_one_s_matters_are_there_in_one_s_own_words_without_a_number_that_may_be_another_s(w):
    ticket = make.ticket(w, words="水管漏了，打我先生 13899998888", pictures=[make.picture()])
    [row] = rows(w.wang_fang, "matters")
    assert (row.link, "13899998888" in row.text, "水管漏了" in row.text) == (f"/t/{ticket.pk}/", False, True)
    assert len(rows(w.wang_fang, "pictures")) == 1
    assert (rows(w.li_qiang, "matters"), rows(w.li_qiang, "pictures")) == ([], [])


def test_what_one_said_afterwards_is_there(w):
    ticket = make.ticket(w)
    ending.remark(ticket, by=w.wang_fang, now=w.now, words="水还在滴")
    assert ["水还在滴" in row.text for row in rows(w.wang_fang, "said")] == [True]


def test_a_number_shown_twice_for_one_matter_is_one_look_with_the_matter_as_its_reason(w):
    order = make.ticket(w).orders.get()
    for minute in (0, 20, 40):
        calling.show_number(order, by=w.staff_sun, now=w.now + timedelta(minutes=minute))
    looks = Viewing.objects.order_by("pk")
    assert [(one.kind, one.matter_id, one.own, order.ticket.number in one.why) for one in looks] == [
        ("phone", order.ticket_id, True, True)
    ] * 2


def test_a_picture_of_a_home_opened_by_staff_is_a_look_and_a_thumbnail_is_none(w):
    photo = make.ticket(w, pictures=[make.picture()]).photos.get()
    director = signed_in(w.zheng)
    director.get(f"/photos/{photo.pk}/?size=small")
    before = Viewing.objects.count()
    director.get(f"/photos/{photo.pk}/")
    director.get(f"/photos/{photo.pk}/")
    signed_in(w.wang_fang).get(f"/photos/{photo.pk}/")
    assert (before, [(one.kind, one.staff) for one in Viewing.objects.all()]) == (0, [("photo", w.staff_zheng)])


def test_what_was_done_in_a_public_place_is_nobody_s_to_look_at(w):
    from xiwei.service.actions import photos

    lamp = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    [picture] = photos.keep_all(lamp, [make.picture()], stage="after", by=w.staff_sun, now=w.now)
    looking.open_picture(picture, by=w.staff_zheng, now=w.now)
    assert Viewing.objects.count() == 0


def test_whose_care_a_home_is_in(w):
    members = [w.staff_zhao, w.staff_sun, w.staff_zheng]
    before = [caring.sheltered(one, w.household) for one in members]
    make.ticket(w)
    hands = [caring.in_hand(one, w.household) for one in members]
    assert (before, hands) == (
        ["平时照看这家", "平时照看这家", ""],
        ["正在办这家的事", "正在办这家的事", ""],
    )


def test_why_one_sees_a_matter_is_said_on_its_page(w):
    order = make.ticket(w).orders.get()
    pages = {
        who: signed_in(who).get(f"/t/{order.ticket_id}/").content.decode() for who in (w.zhao_min, w.sun, w.wang_fang)
    }
    said_ = [("您是翠湖花园的管家", w.zhao_min), ("这件事的工单派给了您", w.sun)]
    assert [words in pages[who] for words, who in said_] == [True, True]
    assert "您能看到，是因为" not in pages[w.wang_fang]


def unwilling(w, code):
    text = consents.latest_text(w.company.pk, code)
    consent_actions.answer(w.wang_fang, text, given=False, by=w.wang_fang, now=w.now)


def test_who_would_rather_not_be_rung_about_what_is_done_is_not_and_before_it_they_are(w):
    ticket = make.ticket(w)
    unwilling(w, CALL_BACK)
    assert calling.show_number_of(ticket, by=w.staff_zhao, now=w.now) == "13800000001"
    Ticket.objects.filter(pk=ticket.pk).update(state="done")
    with pytest.raises(NotNow, match="不接回访电话"):
        calling.show_number_of(ticket, by=w.staff_zhao, now=w.now)
    page = signed_in(w.zhao_min).get(f"/t/{ticket.pk}/").content.decode()
    assert ("住户不接回访电话" in page, f"/t/{ticket.pk}/call/" in page) == (True, False)


def test_without_consent_no_text_message_goes_but_what_cannot_wait(w):
    channel(w, "sms", "jsons://gate/?:mobile={phone}")
    unwilling(w, "texting")
    Delivery.objects.all().delete()
    for weight in (2, 3):
        said(w, w.wang_fang, key=f"{weight}", weight=weight, now=w.now)
    said(w, w.li_qiang, key="2", weight=2, now=w.now)
    kept = Delivery.objects.order_by("pk").values_list("message__person__name", "message__weight")
    assert list(kept) == [("王芳", 3), ("李强", 2)]


def by_number() -> list[int]:
    return [one.pk for one in INDEX.matching(Ticket.objects.all(), "5678")]


LATER = timedelta(days=181)


def test_the_name_and_number_a_visitor_left_go_half_a_year_after_the_matter_is_closed(w):
    told = make.need(w, asker=None, asker_name="刘德华", asker_phone="13912345678")
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=w.now)
    assert keep_no_longer(w.company, now=w.now + LATER) == 0
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=w.now, state="closed")
    found = by_number()
    assert keep_no_longer(w.company, now=w.now + LATER) == 1
    ticket.refresh_from_db()
    assert (ticket.asker_name, ticket.asker_phone, ticket.words) == ("刘**", "", told.words)
    assert (found, by_number()) == ([ticket.pk], [])
    assert Tombstone.objects.get().code == "service.visitors"
    assert keep_no_longer(w.company, now=w.now + LATER) == 0


def test_messages_that_were_read_go_after_two_years_and_those_unread_wait(w):
    read, unread = (said(w, w.wang_fang, key=key, now=w.now) for key in ("a", "b"))
    Message.objects.filter(pk=read.pk).update(read_at=w.now)
    keep_no_longer(w.company, now=w.now + timedelta(days=731))
    left = set(Message.objects.values_list("pk", flat=True))
    assert (read.pk in left, unread.pk in left) == (False, True)

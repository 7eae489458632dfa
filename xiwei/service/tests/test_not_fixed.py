"""没修好: the resident shows what is still wrong and says when to come, and reads what happens now."""

import html
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from xiwei.ledger.models import VISITOR, Entry
from xiwei.notices.models import Message
from xiwei.service.actions import asking, ending, ordering
from xiwei.service.models import Channel, Photo, Ticket, TicketState
from xiwei.service.tests import make
from xiwei.service.tests.test_follow_code import done as done_by_code
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment
from xiwei.shared.refusals import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    cache.clear()
    return make.world()


def done(w) -> Ticket:
    now = moment.now()
    ticket = make.ticket(w, now=now)
    order = ordering.arrive(ordering.accept(ticket.orders.get(), by=w.staff_sun, now=now), by=w.staff_sun, now=now)
    order = ordering.tick(order, by=w.staff_sun, now=now, steps=[0, 1])
    ordering.finish(order, by=w.staff_sun, now=now, pictures=[make.picture()])
    return Ticket.objects.get(pk=ticket.pk)


def tomorrow(hour: int):
    return (timezone.localtime(moment.now()) + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


def filled(**more) -> dict[str, object]:
    return {
        "reopen-key": "r", "reopen-words": "还在滴水",
        "reopen-wanted_from": f"{tomorrow(14):%Y-%m-%dT%H:%M}", "reopen-wanted_until": f"{tomorrow(16):%Y-%m-%dT%H:%M}",
        **more,
    }  # fmt: skip


def photo():
    return SimpleUploadedFile("滴水.jpg", make.jpeg(), "image/jpeg")


def page(person, ticket) -> str:
    return html.unescape(signed_in(person).get(f"/t/{ticket.pk}/").content.decode())


def test_the_first_contact_sees_the_photos_and_the_wished_time_in_the_line_the_message_and_on_the_page(w):
    ticket = done(w)
    before = set(ticket.photos.values_list("pk", flat=True))
    answer = signed_in(w.wang_fang).post(f"/t/{ticket.pk}/reopen/", filled(**{"reopen-pictures": [photo()]}))
    ticket.refresh_from_db()
    [added] = ticket.photos.exclude(pk__in=before)
    line = Entry.objects.get(kind="service.reopened")
    wish = f"希望 {tomorrow(14):%m月%d日} 14:00 至 16:00 有人来。"
    assert (answer.status_code, ticket.state, added.stage) == (302, TicketState.REOPENED, "asked")
    assert ([one["photo"] for one in line.evidence], line.data["wish"]) == ([added.pk], wish)
    assert (ticket.wanted_from, ticket.wanted_until) == (tomorrow(14), tomorrow(16))
    assert Message.objects.get(person=w.zhao_min, about="service.reopened").body == f"{wish}还在滴水"
    assert [word in page(w.zhao_min, ticket) for word in (wish, "希望几点来")] == [True, True]


def test_the_resident_reads_an_apology_who_comes_again_and_by_when_they_are_answered(w):
    ticket = done(w)
    signed_in(w.wang_fang).post(f"/t/{ticket.pk}/reopen/", {"reopen-key": "r"})
    shown, staff = page(w.wang_fang, ticket), page(w.zhao_min, ticket)
    words = ("对不起，没有一次办好。", "赵敏跟到办好为止", "已请孙师傅再来看", "答复您几时来、几时办好")
    assert [word in shown for word in words] == [True] * 4
    assert ("对不起" in staff, "对不起" in _live(w, ticket)) == (False, True)


def _live(w, ticket) -> str:
    return signed_in(w.wang_fang).get(f"/t/{ticket.pk}/live/").content.decode()


def test_half_a_time_a_time_that_is_past_and_no_picture_are_refused_and_what_was_typed_stays(w):
    ticket = done(w)
    client = signed_in(w.wang_fang)
    half = client.post(f"/t/{ticket.pk}/reopen/", filled(**{"reopen-wanted_until": ""}))
    past = client.post(
        f"/t/{ticket.pk}/reopen/", filled(**{"reopen-wanted_from": "2020-01-01T10:00", "reopen-wanted_until": "2020-01-01T11:00"})
    )  # fmt: skip
    ticket.refresh_from_db()
    sentences = ("把开始和结束都选好", "预约的时间已经过去")
    pages = [one.content.decode() for one in (half, past)]
    assert (half.status_code, past.status_code) == (422, 422)
    assert [said in page for said, page in zip(sentences, pages, strict=True)] == [True, True]
    assert ["还在滴水" in page for page in pages] == [True, True]
    assert (ticket.state, ticket.wanted_from) == (TicketState.DONE, None)


def test_more_pictures_than_anyone_looks_through_are_refused_and_nothing_is_kept(w):
    ticket = done(w)
    with pytest.raises(BadInput, match="最多 9 张"):
        ending.reopen(ticket, by=w.wang_fang, now=moment.now(), pictures=[make.picture()] * 10)
    assert Photo.objects.filter(ticket=ticket, stage="asked").count() == 0


def test_whoever_holds_the_code_shows_it_too_and_reads_what_happens_now(w):
    told = make.public_need(w, asker=None)
    ticket = done_by_code(w, asking.take(told, channel=Channel.CODE, by=VISITOR, now=moment.now()))
    path = f"/f/{ticket.follow_code}/"
    answer = Client().post(f"{path}reopen/", filled(**{"reopen-pictures": [photo()]}))
    ticket.refresh_from_db()
    assert (answer.status_code, ticket.photos.filter(stage="asked").count()) == (302, 1)
    assert "对不起，没有一次办好。" in html.unescape(Client().get(path).content.decode())


def test_who_is_sent_again_reads_that_it_was_not_fixed_and_what_was_said(w):
    ticket = done(w)
    ending.reopen(ticket, by=w.wang_fang, now=moment.now(), words="水槽下又滴水了")
    order = ticket.orders.get(ended_at=None)
    said = Message.objects.get(about="service.order_offered", title__startswith="没修好")
    assert (said.title, said.body) == (
        "没修好，请再去：水管漏水", f"{ticket.spot_label}：第 1 次说没修好：水槽下又滴水了",
    )  # fmt: skip
    client = signed_in(w.sun)
    page, today = (html.unescape(client.get(at).content.decode()) for at in (f"/orders/{order.pk}/", "/today/"))
    assert "<b>第 1 次说没修好，请您再去：</b>水槽下又滴水了" in page
    assert "说没修好，请再去" in today and "<b>第 1 次说没修好：</b>水槽下又滴水了" in today


def test_of_more_than_one_order_the_row_says_it_too_and_a_complaint_is_not_called_a_repair(w):
    ticket = done(w)
    make.ticket(w, urgency="urgent", words="厨房水管爆了")
    Ticket.objects.filter(pk=ticket.pk).update(kind="complaint")
    ending.reopen(Ticket.objects.get(pk=ticket.pk), by=w.wang_fang, now=moment.now(), words="还是吵")
    today = html.unescape(signed_in(w.sun).get("/today/").content.decode())
    assert "<small>第 1 次说没办好：还是吵</small>" in today


def unread(person) -> list[str]:
    return list(
        Message.objects.filter(person=person, read_at=None, about="service.done").values_list("title", flat=True)
    )


@pytest.mark.parametrize("answer", [ending.confirm, ending.reopen])
def test_what_the_resident_answered_waits_for_nobody_s_reading_any_more(w, answer):
    ticket = done(w)
    assert (unread(w.wang_fang), unread(w.zhao_min)) == (
        ["已办好，请您确认：水管漏水"], ["已办好，等业主确认：水管漏水"],
    )  # fmt: skip
    answer(ticket, by=w.wang_fang, now=moment.now())
    assert (unread(w.wang_fang), unread(w.zhao_min)) == ([], [])


def test_of_what_a_guard_found_on_his_round_nobody_is_told_and_he_looks_for_himself(w):
    told = make.public_need(w, asker=None, kind="complaint", line="order", words="一楼过道堆了装修垃圾")
    ticket = asking.take(told, channel=Channel.ROUND, by=w.staff_zhou, now=moment.now())
    assert "pass-on" not in page(w.zhou_yong, ticket)
    ending.finish(promised(ticket, w), by=w.staff_zhou, now=moment.now(), note="已清走")
    today = html.unescape(signed_in(w.zhou_yong).get("/today/").content.decode())
    assert ("办好了，去看一眼" in today, "告诉" in today, "没修好" in page(w.zhou_yong, ticket)) == (True, False, False)
    assert "去看过了，怎么样" in page(w.zhou_yong, ticket)


def test_a_closed_matter_has_no_link_to_pass_on(w):
    told = make.public_need(w, asker=None, asker_name="张先生")
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=moment.now())
    assert 'id="pass-on"' in page(w.zhou_yong, ticket)
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.CLOSED, closed_at=moment.now())
    assert 'id="pass-on"' not in page(w.zhou_yong, ticket)


def promised(ticket, w) -> Ticket:
    """Work that needs no hands any more: its order is taken back."""
    for order in ticket.orders.all():
        ordering.cancel(order, by=w.staff_zheng, now=moment.now(), reason="保安自己清走")
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.IN_PROGRESS)
    return Ticket.objects.get(pk=ticket.pk)

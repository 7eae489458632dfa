"""A neighbour who follows a matter can add to it, let it go, and see how it stands; a code shows its own work."""

import pytest
from django.urls import reverse

from xiwei.ledger.models import VISITOR, Entry, Seen
from xiwei.service.actions import asking, following, merging, photos
from xiwei.service.models import Channel, Follower, Photo, Ticket
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment, pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def followed(w):
    lamp = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=moment.now())
    asking.follow(lamp, by=w.li_qiang, now=moment.now())
    return lamp


def test_a_follower_sees_the_steps_and_two_things_to_do(w):
    lamp = followed(w)
    page = signed_in(w.li_qiang).get(reverse("ticket", args=[lamp.pk])).content.decode()
    steps = page[page.index('id="timeline"') :]
    assert ("补充说明" in page, "不再关注" in page, "<b>已收到</b>" in steps, "还没有记录" in steps) == (
        True, True, True, False,
    )  # fmt: skip


def test_what_a_follower_adds_is_read_by_staff_and_not_by_who_asked(w):
    lamp = followed(w)
    sent = {"key": "a" * 32, "words": "六楼的也不亮"}
    signed_in(w.li_qiang).post(reverse("ticket_follow_word", args=[lamp.pk]), sent)
    signed_in(w.li_qiang).post(reverse("ticket_follow_word", args=[lamp.pk]), sent)
    told = Entry.objects.filter(kind="service.neighbour_remarked")
    assert [(one.data["words"], one.seen_by) for one in told] == [("六楼的也不亮", Seen.STAFF)]
    asked, staff = (
        signed_in(one).get(reverse("ticket", args=[lamp.pk])).content.decode() for one in (w.wang_fang, w.zhao_min)
    )
    assert ("六楼的也不亮" in asked, "六楼的也不亮" in staff) == (False, True)


def test_a_picture_a_follower_adds_is_no_more_the_asker_s_to_see_than_the_word(w):
    lamp = followed(w)
    following.add_word(lamp, by=w.li_qiang, now=moment.now(), words="六楼的也不亮", pictures=[make.picture()])
    shown = Photo.objects.get(ticket=lamp)
    address = reverse("photo_shown", args=[shown.pk, pictures.key_of(shown.pk)])
    assert shown.seen_by == Seen.STAFF
    assert [signed_in(one).get(address).status_code for one in (w.wang_fang, w.zhao_min)] == [404, 200]
    assert address not in signed_in(w.wang_fang).get(reverse("ticket", args=[lamp.pk])).content.decode()


def test_a_word_that_is_refused_stands_in_its_box_with_why(w):
    lamp = followed(w)
    long = "六楼的也不亮" * 100
    sent = {"key": "c" * 32, "words": long}
    answer = signed_in(w.li_qiang).post(reverse("ticket_follow_word", args=[lamp.pk]), sent)
    page = answer.content.decode()
    assert (answer.status_code, f">\n{long}</textarea>" in page, "500" in page) == (422, True, True)
    assert Entry.objects.filter(kind="service.neighbour_remarked").count() == 0


def test_who_follows_may_let_go_and_hears_no_more(w):
    lamp = followed(w)
    signed = signed_in(w.li_qiang)
    signed.post(reverse("ticket_follow_end", args=[lamp.pk]))
    assert Follower.objects.count() == 0
    assert signed.post(reverse("ticket_follow_end", args=[lamp.pk])).status_code == 404


def test_who_does_not_follow_has_neither(w):
    lamp = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=moment.now())
    signed = signed_in(w.li_qiang)
    sent = {"key": "b" * 32, "words": "我来说一句"}
    assert signed.post(reverse("ticket_follow_word", args=[lamp.pk]), sent).status_code == 404
    assert Entry.objects.filter(kind="service.neighbour_remarked").count() == 0


def by_code(w, **changed):
    told = make.public_need(w, asker=None, **changed)
    channel, by = (Channel.CODE, VISITOR) if told.place else (Channel.GATE, w.staff_zhou)
    return asking.take(told, channel=channel, by=by, now=moment.now())


def test_a_merged_matter_shows_the_steps_of_the_one_it_went_into(w, client):
    first = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=moment.now())
    second = by_code(w)
    merging.merge(second, into=first, by=w.staff_zhao, now=moment.now())
    page = client.get(reverse("follow", args=[second.follow_code])).content.decode()
    assert ("已合并跟进" in page, 'class="x-steps"' in page, "王芳" in page) == (True, True, False)
    mine = signed_in(w.zhao_min).get(reverse("ticket", args=[second.pk])).content.decode()
    assert ("已合并到另一件，由那边的人去办" in mine, "还没有派给下一位" in mine) == (True, False)


def test_the_code_shows_the_pictures_of_its_own_matter_alone(w, client):
    own = by_code(w, words="我家门口的灯不亮", place=None, room=w.room)
    other = make.ticket(w, now=moment.now())
    kept = [
        photos.keep_all(one, [make.picture()], stage="after", by=w.staff_sun, now=moment.now())[0]
        for one in (own, other)
    ]
    answers = [client.get(reverse("follow_picture", args=[own.follow_code, one.pk])).status_code for one in kept]
    assert answers == [200, 404]
    page = client.get(reverse("follow", args=[own.follow_code])).content.decode()
    assert page.count(reverse("follow_picture", args=[own.follow_code, kept[0].pk])) == 2
    theirs = client.get(reverse("follow_picture", args=[other.follow_code, kept[1].pk]))
    assert theirs.status_code == 404  # who asked has an account, and signs in


def test_what_is_over_does_not_say_received_on_top(w, client):
    ticket = by_code(w)
    url = reverse("follow", args=[ticket.follow_code])
    assert "收藏这一页" in client.get(url).content.decode()
    type(ticket).objects.filter(pk=ticket.pk).update(state="done", done_at=moment.now())
    assert "收藏这一页" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("chips", "says"), [([], "主任已经知道了，会在 1 个工作日内和您联系"), (["slow"], "谢谢您的评价")]
)
def test_who_is_not_content_and_says_not_why_is_told_who_asks_by_when(w, chips, says):
    ticket = make.ticket(w, now=moment.now())
    Ticket.objects.filter(pk=ticket.pk).update(state="closed", done_at=moment.now(), closed_at=moment.now())
    sent = {"rate-key": "r" * 32, "rate-stars": "2", "rate-bad": chips, "rate-words": ""}
    page = (
        signed_in(w.wang_fang).post(reverse("ticket_act", args=[ticket.pk, "rate"]), sent, follow=True).content.decode()
    )
    assert says in page

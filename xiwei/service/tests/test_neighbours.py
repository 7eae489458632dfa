"""What one who only follows another's matter reads of it: the matter, never who asked or what was said to them."""

import html
from datetime import timedelta

import pytest

from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.people.models import Tenure
from xiwei.service.actions import asking, declining, merging, ordering, promising, waiting
from xiwei.service.models import Channel, WaitReason
from xiwei.service.rules import discretion
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db
SAID = "王芳说电梯里的灯不亮"


@pytest.fixture
def w():
    return make.world()


def read(answer) -> str:
    return html.unescape(answer.content.decode())


def followed(w, **changed):
    """王芳's matter of the lift, which 李强 follows."""
    told = make.public_need(w, words=SAID, **changed)
    ticket = asking.take(told, channel=Channel.PAGE, by=w.wang_fang, now=moment.now())
    return asking.follow(ticket, by=w.li_qiang, now=moment.now())


def heard(person) -> set[tuple[str, str]]:
    return set(Message.objects.filter(person=person).values_list("title", "body"))


def test_messages_to_those_who_follow_name_nobody(w):
    ticket = followed(w)
    until = moment.now().replace(microsecond=0)
    promising.promise(ticket, by=w.staff_zhao, now=until, moment=until + timedelta(hours=5), words="王芳您好，今天就来")
    titles = {title.split("：")[-1] for title, _ in heard(w.wang_fang)}
    [(title, body)] = heard(w.li_qiang)
    assert titles == {SAID}
    assert (title.split("：", 1)[1], body) == ("业主说电梯里的灯不亮", "业主您好，今天就来")


def test_a_price_is_told_to_nobody_but_who_asked(w):
    order = followed(w).orders.get()
    order = ordering.arrive(ordering.accept(order, by=w.staff_sun, now=moment.now()), by=w.staff_sun, now=moment.now())
    ordering.quote(order, by=w.staff_sun, now=moment.now(), fen=12_000, words="换灯管")
    assert [
        Message.objects.filter(person=one, about="service.order_quoted").count() for one in (w.wang_fang, w.li_qiang)
    ] == [1, 0]


def test_lists_and_pages_of_those_who_follow_name_nobody_and_those_who_asked_read_their_own_words(w):
    ticket = followed(w, spot="王芳家门口")
    pages = ("/home/", "/my/tickets/", f"/t/{ticket.pk}/")

    def named(name):
        client = signed_in(getattr(w, name))
        return ["王芳" in read(client.get(page)).split("<h1")[-1] for page in pages]

    assert (named("wang_fang"), named("li_qiang")) == ([True] * 3, [False] * 3)


def test_what_was_written_to_who_asked_is_read_by_neighbours_without_the_name(w):
    ticket = followed(w)
    promising.begin(ticket, by=w.staff_zhao, now=moment.now())
    waiting.wait(
        ticket, by=w.staff_zhao, now=moment.now(), reason=WaitReason.PARTS, waits_for="王芳选灯",
        until=moment.now() + timedelta(hours=30), words="王芳，灯到了就装",
    )  # fmt: skip
    pages = [f"/t/{ticket.pk}/", f"/t/{ticket.pk}/live/"]
    li, wang = signed_in(w.li_qiang), signed_in(w.wang_fang)
    assert [("业主选灯" in read(li.get(page)), "王芳" in read(li.get(page))) for page in pages] == [(True, False)] * 2
    assert ["王芳选灯" in read(wang.get(page)) for page in pages] == [True] * 2


def test_a_courteous_no_is_read_by_neighbours_without_the_name(w):
    ticket = followed(w)
    asked = declining.ask_decline(
        ticket, by=w.staff_zhao, now=moment.now(), reason="王芳要的灯型停产", alternative="换同亮度的", tried="",
        reply="王芳女士，谢谢您提出来，这款灯已经停产。",
    )  # fmt: skip
    declining.consent(asked, by=w.staff_zheng, now=moment.now())
    page = read(signed_in(w.li_qiang).get(f"/t/{ticket.pk}/"))
    assert ("业主女士，谢谢您提出来" in page, "王芳" in page) == (True, False)
    assert "王芳女士" in read(signed_in(w.wang_fang).get(f"/t/{ticket.pk}/"))
    assert {body for _, body in heard(w.li_qiang)} == {"业主女士，谢谢您提出来，这款灯已经停产。"}


def test_those_of_a_merged_matter_do_not_read_who_told_the_other(w):
    other = asking.take(make.public_need(w, words=SAID), channel=Channel.PAGE, by=w.wang_fang, now=moment.now())
    mine = asking.take(
        make.public_need(w, asker=w.li_qiang, words="电梯灯坏了"), channel=Channel.PAGE, by=w.li_qiang, now=moment.now()
    )
    merging.merge(mine, into=other, by=w.staff_zhao, now=moment.now())
    assert Message.objects.get(person=w.li_qiang, about="service.merged").title == "已合并跟进：业主说电梯里的灯不亮"
    assert Entry.objects.get(kind="service.merged").data["title"] == "业主说电梯里的灯不亮"


def test_the_proposal_while_writing_names_no_neighbour(w):
    followed(w, spot="王芳家门口")
    sent = {"words": "电梯里的灯坏了不亮", "where": f"public-{w.project.pk}"}
    page = read(signed_in(w.li_qiang).post("/report/proposal/", sent))
    assert ("业主说电梯里的灯不亮" in page, "王芳" in page) == (True, False)


def test_veiling_is_for_the_page_alone(w):
    ticket = followed(w)
    discretion.veil(ticket)
    ticket.refresh_from_db()
    assert ticket.words == SAID


def test_staff_who_live_next_door_find_by_search_what_they_serve_and_not_what_they_follow(w):
    """吴姐 the cleaner lives in 502 as well, and follows 王芳's matter of the lift."""
    Tenure.objects.create(
        company=w.company, household=w.neighbour_household, person=w.wu, relation="family", since=moment.now().date()
    )
    ticket = followed(w, line="repair")
    asking.follow(ticket, by=w.wu, now=moment.now())
    wu, sun = signed_in(w.wu), signed_in(w.sun)
    found = [f"/t/{ticket.pk}/" in read(one.get("/search/", {"words": "0001"})) for one in (wu, sun)]
    assert (found, wu.get(f"/t/{ticket.pk}/").status_code) == ([False, True], 200)

"""What one told before and is still being done is shown while telling it again."""

import html
from datetime import timedelta

import pytest
from django.test import Client

from xiwei.people.models import Tenure
from xiwei.service.actions import asking
from xiwei.service.models import Channel, Ticket
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db
LEAK, LAMP = "厨房水槽下面又漏水了", "电梯里的灯又不亮"


@pytest.fixture
def w():
    return make.world()


def read(answer) -> str:
    return html.unescape(answer.content.decode())


def proposed(client, w, words=LEAK, where="", **sent) -> str:
    return read(client.post("/report/proposal/", {"words": words, "where": where or f"home-{w.household.pk}", **sent}))


def at_the_lift(w, client, words=LAMP) -> str:
    return proposed(client, w, words, f"place-{w.lift.pk}", place_code=w.lift.code)


def lamp(w):
    return asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=moment.now() - timedelta(days=30))


def test_what_the_same_home_told_is_shown_however_long_ago_with_the_way_to_it(w):
    ticket = make.ticket(w, now=moment.now() - timedelta(days=30))
    page = proposed(signed_in(w.wang_fang), w)
    assert ("已经报过，正在办" in page, f'href="/t/{ticket.pk}/"' in page, "邻居报过" in page) == (True, True, False)


def test_one_of_the_same_home_reads_that_the_home_told_it(w):
    Tenure.objects.create(
        company=w.company, household=w.household, person=w.wu, relation="family", since=moment.now().date()
    )
    make.ticket(w, now=moment.now())
    pages = [proposed(signed_in(person), w) for person in (w.wang_fang, w.wu)]
    assert [("您 今天" in page, "家里 今天" in page) for page in pages] == [(True, False), (False, True)]


def test_a_matter_of_another_line_or_one_that_is_over_is_not_the_same(w):
    make.ticket(w, now=moment.now(), line="cleaning", item=None)
    over = make.ticket(w, now=moment.now())
    Ticket.objects.filter(pk=over.pk).update(state="closed", closed_at=moment.now())
    assert "已经报过" not in proposed(signed_in(w.wang_fang), w)


def test_what_i_told_of_this_place_is_mine_and_no_neighbour_s_to_follow(w):
    lamp(w)
    mine, theirs = (at_the_lift(w, signed_in(person)) for person in (w.wang_fang, w.li_qiang))
    assert ("您 " in mine, "就是这件，关注" in mine, "已经报过，正在办" in theirs) == (True, False, False)


def test_a_neighbour_s_home_is_never_asked_about(w):
    make.ticket(w, now=moment.now())
    assert "已经报过" not in proposed(signed_in(w.li_qiang), w, where=f"home-{w.neighbour_household.pk}")


def test_one_without_an_account_is_shown_what_this_browser_told_here_and_no_other_browser_is(w):
    teller, other = Client(), Client()
    teller.post(f"/p/{w.lift.code}/", {"words": "电梯里的灯不亮了", "key": "s"})
    code = Ticket.objects.get().follow_code
    pages = [read(one.post(f"/p/{w.lift.code}/proposal/", {"words": LAMP})) for one in (teller, other)]
    assert [(f'href="/f/{code}/"' in page, "已经报过，正在办" in page) for page in pages] == [
        (True, True),
        (False, False),
    ]


def test_what_was_told_at_one_wall_is_not_shown_at_another(w):
    teller = Client()
    teller.post(f"/p/{w.lift.code}/", {"words": "电梯里的灯不亮了", "key": "s"})
    assert "已经报过" not in read(teller.post(f"/p/{w.gate.code}/proposal/", {"words": LAMP}))


def test_staff_who_take_a_need_for_others_are_not_shown_their_own(w):
    make.ticket(w, now=moment.now())
    page = read(signed_in(w.zhou_yong).post("/take/proposal/", {"words": LEAK, "room": w.room.pk}))
    assert "已经报过，正在办" not in page

"""What waits for a resident's word stands first on their page."""

import html
from datetime import timedelta

import pytest

from xiwei.people.models import Tenure
from xiwei.people.queries.who import who
from xiwei.service.actions import asking, declining, ordering, promising
from xiwei.service.actions.moving import mark_done
from xiwei.service.models import Channel, Ticket
from xiwei.service.queries import homes
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def as_(person):
    return who(person, day=moment.now().date())


def home(w, person=None) -> str:
    return html.unescape(signed_in(person or w.wang_fang).get("/home/").content.decode()).split("</h1>")[-1]


def done(w, **changed) -> Ticket:
    told = make.public_need(w, **changed) if "place" in changed else make.need(w, **changed)
    ticket = asking.take(told, channel=Channel.PAGE, by=w.wang_fang, now=moment.now())
    ticket.orders.all().delete()
    return mark_done(promising.begin(ticket, by=w.staff_zhao, now=moment.now()), by=w.staff_zhao, now=moment.now())


def quoted(w):
    order = ordering.accept(make.ticket(w, now=moment.now()).orders.get(), by=w.staff_sun, now=moment.now())
    order = ordering.arrive(order, by=w.staff_sun, now=moment.now())
    return ordering.quote(order, by=w.staff_sun, now=moment.now(), fen=12_000, words="换软管")


def declined(w):
    asked = declining.ask_decline(
        make.ticket(w, now=moment.now()), by=w.staff_zhao, now=moment.now(), reason="外墙不能打孔", alternative="可以装在阳台里",
        reply="谢谢您提出来，外墙不能打孔。", tried="",
    )  # fmt: skip
    return declining.consent(asked, by=w.staff_zheng, now=moment.now())


def test_work_to_look_at_a_price_and_a_reply_stand_before_the_four(w):
    done(w)
    quoted(w)
    declined(w)
    page = home(w)
    before = page[: page.index("照看您家的四个人")]
    assert [word in before for word in ("办好了吗？", "报价 120 元，同意吗？", "给您的答复 · 谢谢您提出来")] == [
        True
    ] * 3


def test_where_nothing_waits_nothing_is_said_of_it(w):
    make.ticket(w, now=moment.now())
    assert "等您说一句" not in home(w)


def test_done_work_is_not_listed_a_second_time_among_what_is_being_done(w):
    ticket = done(w)
    assert home(w).count(f'href="/t/{ticket.pk}/"') == 1


def test_a_reply_that_was_opened_waits_no_longer(w):
    ticket = declined(w)
    [reply] = homes.awaited(as_(w.wang_fang)).replies
    answer = signed_in(w.wang_fang).get(f"/inbox/{reply.pk}/")
    assert (answer["Location"], bool(homes.awaited(as_(w.wang_fang)))) == (f"/t/{ticket.pk}/", False)


def test_one_who_only_follows_is_not_waited_for(w):
    ticket = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=moment.now())
    asking.follow(ticket, by=w.li_qiang, now=moment.now())
    Ticket.objects.filter(pk=ticket.pk).update(state="done", done_at=moment.now())
    assert [bool(homes.awaited(as_(person))) for person in (w.wang_fang, w.li_qiang)] == [True, False]


def test_another_of_the_home_is_waited_for_too_and_the_longest_waiting_stands_first(w):
    Tenure.objects.create(
        company=w.company, household=w.household, person=w.wu, relation="family", since=moment.now().date()
    )
    first, second = done(w), done(w)
    Ticket.objects.filter(pk=second.pk).update(done_at=moment.now() - timedelta(days=1))
    assert [one.pk for one in homes.awaited(as_(w.wu)).done] == [second.pk, first.pk]

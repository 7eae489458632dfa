"""Once somebody has set out, the resident's page says so first, and the matter is not taken back any more."""

import html

import pytest

from xiwei.service.actions import asking, ending, ordering
from xiwei.service.models import Channel
from xiwei.service.rules import offering
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment
from xiwei.shared.refusals import NotNow


@pytest.fixture
def w(db):
    return make.world()


def at(w, ticket, stage: str):
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=moment.now())
    if stage != "accepted":
        order = ordering.set_out(order, by=w.staff_sun, now=moment.now())
    if stage == "arrived":
        ordering.arrive(order, by=w.staff_sun, now=moment.now())


def shown(person, address: str) -> str:
    return html.unescape(signed_in(person).get(address).content.decode())


SAID = [("accepted", None), ("on_the_way", "孙师傅在路上"), ("arrived", "孙师傅已到场，正在处理")]


@pytest.mark.parametrize(("stage", "said"), SAID)
def test_the_top_of_the_residents_page_says_who_is_coming_and_no_limit_of_an_answer(w, stage, said):
    ticket = make.ticket(w, now=moment.now())
    at(w, ticket, stage)
    page = shown(w.wang_fang, f"/t/{ticket.pk}/")
    top = page[: page.index("谁在负责")]
    assert ((said or "在路上") in top, "最晚答复" in top) == (bool(said), said is None)
    live = shown(w.wang_fang, f"/t/{ticket.pk}/live/")
    assert ((said or "在路上") in live) == bool(said)


@pytest.mark.parametrize(("stage", "said"), SAID)
def test_whoever_follows_by_code_reads_it_too(w, stage, said):
    told = make.need(w, asker=None, asker_name="刘奶奶", household=None, room=None, place=w.lift)
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=moment.now())
    at(w, ticket, stage)
    assert ((said or "在路上") in shown(w.wang_fang, f"/f/{ticket.follow_code}/")) == bool(said)


@pytest.mark.parametrize(("stage", "may"), [("accepted", True), ("on_the_way", False)])
def test_it_is_taken_back_until_somebody_sets_out(w, stage, may):
    ticket = make.ticket(w, now=moment.now())
    at(w, ticket, stage)
    assert ("withdraw" in offering.to_resident(ticket, w.wang_fang, now=moment.now())) == may
    if may:
        assert ending.withdraw(ticket, by=w.wang_fang, now=moment.now()).state == "closed"
    else:
        with pytest.raises(NotNow, match="师傅已经出发"):
            ending.withdraw(ticket, by=w.wang_fang, now=moment.now())

"""What ended without the work being done is not called done: taken back, handed on, dropped as a home changed hands."""

import pytest
from django.test import Client

from xiwei.service.actions import asking, ending, merging
from xiwei.service.models import Channel, Follower, Ticket
from xiwei.service.rules import offering
from xiwei.service.tests.make import need, public_need, world
from xiwei.shared.refusals import NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


def opened(person, path: str) -> str:
    client = Client()
    client.force_login(person)
    return client.get(path).content.decode()


def test_what_was_taken_back_is_called_so_and_asks_for_no_stars(w):
    ticket = asking.take(need(w), channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    ending.withdraw(ticket, by=w.wang_fang, now=w.now)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.state_said, ticket.left_said, ticket.state_key) == (
        "closed",
        "已撤回",
        "已撤回",
        "merged",
    )
    with pytest.raises(NotNow, match="这件事没有再办，不用评价。"):
        ending.rate(ticket, by=w.wang_fang, now=w.now, stars=5)
    assert offering.to_resident(ticket, w.wang_fang, now=w.now) & {"rate", "thank", "reopen"} == set()
    for person in (w.wang_fang, w.zhao_min):
        page = opened(person, f"/t/{ticket.pk}/")
        assert ("已撤回" in page, "已办好" in page, "已办结" in page, 'class="x-steps"' in page) == (
            True,
            False,
            False,
            False,
        )
    assert "已撤回" in opened(w.wang_fang, "/my/tickets/?closed=1")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("confirmed", ""), ("called_back", ""), ("not_confirmed", ""), ("", ""), ("withdrawn", "已撤回"),
     ("handed_on", "已转给新住户"), ("settled", "没再办"), ("handed_back", "变更已撤销")],
)  # fmt: skip
def test_every_outcome_says_whether_the_work_was_done(outcome, said):
    assert Ticket(state="closed", outcome=outcome).left_said == said
    assert Ticket(state="reopened", outcome=outcome).left_said == ""


def test_what_a_neighbour_told_too_is_not_one_home_s_to_take_back(w):
    ticket = asking.take(public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    other = asking.take(public_need(w, asker=w.li_qiang), channel=Channel.PAGE, by=w.li_qiang, now=w.now)
    assert "withdraw" in offering.to_resident(ticket, w.wang_fang, now=w.now)
    merging.merge(other, into=ticket, by=w.staff_zhao, now=w.now)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert "withdraw" not in offering.to_resident(ticket, w.wang_fang, now=w.now)
    with pytest.raises(NotNow, match="别人报的是同一件事"):
        ending.withdraw(ticket, by=w.wang_fang, now=w.now)
    assert Ticket.objects.get(pk=ticket.pk).state == "received"


def test_whoever_said_me_too_keeps_it_open(w):
    ticket = asking.take(public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    Follower.objects.create(company_id=ticket.company_id, ticket=ticket, person=w.li_qiang, at=w.now)
    with pytest.raises(NotNow, match="别人报的是同一件事"):
        ending.withdraw(ticket, by=w.wang_fang, now=w.now)
    ticket.followers.all().delete()
    assert ending.withdraw(ticket, by=w.wang_fang, now=w.now).outcome == "withdrawn"

"""What a page says of how soon somebody answers and comes is what this company promises, of this estate, now."""

import pytest
from django.test import Client
from django.utils import timezone

from xiwei.notices.models import Message
from xiwei.service.actions import ending
from xiwei.service.models import Ticket, TicketState
from xiwei.service.tests import make
from xiwei.shared import moment
from xiwei.standards.actions import fill_company
from xiwei.standards.actions.timing import set_promise
from xiwei.standards.models import TimePromise

pytestmark = pytest.mark.django_db
GAS = "厨房一股煤气味"


@pytest.fixture
def w(monkeypatch):
    made = make.world()
    fill_company(made.company, by=made.staff_he, now=made.now)
    monkeypatch.setattr(moment, "now", lambda: made.now)
    return made


def promise(w, urgency: str, clock: str, minutes: int, *, here: bool = False) -> None:
    """The manager sets another length, in the whole company or in this estate alone."""
    project = w.project if here else None
    set_promise(
        w.company, project=project, urgency=urgency, clock=clock, minutes=minutes, by=w.staff_he, now=w.now,
        reason="试行",
    )  # fmt: skip


def none_of(urgency: str) -> None:
    TimePromise.objects.filter(urgency=urgency).update(until=timezone.now())


def page_of(person, address: str, said: dict | None = None, **headers: str) -> str:
    client = Client(headers=headers)
    if person:
        client.force_login(person)
    answer = client.post(address, said) if said else client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def proposed(w, who: str, **more: str) -> str:
    address = {"wang_fang": "/report/proposal/", "zhou_yong": "/take/proposal/"}.get(who, f"/p/{w.lift.code}/proposal/")
    said = {"words": GAS, "where": f"home-{w.household.pk}"} | more
    return page_of(getattr(w, who) if who else None, address, said)


@pytest.mark.parametrize("who", ["wang_fang", "zhou_yong", ""])
def test_an_urgent_proposal_says_what_is_promised(w, who):
    assert "<b>按急修处理：10 分钟内答复，30 分钟内到场，24 小时内排除险情。</b>" in proposed(w, who)
    promise(w, "urgent", "response", 5)
    promise(w, "urgent", "arrival", 20, here=True)
    assert "<b>按急修处理：5 分钟内答复，20 分钟内到场，24 小时内排除险情。</b>" in proposed(w, who)


def test_one_that_was_cleared_says_the_same(w):
    promise(w, "urgent", "arrival", 20, here=True)
    said = proposed(w, "wang_fang", cleared="1")
    assert "<b>话里听着很急，按急修处理：10 分钟内答复，20 分钟内到场，24 小时内排除险情。</b>" in said


def test_where_nothing_is_promised_nothing_is_said_of_it(w):
    none_of("urgent")
    pages = [proposed(w, "wang_fang"), proposed(w, "wang_fang", cleared="1")]
    assert ["<b>按急修处理。</b>" in pages[0], "<b>话里听着很急，按急修处理。</b>" in pages[1]] == [True, True]


def test_what_is_not_urgent_says_no_haste(w):
    said = proposed(w, "wang_fang", words="厨房水龙头滴水")
    assert ("听到的是" in said, "按急修处理" in said) == (True, False)


def test_the_butler_s_morning_says_how_soon_an_ordinary_matter_is_answered(w):
    make.ticket(w)
    assert "一般的 2 小时内要答复" in page_of(w.zhao_min, "/morning/")
    promise(w, "ordinary", "response", 45, here=True)
    assert "一般的 45 分钟内要答复" in page_of(w.zhao_min, "/morning/")


def test_without_a_matter_in_hand_the_morning_says_what_the_company_promises(w):
    promise(w, "ordinary", "response", 45, here=True)
    assert "一般的 2 小时内要答复" in page_of(w.zhao_min, "/morning/")
    none_of("ordinary")
    assert "先给个答复" in page_of(w.zhao_min, "/morning/")


@pytest.mark.parametrize(
    ("minutes", "body"),
    [
        (None, "业主不满意，请尽快联系。"),
        (120, "业主不满意，请在 2 小时内联系。"),
        (570, "业主不满意，请在 1 个工作日内联系。"),
    ],
)
def test_a_bad_rating_without_a_word_is_to_be_answered_as_a_complaint_is(w, minutes, body):
    ticket = make.ticket(w)
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.CLOSED, closed_at=w.now)
    if minutes is None:
        none_of("complaint")
    elif minutes != 570:
        promise(w, "complaint", "response", minutes)
    ending.rate(Ticket.objects.get(pk=ticket.pk), by=w.wang_fang, now=w.now, stars=1, chips=[], words="")
    told = Message.objects.filter(about="service.rated", person=w.zheng).values_list("body", flat=True)
    assert list(told) == [body]

"""What is written becomes a proposal in our own codes, and haste is not heard in a wish."""

import pytest

from tests.cast import NOW, cast
from xiwei.service.queries import understanding
from xiwei.standards.actions import fill_company
from xiwei.standards.models import MenuItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    made = cast()
    fill_company(made.company, by=made.staff_he, now=made.now)
    return made.company


@pytest.mark.parametrize(
    ("words", "line", "urgency"),
    [
        ("厨房水管爆了，水往外喷", "repair", "urgent"),
        ("电梯里的灯不亮", "repair", "ordinary"),
        ("想在天台上装一个太阳能热水器，可以吗", "repair", "ordinary"),
    ],
)
def test_a_text_is_proposed_its_line_and_its_urgency(company, words, line, urgency):
    meant, _ = understanding.understand(words, company_id=company.pk)
    assert (meant.line, meant.urgency) == (line, urgency)


def test_a_danger_always_raises_the_urgency_and_chooses_the_item_that_answers_it(company):
    meant, item = understanding.understand("电梯关人了快来，在敲门喊", company_id=company.pk)
    assert (meant.danger, meant.urgency, meant.line) == ("lift_trapped", "urgent", "repair")
    assert (item.code, item.certificate) == ("R-LIFT-TRAPPED", "lift")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("姐妹们有没有闻到楼道有股臭鸡蛋的味，十一楼最浓", "R-GAS-LEAK"),
        ("车棚那边一辆电瓶车在冒烟，味道好呛", "O-FIRE"),
        ("门口马路上车撞了人，流血了", "O-INJURY"),
        ("老妈出门没回来，记性不好", "O-LOST-PERSON"),
        ("我们这整栋楼停水了，一滴水都没有", "R-WATER-OFF"),
    ],
)
def test_what_cannot_wait_is_urgent_and_somebody_is_sent(company, words, code):
    meant, item = understanding.understand(words, company_id=company.pk)
    assert (item.code, meant.urgency, meant.line, meant.kind) == (code, "urgent", item.done_by, item.kind)


def test_an_item_the_company_no_longer_offers_is_not_proposed(company):
    MenuItem.objects.filter(company=company, code="R-GAS-LEAK").update(until=NOW)
    meant, item = understanding.understand("厨房一股煤气味", company_id=company.pk)
    assert (item, meant.urgency, meant.danger) == (None, "urgent", "gas")


def test_a_proposal_without_an_item_and_a_ticket_without_one_agree(company):
    meant, _ = understanding.understand("想问一下装修押金怎么退", company_id=company.pk)
    assert meant.as_data()["item"] is None

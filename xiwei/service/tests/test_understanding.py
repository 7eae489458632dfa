"""What is written becomes a proposal in our own codes, and haste is not heard in a wish."""

import pytest

from tests.cast import cast
from xiwei.service.queries import understanding
from xiwei.standards.actions import fill_company

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


def test_a_danger_always_raises_the_urgency_and_says_whom_to_ring(company):
    project = company.projects.get()
    meant, _ = understanding.understand("电梯困人了快来，里面有老人", company_id=company.pk)
    assert (meant.danger, meant.urgency) == ("lift_trapped", "urgent")
    danger = understanding.danger_now(meant.danger, project)
    assert (danger["name"], project.duty_phone in danger["calls"].values()) == ("电梯困人", True)


def test_a_number_nobody_registered_is_not_shown_under_another_s_name(company):
    project = company.projects.get()
    calls = understanding.danger_now("gas", project)["calls"]
    assert [who for who, number in calls.items() if number == project.duty_phone] == ["物业值班室"]
    assert not any("燃气" in who for who in calls)


def test_a_proposal_without_an_item_and_a_ticket_without_one_agree(company):
    meant, _ = understanding.understand("想问一下装修押金怎么退", company_id=company.pk)
    assert meant.as_data()["item"] is None

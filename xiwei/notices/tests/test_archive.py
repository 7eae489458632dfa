"""The archive's warnings reach those who keep it, once each; originals that are out too long likewise."""

from datetime import timedelta

import pytest

from xiwei.estate.actions import lending, reminding
from xiwei.estate.models import Document
from xiwei.estate.tests import make, papers
from xiwei.estate.tests.conftest import store  # noqa: F401
from xiwei.ledger.worker import facts
from xiwei.notices.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
NOW, TODAY = papers.NOW, papers.TODAY


@pytest.fixture
def cast():
    return make.cast()


def told(now):
    """What the morning's job says, and to whom."""
    reminding.remind(now=now)
    facts.carry_due(now)
    found = [(one.person.name, one.title) for one in Message.objects.filter(about__startswith="estate.").order_by("pk")]
    Message.objects.all().delete()
    return found


def test_each_warning_is_told_once_to_the_projects_keepers(cast):
    document = papers.licence(cast, TODAY + timedelta(days=65))
    days = {}
    for day in range(75):
        if found := told(NOW + timedelta(days=day)):
            days[day] = found
    titles = {
        5: "还有 60 天到期：消防检测报告", 35: "还有 30 天到期：消防检测报告", 58: "还有 7 天到期：消防检测报告",
        65: "今天到期：消防检测报告",
    }  # fmt: skip
    assert days == {day: [("郑主任", title)] for day, title in titles.items()}
    assert Document.objects.get(pk=document.pk).reminded == 0


def test_what_is_put_with_few_days_left_is_warned_of_once(cast):
    papers.licence(cast, TODAY + timedelta(days=5))
    assert told(NOW) == [("郑主任", "还有 5 天到期：消防检测报告")]
    assert told(NOW + timedelta(hours=3)) == []


def test_what_has_ended_already_is_said_to_have_ended(cast):
    papers.licence(cast, TODAY - timedelta(days=9))
    assert told(NOW) == [("郑主任", "已过期：消防检测报告")]


def test_a_companys_own_paper_is_told_to_the_company(cast):
    papers.put(
        cast, "business_licence", of=("company", cast.company), name="营业执照", by=cast.staff_he,
        expires_on=TODAY + timedelta(days=20),
    )  # fmt: skip
    assert told(NOW) == [("何经理", "还有 20 天到期：营业执照")]


def test_an_original_that_is_not_back_is_told_of_once(cast):
    document = papers.put(cast, paper=True, name="总图")
    lending.borrow(
        document, borrower="老钱", purpose="", due_on=TODAY + timedelta(days=2), by=cast.staff_zheng, now=NOW
    )
    assert told(NOW + timedelta(days=2)) == []
    assert told(NOW + timedelta(days=3)) == [("郑主任", "原件该还了：总图")]
    assert told(NOW + timedelta(days=4)) == []


def test_one_that_came_back_before_it_was_said_is_not_asked_for(cast):
    document = papers.put(cast, paper=True)
    lending.borrow(document, borrower="老钱", purpose="", due_on=TODAY, by=cast.staff_zheng, now=NOW)
    reminding.remind(now=NOW + timedelta(days=1))
    lending.give_back(document, by=cast.staff_zheng, now=NOW + timedelta(days=1))
    facts.carry_due(NOW + timedelta(days=1))
    assert Message.objects.filter(about="estate.loan_overdue").count() == 0

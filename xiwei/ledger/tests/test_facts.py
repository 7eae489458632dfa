"""Facts go up: to each listener once, in its own transaction, again after a failure, and not for ever."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from xiwei.estate.models import Company
from xiwei.ledger import actions, registry
from xiwei.ledger.models import Fact
from xiwei.ledger.tests.make import NOW, company
from xiwei.ledger.worker import facts, run_due
from xiwei.shared import scope

pytestmark = pytest.mark.django_db
KIND = "ledger.heard_in_a_test"  # nobody in the product listens to it


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """Two listeners to KIND: one keeps what it hears; one founds a company, then fails while the list holds "fail"."""
    kept: list[Any] = []

    def keeps(*, data: dict[str, Any], at: datetime) -> None:
        kept.append((data["project"], at, scope.current()))

    def founds(*, data: dict[str, Any], at: datetime) -> None:
        company(data["project"])
        if "fail" in kept:
            raise RuntimeError("没有连上")

    before = dict(registry._listeners)
    registry.listen(KIND, keeps)
    registry.listen(KIND, founds)
    yield kept
    registry._listeners.clear()
    registry._listeners.update(before)


def _publish(project: str = "CH", company_id: int = 9) -> None:
    actions.publish(KIND, company_id=company_id, at=NOW, project=project)


def test_each_listener_hears_once_within_the_facts_company(heard: list[Any]):
    _publish()
    assert facts.carry_due(NOW) == 2
    assert facts.carry_due(NOW) == 0
    assert heard == [("CH", NOW, frozenset({9}))]
    assert Company.objects.count() == 1
    assert set(Fact.objects.values_list("done_at", "tries", "error")) == {(NOW, 1, "")}


def test_a_fact_nobody_listens_to_leaves_no_row():
    _publish()
    assert Fact.objects.count() == 0


def test_a_fact_falls_with_the_deed_that_told_it(heard: list[Any]):
    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        _publish()
        raise ValueError("undone")
    assert Fact.objects.count() == 0


def test_a_fact_waits_for_its_moment(heard: list[Any]):
    _publish()
    assert facts.carry_due(NOW - timedelta(seconds=1)) == 0
    assert heard == []


def test_a_failing_listener_writes_nothing_holds_up_nobody_and_is_tried_again(heard: list[Any]):
    heard.append("fail")
    _publish()
    facts.carry_due(NOW)
    failed = Fact.objects.get(done_at__isnull=True)
    assert (failed.tries, failed.error, failed.due_at) == (1, "RuntimeError: 没有连上", NOW + facts.PAUSES[0])
    assert Company.objects.count() == 0
    assert [one for one in heard if one != "fail"] == [("CH", NOW, frozenset({9}))]

    heard.remove("fail")
    assert facts.carry_due(NOW) == 0
    assert facts.carry_due(failed.due_at) == 1
    assert Company.objects.count() == 1


def test_pauses_grow_until_it_is_given_up_with_its_error_and_can_be_put_in_line_anew(heard: list[Any]):
    heard.append("fail")
    _publish()
    moments, now = [], NOW
    while Fact.objects.filter(done_at__isnull=True, given_up_at__isnull=True).exists():
        moments.append(now)
        facts.carry_due(now)
        now = Fact.objects.get(done_at__isnull=True).due_at
    pauses = [later - sooner for sooner, later in pairwise(moments)]
    assert pauses == facts.PAUSES
    stuck = Fact.objects.get(done_at__isnull=True)
    assert (stuck.tries, stuck.given_up_at, stuck.error) == (7, moments[-1], "RuntimeError: 没有连上")
    assert facts.carry_due(now + timedelta(days=9)) == 0

    heard.remove("fail")
    assert facts.again(now) == 1
    assert facts.carry_due(now) == 1
    assert Company.objects.count() == 1


def test_facts_that_bring_facts_are_carried_in_one_go(heard: list[Any]):
    def passes_on(*, data: dict[str, Any], at: datetime) -> None:
        if data["project"] == "CH":
            _publish("AJ")

    registry.listen(KIND, passes_on)
    _publish()
    assert run_due(now=NOW, clock=[])["facts"] == 6
    assert [project for project, _, _ in heard] == ["CH", "AJ"]

"""Erasures that were granted are carried out by the clock, once, and none holds up another."""

from datetime import timedelta

import pytest

from xiwei.people import jobs
from xiwei.people.actions import wishes as actions
from xiwei.people.models import Tenure, Wish
from xiwei.people.tests.make import NOW, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return cast()


@pytest.fixture
def asked(town) -> Wish:
    """王芳, who has moved out, asks to be erased."""
    town.wang_fang.tenures.update(until=NOW.date())
    return actions.ask_erasure(town.wang_fang, town.household, by=town.wang_fang, now=NOW)


def test_what_is_granted_is_carried_out_by_the_clock_once(town, asked):
    actions.grant(asked, by=town.staff_zheng, now=NOW)
    assert [jobs.erase_granted(NOW + timedelta(minutes=n)) for n in (1, 2)] == [1, 0]
    wish = Wish.objects.get()
    assert (wish.state, wish.person.name, wish.person.phone) == ("done", "（已抹去）", None)


def test_an_erasure_that_fails_by_a_fault_of_ours_holds_up_no_other(town, asked, monkeypatch, caplog):
    actions.grant(asked, by=town.staff_zheng, now=NOW)
    broken = Wish(pk=0, company=town.company)  # nothing of it is in the database
    granted = jobs.wish_queries.granted_erasures
    monkeypatch.setattr(jobs.wish_queries, "granted_erasures", lambda: [broken, *granted()])
    assert (jobs.erase_granted(NOW), Wish.objects.get().state) == (1, "done")
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "erasure 0 failed and is tried again at the next turn; the rest go on"
    ]


def test_what_came_to_stand_in_the_way_is_waited_for(town, asked):
    actions.grant(asked, by=town.staff_zheng, now=NOW)
    tie = Tenure.objects.filter(person=town.wang_fang)
    tie.update(until=None)
    assert (jobs.erase_granted(NOW), Wish.objects.get().state) == (0, "granted")
    tie.update(until=NOW.date())
    assert (jobs.erase_granted(NOW), Wish.objects.get().state) == (1, "done")

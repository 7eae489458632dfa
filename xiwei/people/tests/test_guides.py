"""The guide to a project's first day: it remembers, per project and person, the step one was at."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import cast
from xiwei.estate import firstday
from xiwei.ledger.models import Entry
from xiwei.people.actions import guides as actions
from xiwei.people.models import GuideSpot
from xiwei.people.queries import guides as queries
from xiwei.shared.refusals import BadInput, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def c():
    return cast()


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def rank(title):
    return next(one.rank for one in firstday.steps() if str(one.title) == title)


def opens_at(c, staff, project=None):
    found = queries.guide(project or c.project, staff, c.now).open
    return str(found.step.title)


def test_it_opens_at_the_step_one_was_at_and_each_has_their_own(c):
    assert opens_at(c, c.staff_he) == "服务组"
    actions.go_to(c.project, rank("墙码打印"), by=c.staff_he, now=c.now)
    assert (opens_at(c, c.staff_he), opens_at(c, c.staff_zheng)) == ("墙码打印", "服务组")
    other = queries.guide(c.other_project, c.staff_outsider, c.now)
    assert other.was_at is None


def test_a_step_that_is_ready_is_passed_by_and_after_the_last_the_first_that_lacks_comes(c):
    actions.go_to(c.project, rank("住户"), by=c.staff_he, now=c.now)
    assert opens_at(c, c.staff_he) == "服务组"
    GuideSpot.objects.update(rank=999)
    assert opens_at(c, c.staff_he) == "服务组"


def test_going_to_a_step_is_one_row_and_one_line_each_time_it_is_another(c):
    for title in ("服务组", "服务组", "排班"):
        actions.go_to(c.project, rank(title), by=c.staff_he, now=c.now)
    lines = [line.data["step"] for line in Entry.objects.filter(kind="people.guide_step").order_by("pk")]
    assert (lines, GuideSpot.objects.count()) == (["服务组", "排班"], 1)


def test_there_is_no_other_step_and_the_row_is_undone_with_its_line(c, monkeypatch):
    with pytest.raises(BadInput):
        actions.go_to(c.project, 7, by=c.staff_he, now=c.now)
    monkeypatch.setattr(actions.ledger, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.go_to(c.project, rank("排班"), by=c.staff_he, now=c.now)
    assert GuideSpot.objects.count() == 0


@pytest.mark.parametrize("name", ["zhao", "sun", "zhou", "wu", "chen", "lin", "outsider"])
def test_only_who_may_make_it_ready_goes_on_with_it(c, name):
    with pytest.raises(NotAllowed):
        actions.go_to(c.project, rank("排班"), by=getattr(c, f"staff_{name}"), now=c.now)


def test_the_way_back_stands_above_the_step_s_page_until_it_is_put_aside(c):
    client = client_of(c.he)
    guide = reverse("guide", args=[c.project.pk])
    went = client.post(reverse("guide_step", args=[c.project.pk, rank("排班")]), follow=True)
    page = went.content.decode()
    assert (went.redirect_chain[0][0], f'href="{guide}">回指南' in page) == (
        reverse("roster", args=[c.project.pk]),
        True,
    )
    assert "正在准备翠湖花园开张：排班" in page
    back = client.get(guide).content.decode()
    assert ("接着上次的：排班" in back, "正在准备翠湖花园开张" in back) == (True, False)
    aside = client.post(reverse("guide_aside", args=[c.project.pk]), follow=True).content.decode()
    assert ("回指南" in aside, guide in aside, GuideSpot.objects.get().rank) == (False, True, rank("排班"))
    anew = client_of(c.he).get(guide).content.decode()
    assert "接着上次的：排班" in anew


def test_each_step_that_lacks_something_has_its_own_way_there(c):
    page = client_of(c.he).get(reverse("guide", args=[c.project.pk])).content.decode()
    lacking = queries.guide(c.project, c.staff_he, c.now).lacking
    ways = [reverse("guide_step", args=[c.project.pk, one.step.rank]) in page for one in lacking]
    assert (len(ways) > 1, set(ways)) == (True, {True})

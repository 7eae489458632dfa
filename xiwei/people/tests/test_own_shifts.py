"""Whoever works reaches their shifts and their leave from a phone, and reads days as days are said."""

from datetime import timedelta

import pytest
from django.urls import reverse

from xiwei.estate import firstday
from xiwei.people.actions import rosters as actions
from xiwei.people.models import Shift, Staff
from xiwei.people.rules.rosters import last_of_next_month
from xiwei.people.tests.make import NOW, SYSTEM, cast
from xiwei.shared import moment
from xiwei.shared.tongue import reread

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["zhao_min", "sun", "zhou_yong"])
def test_ones_own_page_leads_to_leave_and_shows_ones_shifts(client, name):
    made = cast()
    person = getattr(made, name)
    staff = Staff.objects.get(person=person)
    now = moment.now()
    Shift.objects.create(
        company=made.company, project=made.project, staff=staff, line="repair",
        starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=9),
    )  # fmt: skip
    client.force_login(person)
    page = client.get(reverse("me")).content.decode()
    assert (reverse("leave") in page, "我的班次" in page, page.count("往后两周还没有排您的班")) == (True, True, 0)


def test_a_resident_has_neither(client):
    made = cast()
    client.force_login(made.wang_fang)
    page = client.get(reverse("me")).content.decode()
    assert (reverse("leave") in page, "我的班次" in page) == (False, False)


def test_a_day_that_was_kept_is_said_as_days_are():
    assert (reread("2026-11-28"), reread("2026-11-28 及以后")) == ("11月28日", "2026-11-28 及以后")


def step(made, now=NOW):
    found = next(one for one in firstday.progress(made.project, now) if str(one.step.title) == "排班")
    return found.count, found.begun, found.done


def test_a_roster_that_ends_tonight_does_not_make_a_project_ready():
    made = cast()
    assert step(made) == (0, False, False)
    last = NOW.date()
    actions.make_roster(
        made.project, line="repair", staff=[made.staff_sun], cycle="day6", first=last, last=last, by=SYSTEM, now=NOW
    )
    assert step(made) == (1, True, False)
    assert step(made, NOW + timedelta(days=1)) == (0, False, False)
    actions.make_roster(
        made.project, line="repair", staff=[made.staff_sun], cycle="day6",
        first=last + timedelta(days=1), last=last + timedelta(days=7), by=SYSTEM, now=NOW,
    )  # fmt: skip
    assert step(made)[2] is True


def test_a_roster_is_offered_to_the_end_of_the_next_month(client):
    made = cast()
    client.force_login(made.zheng)
    page = client.get(reverse("roster", args=[made.project.pk]))
    today = moment.now().date()
    assert page.context["form"].initial["last"] == last_of_next_month(page.context["form"].initial["first"])
    assert page.context["form"].initial["last"] > today + timedelta(days=27)

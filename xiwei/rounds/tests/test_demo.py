"""The demo's routes: drawn over the places that are there, once, with today and tomorrow planned."""

from datetime import timedelta

import pytest

from xiwei.rounds.demo import sketches
from xiwei.rounds.models import DayPlan, Round, Route
from xiwei.rounds.tests.make import NOW, TODAY, Cast, cast, standard


@pytest.fixture
def made(db) -> Cast:
    return cast()


def test_routes_lead_over_the_places_their_standards_fit_and_two_days_are_planned(made: Cast):
    standard(made, "C-LIFT-CAR")
    said: list[str] = []
    drawn = sketches.plan_demo(made.project, director=made.staff_zheng, now=NOW, say=said.append)
    [lifts] = [one for one in drawn if one.name.endswith("电梯大堂保洁")]
    assert {place.kind for place in [point.place for point in lifts.points.all()]} >= {"lift"}
    assert (lifts.codes, lifts.worker) == (["C-LIFT-CAR", "C-LIFT-HALL"], made.staff_wu)
    assert list(DayPlan.objects.order_by("day").values_list("day", flat=True)) == [TODAY, TODAY + timedelta(days=1)]
    assert Round.objects.filter(route=lifts, day=TODAY).exists()
    assert len(said) == 2


def test_where_routes_stand_already_nothing_is_drawn(made: Cast):
    standard(made, "C-LIFT-CAR")
    sketches.plan_demo(made.project, director=made.staff_zheng, now=NOW)
    count = Route.objects.count()
    assert sketches.plan_demo(made.project, director=made.staff_zheng, now=NOW) == []
    assert Route.objects.count() == count > 0

"""The common library of service standards: what the data must hold, so that a company can follow it from its first day (A7)."""

from collections import Counter

import pytest

from xiwei.estate.models import PlaceKind
from xiwei.standards import catalogue, recurrence
from xiwei.standards.models import Standard
from xiwei.standards.rules.standards import check_standard, rule_at

LIBRARY = list(catalogue.standards().values())
EACH = pytest.mark.parametrize("one", LIBRARY, ids=lambda one: one["code"])
ITEMS = {item["code"] for item in catalogue.items()}
PREFIX = {"O": "order", "C": "cleaning", "G": "greening", "R": "repair", "B": "butler"}


def test_there_are_at_least_150_over_the_four_lines_and_the_butlers():
    lines = Counter(one["line"] for one in LIBRARY)
    assert len(LIBRARY) >= 150
    assert set(lines) == set(PREFIX.values())


def test_no_two_share_a_name_or_an_english_name():
    for name in ("name", "english"):
        assert [said for said, count in Counter(one[name] for one in LIBRARY).items() if count > 1] == []


@EACH
def test_each_can_be_followed_as_it_stands(one: dict):
    check_standard(one)
    assert PREFIX[one["code"].split("-")[0]] == one["line"]
    assert (len(one["checks"]) >= 3, bool(one["source"].strip()), len(one["english"]) > 2) == (True, True, True)


@EACH
def test_a_better_grade_is_never_served_less_often(one: dict):
    standard = Standard(grades=one["grades"])
    times = [recurrence.times_a_year(rule) for grade in (1, 2, 3) if (rule := rule_at(standard, grade))]
    assert times == sorted(times, reverse=True)


@EACH
def test_a_defect_becomes_an_item_of_the_menu(one: dict):
    assert {row["defect"] for row in one["checks"] if row.get("defect")} - ITEMS == set()


def test_every_kind_of_place_and_of_equipment_has_a_standard():
    places = {kind for one in LIBRARY for kind in one["places"]}
    equipment = {kind for one in LIBRARY for kind in one["equipment"]}
    assert (set(PlaceKind.values) - places, set(catalogue.equipment_kinds()) - equipment) == (set(), set())


def test_a_lift_is_looked_after_at_least_every_fifteen_days_at_every_grade():
    """特种设备安全监察条例 31: at least every 15 days."""
    kept = next(one for one in LIBRARY if one["code"] == "R-LIFT-15D")
    standard = Standard(grades=kept["grades"])
    best = [recurrence.times_a_year(rule_at(standard, grade)) for grade in (1, 2, 3)]
    assert (min(best) >= 24, kept["certificate"], kept["equipment"]) == (True, "lift", ["lift"])


# What the law or a mandatory standard wants of everyone, so many times a year at least, whatever grade a contract buys.
BY_LAW = {"R-TANK-CLEAN": 2, "R-LIGHTNING": 1, "R-HYDRANT": 12, "R-SPRINKLER": 12, "R-EMERGENCY-LIGHT": 12, "R-FIRE-PUMP": 12,
          "R-FIRE-ALARM": 12, "R-SMOKE-FAN": 12, "R-ESCALATOR": 24, "R-LIFT-DAILY": 365}  # fmt: skip


@pytest.mark.parametrize("code", BY_LAW)
def test_what_the_law_wants_is_done_at_every_grade(code: str):
    standard = Standard(grades=catalogue.standards()[code]["grades"])
    times = [recurrence.times_a_year(rule) if (rule := rule_at(standard, grade)) else 0 for grade in (1, 2, 3)]
    assert min(times) >= BY_LAW[code]


def test_no_limit_is_beyond_what_can_be_true():
    wrong = [
        (one["code"], row["text"])
        for one in LIBRARY
        for row in one["checks"]
        if row["kind"] == "measure" and row.get("low") is None and row.get("high") is None
    ]
    assert wrong == []

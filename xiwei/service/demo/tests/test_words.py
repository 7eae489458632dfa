"""What the demo's people say hangs together: each case with its picture and its note, each word with its facts."""

import random
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from xiwei.service.demo.phrases import Sayings, askings, condition, declines, fits, words
from xiwei.service.demo.pictures import SCENES, draw
from xiwei.service.demo.seasons import OPEN_AT, SPELLS, can_be_told
from xiwei.service.demo.weather import Weather
from xiwei.service.rules.ending import CHIPS
from xiwei.standards import catalogue

ITEMS = {one["code"]: one for one in catalogue.items()}
CASES = [(asking, case) for asking in askings() for case in asking.cases]
YEAR = [date(2026, 11, 24) - timedelta(days=back) for back in range(364, -1, -1)]


def test_what_the_standard_demands_a_picture_of_has_one_that_is_drawn_for_it():
    bare = [
        (asking.item, case.say[0]) for asking, case in CASES
        if {"before", "after"} & set(ITEMS[asking.item]["evidence"]) and case.scene not in SCENES
    ]  # fmt: skip
    assert bare == []


def test_every_scene_looks_different_before_and_after_or_is_only_shown_after():
    told = {case.scene for _, case in CASES if case.scene}
    assert told <= SCENES.keys()
    demanded = {case.scene for asking, case in CASES if "before" in ITEMS[asking.item]["evidence"]}
    assert [scene for scene in sorted(demanded) if draw(scene, False).tobytes() == draw(scene, True).tobytes()] == []


def test_a_reading_is_given_where_the_standard_demands_one():
    missing = [
        asking.item for asking, case in CASES if "reading" in ITEMS[asking.item]["evidence"] and not case.reading
    ]
    assert missing == []


def test_hours_seasons_and_slots_are_known():
    assert {asking.hours for asking, _ in CASES} - OPEN_AT.keys() == {""}
    slots = {slot for _, case in CASES for text in (*case.say, *case.seen) for slot in re.findall(r"{(\w+)}", text)}
    assert slots <= {"floor", "up", "days", "now", "car"}
    assert {slot for _, case in CASES for text in case.done for slot in re.findall(r"{(\w+)}", text)} <= {"floor"}
    assert SPELLS.keys() <= {asking.season for asking, _ in CASES}


def test_ratings_carry_chips_that_people_can_choose():
    assert {chip for one in words()["rating"] for chip in one["chips"].split()} <= CHIPS.keys()
    assert declines().keys() <= {case.key for _, case in CASES}


@pytest.mark.parametrize("stars", "12345")
def test_whatever_happened_there_is_something_to_say_of_it(stars):
    for late in ({"late"}, {"reopened"}, set()):
        facts = late | {"home", "hands", "repair", "water"}
        assert Sayings().entry("rating", facts, random.Random(1), stars=stars) is not None


def test_a_condition_needs_all_of_one_alternative():
    assert condition("a !b|c") == (({"a"}, {"b"}), ({"c"}, set()))
    assert [fits("a !b|c d", facts) for facts in ({"a"}, {"a", "b"}, {"c", "d"}, {"c"})] == [2, 0, 3, 0]
    assert fits("", set()) == 1


def test_what_was_just_said_is_not_said_again():
    sayings, chance = Sayings(), random.Random(3)
    told = [sayings.rest(["一", "二", "三", "四", "五"], chance) for _ in range(50)]
    assert [one for one, following in pairwise(told) if one == following] == []


def test_it_snows_on_the_coldest_days_of_winter_alone_and_the_typhoon_brings_rain():
    weather = Weather(20, YEAR, date(2026, 8, 18))
    assert {day.month for day in YEAR if "snow" in weather.facts(day)} <= {1, 2, 3}
    assert 2 <= sum("snow" in weather.facts(day) for day in YEAR) <= 4
    assert {"storm", "rain", "summer"} <= weather.facts(date(2026, 8, 20))
    assert [weather.facts(day) for day in YEAR] == [Weather(20, YEAR, date(2026, 8, 18)).facts(day) for day in YEAR]


def test_noise_is_told_of_late_and_papers_by_day():
    from xiwei.service.demo.tests.test_seeded import SMALL

    assert [can_be_told("late", SMALL.now.replace(hour=hour)) for hour in (9, 21)] == [False, True]
    assert [can_be_told("open", SMALL.now.replace(hour=hour)) for hour in (9, 21)] == [True, False]

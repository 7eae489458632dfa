"""A room or a place is found as people say it, the surest first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import cast
from xiwei.estate.models import Place, PlaceKind, Room
from xiwei.estate.spoken import Said, read
from xiwei.service.queries.spots import matching


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2栋1单元501", Said("2", "1", "501")),
        ("2-1-501", Said("2", "1", "501")),
        ("二栋一单元501室", Said("2", "1", "501")),
        ("2#501", Said("2", "", "501")),
        ("2幢电梯", Said("2", "", "", "电梯")),
        ("2号楼大堂", Said("2", "", "", "大堂")),
        ("十二栋", Said("12")),
        ("二十三栋", Said("23")),
        ("２栋", Said("2")),
        ("2-1-", Said("2", "1")),
        ("302", Said("", "", "302")),
        ("大门", Said("", "", "", "大门")),
        ("", Said()),
    ],
)
def test_what_was_said_is_read_however_it_is_written(words, said):
    assert read(words) == said


@pytest.fixture
def made(db):
    """翠湖花园 with 1501 beside 501 in 2栋, and a lift and a gate."""
    town = cast()
    two = town.buildings[1]
    unit = two.units.order_by("rank").first()
    for number in ("501", "1501", "502"):
        Room.objects.get_or_create(
            company=town.company, project=town.project, label=f"{two.name}{unit.name}{number}",
            defaults={"building": two, "unit": unit, "number": number, "floor": int(number[:-2])},
        )  # fmt: skip
    Place.objects.get_or_create(
        company=town.company, project=town.project, name=f"{two.name}{unit.name}电梯",
        defaults={"building": two, "unit": unit, "kind": PlaceKind.LIFT, "code": "ZZZZ2345"},
    )  # fmt: skip
    return town


def names(found):
    return [str(one) for one in found]


@pytest.mark.parametrize("words", ["2栋1单元501", "2-1-501", "二栋一单元501室", "2幢1单元501"])
def test_the_very_door_is_the_only_one_offered(made, words):
    assert names(matching(made.project, words)) == ["2栋1单元501"]


def test_a_building_offers_its_own_places_and_rooms_and_no_other_s(made):
    found = names(matching(made.project, "2栋"))
    assert found[0].startswith("2栋") and all(name.startswith("2栋") for name in found)
    assert any("电梯" in name for name in found)


def test_a_place_is_found_within_its_building(made):
    assert names(matching(made.project, "2栋电梯")) == ["2栋1单元电梯", "2栋2单元电梯"]
    assert names(matching(made.project, "2栋1单元电梯")) == ["2栋1单元电梯"]


def test_a_door_s_number_alone_offers_that_door_in_each_building_and_no_longer_one(made):
    found = names(matching(made.project, "501"))
    assert found and all(name.endswith("元501") for name in found)


def test_the_beginning_of_a_number_offers_what_begins_so(made):
    assert "2栋1单元1501" in names(matching(made.project, "2栋150"))


def test_a_gate_is_found_by_what_people_call_it(made):
    assert str(made.gate) in names(matching(made.project, "大门"))


def test_nothing_typed_offers_nothing(made):
    assert matching(made.project, "") == matching(made.project, "！！") == []


def test_a_door_costs_one_query_with_one_found_and_with_many(made):
    for words in ("2栋1单元501", "501"):
        with CaptureQueriesContext(connection) as asked:
            assert matching(made.project, words)
        assert len(asked) == 1

"""The cast itself: quick to make, and as house.md introduces it."""

import pytest

from tests.cast import PEOPLE, cast
from xiwei.people.queries.who import who

pytestmark = pytest.mark.django_db
FACES = {
    "wang_fang": ["resident"],
    "li_qiang": ["resident"],
    "zhao_min": ["butler", "worker"],
    "sun": ["worker"],
    "zhou_yong": ["worker"],
    "wu": ["worker"],
    "chen_yuan": ["worker"],
    "zheng": ["director", "butler", "worker"],
    "he": ["company", "director", "butler"],
    "lin": ["association"],
    "outsider": ["company", "director", "butler"],
}


def test_the_cast_is_made_in_a_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        cast()


@pytest.mark.parametrize("name", PEOPLE)
def test_each_of_the_cast_has_their_faces(name):
    made = cast()
    assert who(getattr(made, name), day=made.now.date()).faces == FACES[name]


def test_the_two_neighbours_live_on_the_fifth_floor():
    made = cast()
    assert [made.room.label, made.neighbour_room.label] == ["1栋1单元501", "1栋1单元502"]
    assert [made.household.room, made.neighbour_household.room] == [made.room, made.neighbour_room]

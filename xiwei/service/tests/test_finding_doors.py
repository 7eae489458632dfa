"""A home is found by its door, however that is typed: in the search by anything and in the list of households."""

import pytest

from xiwei.people.queries import homes
from xiwei.people.queries.who import who
from xiwei.service.actions import asking
from xiwei.service.models import Channel
from xiwei.service.queries import finding
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db


def typed(room) -> list[str]:
    building, unit, number = room.building.name.removesuffix("栋"), room.unit.name.removesuffix("单元"), room.number
    return [
        f"{building}-{unit}-{number}",
        f"{building}-{number}",
        f"{building}栋{number}",
        f"{building}栋{unit}单元{number}室",
        f"{building}#{number}",
        room.label,
    ]


def test_the_search_finds_the_home_behind_a_door_however_it_is_typed():
    w = make.world()
    home = w.household
    zheng = who(w.zheng, day=w.now.date())
    found = {words: [one.pk for one in finding.anything(zheng, words, w.now).households] for words in typed(home.room)}
    assert found == {key: [home.pk] for key in typed(home.room)}


def test_the_list_of_households_finds_the_same():
    w = make.world()
    home = w.household
    found = {words: [one.pk for one in homes.households(w.project, words=words)] for words in typed(home.room)}
    assert found == {key: [home.pk] for key in typed(home.room)}


def test_a_door_that_is_not_there_finds_no_home():
    w = make.world()
    assert list(homes.households(w.project, words="88-1-901")) == []


def test_the_search_finds_what_was_reported_from_behind_a_door_however_it_is_typed():
    w = make.world()
    ticket = make.ticket(w)
    asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    zheng = who(w.zheng, day=w.now.date())
    found = {words: [one.pk for one in finding.anything(zheng, words, w.now).tickets] for words in typed(ticket.room)}
    assert found == {key: [ticket.pk] for key in typed(ticket.room)}


def test_a_number_with_the_project_s_letters_is_the_number():
    w = make.world()
    ticket = make.ticket(w)
    zheng = who(w.zheng, day=w.now.date())
    assert [one.pk for one in finding.anything(zheng, ticket.number, w.now).tickets] == [ticket.pk]


def test_a_door_named_in_somebody_s_words_is_found_as_it_was_written():
    w = make.world()
    ticket = asking.take(
        make.public_need(w, words="2栋1单元501门口堆了纸箱"), channel=Channel.PAGE, by=w.wang_fang, now=w.now
    )
    zheng = who(w.zheng, day=w.now.date())
    assert [one.pk for one in finding.anything(zheng, "2栋1单元501", w.now).tickets] == [ticket.pk]

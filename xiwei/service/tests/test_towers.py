"""楼栋图: each unit by its name, its floors from the top, and every room of a floor."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import NOW
from xiwei.estate.models import Room, Unit
from xiwei.service.models import Ticket
from xiwei.service.queries.towers import towers
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def rooms(w, unit, floor, count):
    building = w.buildings[1]
    for number in range(1, count + 1):
        Room.objects.create(
            company=w.company, project=w.project, building=building, unit=unit, floor=floor, number=f"{floor}{number:02d}",
            label=f"2栋{unit or ''}{floor}{number:02d}",
        )  # fmt: skip


def drawn(w):
    tower = next(one for one in towers(w.project, "tickets", w.now) if one.building == w.buildings[1])
    return [(one.name, [(floor, len(cells)) for floor, cells in one.floors]) for one in tower.stairs]


def filled():
    w = make.world()
    building = w.buildings[1]
    Room.objects.filter(building=building).delete()
    first, second = Unit.objects.filter(building=building).order_by("rank", "name")
    rooms(w, first, 1, 9)
    rooms(w, first, 2, 9)
    rooms(w, second, 1, 2)
    rooms(w, None, 1, 3)
    return w


def test_units_stand_in_their_order_each_with_all_rooms_of_its_floors():
    assert drawn(filled()) == [("1单元", [(2, 9), (1, 9)]), ("2单元", [(1, 2)]), ("", [(1, 3)])]


def test_the_page_heads_each_unit_and_says_each_floor():
    w = filled()
    client = Client()
    client.force_login(w.zheng)
    page = client.get(f"/projects/{w.project.pk}/buildings/").content.decode()
    mine = page[page.index("2栋") :]
    assert re.findall(r"<h3>(.*?)</h3>", mine) == ["1单元", "2单元", "不分单元"]
    assert re.findall(r'x-floor-name">(.*?)<', mine) == ["2层", "1层", "1层", "1层"]
    assert mine.count('class="x-room x-room--empty" title') == 23


@pytest.mark.parametrize(
    ("kept", "tone", "letter"),
    [
        ({}, "open", "办"),
        ({"due_at": NOW - MINUTE}, "over", "超"),
        ({"due_at": NOW - MINUTE, "state": "waiting"}, "open", "办"),
        ({"level": 3, "due_at": NOW + MINUTE}, "open", "办"),
        ({"level": 3, "due_at": None, "state": "done"}, "done", "认"),
        ({"level": 1, "due_at": NOW + MINUTE}, "near", "急"),
        ({"level": 1, "due_at": NOW + MINUTE, "state": "waiting"}, "open", "办"),
    ],
)
def test_a_room_is_late_near_or_done_as_the_board_says(kept, tone, letter):
    w = make.world()
    ticket = make.ticket(w)
    Ticket.objects.filter(pk=ticket.pk).update(**{"due_at": w.now + 9 * MINUTE, "level": 0, **kept})
    cells = [cell for tower in towers(w.project, "tickets", w.now) for stair in tower.stairs
             for _, row in stair.floors for cell in row if cell.room == w.room]  # fmt: skip
    assert [(cell.tone, cell.letter, cell.count) for cell in cells] == [(tone, letter, 1)]

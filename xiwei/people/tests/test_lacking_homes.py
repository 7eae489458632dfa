"""An estate with rooms and no household says what is lacking and what to do next, to each who may do it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import cast
from xiwei.estate.models import Room
from xiwei.people.models import Household

pytestmark = pytest.mark.django_db


def page(made, person, query=""):
    client = Client()
    client.force_login(person)
    return client.get(reverse("households", args=[made.project.pk]) + query).content.decode()


def emptied(made, rooms=True):
    Household.objects.filter(project=made.project).update(until=made.now.date())
    if not rooms:
        Room.objects.filter(project=made.project).update(kind="parking")
    return made


def test_rooms_without_households_are_said_and_offered_to_be_filled():
    made = emptied(cast())
    found = page(made, made.zheng)
    rooms = Room.objects.filter(project=made.project).exclude(kind__in=("parking", "storage"))
    assert f"{rooms.count()} 套房已经登记，还没有一户住户。" in found
    assert "表里只有房号、没有人名的，就只登记房子。把带姓名的表再导入一次" in found
    offered = [room for room in rooms if reverse("room_people", args=[room.pk]) in found]
    assert len(offered) == min(10, rooms.count())
    assert "导入带姓名的表" in found


def test_who_may_not_import_is_told_whom_to_ask():
    made = emptied(cast())
    found = page(made, made.zhao_min)
    assert ("请小区主任或公司经理把带姓名的表再导入一次" in found, "导入带姓名的表</a>" in found) == (True, False)


def test_without_rooms_the_sheet_comes_first():
    made = emptied(cast(), rooms=False)
    found = page(made, made.zheng)
    assert ("还没有登记房子，也没有住户。" in found, "手工登记" in found) == (True, False)


def test_a_search_without_an_answer_says_only_that():
    made = emptied(cast())
    found = page(made, made.zheng, "?q=不存在")
    assert ("没有找到这样的住户。" in found, "套房已经登记" in found) == (True, False)

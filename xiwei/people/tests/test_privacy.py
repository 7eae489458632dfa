"""What nobody is told: by a phone typed in, by a page left in a browser, by a code tried out."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import cast
from xiwei.estate.models import Room
from xiwei.people.actions import homes
from xiwei.people.models import Person
from xiwei.people.tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    cache.clear()
    return cast()


@pytest.fixture
def wang(town):
    client = Client()
    client.force_login(town.wang_fang)
    return client


def test_a_phone_typed_in_by_another_company_tells_nobody_whose_it_is(town):
    """外人 of 安居物业 has a room registered for the phone of 王芳, whom only 翠湖物业 knows."""
    made = homes.register(
        _room_of(town), name="某某", phone="13800000001", relation="owner", by=town.staff_outsider, now=NOW
    )
    assert (made.person.name, made.person.phone, made.person == town.wang_fang) == ("某某", None, False)
    assert town.wang_fang.tenures.filter(company=town.other_company).count() == 0


def test_who_is_known_by_phone_and_name_is_one_person_in_both_companies(town):
    made = homes.register(
        _room_of(town), name="王芳", phone="13800000001", relation="owner", by=town.staff_outsider, now=NOW
    )
    assert made.person == town.wang_fang


def test_one_of_the_same_company_may_be_written_otherwise_and_keeps_their_name(town):
    made = homes.register(
        town.rooms[2], name="李先生", phone="13800000002", relation="owner", by=town.staff_zheng, now=NOW
    )
    assert (made.person, Person.objects.get(pk=made.person_id).name) == (town.li_qiang, "李强")


def _room_of(town) -> Room:
    return Room.objects.get(project=town.other_project)


def test_a_page_drawn_for_one_person_is_kept_by_nobody_else(wang):
    pages = ["/home/", "/my/tickets/", "/my/home/", "/inbox/", "/me/", "/report/"]
    assert {page: wang.get(page).headers["Cache-Control"] for page in pages} == dict.fromkeys(
        pages, "private, no-cache"
    )


def test_signing_out_empties_the_browser_of_what_was_shown(wang):
    answer = wang.post("/account/logout/")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (302, '"cache"')


def test_a_stranger_s_page_is_no_secret(town):
    answer = Client().get("/")
    assert ("Cache-Control" in answer.headers, "Clear-Site-Data" in answer.headers) == (False, False)


@pytest.mark.parametrize("door", ["/p/{}/", "/f/{}/", "/p/?code={}"])
def test_codes_are_not_tried_out_and_a_right_one_is_none_the_worse(town, door):
    guesses = [Client().get(door.format(f"ZZZZ{n:04d}")).status_code for n in range(30)]
    one_more = Client().get(door.format("ZZZZ9999")).status_code
    neighbour = Client().get(f"/p/{town.lift.code}/").status_code
    elsewhere = Client(REMOTE_ADDR="10.0.0.9").get(f"/p/{town.lift.code}/").status_code
    assert (set(guesses), one_more, neighbour, elsewhere) == ({404}, 429, 200, 200)


def test_right_codes_are_not_counted(town):
    codes = [Client().get(f"/p/{town.lift.code}/").status_code for _ in range(40)]
    assert codes == [200] * 40


def test_a_code_asked_for_too_often_at_the_demo_s_door_is_told_to_wait(town, settings):
    """One whose phone is not proved is led to prove it, twice in half a minute is once too often."""
    Person.objects.filter(pk=town.sun.pk).update(phone_verified=False)
    settings.DEMO_PHONES = ["13800000004"]
    doors = [Client().post(f"/account/login/demo/{town.sun.pk}/").status_code for _ in range(2)]
    assert doors == [302, 429]

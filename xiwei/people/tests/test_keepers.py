"""People are what estate asks for: the names agree, and each of the cast gets the expected answer."""

import pytest

from tests.cast import NOW, STAFF, cast
from xiwei.estate import rules as estate
from xiwei.ledger.models import SYSTEM, Actor
from xiwei.people.queries.who import who
from xiwei.people.rules import Permission
from xiwei.shared.refusals import NotAllowed, may

pytestmark = pytest.mark.django_db
KEEPERS = {"staff_zheng", "staff_he"}


def test_estates_permissions_are_peoples():
    assert [estate.SEE, estate.MANAGE, estate.ASSOCIATION] == [
        Permission.ESTATE_SEE,
        Permission.ESTATE_MANAGE,
        Permission.ASSOCIATION_SEE,
    ]


@pytest.mark.parametrize("name", STAFF)
def test_who_may_manage_and_see_the_ground(name):
    made = cast()
    staff = getattr(made, name)
    assert estate.may_manage(staff, made.project) == (name in KEEPERS)
    assert estate.may_see(staff, made.project) == (name in KEEPERS)
    assert estate.may_open_project(staff, made.company) == (name == "staff_he")


def test_only_the_servers_keyboard_passes_as_an_actor():
    made = cast()
    asked = may(estate.check_may_manage)
    assert asked(SYSTEM, made.project) is True
    assert asked(Actor("访客"), made.project) is False
    assert asked(Actor("系统", person_id=made.wang_fang.pk), made.project) is False
    assert asked(None, made.project) is False


def test_an_ended_post_grants_nothing():
    made = cast()
    made.staff_zheng.posts.update(until=NOW.date())
    with pytest.raises(NotAllowed):
        estate.check_may_manage(made.staff_zheng, made.project)


def test_one_who_left_manages_nothing():
    made = cast()
    made.staff_zheng.left_on = NOW.date()
    assert estate.may_manage(made.staff_zheng, made.project) is False


def test_who_says_where_a_permission_reaches():
    made = cast()
    director, manager = (who(person, day=NOW.date()) for person in (made.zheng, made.he))
    assert director.reach(Permission.ESTATE_SEE) == ((made.company.pk, made.project.pk),)
    assert manager.reach(Permission.ESTATE_SEE) == ((made.company.pk, None),)
    assert who(made.wang_fang, day=NOW.date()).reach(Permission.ESTATE_SEE) == ()

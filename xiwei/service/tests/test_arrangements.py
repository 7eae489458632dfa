"""Whatever changes who serves or where somebody belongs is seen by the very next asking: no answer kept is older.

Each row does one deed by its action, between two askings of the product's own questions, with answers kept as they are
when the product is served. A deed whose line forgot to say what it changes fails here.
"""

from datetime import timedelta

import pytest

from xiwei.ledger import editions
from xiwei.people.actions import homes, rosters, staff
from xiwei.people.models import Credential, Line, Role
from xiwei.people.queries.who import who
from xiwei.people.tests.make import moved_out
from xiwei.service.actions import groups
from xiwei.service.queries import duty
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _kept_as_in_the_product(monkeypatch):
    monkeypatch.setattr(editions, "STALE", 60.0)


@pytest.fixture
def w():
    return make.world()


def repairer(w):
    spot = duty.Spot(w.company.pk, w.project.pk, w.room.building_id, w.room.unit_id)
    return duty.on_duty(spot, Line.REPAIR, w.now).staff


def boss(w):
    return duty.director(duty.Spot(w.company.pk, w.project.pk), w.now)


def faces(w, person):
    return who(person, day=w.now.date()).faces


def leave(w, one, **more):
    asked = rosters.ask_leave(
        one, starts_at=w.now - DAY, ends_at=w.now + DAY, reason="看病", by=one, now=w.now - 2 * DAY
    )
    return rosters.grant_leave(asked, by=w.staff_he, now=w.now - 2 * DAY, **more)


def test_leave_granted_is_seen_at_once_and_so_is_leave_taken_back(w):
    assert repairer(w) == w.staff_sun
    granted = leave(w, w.staff_sun, cover=w.staff_chen)
    assert repairer(w) == w.staff_chen
    rosters.withdraw_leave(granted, by=w.staff_sun, now=w.now)
    assert repairer(w) == w.staff_sun


def test_a_roster_a_shift_added_and_a_shift_dropped_are_seen_at_once(w):
    assert repairer(w) == w.staff_sun
    rosters.make_roster(
        w.project, line="repair", staff=[w.staff_chen], cycle="day6", first=w.now.date() + DAY,
        last=w.now.date() + 3 * DAY, by=w.staff_zheng, now=w.now,
    )  # fmt: skip
    assert repairer(w) == w.staff_zheng  # the line keeps a roster now, and nobody is on it yet
    shift = rosters.add_shift(
        w.project, staff=w.staff_sun, line="repair", starts_at=w.now, ends_at=w.now + DAY / 4, by=w.staff_zheng, now=w.now,
    )  # fmt: skip
    assert repairer(w) == w.staff_sun
    rosters.drop_shift(shift, by=w.staff_zheng, now=w.now - DAY)
    assert repairer(w) == w.staff_zheng


def test_a_duty_officer_named_is_seen_at_once_and_one_ended_too(w):
    groups.set_group(w.group, members=[], areas=[(one, None) for one in w.buildings], by=w.staff_zheng, now=w.now)
    _, second = (
        rosters.add_shift(
            w.project, staff=one, line="repair", starts_at=w.now, ends_at=w.now + DAY / 4, by=w.staff_zheng, now=w.now
        )
        for one in (w.staff_sun, w.staff_chen)
    )
    assert repairer(w) == w.staff_sun
    named = rosters.name_officer(second, officer=True, by=w.staff_zheng, now=w.now)
    assert repairer(w) == w.staff_chen
    rosters.name_officer(named, officer=False, by=w.staff_zheng, now=w.now)
    assert repairer(w) == w.staff_sun


def test_a_member_set_a_member_removed_and_other_areas_are_seen_at_once(w):
    assert repairer(w) == w.staff_sun
    groups.set_member(w.group, line="repair", staff=w.staff_chen, stand_in=None, by=w.staff_zheng, now=w.now)
    assert repairer(w) == w.staff_chen
    groups.set_areas(w.group, areas=[(w.buildings[1], None)], by=w.staff_zheng, now=w.now)
    assert repairer(w) == w.staff_zheng
    groups.set_areas(w.group, areas=[(w.buildings[0], None)], by=w.staff_zheng, now=w.now)
    assert repairer(w) == w.staff_chen
    groups.set_group(w.group, members=[], areas=[(w.buildings[0], None)], by=w.staff_zheng, now=w.now)
    assert repairer(w) == w.staff_zheng


def test_who_leaves_the_company_or_the_estate_serves_there_no_more(w):
    assert boss(w) == w.staff_zheng and repairer(w) == w.staff_sun
    staff.end_post(w.staff_sun.posts.get(), by=w.staff_he, now=w.now)
    assert repairer(w) == w.staff_zheng
    staff.dismiss(w.staff_zheng, by=w.staff_he, now=w.now, reason="退休")
    assert boss(w) == w.staff_he
    assert faces(w, w.zheng) == []


def test_a_post_given_shows_on_the_very_next_page(w):
    assert "director" not in faces(w, w.sun)
    role = Role.objects.get(code="director", company=None)
    staff.give_post(w.staff_sun, role=role, line="management", by=w.staff_he, now=w.now, project=w.project)
    assert "director" in faces(w, w.sun)


def test_a_certificate_counts_from_the_moment_it_is_registered(w):
    spot = duty.Spot(w.company.pk, w.project.pk, w.room.building_id, w.room.unit_id)
    assert duty.pick(spot, "repair", w.now, certificate="electric").staff == w.staff_zheng
    assert Credential.objects.count() == 0
    staff.hold_credential(w.staff_sun, kind="electric", by=w.staff_he, now=w.now)
    assert duty.pick(spot, "repair", w.now, certificate="electric").staff == w.staff_sun


def test_who_moves_in_and_who_moves_out_is_known_at_once(w):
    assert faces(w, w.sun) == ["worker"]
    tenure = homes.open_tenure(w.household, w.sun, relation="tenant", by=w.staff_zheng, now=w.now)
    assert faces(w, w.sun) == ["worker", "resident"]
    homes.end_tenure(tenure, by=w.staff_zheng, now=w.now)
    assert faces(w, w.sun) == ["worker"]
    assert "resident" in faces(w, w.wang_fang)
    moved_out(w.household, by=w.staff_zheng, now=w.now)
    assert faces(w, w.wang_fang) == []


def test_a_new_household_is_known_at_once(w):
    assert faces(w, w.sun) == ["worker"]
    empty = next(room for room in w.rooms if room not in (w.room, w.neighbour_room))
    homes.move_in(empty, person=w.sun, by=w.staff_zheng, now=w.now)
    assert faces(w, w.sun) == ["worker", "resident"]

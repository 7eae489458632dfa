"""Rows inserted in bulk are the rows that the ORM would have written, on either database."""

import pytest
from django.db import transaction
from django.forms import model_to_dict

from tests.cast import NOW, Cast, cast
from xiwei.estate.models import Room
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Entry
from xiwei.people.models import Household, Person, Relation, Tenure
from xiwei.shared import bulk

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Cast:
    return cast()


def person(name: str, phone: str | None) -> Person:
    return Person(name=name, phone=phone, joined_at=NOW, password="!x")


def test_rows_stand_as_the_orm_would_have_written_them(made):
    names = ["𠮷田'; DROP TABLE", 'a"b\\c', "%s {x}"]
    ours = [person(name, f"1390000000{place}") for place, name in enumerate(names)]
    theirs = [person(name, f"1390000001{place}") for place, name in enumerate(names)]
    bulk.insert(Person, ours)
    Person.objects.bulk_create(theirs)
    for one, other in zip(ours, theirs, strict=True):
        stored, like = (model_to_dict(Person.objects.get(pk=row.pk), exclude=["id", "phone"]) for row in (one, other))
        assert stored == like
    assert [Person.objects.get(pk=row.pk).name for row in ours] == names
    assert Person.objects.get(pk=ours[0].pk).joined_at == NOW


def test_what_a_row_holds_is_written_by_its_id_and_not_asked_for_again(made, django_assert_num_queries):
    room = Room(company=made.company, project=made.project, number="9", label="9栋9")
    bulk.insert(Room, [room])
    home = Household(company=made.company, project=made.project, room=room, name="甲")
    who = person("甲", None)
    tenure = Tenure(company=made.company, household=home, person=who, relation=Relation.OWNER, since=NOW.date())
    for row in (home, who, tenure):
        bulk.insert(type(row), [row])
    with django_assert_num_queries(0):
        assert (tenure.where.room_id, tenure.person.name) == (room.pk, "甲")
    stored = Tenure.objects.get(pk=tenure.pk)
    assert (stored.household_id, stored.person_id, stored.since, stored.until) == (home.pk, who.pk, NOW.date(), None)


def test_ids_go_on_without_a_gap_that_another_could_fall_into(made):
    bulk.insert(Person, [person("甲", None), person("乙", None)])
    last = Person.objects.create(name="丙", joined_at=NOW)
    bulk.insert(Person, [more := person("丁", None)])
    assert more.pk == last.pk + 1
    assert Person.objects.filter(name__in="甲乙丙丁").count() == 4


def test_a_lines_data_comes_back_as_it_went(made):
    data = {"name": "王芳", "list": [1, None, {"x": "y"}], "null": None}
    line = ledger.line("people.signed_in", made.project, by=SYSTEM, at=NOW, **data)
    ledger.record_many([line])
    stored = Entry.objects.get(pk=line.pk)
    assert (stored.data, stored.evidence, stored.at) == (data, [], NOW)


def test_nothing_is_written_for_nothing():
    with transaction.atomic():
        bulk.insert(Person, [])
    assert Person.objects.count() == 0

"""Who changed their name is one person in a pack, whatever their lines call them."""

from datetime import timedelta

import pytest

from xiwei.ledger.models import Entry
from xiwei.people.actions import people
from xiwei.people.models import Person
from xiwei.service.actions import ending
from xiwei.service.tests.make import world
from xiwei.service.tests.test_packs import files_of, leak, packed, paper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


@pytest.mark.parametrize("more", [False, True])
def test_who_has_another_name_now_is_one_person_in_it(w, more):
    ticket = leak(w)
    people.change_person(w.wang_fang, name="王方方", now=w.now + timedelta(minutes=10))
    people.change_person(w.zhao_min, name="赵小敏", now=w.now + timedelta(minutes=10))
    if more:
        asker = Person.objects.get(pk=w.wang_fang.pk)
        ending.remark(ticket, by=asker, words="改约明天", now=w.now + timedelta(minutes=15))
    count = Entry.objects.filter(subject_id=ticket.pk, actor_person_id=w.wang_fang.pk, actor_staff_id=None,
                                 subject_type="service.ticket").count()  # fmt: skip
    said = paper_of(files_of(packed(w, ticket)))
    assert said.count(f"王方方（曾用名 王芳）（{count} 行）") == 1
    assert ("赵小敏（曾用名 赵敏）" in said, "、王芳（" in said, count) == (True, False, 3 if more else 2)

"""A resident's own pack: who can open it and learn what it is for, and what others read of that."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE
from xiwei.ledger.models import Entry, Seen
from xiwei.people.models import Staff, Viewing
from xiwei.people.queries import known
from xiwei.service.actions import packs
from xiwei.service.models import Pack
from xiwei.service.tests.make import world
from xiwei.service.tests.test_packs import leak, packed

pytestmark = pytest.mark.django_db
SECRET = "投诉郑主任收钱不办事"


@pytest.fixture
def w():
    return world()


def client(person) -> Client:
    made = Client()
    made.force_login(person)
    return made


def own(w, ticket) -> Pack:
    pack = packs.ask(ticket, reader="", purpose=SECRET, by=w.wang_fang, now=timezone.now())
    return Pack.objects.get(pk=pack.pk)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_resident_s_own_pack_opens_to_that_resident_alone(w, name):
    pack = own(w, leak(w))
    visitor = client(getattr(w, name))
    opened = {visitor.get(f"/packs/{pack.pk}/{part}").status_code for part in ("", "progress/", "links/")}
    assert (404 in opened) == (name != "wang_fang")
    assert (visitor.post(f"/packs/{pack.pk}/file/").status_code == 404) == (name != "wang_fang")


@pytest.mark.parametrize("name", PEOPLE)
def test_what_it_is_for_stands_on_no_page_and_in_no_line_that_others_read(w, name):
    ticket = leak(w)
    own(w, ticket)
    visitor = client(getattr(w, name))
    pages = [f"/tickets/{ticket.pk}/", f"/projects/{w.project.pk}/packs/", f"/packs/new/ticket/{ticket.pk}/"]
    said = "".join(visitor.get(page).content.decode() for page in pages)
    assert (SECRET in said) == (name == "wang_fang")
    assert not [line.pk for line in Entry.objects.all() if SECRET in str(line.data)]


def test_that_it_was_asked_for_and_taken_is_a_line_all_the_same(w):
    ticket = leak(w)
    pack = packed(w, ticket, by=w.wang_fang)
    packs.fetch(pack, by=w.wang_fang, now=w.now)
    lines = Entry.objects.filter(subject_id=ticket.pk, kind__contains="pack_").order_by("pk")
    assert [(line.kind, line.seen_by, line.data.get("purpose")) for line in lines] == [
        ("service.own_pack_asked", Seen.RESIDENT, None),
        ("service.pack_made", Seen.RESIDENT, None),
        ("service.own_pack_fetched", Seen.RESIDENT, None),
    ]


def test_who_is_resident_and_staff_takes_their_own_as_the_resident(w):
    pack = packed(w, leak(w), by=w.wang_fang)
    Staff.objects.filter(pk=w.staff_zheng.pk).update(person=w.wang_fang)
    assert client(w.wang_fang).post(f"/packs/{pack.pk}/file/").status_code == 200
    line = Entry.objects.get(kind="service.own_pack_fetched")
    assert (line.actor_person_id, line.actor_staff_id) == (w.wang_fang.pk, None)


def test_before_it_is_written_what_for_the_page_says_who_will_read_it(w):
    address = f"/packs/new/ticket/{leak(w).pk}/"
    says = {
        name: client(getattr(w, name)).get(address).content.decode().split("<form")[-1]
        for name in ("wang_fang", "zheng")
    }
    assert "这份证据包和您写的用途只有您自己能打开" in says["wang_fang"]
    assert "本项目能整理证据包的同事都能打开它" in says["zheng"]


def test_each_colleague_who_opens_a_pack_s_page_is_told_to_its_household_once_a_sitting(w):
    pack = packed(w, leak(w))
    for visitor in (client(w.zheng), client(w.zheng), client(w.he)):
        assert visitor.get(f"/packs/{pack.pk}/").status_code == 200
    looked = Viewing.objects.filter(what=packs.PAGE).order_by("pk")
    assert [(one.staff_id, one.household_id) for one in looked] == [
        (w.staff_zheng.pk, w.household.pk), (w.staff_he.pk, w.household.pk),
    ]  # fmt: skip
    lines = Entry.objects.filter(kind="people.looked_at", household_id=w.household.pk, seen_by=Seen.RESIDENT)
    assert [line.data["what"] for line in lines] == [packs.PAGE] * 2
    told = [row.label for row in known.own_part(w.wang_fang, "looked", limit=9).rows if packs.PAGE in row.text]
    assert sorted(told) == sorted(f"{one.post} {one.staff.name}" for one in looked)

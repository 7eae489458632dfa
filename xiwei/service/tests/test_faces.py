"""Those who serve are seen by their pictures, by whoever may see them; every picture a page shows can be fetched."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from xiwei.ledger.models import VISITOR
from xiwei.people.actions import people
from xiwei.people.models import Staff, Tenure
from xiwei.service.actions import asking
from xiwei.service.models import Channel, Follower, Ticket
from xiwei.service.tests import make
from xiwei.shared import moment

pytestmark = pytest.mark.django_db
FACE = re.compile(r'<span class="x-face[^>]*><img src="([^"]+)"')
SERVING = ("zhao_min", "sun", "zhou_yong", "wu")


@pytest.fixture
def w(monkeypatch):
    cache.clear()
    made = make.world()
    monkeypatch.setattr(moment, "now", lambda: made.now)
    for name in SERVING:
        people.set_face(getattr(made, name), picture=make.picture(), now=made.now)
    return made


def client_of(person) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def shown(person, address: str) -> list[str]:
    """The addresses of the pictures of a page's people, each fetched by the same one who looks."""
    client = client_of(person)
    page = client.get(address)
    assert page.status_code == 200
    inner = page.content.decode().split("<main", 1)[1]
    found = sorted(set(FACE.findall(inner)))
    assert [client.get(one).status_code for one in found] == [200] * len(found)
    return found


def faces(w, *names: str) -> list[str]:
    return sorted(type(w.sun).objects.get(pk=getattr(w, name).pk).face_url for name in names)


@pytest.mark.parametrize(
    ("who", "address", "names"),
    [
        ("wang_fang", "/t/{ticket}/", ["zhao_min", "sun"]),
        ("zheng", "/t/{ticket}/", ["zhao_min", "sun"]),
        ("he", "/t/{ticket}/", ["zhao_min", "sun"]),
        ("wang_fang", "/home/", SERVING),
        ("zhao_min", "/households/{household}/", SERVING),
        ("zheng", "/projects/{project}/groups/", SERVING),
        ("zheng", "/search/?words=孙", ["sun"]),
    ],
)
def test_those_who_serve_are_shown_by_their_pictures(w, who, address, names):
    at = {"ticket": make.ticket(w).pk, "household": w.household.pk, "project": w.project.pk}
    assert shown(getattr(w, who), address.format(**at)) == faces(w, *names)


def test_a_neighbour_who_follows_sees_who_comes(w):
    ticket = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    Follower.objects.create(company=w.company, ticket=ticket, person=w.li_qiang, at=w.now)
    assert shown(w.li_qiang, f"/t/{ticket.pk}/") == faces(w, "zhao_min", "sun")


@pytest.mark.parametrize(
    ("who", "names"), [(None, []), ("outsider", []), ("lin", []), ("li_qiang", ["zhao_min", "sun"])]
)
def test_by_a_follow_code_the_picture_is_for_who_may_see_it_and_the_initial_for_everyone_else(w, who, names):
    told = make.public_need(w, asker=None, asker_name="张先生")
    ticket = asking.take(told, channel=Channel.CODE, by=VISITOR, now=w.now)
    address = reverse("follow", args=[ticket.follow_code])
    assert shown(getattr(w, who) if who else None, address) == faces(w, *names)
    assert ">赵</span>" in client_of(None).get(address).content.decode()


def test_one_who_moved_out_reads_their_old_matter_by_its_code_with_initials(w):
    ticket = make.ticket(w)
    Tenure.objects.filter(person=w.wang_fang).update(until=w.now.date())
    assert shown(w.wang_fang, reverse("follow", args=[ticket.follow_code])) == []


def test_who_has_left_is_shown_no_more(w):
    ticket = make.ticket(w)
    Staff.objects.filter(pk=w.staff_sun.pk).update(left_on=w.now.date())
    assert shown(w.wang_fang, f"/t/{ticket.pk}/") == faces(w, "zhao_min")


def test_who_has_no_picture_keeps_the_initial(w):
    people.set_face(w.sun, picture=None, now=w.now)
    assert shown(w.wang_fang, f"/t/{make.ticket(w).pk}/") == faces(w, "zhao_min")


def test_a_ticket_s_page_asks_as_much_for_several_who_serve_as_for_one(w):
    ticket = make.ticket(w)
    client = client_of(w.zheng)
    client.get(f"/t/{ticket.pk}/")
    counts = []
    for name in ("staff_zhao", "staff_wu"):
        Ticket.objects.filter(pk=ticket.pk).update(answering=getattr(w, name))
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/t/{ticket.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]

"""A home's matter is of those who live there now: who asked and moved out neither sees, hears nor does anything of it."""

import pytest

from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.people.actions import homes, people
from xiwei.people.models import Tenure
from xiwei.people.queries.who import who
from xiwei.service.actions import asking, ending, merging
from xiwei.service.actions.telling import tell_residents, to_askers
from xiwei.service.models import Follower
from xiwei.service.queries import orders, tickets
from xiwei.service.queries.homes import awaited
from xiwei.service.rules.parties import speaks_for
from xiwei.service.tests import make
from xiwei.service.tests.test_faces import client_of
from xiwei.service.tests.test_permissions import done
from xiwei.shared.refusals import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def lives(w, person, household, relation="owner"):
    return Tenure.objects.create(
        company=w.company, household=household, person=person, relation=relation, since=household.since
    )


def moves_out(w):
    """王芳 leaves the home she asked in, where her father lives on, and lives next door."""
    lives(w, people.person_without_phone("王大伯", now=w.now), w.household, "family")
    lives(w, w.wang_fang, w.neighbour_household)
    homes.end_tenure(Tenure.objects.get(person=w.wang_fang, household=w.household), by=w.staff_zheng, now=w.now)


def tells(w, ticket):
    tell_residents(ticket, about="service.promised", title="新进展", body="改到明天", now=w.now, key="told")


def test_one_who_moved_out_opens_nothing_of_the_home_s_matter_on_their_open_session(w):
    ticket, client = make.ticket(w), client_of(w.wang_fang)
    before = client.get(f"/t/{ticket.pk}/").status_code
    moves_out(w)
    seen = [client.get(f"/t/{ticket.pk}/{part}").status_code for part in ("", "live/", "remark/")]
    posted = client.post(f"/t/{ticket.pk}/remark/", {"remark-words": "还在滴"}).status_code
    assert (before, seen, posted) == (200, [404, 404, 404], 404)
    assert ticket.title not in client.get("/my/tickets/").content.decode()


def test_nor_do_they_speak_for_it_or_see_its_work(w):
    ticket = done(w)
    assert awaited(who(w.wang_fang, day=w.now.date())).done == [ticket]
    moves_out(w)
    asks = who(w.wang_fang, day=w.now.date())
    assert (speaks_for(ticket, w.wang_fang), awaited(asks).done) == (False, [])
    assert (list(tickets.for_person(asks)), list(tickets.of_person(w.wang_fang))) == ([], [])
    assert list(orders.for_resident(asks)) == []
    with pytest.raises(NotAllowed):
        ending.confirm(ticket, by=w.wang_fang, now=w.now)


def test_who_lives_there_still_hears_in_their_stead(w):
    lives(w, w.li_qiang, w.household, "family")
    ticket = make.ticket(w)
    moves_out(w)
    before = Message.objects.filter(person=w.wang_fang).count()
    tells(w, ticket)
    heard = Message.objects.filter(key__endswith=f"{ticket.pk}:told", person=w.li_qiang).exists()
    assert (Message.objects.filter(person=w.wang_fang).count() - before, heard) == (0, True)
    priced = to_askers(ticket, about="service.quoted", title="报价", body="80 元", key="quoted")
    assert list(priced.people) == [w.li_qiang]


def test_a_merged_matter_of_the_home_leaves_no_way_in_by_following(w):
    lives(w, w.li_qiang, w.household, "family")
    told = make.need(w, asker=w.li_qiang)
    into = asking.take(told, channel="page", by=w.li_qiang, now=w.now)
    merging.merge(make.ticket(w), into=into, by=w.staff_zheng, now=w.now)
    assert Follower.objects.filter(ticket=into, person=w.wang_fang).exists()
    moves_out(w)
    before = Message.objects.filter(person=w.wang_fang).count()
    tells(w, into)
    assert Message.objects.filter(person=w.wang_fang).count() == before
    assert list(tickets.for_person(who(w.wang_fang, day=w.now.date()))) == list(tickets.of_person(w.wang_fang)) == []


def test_what_they_asked_of_a_public_place_stays_theirs(w):
    ticket = asking.take(make.public_need(w), channel="page", by=w.wang_fang, now=w.now)
    moves_out(w)
    tells(w, ticket)
    heard = Message.objects.filter(key__endswith=f"{ticket.pk}:told", person=w.wang_fang).exists()
    sees = client_of(w.wang_fang).get(f"/t/{ticket.pk}/").status_code
    assert (speaks_for(ticket, w.wang_fang), heard, sees) == (True, True, 200)


def test_a_key_of_another_form_makes_no_word_vanish(w):
    ticket, client = make.ticket(w), client_of(w.wang_fang)
    posted = [
        client.post(f"/t/{ticket.pk}/{verb}/", {f"{verb}-key": "one", f"{verb}-words": words}).status_code
        for verb, words in (("remark", "还在滴"), ("remark", "还在滴"), ("withdraw", "自己修好了"))
    ]
    lines = Entry.objects.filter(subject_id=ticket.pk, kind__in=["service.remarked", "service.withdrawn"])
    assert (posted, sorted(lines.values_list("kind", flat=True))) == (
        [302] * 3,
        ["service.remarked", "service.withdrawn"],
    )

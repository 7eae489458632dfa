"""A need noted by staff has a place somebody can walk to; a resident's public matter begins at their own stair."""

import pytest
from django.urls import reverse

from xiwei.estate.models import Building
from xiwei.estate.spoken import in_each
from xiwei.service.models import Ticket
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db

ASKED = "请写清在哪里"


def noted(client, w, **sent):
    client.force_login(w.zhou_yong)
    kept = {"words": "楼道灯坏了", "key": "k" * 32, "channel": "gate", "project": str(w.project.pk)}
    return client.post(reverse("take"), kept | sent)


def where(ticket):
    return (str(ticket.building or ""), str(ticket.place or ticket.room or ""), ticket.spot)


@pytest.mark.parametrize("typed", ["", "楼道", "五楼过道", "电梯里"])
def test_a_lamp_in_no_building_is_asked_after_and_what_was_typed_is_kept(client, typed):
    w = make.world()
    page = noted(client, w, room_words=typed)
    text = page.content.decode()
    assert (page.status_code, ASKED in text, "楼道灯坏了</textarea>" in text) == (422, True, True)
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"room_words": "2栋1单元楼道"}, ("2栋", "", "1单元楼道")),
        ({"room_words": "东边围墙"}, ("", "", "东边围墙")),
        ({"words": "2栋楼道灯坏了"}, ("2栋", "", "")),
    ],
)
def test_a_building_or_a_place_in_words_is_enough(client, sent, found):
    w = make.world()
    noted(client, w, **sent)
    assert [where(one) for one in Ticket.objects.all()] == [found]


def test_a_question_needs_no_place(client):
    w = make.world()
    noted(client, w, words="物业费怎么交", kind="inquiry", line="butler")
    assert Ticket.objects.count() == 1


def test_where_there_is_one_building_it_need_not_be_said(client):
    w = make.world()
    Building.objects.filter(pk=w.buildings[1].pk).update(project=w.other_project)
    noted(client, w)
    assert [where(one)[0] for one in Ticket.objects.all()] == ["1栋"]


def told(client, w, **sent):
    client.force_login(w.wang_fang)
    kept = {"words": "楼道的灯坏了", "key": "k" * 32, "where": f"public-{w.project.pk}"}
    return client.post(reverse("report"), kept | sent, follow=True)


def test_a_residents_public_matter_begins_at_their_own_stair_and_says_so(client):
    w = make.world()
    page = told(client, w).content.decode()
    home = w.room
    assert [where(one) for one in Ticket.objects.all()] == [(str(home.building), "", str(home.unit))]
    assert f"没写在哪，先从您家的{home.building}{home.unit}找起" in page


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"words": "2栋楼道的灯坏了"}, ("2栋", "", "")),
        ({"words": "地下车库的灯坏了"}, ("1栋", "", "")),
        ({"spot": "三楼拐角"}, ("1栋", "", "三楼拐角")),
    ],
)
def test_what_was_said_of_the_place_is_not_overruled(client, sent, found):
    w = make.world()
    told(client, w, **sent)
    assert [where(one) for one in Ticket.objects.all()] == [found]


def test_the_choice_says_from_where_it_is_looked_for(client):
    w = make.world()
    client.force_login(w.wang_fang)
    page = client.get(reverse("report")).content.decode()
    assert f"（没写在哪，就从您家的{w.room.building}{w.room.unit}找起）" in page


@pytest.mark.parametrize(
    ("words", "each"),
    [
        ("楼道", True),
        ("五楼的过道", True),
        ("电梯里面", True),
        ("1单元楼道", False),
        ("东门", False),
        ("楼道尽头水表箱", False),
    ],
)
def test_what_stands_in_every_building_says_nothing_of_where(words, each):
    assert in_each(words) is each

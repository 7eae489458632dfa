"""Whoever is invited may say no: then the invitation is over, and the company that sent it reads so."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from tests.cast import NOW, Cast, cast
from xiwei.ledger.models import Entry
from xiwei.people.actions import invitations
from xiwei.people.models import Invitation, Tenure
from xiwei.people.tests.test_invitations import proved, to_live, visit
from xiwei.shared.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Cast:
    cache.clear()
    return cast()


def test_who_declines_lives_and_works_nowhere_by_it_and_cannot_accept_any_more(town):
    made, person = to_live(town), proved()
    declined = invitations.decline(made, person=person, now=NOW)
    with pytest.raises(NotNow, match="已经回绝了"):
        invitations.accept(made, person=person, now=NOW)
    assert (declined.declined_at, declined.accepted_at, Tenure.objects.filter(person=person).count()) == (NOW, None, 0)
    last = Entry.objects.order_by("pk").last()
    assert last is not None
    assert (last.kind, last.actor_label, last.subject_id) == ("people.invitation_declined", "陆瑶", made.pk)
    assert (last.actor_person_id, last.person_id) == (None, None)


def test_nobody_else_declines_it(town):
    with pytest.raises(NotAllowed):
        invitations.decline(to_live(town), person=town.li_qiang, now=NOW)
    assert Invitation.objects.get().declined_at is None


def test_after_a_decline_the_same_phone_may_be_asked_again(town):
    invitations.decline(to_live(town), person=proved(), now=NOW)
    assert to_live(town, now=NOW).pk != Invitation.objects.order_by("pk")[0].pk


def test_the_page_lets_its_holder_say_no_and_a_second_tap_is_no_error(town, client):
    made, person = to_live(town, now=timezone.now()), proved()
    client.force_login(person)
    assert reverse("invitation_decline", args=[made.code]) in visit(client, made).content.decode()
    answers = [client.post(reverse("invitation_decline", args=[made.code])).status_code for _ in range(2)]
    assert (answers, Invitation.objects.get().declined_at is not None) == ([302, 302], True)
    assert "邀请您加入" not in client.get(reverse("me")).content.decode()

"""A rating asks what was wrong or what was good; both stand there where no script chooses between them."""

import html

import pytest

from xiwei.service.forms.verbs import RateForm
from xiwei.service.models import Rating, Ticket
from xiwei.service.rules.ending import CHIPS, FAULTS, PRAISE
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db


def closed(w) -> Ticket:
    ticket = make.ticket(w, now=moment.now())
    Ticket.objects.filter(pk=ticket.pk).update(state="closed", closed_at=moment.now(), outcome="confirmed")
    return ticket


def test_every_chip_is_either_praise_or_a_fault():
    assert (set(PRAISE) & set(FAULTS), set(PRAISE) | set(FAULTS)) == (set(), set(CHIPS))


def test_without_a_script_both_groups_stand_under_their_headings():
    w = make.world()
    page = html.unescape(signed_in(w.wang_fang).get(f"/t/{closed(w).pk}/").content.decode())
    assert [word in page for word in ("1 到 3 星：哪里不好", "4、5 星：哪里好", "来得慢", "来得快")] == [True] * 4


def test_chips_of_both_groups_are_kept_together():
    w = make.world()
    data = {"rate-key": "k", "rate-stars": "4", "rate-good": ["kind"], "rate-bad": ["slow"]}
    answer = signed_in(w.wang_fang).post(f"/t/{closed(w).pk}/rate/", data)
    assert (answer.status_code, Rating.objects.get().chips) == (302, ["slow", "kind"])


def test_a_chip_of_the_one_group_is_none_of_the_other():
    w = make.world()
    form = RateForm({"stars": "5", "good": ["slow"], "key": "k"}, ticket=closed(w), now=w.now)
    assert (form.is_valid(), list(form.errors)) == (False, ["good"])

"""Where lines of several matters stand together, each says which it is of, and opens it."""

import pytest
from django.test import Client
from django.urls import reverse

from xiwei.service.actions import asking
from xiwei.service.models import Channel
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db


def page(person, name, *args):
    client = Client()
    client.force_login(person)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def link(ticket):
    return f'<p class="x-timeline-of"><a href="{reverse("ticket", args=[ticket.pk])}">{ticket}</a></p>'


@pytest.mark.parametrize("who", ["wang_fang", "zhao_min"])
def test_each_line_of_a_home_names_its_matter(who):
    w = make.world()
    leak, lamp = make.ticket(w), make.ticket(w, item=None, words="客厅灯不亮")
    found = page(w.wang_fang, "my_home") if who == "wang_fang" else page(w.zhao_min, "household", w.household.pk)
    assert min(found.count(link(leak)), found.count(link(lamp))) >= 1
    assert (str(leak), str(lamp)) == (f"水管漏水（{leak.number}）", f"客厅灯不亮（{lamp.number}）")


def test_a_line_about_the_home_itself_names_no_matter():
    w = make.world()
    found = page(w.zhao_min, "household", w.household.pk)
    assert (found.count("x-timeline-item"), found.count("x-timeline-of")) == (1, 0)


def test_a_matter_s_own_page_does_not_repeat_it():
    w = make.world()
    ticket = make.ticket(w)
    assert "x-timeline-of" not in page(w.wang_fang, "ticket", ticket.pk)


def test_a_place_s_lines_name_their_matters():
    w = make.world()
    ticket = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    assert link(ticket) in page(w.zheng, "place_card", w.lift.pk)

"""Each verb of a ticket has a page of its own with its form; the ticket's page draws only what its reader is waited for."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from xiwei.people.models import Leave, Staff
from xiwei.service.models import Ticket
from xiwei.service.tests import make
from xiwei.shared import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(monkeypatch):
    made = make.world()
    monkeypatch.setattr(moment, "now", lambda: made.now)
    return made


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def read(answer):
    return answer.content.decode()


def fields_of(page, verb):
    return sorted(set(re.findall(rf'name="{verb}-([a-z_]+)"', page)) - {"key"})


def test_the_ticket_s_page_draws_the_form_that_is_waited_for_and_ways_to_the_others(w):
    ticket = make.ticket(w)
    page = read(signed_in(w.zhao_min).get(f"/t/{ticket.pk}/"))
    drawn = sorted(set(re.findall(rf'action="/t/{ticket.pk}/(\w+)/#', page)))
    ways = sorted(re.findall(rf'href="/t/{ticket.pk}/(\w+)/" hx-get="/t/{ticket.pk}/\1/"', page))
    assert drawn == ["promise"]
    assert ways == ["ask_decline", "assign", "begin", "correct", "merge", "note"]


def test_every_way_leads_to_a_page_whose_form_is_sent_where_it_stands(w):
    ticket = make.ticket(w)
    zhao = signed_in(w.zhao_min)
    ways = re.findall(r'hx-get="([^"]+)"', read(zhao.get(f"/t/{ticket.pk}/")))
    forms = {
        way: re.findall(r'<form method="post" enctype[^>]* action="([^"#]+)#', read(zhao.get(way))) for way in ways
    }
    del forms["/inbox/unread/"]
    assert forms and forms == {way: [way] for way in forms}


def test_the_form_of_a_deed_s_own_page_is_taken_without_a_script(w):
    ticket = make.ticket(w)
    zheng = signed_in(w.zheng)
    page = read(zheng.get(f"/t/{ticket.pk}/note/"))
    assert (fields_of(page, "note"), ticket.words in page) == (["words"], True)
    key = re.search(r'name="note-key" value="(\w+)"', page)[1]
    taken = zheng.post(f"/t/{ticket.pk}/note/", {"note-words": "已联系", "note-key": key})
    assert taken["Location"] == f"/t/{ticket.pk}/"


def test_htmx_gets_the_form_alone_and_a_cache_keeps_the_two_apart(w):
    ticket = make.ticket(w)
    answer = signed_in(w.zheng).get(f"/t/{ticket.pk}/note/", headers={"HX-Request": "true"})
    assert "HX-Request" in answer["Vary"]
    assert re.match(r'\s*<details class="x-fold" id="do-note" open>', read(answer))
    assert "<html" not in read(answer)


def test_what_can_t_be_done_now_leads_to_the_ticket_and_draws_no_form(w):
    ticket = make.ticket(w)
    zhao = signed_in(w.zhao_min)
    assert zhao.get(f"/t/{ticket.pk}/resume/")["Location"] == f"/t/{ticket.pk}/"
    late = zhao.get(f"/t/{ticket.pk}/resume/", headers={"HX-Request": "true"})
    assert (late.status_code, late["HX-Refresh"], late.content) == (204, "true", b"")


def test_whose_verb_it_never_is_gets_no_form_of_it(w):
    ticket = make.ticket(w)
    answers = [signed_in(w.wang_fang).get(f"/t/{ticket.pk}/{verb}/").status_code for verb in ("note", "assign", "wait")]
    assert answers == [403, 403, 403]
    assert signed_in(w.li_qiang).get(f"/t/{ticket.pk}/remark/").status_code == 404


def test_a_wrong_form_from_a_page_of_its_own_stands_open_on_the_ticket_s_page_with_what_was_typed(w):
    ticket = make.ticket(w)
    answer = signed_in(w.zhao_min).post(
        f"/t/{ticket.pk}/wait/", {"wait-reason": "part", "wait-waits_for": "新水管", "wait-key": "k"}
    )
    page = read(answer)
    assert answer.status_code == 422
    assert re.search(r'<details class="x-fold" id="do-wait" open>', page)
    assert 'value="新水管"' in page


def test_the_assigning_form_offers_those_who_work_in_the_project(w):
    ticket = make.ticket(w)
    page = read(signed_in(w.zheng).get(f"/t/{ticket.pk}/assign/"))
    offered = {int(pk) for pk in re.findall(r'<option value="(\d+)"', page)}
    here = Staff.objects.filter(posts__project=w.project, posts__until=None).values_list("pk", flat=True)
    assert offered == set(here)


def test_who_is_at_work_in_the_line_stands_first_in_it_with_what_they_have_in_hand(w):
    ticket = make.ticket(w)
    page = read(signed_in(w.zheng).get(f"/t/{ticket.pk}/assign/"))
    labels = re.findall(r'<option value="\d+"[^>]*>(.*?)</option>', page)
    assert labels[0] == "孙师傅（维修工，在岗，手上 1 件）"
    assert "吴姐（保洁员，在岗）" in labels


def test_who_is_on_leave_is_said_not_to_be_at_work(w):
    ticket, now = make.ticket(w), moment.now()
    Leave.objects.create(
        company=w.company, staff=w.staff_sun, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=9),
        reason="家中有事", state="granted",
    )  # fmt: skip
    page = read(signed_in(w.zheng).get(f"/t/{ticket.pk}/assign/"))
    assert "孙师傅（维修工，现在不在岗，手上 1 件）" in page


def test_a_long_timeline_shows_its_last_lines_and_a_way_to_the_rest(w):
    ticket = make.ticket(w)
    zhao = signed_in(w.zhao_min)
    for number in range(32):
        zhao.post(f"/t/{ticket.pk}/note/", {"note-words": f"第 {number} 次联系", "note-key": f"k{number}"})
    short, whole = (zhao.get(f"/t/{ticket.pk}/{query}") for query in ("", "?lines=all"))
    counts = [read(page).count("x-timeline-item") for page in (short, whole)]
    assert counts == [30, len(whole.context["lines"])]
    assert [f"/t/{ticket.pk}/?lines=all#timeline" in read(page) for page in (short, whole)] == [True, False]
    assert Ticket.objects.get(pk=ticket.pk).words in read(whole)

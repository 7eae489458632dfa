"""A page says a thing once: the end of the work, why it waits, what a picture is of, what was wrong."""

import html
from datetime import timedelta

import pytest
from django.test import Client

from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Entry, Seen
from xiwei.notices.models import Message
from xiwei.service.actions import ending, ordering, promising, waiting
from xiwei.service.models import Ticket
from xiwei.service.queries import boards
from xiwei.service.rules import steps
from xiwei.service.rules.ending import beyond_chips
from xiwei.service.tests import make
from xiwei.shared import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(monkeypatch):
    made = make.world()
    monkeypatch.setattr(moment, "now", lambda: made.now)
    return made


def page(person, address):
    client = Client()
    client.force_login(person)
    return html.unescape(client.get(address).content.decode())


def finished(w, ticket):
    """Its order done, with a picture from before and one from after."""
    order = ticket.orders.get()
    ordering.accept(order, by=w.staff_sun, now=w.now)
    ordering.arrive(order, by=w.staff_sun, now=w.now)
    ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0, 1], before=[make.picture()])
    w.now += timedelta(minutes=10)
    ordering.finish(order, by=w.staff_sun, now=w.now, note="换了接头", pictures=[make.picture()])
    return Ticket.objects.get(pk=ticket.pk)


def test_the_end_of_the_work_is_one_step_of_the_page_and_two_lines_of_the_ledger(w):
    ticket = finished(w, make.ticket(w))
    [first, second, *_] = ledger.timeline(subject=ticket, seen_by=Seen.RESIDENT)
    [told, *rest] = steps.once([first, second])
    assert ([first.title, second.title], rest) == (["做完了，等确认", "完工"], [])
    assert (told.title, told.sentence) == ("做完了，等确认", "换了接头。步骤都做完了。请业主确认。")
    assert told.evidence == second.evidence != []
    drawn = page(w.wang_fang, f"/t/{ticket.pk}/")
    assert (drawn.count("做完了，等确认"), drawn.count("<b>完工</b>")) == (1, 0)


def test_work_that_ends_before_the_matter_does_stays_a_step_of_its_own(w):
    lines = ledger.timeline(subject=finished(w, make.ticket(w)), seen_by=Seen.RESIDENT)
    [done, work] = [one for one in lines if one.entry.kind in (steps.DONE, steps.FINISHED)]
    done.entry.at += timedelta(seconds=1)
    assert steps.once([done, work]) == [done, work]


def test_a_picture_among_the_steps_says_whether_it_is_from_before_the_work_or_after(w):
    ticket = finished(w, make.ticket(w))
    [shown] = [one for one in ledger.timeline(subject=ticket, seen_by=Seen.RESIDENT) if one.title == "现场记录"]
    assert shown.sentence == "施工前的照片。"


@pytest.mark.parametrize("reader", ["wang_fang", "zheng"])
def test_each_picture_is_named_below_it(w, reader):
    ticket = finished(w, make.ticket(w, pictures=[make.picture()]))
    drawn = page(getattr(w, reader), f"/t/{ticket.pk}/")
    names = [part.split("<")[0] for part in drawn.split('<small class="x-photo-name">')[1:]]
    assert names == ["报事时", "施工前", "完工后"]


@pytest.mark.parametrize("reader", ["wang_fang", "zheng"])
def test_why_a_matter_waits_stands_in_one_box_with_until_when(w, reader):
    ticket = make.ticket(w)
    promising.promise(ticket, by=w.staff_zhao, now=w.now, moment=w.now + timedelta(hours=4))
    waiting.wait(
        Ticket.objects.get(pk=ticket.pk), by=w.staff_zhao, now=w.now, reason="absent", waits_for="王芳回来",
        until=w.now + timedelta(days=2), words="周三回来再约",
    )  # fmt: skip
    top = page(getattr(w, reader), f"/t/{ticket.pk}/").split("谁在负责")[0]
    said = ["等业主在家：王芳回来，预计", "周三回来再约", "等的这段时间不算在里面。"]
    assert [top.count(words) for words in said] == [1, 1, 1]


def test_words_that_repeat_the_reason_chosen_are_said_once_to_everyone(w):
    ticket = finished(w, make.ticket(w))
    ending.confirm(ticket, by=w.wang_fang, now=w.now)
    ending.rate(ticket, by=w.wang_fang, now=w.now, stars=2, chips=["slow"], words="来得慢。")
    line = ledger.read(Entry.objects.get(kind="service.rated"))
    [unhappy] = boards.three_lists(w.project, w.now).unhappy
    bodies = set(Message.objects.filter(about="service.rated").values_list("body", flat=True))
    assert (unhappy.said, line.sentence.strip(), bodies) == ("来得慢", "2 星 来得慢", {"来得慢"})


def test_words_that_say_more_than_the_reason_are_kept_whole():
    assert [beyond_chips(["slow"], words) for words in ("等了三天，来得慢", "态度不好", "", " 来得慢！ ")] == [
        "等了三天，来得慢", "态度不好", "", "",
    ]  # fmt: skip


def test_a_call_back_is_written_down_by_a_button_that_says_so(w):
    ticket = finished(w, make.ticket(w))
    form = page(w.zhao_min, f"/t/{ticket.pk}/").split('id="do-call_back"')[1].split("</form>")[0]
    assert "记下回访</button>" in form


def test_whoever_answers_reads_in_the_list_where_it_was_not_mended_and_how_often(w):
    ticket = finished(w, make.ticket(w))
    ending.reopen(ticket, by=w.wang_fang, now=w.now, words="又漏了")
    titles = set(Message.objects.filter(about="service.reopened").values_list("title", flat=True))
    assert f"第 1 次没修好：{ticket.title}（{w.room.label}）" in titles


def test_the_page_of_a_wall_s_code_has_the_duty_phone_before_all_else_and_once(w):
    w.project.duty_phone = "0574-55550001"
    w.project.save()
    drawn = html.unescape(Client().get(f"/p/{w.lift.code}/").content.decode()).split("<h1")[1]
    assert drawn.count("急事打值班电话") == 1
    assert drawn.index("急事打值班电话") < drawn.index("报这里的事") < drawn.index("这里做过什么")

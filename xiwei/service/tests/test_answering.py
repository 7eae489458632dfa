"""咨询、求助、建议 end with an answer in words; and the promise's form stands ready with a moment and an example."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.people.models import Line
from xiwei.people.queries.who import who
from xiwei.service.actions import ending, promising
from xiwei.service.forms.verbs import PromiseForm
from xiwei.service.models import Clock, Outcome, Ticket, TicketState
from xiwei.service.queries import tickets
from xiwei.service.rules import offering
from xiwei.service.rules.promises import BY_LINE, example_for
from xiwei.service.tests import make
from xiwei.shared.refusals import NotAllowed, NotNow
from xiwei.shared.worktime import ALWAYS
from xiwei.standards import queries as standards
from xiwei.standards.models import NeedKind, Urgency

pytestmark = pytest.mark.django_db
WORDS = "押金凭验收单到客服中心退，周一到周六都能办。"


def question(w, kind=NeedKind.INQUIRY, line=Line.BUTLER, **more):
    words = {"words": "装修押金怎么退", "item": None, "kind": kind, "line": line, "urgency": Urgency.ORDINARY}
    return make.ticket(w, **(words | more))


@pytest.mark.parametrize("kind", [NeedKind.INQUIRY, NeedKind.HELP, NeedKind.SUGGESTION])
def test_an_answer_ends_it_at_once_and_the_asker_reads_the_words(kind):
    w = make.world()
    ticket = ending.answer(question(w, kind), by=w.staff_zhao, now=w.now, words=WORDS)
    told = Message.objects.get(person=w.wang_fang, about="service.answered")
    assert (ticket.state, ticket.done_at) == (TicketState.DONE, w.now)
    assert (told.title, told.body) == ("已答复，请您看看：装修押金怎么退", WORDS)
    assert list(Clock.objects.filter(ticket=ticket, stopped_at__isnull=True)) == []
    assert Entry.objects.get(kind="service.answered").data["note"] == WORDS
    assert ending.confirm(ticket, by=w.wang_fang, now=w.now).outcome == Outcome.CONFIRMED


def test_a_repair_and_a_complaint_are_not_ended_by_words():
    w = make.world()
    for kind in (NeedKind.REPAIR, NeedKind.COMPLAINT):
        with pytest.raises(NotNow, match="“答复”用于咨询、求助和建议"):
            ending.answer(question(w, kind), by=w.staff_zhao, now=w.now, words=WORDS)


def test_a_plea_with_work_out_for_it_ends_with_the_work():
    w = make.world()
    ticket = question(w, NeedKind.HELP, Line.REPAIR)
    assert ticket.orders.count() == 1
    assert "answer" not in offering.to_staff(
        tickets.page_of(who(w.zhao_min, day=w.now.date()), ticket.pk), w.staff_zhao, now=w.now
    )
    with pytest.raises(NotNow, match="还有 1 张工单没有完工"):
        ending.answer(ticket, by=w.staff_zhao, now=w.now, words=WORDS)


def test_who_does_not_answer_for_it_may_not():
    w = make.world()
    with pytest.raises(NotAllowed):
        ending.answer(question(w), by=w.staff_sun, now=w.now, words=WORDS)


def test_the_answer_stands_open_on_the_butler_s_page_and_the_promise_is_a_tap_away():
    w = make.world()
    ticket = tickets.page_of(who(w.zhao_min, day=w.now.date()), question(w).pk)
    offered = offering.to_staff(ticket, w.staff_zhao, now=w.now)
    assert {"answer", "promise"} <= offered and "finish" not in offered
    assert offering.first(offered, ticket) == {"answer"}
    mended = tickets.page_of(who(w.zhao_min, day=w.now.date()), make.ticket(w).pk)
    assert "answer" not in offering.to_staff(mended, w.staff_zhao, now=w.now)


def test_from_the_page_to_the_asker_s_page_and_the_code_s():
    w = make.world()
    ticket, butler, asker = question(w), Client(), Client()
    butler.force_login(w.zhao_min)
    asker.force_login(w.wang_fang)
    sent = butler.post(reverse("ticket_act", args=[ticket.pk, "answer"]), {"answer-words": WORDS})
    assert (sent.status_code, sent.url) == (302, reverse("ticket", args=[ticket.pk]))
    page = asker.get(reverse("ticket", args=[ticket.pk])).content.decode()
    card = page[page.index('id="answer"') :]
    assert ("给您的答复" in card, WORDS in card[:600]) == (True, True)
    ending.reopen(ticket, by=w.wang_fang, now=w.now + timedelta(hours=1), words="没说几时退")
    assert 'id="answer"' not in asker.get(reverse("ticket", args=[ticket.pk])).content.decode()


def offered_moment(w, ticket, now):
    return PromiseForm(ticket=ticket, now=now, prefix="promise").fields["moment"].initial


def test_a_promise_stands_ready_at_the_standard_s_moment_while_it_lies_ahead():
    w = make.world()
    ticket = make.ticket(w)
    due = ticket.clocks.get(kind="resolution").due_at
    assert offered_moment(w, ticket, w.now) == due


def test_later_than_the_standard_it_stands_ready_at_what_the_item_takes():
    w = make.world()
    ticket = make.ticket(w)
    late = ticket.clocks.get(kind="resolution").due_at + timedelta(minutes=1)
    moment = offered_moment(w, ticket, late)
    assert moment > late
    promised = promising.promise(ticket, by=w.staff_zhao, now=late, moment=moment)
    assert promised.promised_for == moment


def test_a_planned_matter_without_a_window_stands_ready_a_working_day_on():
    w = make.world()
    ticket = question(w, urgency=Urgency.PLANNED)
    assert offered_moment(w, ticket, w.now) > w.now


@pytest.mark.parametrize(
    ("kind", "line", "example"),
    [
        (NeedKind.INQUIRY, Line.REPAIR, "例如：我去问清楚，下班前打电话告诉您"),
        (NeedKind.REPAIR, Line.REPAIR, "例如：下午带配件上门，来之前先打电话"),
        (NeedKind.REPAIR, Line.GREENING, "例如：明早来修剪，剪下的枝叶一起带走"),
    ],
)
def test_the_example_fits_what_it_is(kind, line, example):
    w = make.world()
    ticket = question(w, kind, line)
    assert example_for(ticket) == example
    form = PromiseForm(ticket=ticket, now=w.now, prefix="promise")
    assert form.fields["words"].widget.attrs["placeholder"] == example


def test_every_line_has_an_example():
    assert set(Line.values) == BY_LINE.keys()


@pytest.mark.parametrize(
    ("urgency", "times", "share"),
    [
        (Urgency.ORDINARY, 0, 1), (Urgency.ORDINARY, 1, 0.5), (Urgency.ORDINARY, 2, 0.25), (Urgency.ORDINARY, 3, 0.125),
        (Urgency.URGENT, 0, 1), (Urgency.URGENT, 1, 0.5), (Urgency.URGENT, 2, 0.25),
    ],
)  # fmt: skip
def test_each_time_it_was_not_fixed_the_promise_that_stands_ready_is_nearer(urgency, times, share):
    w = make.world()
    ticket = make.ticket(w, urgency=urgency)
    Ticket.objects.filter(pk=ticket.pk).update(reopened=times)
    ticket.refresh_from_db()
    due = ticket.clocks.get(kind="resolution").due_at
    counted = ALWAYS if urgency == Urgency.URGENT else standards.calendar(w.project.pk)
    ready = offered_moment(w, ticket, w.now)
    assert counted.between(w.now, ready) == pytest.approx(counted.between(w.now, due) * share, abs=1)
    assert (ready < due) == bool(times)


@pytest.mark.parametrize("times", range(12))
def test_however_often_it_was_not_fixed_what_the_work_takes_is_left_and_the_standard_is_never_passed(times):
    w = make.world()
    ticket = make.ticket(w, item=None)
    Ticket.objects.filter(pk=ticket.pk).update(reopened=times)
    ticket.refresh_from_db()
    ready, due = offered_moment(w, ticket, w.now), ticket.clocks.get(kind="resolution").due_at
    assert standards.calendar(w.project.pk).between(w.now, ready) >= 119
    assert ready <= due


def test_a_window_the_resident_agreed_to_is_not_hurried():
    w = make.world()
    ticket = make.ticket(w, urgency=Urgency.PLANNED, wanted=(w.now + timedelta(hours=48), w.now + timedelta(hours=50)))
    first = offered_moment(w, ticket, w.now)
    Ticket.objects.filter(pk=ticket.pk).update(reopened=2)
    ticket.refresh_from_db()
    assert offered_moment(w, ticket, w.now) == first

"""A wish or a question is promised an answer, in every place the promise is said; anything else that it will be done."""

import html
from datetime import timedelta

import pytest

from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Seen
from xiwei.notices.models import Message
from xiwei.service.actions import promising
from xiwei.service.rules import timing
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment


@pytest.fixture
def w(db):
    return make.world()


def promised(w, kind: str):
    words = {"words": "单元门口能不能装个雨棚", "kind": kind, "line": "butler", "item": None}
    ticket = make.ticket(w, now=moment.now(), **words)
    return promising.promise(ticket, by=w.staff_zhao, now=moment.now(), moment=moment.now() + timedelta(hours=1))


SAID = [("suggestion", "答复"), ("inquiry", "答复"), ("help", "办好"), ("complaint", "办好")]


@pytest.mark.parametrize(("kind", "what"), SAID)
def test_the_message_and_the_line_say_what_is_promised(w, kind, what):
    ticket = promised(w, kind)
    title = Message.objects.get(person=w.wang_fang, about="service.promised").title
    line = next(one for one in ledger.timeline(subject=ticket, seen_by=Seen.RESIDENT) if "promised" in one.entry.kind)
    ends = f" 前{what}"
    assert (f"{ends}：单元门口" in title, f"{ends}。" in line.sentence) == (True, True)


@pytest.mark.parametrize(("kind", "what"), SAID)
def test_pages_and_rows_of_residents_and_staff_say_what_is_promised(w, kind, what):
    ticket, other = promised(w, kind), {"答复": "承诺办好", "办好": "承诺答复"}[what]
    pages = [
        (w.wang_fang, f"/t/{ticket.pk}/"),
        (w.wang_fang, "/my/tickets/"),
        (w.zheng, "/tickets/"),
        (w.zheng, "/board/"),
    ]
    for person, address in pages:
        page = html.unescape(signed_in(person).get(address).content.decode())
        assert (f"承诺{what}" in page, other in page) == (True, False), address


@pytest.mark.parametrize(
    ("kind", "need", "waits"),
    [
        ("resolution", "suggestion", "答复"),
        ("promised", "inquiry", "答复"),
        ("resolution", "repair", "办好"),
        ("promised", "complaint", "办好"),
        ("arrival", "suggestion", "到场"),
    ],
)
def test_a_clock_waits_for_what_is_promised(kind, need, waits):
    assert timing.WAITS_FOR[timing.said_of(kind, need)] == waits


def test_the_form_asks_by_when_it_is_answered(w):
    words = {"kind": "suggestion", "line": "butler", "item": None, "words": "单元门口能不能装个雨棚"}
    ticket = make.ticket(w, now=moment.now(), **words)
    assert "承诺在什么时候以前答复" in signed_in(w.zhao_min).get(f"/t/{ticket.pk}/promise/").content.decode()

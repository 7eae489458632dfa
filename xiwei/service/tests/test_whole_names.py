"""A resident's whole name is a look, and a look is a line: pages of the staff show the family name until then."""

import html

import pytest

from xiwei.ledger.models import Entry
from xiwei.service.actions import asking, ending, ordering, promising
from xiwei.service.actions.moving import mark_done
from xiwei.service.models import Channel
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def read(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王芳", "王*"),
        ("欧阳小明", "欧**"),
        ("刘先生", "刘先生"),
        ("王师傅", "王师傅"),
        ("王小明先生", "王**"),
        ("王", "王"),
        ("", ""),
    ],
)
def test_a_name_is_shortened_to_its_family_and_a_form_of_address_is_none(name, shown):
    assert names.called(name) == shown


def test_no_page_of_the_staff_says_the_whole_name_before_the_logged_button(w):
    ticket = make.ticket(w, now=moment.now())
    ending.remark(ticket, by=w.wang_fang, now=moment.now(), words="门禁找管家开")
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=moment.now())
    pages = {
        ("zhao_min", f"/t/{ticket.pk}/"), ("zheng", f"/t/{ticket.pk}/"), ("sun", f"/t/{ticket.pk}/"),
        ("sun", f"/orders/{order.pk}/"), ("zhao_min", "/morning/"), ("zheng", "/board/"),
    }  # fmt: skip
    named = {(who, path): "王芳" in read(signed_in(getattr(w, who)).get(path)) for who, path in pages}
    assert (named, Entry.objects.filter(kind="service.number_shown").count()) == (dict.fromkeys(pages, False), 0)


@pytest.mark.parametrize(("who", "path"), [("zhao_min", "/t/{t}/call/"), ("sun", "/orders/{o}/call/")])
def test_the_button_shows_the_name_with_the_number_and_leaves_the_line(w, who, path):
    ticket = make.ticket(w, now=moment.now())
    shown = read(signed_in(getattr(w, who)).post(path.format(t=ticket.pk, o=ticket.orders.get().pk)))
    assert ("王芳" in shown, "13800000001" in shown) == (True, True)
    assert Entry.objects.get(kind="service.number_shown").person_id == w.wang_fang.pk


def test_who_looked_before_is_read_by_colleagues_without_the_name_and_by_the_resident_with_it(w):
    ticket = make.ticket(w, now=moment.now())
    signed_in(w.zhao_min).post(f"/t/{ticket.pk}/call/")
    pages = [read(signed_in(person).get(f"/t/{ticket.pk}/")) for person in (w.zheng, w.wang_fang)]
    assert ["看了王*的电话" in pages[0], "看了王芳的电话" in pages[1]] == [True, True]


def test_the_one_who_asked_reads_their_own_name(w):
    ticket = make.ticket(w, now=moment.now())
    assert "<dd>王芳" in read(signed_in(w.wang_fang).get(f"/t/{ticket.pk}/"))


def test_whom_to_tell_that_it_is_done_is_named_by_the_family(w):
    ticket = asking.take(make.need(w), channel=Channel.GATE, by=w.staff_zhou, now=moment.now())
    ticket.orders.all().delete()
    promising.begin(ticket, by=w.staff_zhou, now=moment.now())
    ticket.refresh_from_db()
    mark_done(ticket, by=w.staff_zhou, now=moment.now())
    assert "去告诉王*" in read(signed_in(w.zhou_yong).get("/today/"))

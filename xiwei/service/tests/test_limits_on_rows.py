"""A row says which limit its moment is, and never another moment as if it were the promise."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from xiwei.service.actions import promising
from xiwei.service.queries.rows import rows_of
from xiwei.service.templatetags.tickets import ticket_list
from xiwei.service.tests import make
from xiwei.standards.models import ClockKind

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def said(row, now, face="staff"):
    """What stands at the row's end, in words."""
    request = type("Asked", (), {"face": face})()
    drawn = str(ticket_list({"now": now, "request": request}, [row]))
    return " ".join(re.sub(r"<[^>]+>", " ", drawn.split("x-row-end")[1].split(">", 1)[1]).split())


def at(moment):
    return f"{timezone.localtime(moment):%H:%M}"


def test_a_new_matter_s_row_names_the_limit_of_its_answer():
    w = make.world()
    ticket = make.ticket(w)
    (row,) = rows_of([ticket.pk])
    assert row.due_kind == ClockKind.RESPONSE
    assert said(row, w.now).startswith(f"已收到 最晚答复 今天 {at(ticket.due_at)}")


def test_a_promised_matter_s_row_says_the_promise_before_a_nearer_limit():
    w = make.world()
    promised = promising.promise(make.ticket(w), by=w.staff_zhao, now=w.now, moment=w.now + 2 * DAY)
    (row,) = rows_of([promised.pk])
    assert (row.due_kind, promised.due_at < promised.promised_for) == (ClockKind.ARRIVAL, True)
    words = said(row, w.now)
    assert re.sub(r"\s(今天|明天|后天|周.|\S+日)\s", " ", words).startswith("已承诺 承诺办好")
    assert words.index("承诺办好") < words.index("最晚到场")


def test_a_promise_that_is_the_nearest_moment_is_said_once():
    w = make.world()
    promised = promising.promise(make.ticket(w), by=w.staff_zhao, now=w.now, moment=w.now + timedelta(minutes=30))
    (row,) = rows_of([promised.pk])
    assert said(row, w.now).startswith(f"已承诺 承诺办好 今天 {at(promised.promised_for)}")
    assert said(row, w.now).count("承诺办好") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_limits_of_all_rows_are_one_query(count):
    w = make.world()
    ids = [make.ticket(w).pk for _ in range(count)]
    rows_of(ids)
    with CaptureQueriesContext(connection) as asked:
        assert len(rows_of(ids)) == count
    assert len(asked) == 3


def test_a_worker_s_day_and_order_name_the_limit_too(client):
    w = make.world()
    first, second = make.ticket(w), make.ticket(w, item=w.leak)
    client.force_login(w.sun)
    page = client.get(reverse("today")).content.decode()
    orders = list(first.orders.all()) + list(second.orders.all())
    assert page.count("最晚答复") == len(orders) == 2
    assert "最近的时限" not in page
    assert "最晚答复" in client.get(reverse("order", args=[orders[0].pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_tickets_as_whole_objects_say_the_same_at_one_query(count):
    w = make.world()
    whole = [make.ticket(w) for _ in range(count)]
    assert said(whole[0], w.now) == said(rows_of([whole[0].pk])[0], w.now)
    with CaptureQueriesContext(connection) as asked:
        ticket_list({"now": w.now}, whole)
    assert len(asked) == 1

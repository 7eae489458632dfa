"""A query compiled once answers each call as the same query built anew would."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count, Q, QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiwei.service.models import Ticket
from xiwei.service.tests import make
from xiwei.shared import scope
from xiwei.shared.prepared import Given, fill, hold, prepared

pytestmark = pytest.mark.django_db


@prepared
def _of(ids: Given, since: Given) -> QuerySet[Ticket]:
    return Ticket.objects.filter(pk__in=ids, asked_at__gte=since).select_related("item").order_by("pk")


@prepared
def _counted(state: str, *, since: Given) -> QuerySet[Ticket, dict]:
    late = Count("pk", filter=Q(asked_at__gte=since))
    return Ticket.objects.filter(state=state).order_by().values("line").annotate(late=late)


@prepared
def _named(word: Given) -> QuerySet[Ticket, int]:
    return Ticket.objects.filter(words__icontains=word).order_by("pk").values_list("pk", flat=True)


@pytest.fixture
def tickets() -> list[Ticket]:
    w = make.world()
    return [make.ticket(w, words=f"厨房漏水{n}%_", now=w.now + timedelta(minutes=n)) for n in range(4)]


def test_each_call_is_answered_by_its_own_values(tickets):
    first, second = tickets[0], tickets[1]
    assert _of(ids=[first.pk, second.pk], since=first.asked_at) == [first, second]
    assert _of(ids=[first.pk, second.pk], since=second.asked_at) == [second]
    assert _of(ids={second.pk}, since=first.asked_at) == [second]


def test_a_list_of_nothing_finds_nothing(tickets):
    assert _of(ids=[], since=tickets[0].asked_at) == []


def test_what_is_read_with_a_row_is_there_without_another_query(tickets, django_assert_num_queries):
    with django_assert_num_queries(1):
        [found] = _of(ids=[tickets[0].pk], since=tickets[0].asked_at)
        assert (found.item and found.item.name) == (tickets[0].item and tickets[0].item.name)


def test_the_answer_is_read_anew_at_each_call(tickets):
    asks = {"ids": [tickets[0].pk], "since": tickets[0].asked_at}
    before = _of(**asks)[0].spot
    Ticket.objects.filter(pk=tickets[0].pk).update(spot="阳台")
    assert (before, _of(**asks)[0].spot) == ("", "阳台")


def test_each_shape_is_compiled_for_itself(tickets):
    state, since = tickets[0].state, tickets[2].asked_at
    assert [row["late"] for row in _counted(state, since=since)] == [2]
    assert _counted("closed", since=since) == []
    assert [row["late"] for row in _counted(state, since=tickets[3].asked_at)] == [1]


def test_another_scope_finds_none_of_what_the_first_found(tickets):
    asks = {"ids": [tickets[0].pk], "since": tickets[0].asked_at}
    with scope.within({tickets[0].company_id}):
        assert _of(**asks) == [tickets[0]]
    with scope.within({tickets[0].company_id + 1}):
        assert _of(**asks) == []
    with scope.within(()):
        assert _of(**asks) == []


def test_no_scope_is_refused_though_it_was_compiled_in_one(tickets):
    asks = {"ids": [tickets[0].pk], "since": tickets[0].asked_at}
    assert _of(**asks) == [tickets[0]]
    token = scope._companies.set(None)
    try:
        with pytest.raises(scope.OutOfScope):
            _of(**asks)
    finally:
        scope._companies.reset(token)


def test_signs_of_patterns_have_no_power_in_what_is_given(tickets):
    assert _named(word="漏水1%_") == [tickets[1].pk]
    assert _named(word="漏%1") == []


def test_an_id_beyond_all_columns_finds_nothing(tickets):
    assert _of(ids=[2**70], since=tickets[0].asked_at) == []


def test_nothing_is_no_value(tickets):
    with pytest.raises(AssertionError, match="isnull"):
        _of(ids=[None], since=tickets[0].asked_at)


def test_python_cannot_reckon_with_what_has_no_value_yet():
    with pytest.raises(TypeError, match="reckon before"):
        Given("now", many=False) - timedelta(days=1)


def test_threads_ask_by_their_own_connections(transactional_db):
    w = make.world()
    ticket = make.ticket(w)
    asks = {"ids": [ticket.pk], "since": ticket.asked_at}
    assert _of(**asks) == [ticket]
    found: list[list[Ticket]] = []

    def ask() -> None:
        with scope.within({ticket.company_id}):
            found.append(_of(**asks))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[ticket]] * 3


def test_what_is_held_and_filled_is_read_without_a_query(tickets, django_assert_num_queries):
    [one] = _of(ids=[tickets[0].pk], since=tickets[0].asked_at)
    orders = list(tickets[0].orders.all())
    fill(one, "room", "place", "asker")
    hold(one, orders=orders)
    with django_assert_num_queries(0):
        assert list(one.orders.all()) == orders
        assert [order.ticket for order in one.orders.all()] == [one] * len(orders)
        assert (one.asker, one.room, one.place) == (tickets[0].asker, tickets[0].room, tickets[0].place)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the rows are only read
@given(picked=st.sets(st.integers(0, 3)), since=st.integers(-1, 5))
def test_it_answers_as_the_query_built_anew(picked, since, tickets):
    ids = [tickets[n].pk for n in picked]
    moment = tickets[0].asked_at + timedelta(minutes=since)
    anew = Ticket.objects.filter(pk__in=ids, asked_at__gte=moment).order_by("pk")
    assert _of(ids=ids, since=moment) == list(anew)

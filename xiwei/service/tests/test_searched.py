"""Why a matter stopped is found by its words; the index is built anew from what is kept, by one command."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from xiwei.service.actions import ordering, promising, waiting
from xiwei.service.index import INDEX
from xiwei.service.models import Ticket
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def found(words):
    return set(INDEX.matching(Ticket.objects.all(), words).values_list("pk", flat=True))


def stopped(w):
    """孙师傅 could not finish: a part is missing."""
    ticket = make.ticket(w)
    order = ticket.orders.get()
    ordering.accept(order, by=w.staff_sun, now=w.now)
    ordering.arrive(order, by=w.staff_sun, now=w.now)
    ordering.give_up(order, by=w.staff_sun, now=w.now, reason="缺件，三通没有货", needs="四分铜三通")
    return ticket


def waits(w):
    ticket = make.ticket(w, words="阳台门关不上")
    promising.promise(ticket, by=w.staff_zhao, now=w.now, moment=w.now + timedelta(days=1))
    waiting.wait(
        ticket, by=w.staff_zhao, now=w.now, reason="permit", waits_for="街道批复", until=w.now + timedelta(days=2),
        words="材料周三交上去",
    )  # fmt: skip
    return ticket


def test_what_a_worker_lacked_and_why_it_waits_is_found(w):
    gave_up, waiting_for = stopped(w), waits(w)
    for words in ("缺件", "三通没有货", "铜三通"):
        assert found(words) == {gave_up.pk}
    for words in ("等许可", "街道批复", "周三交"):
        assert found(words) == {waiting_for.pk}


def test_why_a_worker_would_not_take_it_is_told_to_no_resident_and_not_found(w):
    ticket = make.ticket(w)
    ordering.refuse(ticket.orders.get(), by=w.staff_sun, now=w.now, reason="这户老是吵架")
    assert found("老是吵架") == set()


def forget(*tickets) -> None:
    for ticket in tickets:
        INDEX.drop(ticket.pk)


def run(*words) -> str:
    said = StringIO()
    call_command("reindex", *words, stdout=said)
    return said.getvalue()


def test_the_index_is_built_anew_from_what_is_kept(w):
    tickets = [stopped(w), waits(w), make.ticket(w, words="楼上滴水")]
    whole = [found(words) for words in ("缺件", "街道批复", "楼上滴水", "王芳")]
    forget(*tickets)
    assert found("王芳") == set()
    assert "报事 3 件" in run()
    assert [found(words) for words in ("缺件", "街道批复", "楼上滴水", "王芳")] == whole
    assert "报事 3 件" in run()


def test_of_one_project_only_its_own_are_written(w):
    ticket = make.ticket(w)
    forget(ticket)
    other = w.other_project.code
    assert ("报事 0 件" in run("--project", other), found("王芳")) == (True, set())
    assert ("报事 1 件" in run("--project", w.project.code.lower()), found("王芳")) == (True, {ticket.pk})
    with pytest.raises(CommandError, match="没有代号是 NONE 的项目"):
        run("--project", "NONE")


def test_more_than_a_batch_is_written_to_the_last(w, monkeypatch):
    from xiwei.service.actions import indexing

    monkeypatch.setattr(indexing, "BATCH", 2)
    tickets = [make.ticket(w) for _ in range(5)]
    forget(*tickets)
    assert indexing.reindex() == 5
    assert found("王芳") == {one.pk for one in tickets}

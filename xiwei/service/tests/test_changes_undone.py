"""A change of hands that was undone: where a matter leads that had gone on, and what nobody has to read any more."""

import pytest

from xiwei.ledger import registry
from xiwei.notices.models import Message
from xiwei.people.actions import transfers
from xiwei.people.queries import transfers as queries
from xiwei.service.models import Outcome, Ticket
from xiwei.service.tests import make
from xiwei.service.tests.test_changing_hands import HANDED, HOUR, client_of, qian, sold_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def test_undone_each_of_the_two_leads_to_the_other_for_those_who_may_open_it(w):
    ticket, made = sold_with(w, "carry", HANDED)
    heir = Ticket.objects.get(household=made.coming)
    before = client_of(w.zheng).get(f"/t/{ticket.pk}/").content.decode()
    assert f'<a href="/t/{heir.pk}/">看接着办的那一件 {heir.number}</a>' in before
    transfers.undo(queries.by_pk(made.pk), why="录错了房号", by=w.staff_zheng, now=w.now + 2 * HOUR)
    heir.refresh_from_db()
    assert (heir.outcome, heir.state_said) == (Outcome.HANDED_BACK, "变更已撤销")
    copy, own = [client_of(w.zheng).get(f"/t/{one.pk}/").content.decode() for one in (heir, ticket)]
    assert (f'<a href="/t/{ticket.pk}/">去看 {ticket.number}</a>' in copy, "已转给新住户" in copy) == (True, False)
    assert f"照原样退回 {ticket.number}" in copy
    assert (f'<a href="/t/{heir.pk}/">看转出去的 {heir.number}</a>' in own, "看接着办的那一件" in own) == (True, False)
    assert f"{heir.number} 退回到这里" in own
    hers = client_of(w.wang_fang).get(f"/t/{ticket.pk}/").content.decode()
    assert (f"{heir.number} 退回到这里" in hers, f"/t/{heir.pk}/" in hers) == (True, False)
    assert client_of(qian()).get(f"/t/{heir.pk}/").status_code == 404


@pytest.mark.parametrize("fate", ["carry", "settle"])
def test_undone_nothing_it_told_waits_to_be_read_and_what_was_said_stands_there_still(w, fate):
    _, made = sold_with(w, fate, HANDED)
    heard = "people.transferred", "xiwei.notices.listeners.transferred"
    registry.hear(*heard, data={"transfer": made.pk}, at=w.now + HOUR)
    about = ("people.transferred", "service.handed_on", "service.handed_to", "service.settled")
    said = Message.objects.filter(about__in=about)
    told = said.count()
    assert (told > 2, said.exclude(read_at=None).count()) == (True, 0)
    transfers.undo(queries.by_pk(made.pk), why="录错了", by=w.staff_zheng, now=w.now + 2 * HOUR)
    undone = "people.transfer_undone", "xiwei.notices.listeners.transfer_undone"
    for listener in (undone, heard):  # a fact that comes late says nothing more
        registry.hear(*listener, data={"transfer": made.pk}, at=w.now + 2 * HOUR)
    waiting = said.filter(read_at=None).values_list("title", flat=True)
    assert sorted(waiting) == [f"{w.room.label}的变更已撤销"] * 2
    assert said.count() == told + 2

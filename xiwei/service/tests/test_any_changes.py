"""Any sequence of changes and undoings of one room, against a slow oracle of who is there and who may read what."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from xiwei.people import bonds
from xiwei.people.actions import transfers
from xiwei.people.actions.transfers import Papers
from xiwei.people.models import Person, Tenure, Transfer
from xiwei.people.queries import transfers as queries
from xiwei.people.queries.who import who
from xiwei.service.actions import asking
from xiwei.service.queries import tickets
from xiwei.service.tests import make
from xiwei.shared import scope
from xiwei.shared.refusals import Refused

KINDS = ("sold", "let", "lease_ended", "moved_out", "moved_in", "undo", "ask")
HOUR = timedelta(hours=1)


class Oracle:
    """What should be: holders and tenants as sets of names, and for each matter who may read it."""

    def __init__(self):
        self.holders, self.tenants, self.stack = {"王芳"}, set(), []
        self.readers = {}

    def living(self):
        return self.tenants or self.holders

    def change(self, kind, name):
        self.stack.append((kind, set(self.holders), set(self.tenants), dict(self.readers)))
        left = self.tenants if kind == "lease_ended" else self.holders if kind in ("sold", "moved_out") else set()
        for matter, (asker, readers) in self.readers.items():
            if left & readers:
                self.readers[matter] = (asker, {asker})
        if kind == "lease_ended":
            self.tenants = set()
        elif kind == "let":
            self.tenants = {name}
        else:
            self.holders = set() if kind == "moved_out" else {name}

    def undo(self):
        _, self.holders, self.tenants, self.readers = self.stack.pop()


def named(number):
    return "新" + "甲乙丙丁戊己庚辛"[number]


class AnyChanges(TestCase):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=7))
    def test_who_is_there_and_who_reads_what_is_as_the_oracle_says(self, kinds):
        with scope.everywhere("a test"):
            w, oracle = make.world(), Oracle()
            for number, kind in enumerate(kinds):
                self._step(w, oracle, kind, number, w.now + number * HOUR / 4)
                self._agree(w, oracle)

    def _step(self, w, oracle, kind, number, now):
        if kind == "ask":
            self._ask(w, oracle, number, now)
        elif kind == "undo":
            last = Transfer.objects.filter(state="done").order_by("-pk").first()
            if last is not None and self._passes(lambda: transfers.undo(last, why="录错", by=w.staff_zheng, now=now)):
                oracle.undo()
        elif self._passes(lambda: self._decide(w, kind, number, now)):
            oracle.change(kind, named(number))

    def _ask(self, w, oracle, number, now):
        home = queries.standing(w.room)
        home = home.tenant or home.holder
        if home is None:
            return
        person = home.ties[0].person
        ticket = asking.take(make.need(w, household=home, asker=person), channel="page", by=person, now=now)
        oracle.readers[ticket.pk] = (person.name, set(oracle.living()))

    def _decide(self, w, kind, number, now):
        standing = queries.standing(w.room)
        comes = {
            "name": named(number),
            "phone": f"1390000100{number}",
            "relation": "tenant" if kind == "let" else "owner",
        }
        transfers.decide(
            w.room, kind=kind, mark=standing.mark, newcomers=[comes] if kind in ("sold", "let", "moved_in") else [],
            papers=[Papers(str(one)) for one in queries.rules.PAPERS[kind]], by=w.staff_zheng, now=now,
            decided={one.name: ("keep", "") for one in bonds.open_of(standing.bound(kind))},
        )  # fmt: skip

    def _passes(self, do):
        """Whether it is not refused; what is refused changes nothing, and the oracle stays."""
        try:
            do()
        except Refused:
            return False
        return True

    def _agree(self, w, oracle):
        present = Tenure.objects.filter(household__room=w.room, until=None, household__until=None)
        here = {(name, rents) for name, rents in present.values_list("person__name", "household__rents")}
        assert here == {(one, False) for one in oracle.holders} | {(one, True) for one in oracle.tenants}
        for person in Person.objects.filter(tenures__household__room=w.room).distinct():
            seen = set(tickets.for_person(who(person, day=w.now.date())).values_list("pk", flat=True))
            wanted = {pk for pk, (_, readers) in oracle.readers.items() if person.name in readers}
            assert seen == wanted, person.name

"""A key is done once, whoever comes twice and however close together."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection, transaction

from xiwei.estate.models import Company
from xiwei.ledger import actions
from xiwei.ledger.models import Once
from xiwei.ledger.tests.make import NOW, company
from xiwei.shared import scope
from xiwei.shared.refusals import NotNow

OWNER = "person:1"


def _once(key: str, do: Callable[[], Company], owner: str = OWNER) -> Company:
    return actions.once(key, owner=owner, at=NOW, do=do, again=lambda pk: Company.objects.get(pk=pk))


@pytest.mark.django_db
def test_the_same_key_gives_the_first_result_and_writes_nothing():
    first = _once("k1", lambda: company("cuihu"))
    second = _once("k1", lambda: company("anju"))
    assert second == first
    assert list(Company.objects.values_list("code", flat=True)) == ["cuihu"]


@pytest.mark.django_db
def test_another_persons_same_key_is_another_key():
    _once("k1", lambda: company("cuihu"))
    _once("k1", lambda: company("anju"), owner="person:2")
    assert Company.objects.count() == 2


@pytest.mark.django_db
def test_without_a_key_it_is_simply_done():
    _once("", lambda: company("cuihu"))
    _once("", lambda: company("anju"))
    assert (Company.objects.count(), Once.objects.count()) == (2, 0)


@pytest.mark.django_db
def test_a_deed_that_failed_leaves_its_key_free():
    def fails() -> Company:
        company("cuihu")
        raise ValueError("the signal was lost")

    with pytest.raises(ValueError, match="lost"):
        _once("k1", fails)
    assert (Company.objects.count(), Once.objects.count()) == (0, 0)
    assert _once("k1", lambda: company("cuihu")).code == "cuihu"


@pytest.mark.django_db
def test_a_key_whose_first_result_is_not_to_be_found_is_refused_with_a_sentence():
    """A key of another form of the same person: its number means nothing here, or something hidden from them."""
    _once("k1", lambda: company("cuihu"))
    Company.objects.all().delete()
    with pytest.raises(NotNow, match="已经提交过一次"):
        _once("k1", lambda: company("anju"))
    assert Company.objects.count() == 0


class Race:
    """Two threads that do the same deed at the same time: each waits until both have begun, or a second has passed."""

    def __init__(self, act: Callable[["Race"], Company]):
        self.begun = threading.Barrier(2, timeout=1.0)
        self.found: list[int] = []
        self.act = act
        threads = [threading.Thread(target=self._run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

    def _run(self) -> None:
        with scope.everywhere("race"):
            try:
                self.found.append(self.act(self).pk)
            finally:
                connection.close()

    def deed(self) -> Company:
        """Look, wait for the other to have looked too, then write: what a double click does to a careless view."""
        known = Company.objects.filter(short_name="翠湖物业").first()
        with suppress(threading.BrokenBarrierError):  # the other is held back, which is what the key's row is for
            self.begun.wait()
        return known or company(f"c{threading.get_ident()}")


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_together_one_does_it_and_both_get_its_result():
    race = Race(lambda race: _once("k1", race.deed))
    assert Company.objects.count() == 1
    assert race.found == [Company.objects.get().pk] * 2


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_keys_row_does_it_twice():
    race = Race(lambda race: race.deed())
    assert Company.objects.count() == 2
    assert len(set(race.found)) == 2


@pytest.mark.django_db(transaction=True)
def test_the_second_waits_for_a_first_that_fails_and_then_does_it_itself():
    tried: list[int] = []

    def deed() -> Company:
        tried.append(1)
        if len(tried) == 1:
            raise ValueError("the first one's database went away")
        return company("cuihu")

    def act(race: Race) -> Company:
        try:
            return _once("k1", deed)
        except ValueError:
            with transaction.atomic():
                return Company(pk=0)

    race = Race(act)
    assert sorted(race.found) == [0, Company.objects.get().pk]

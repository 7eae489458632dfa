"""What is kept until a line of the ledger says that it changed: never older than the rows, never of what was undone."""

from contextlib import nullcontext

import pytest
from django.db import transaction

from tests.cast import NOW, cast
from xiwei.ledger import actions, editions
from xiwei.ledger.models import SYSTEM
from xiwei.ledger.registry import kinds

pytestmark = pytest.mark.django_db
COMPANY = editions.company(2)


@pytest.fixture(autouse=True)
def _kept_as_in_the_product(monkeypatch):
    monkeypatch.setattr(editions, "STALE", 60.0)


class Asked:
    """What stands, and how often it was asked for."""

    def __init__(self, stands):
        self.stands, self.times = stands, 0

    def __call__(self):
        self.times += 1
        return self.stands


def test_an_answer_is_found_once_and_then_costs_one_query(django_assert_num_queries):
    asked = Asked("早班")
    assert [editions.kept(COMPANY, "duty", asked) for _ in range(3)] == ["早班"] * 3
    assert asked.times == 1
    with django_assert_num_queries(1):
        editions.kept(COMPANY, "duty", asked)


def test_a_change_is_seen_at_the_next_asking_and_only_of_those_it_changed():
    mine, others = Asked("早班"), Asked("晚班")
    editions.kept(COMPANY, "duty", mine), editions.kept(editions.company(3), "duty", others)
    mine.stands = others.stands = "夜班"
    editions.turn([COMPANY])
    assert editions.kept(COMPANY, "duty", mine) == "夜班"
    assert editions.kept(editions.company(3), "duty", others) == "晚班"


@pytest.mark.parametrize("around", [editions.read_once, nullcontext])
def test_what_a_transaction_read_of_its_own_change_is_met_by_nobody_once_it_is_undone(around):
    with around():
        _read_undo_and_read_again()


def _read_undo_and_read_again():
    asked = Asked("旧")
    editions.kept(COMPANY, "duty", asked)

    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        editions.turn([COMPANY])
        asked.stands = "没有发生过"
        assert editions.kept(COMPANY, "duty", asked) == "没有发生过"
        raise Undone
    asked.stands = "旧"
    assert editions.kept(COMPANY, "duty", asked) == "旧"
    editions.turn([COMPANY])
    asked.stands = "新"
    assert editions.kept(COMPANY, "duty", asked) == "新"


def test_an_edition_has_a_name_that_none_had_before():
    names = set()
    for _ in range(50):
        editions.turn([COMPANY])
        names.add(editions.current(COMPANY))
    assert len(names) == 50


def test_what_no_line_tells_of_shows_after_a_while(monkeypatch):
    clock = iter([0.0, 59.0, 61.0])
    monkeypatch.setattr("xiwei.ledger.editions.time.monotonic", lambda: next(clock))
    asked = Asked("旧")
    editions.kept(COMPANY, "roles", asked)
    asked.stands = "新"
    assert editions.kept(COMPANY, "roles", asked) == "旧"
    assert editions.kept(COMPANY, "roles", asked) == "新"


def test_while_a_page_is_answered_an_edition_is_read_once_and_again_after_its_own_change(django_assert_num_queries):
    asked = Asked("旧")
    with editions.read_once():
        with django_assert_num_queries(1):
            editions.kept(COMPANY, "duty", asked), editions.kept(COMPANY, "menu", Asked("菜单"))
        editions.turn([COMPANY])
        asked.stands = "新"
        assert editions.kept(COMPANY, "duty", asked) == "新"
    with django_assert_num_queries(2):
        editions.current(COMPANY), editions.current(COMPANY)


def test_a_page_that_changes_before_it_asks_does_not_hold_to_what_is_undone():
    asked = Asked("没有发生过")
    with editions.read_once():
        with pytest.raises(RuntimeError), transaction.atomic():
            editions.turn([COMPANY])
            editions.kept(COMPANY, "duty", asked)
            raise RuntimeError("undone")
        asked.stands = "旧"
        assert editions.kept(COMPANY, "duty", asked) == "旧"


def test_many_are_turned_at_once(django_assert_num_queries):
    with django_assert_num_queries(3):
        editions.turn([editions.person(number) for number in range(2500)])
    assert editions.current(editions.person(0)) != editions.current(editions.person(2499))


@pytest.mark.parametrize(
    ("kind", "turned"),
    [
        ("people.shift_dropped", {"company"}),
        ("people.tenure_ended", {"person"}),
        ("people.post_given", {"company", "person"}),
        ("people.phone_shown", set()),
    ],
)
def test_a_line_turns_whose_arrangements_its_kind_changes(kind, turned):
    made = cast()
    of = {"company": editions.company(made.company.pk), "person": editions.person(made.sun.pk)}
    before = {name: editions.current(one) for name, one in of.items()}
    data = dict.fromkeys(("name", "span", "relation", "role", "project", "reason"), "某")
    with transaction.atomic():
        actions.record(kind, made.staff_sun, by=SYSTEM, at=NOW, person=made.sun, **data)
    assert {name for name, one in of.items() if editions.current(one) != before[name]} == turned


def test_every_kind_that_arranges_is_known_to_the_ledger():
    turning = {kind for kind, words in kinds().items() if words.turns}
    assert {kind.split(".")[0] for kind in turning} == {"people", "standards", "notices", "service"}
    assert {words.turns for words in kinds().values()} == {"", "company", "person", "company person"}

"""The server is told the scope whenever it has changed, and at no other time; SQLite is told nothing."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import cast
from xiwei.estate.models import Company, Project
from xiwei.ledger.tests.make import company
from xiwei.shared import scope
from xiwei.shared.rowsecurity import policies

ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security")


def two() -> tuple[int, int]:
    """Ids of two companies, each with one project."""
    made = [company("cuihu"), company("anju")]
    for one in made:
        Project.objects.create(company=one, code=one.code.upper(), name=one.name, kind="residential")
    return made[0].pk, made[1].pk


def seen() -> list[int]:
    """Whose projects the database itself lets us meet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT company_id FROM estate_project ORDER BY company_id")
        return [company_id for (company_id,) in cursor.fetchall()]


@contextmanager
def nowhere() -> Iterator[None]:
    """As a thread begins: no scope is open."""
    token = scope._companies.set(None)
    try:
        yield
    finally:
        scope._companies.reset(token)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the server is told from here on."""
    heard: list[str] = []
    tell = connection._tell

    def listen(companies: frozenset[int] | None) -> None:
        heard.append(scope.said(companies))
        tell(companies)

    monkeypatch.setattr(connection, "_tell", listen)
    return heard


def test_a_scope_is_said_in_the_words_of_the_policy():
    said = [None, frozenset(), frozenset({2}), frozenset({12, 5}), scope.EVERY]
    assert [scope.said(one) for one in said] == ["", "", "2", "5,12", "*"]


@ON_POSTGRESQL
@pytest.mark.django_db
def test_what_slips_past_the_guard_finds_nothing():
    a, b = two()
    with scope.within({a}):
        assert [one.company_id for one in Project._base_manager.all()] == [a]
        assert Project._base_manager.filter(company_id=b).update(name="taken") == 0
    with nowhere():
        assert not Project._base_manager.exists()
    assert set(Project.objects.values_list("name", flat=True)) == set(Company.objects.values_list("name", flat=True))


@ON_POSTGRESQL
@pytest.mark.django_db
def test_the_server_is_told_at_a_change_of_scope_and_not_by_the_query(told: list[str]):
    a, b = two()
    told.clear()
    with scope.within({a}), CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            seen()
    with scope.within({a}), scope.within([a]):
        seen()
    with scope.within({a, b}):
        pass
    assert told == [str(a)]
    assert len(queries) == 5


@ON_POSTGRESQL
@pytest.mark.django_db
def test_a_page_tells_it_three_times(told: list[str]):
    """Nobody while the session is read, every company for who asks, and then theirs."""
    made = cast()
    client = Client()
    client.force_login(made.zheng)
    seen()
    told.clear()
    assert client.get("/tickets/").status_code == 200
    assert told == ["", "*", str(made.company.pk)]


@ON_POSTGRESQL
@pytest.mark.django_db
def test_after_a_rolled_back_savepoint_the_scope_is_still_right():
    a, b = two()
    with scope.within({a}):
        assert seen() == [a]
        with pytest.raises(ZeroDivisionError), transaction.atomic(), scope.within({b}):
            assert seen() == [b]
            raise ZeroDivisionError
        assert seen() == [a]


@ON_POSTGRESQL
@pytest.mark.django_db
def test_a_scope_first_used_within_a_savepoint_outlives_its_rollback():
    a, b = two()
    with scope.within({a}):
        assert seen() == [a]
        savepoint = transaction.savepoint()
        with scope.within({b}):
            assert seen() == [b]
            transaction.savepoint_rollback(savepoint)
            assert seen() == [b]
        assert seen() == [a]


@ON_POSTGRESQL
@pytest.mark.django_db
def test_the_scope_of_a_failed_statement_can_be_opened_again():
    a, b = two()
    with scope.within({a}):
        assert seen() == [a]
        with suppress(IntegrityError), transaction.atomic(), scope.within({b}):
            Project.objects.create(company_id=b, code="ANJU", name="again", kind="residential")
        with scope.within({b}):
            assert seen() == [b]


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_after_a_rolled_back_transaction_the_scope_is_still_right():
    a, b = two()
    with scope.within({a}):
        assert seen() == [a]
        with transaction.atomic(), scope.within({b}):
            assert seen() == [b]
            transaction.set_rollback(True)
        assert seen() == [a]
    with scope.within({b}):
        with transaction.atomic():
            assert seen() == [b]
            transaction.set_rollback(True)
        assert seen() == [b]


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_commit_that_the_server_refuses_is_a_rollback_too():
    a, b = two()
    with scope.within({a}):
        assert seen() == [a]
    transaction.set_autocommit(False)
    try:
        with scope.within({b, 999_999}):
            Project.objects.create(company_id=999_999, code="NOBODY", name="nobody's", kind="residential")
            with pytest.raises(IntegrityError):
                transaction.commit()
            assert seen() == [b]
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)


@ON_POSTGRESQL
@pytest.mark.django_db
def test_an_error_whose_scope_closes_on_the_way_out_is_told_as_it_was():
    """The server takes nothing more of that transaction: to be told the outer scope then would hide the first error."""
    a, b = two()
    with scope.within({a}):
        with pytest.raises(IntegrityError, match="project_code"), transaction.atomic(), scope.within({b}):
            Project.objects.create(company_id=b, code="ANJU", name="again", kind="residential")
        assert seen() == [a]


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_connection_kept_for_the_next_request_brings_no_scope_with_it():
    a, _ = two()
    with scope.within({a}):
        assert seen() == [a]
    with nowhere():
        assert seen() == []


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_connection_opened_anew_is_told_before_it_answers():
    a, _ = two()
    with scope.within({a}):
        assert seen() == [a]
        connection.close()
        assert seen() == [a]
    connection.close()
    with nowhere():
        assert seen() == []


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_server_that_cannot_be_told_is_a_database_out_of_reach():
    a, _ = two()
    seen()
    with connection._nodb_cursor() as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    with scope.within({a}):
        with pytest.raises(OperationalError):
            seen()
        connection.close()
        assert seen() == [a]


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_two_threads_have_each_their_own_scope():
    pair = two()
    both, found = threading.Barrier(2), {}

    def ask(company_id: int) -> None:
        try:
            with scope.within({company_id}):
                for _ in range(20):
                    both.wait(timeout=30)
                    found.setdefault(company_id, []).extend(seen())
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(company_id,)) for company_id in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {company_id: [company_id] * 20 for company_id in pair}


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("held", [True, False], ids=["in a transaction", "outside"])
def test_a_cursor_at_the_server_keeps_the_scope_it_was_opened_in(held: bool):
    a, b = two()
    for number in range(3):
        Project.objects.create(company_id=a, code=f"MORE{number}", name=f"more {number}", kind="residential")

    def read() -> Iterable[int]:
        with scope.within({a}):
            rows = Project._base_manager.order_by("pk").values_list("company_id", flat=True).iterator(chunk_size=1)
            first = next(rows)
        with scope.within({b}):
            assert seen() == [b]
            return [first, *rows]

    if held:
        with transaction.atomic():
            assert read() == [a] * 4
    else:
        assert read() == [a] * 4


@ON_POSTGRESQL
@pytest.mark.django_db
def test_a_policy_changed_by_hand_is_put_right_by_the_next_migrate():
    tables = {model._meta.db_table for model in policies.tenants()}
    assert policies.guard(tables) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE estate_room NO FORCE ROW LEVEL SECURITY")
        cursor.execute("DROP POLICY company_scope ON estate_unit")
        cursor.execute("COMMENT ON POLICY company_scope ON estate_place IS 'of an older version'")
    assert sorted(policies.guard(tables)) == ["estate_place", "estate_room", "estate_unit"]
    assert policies.guard(tables) == []


@ON_POSTGRESQL
@pytest.mark.django_db
def test_the_tests_role_is_one_that_policies_hold_for():
    assert policies.is_idle(connection) is False


def test_a_migration_meets_every_companys_rows(monkeypatch: pytest.MonkeyPatch):
    met: list[object] = []
    monkeypatch.setattr(migrate.Command, "handle", lambda self, *args, **options: met.append(scope.current()))
    with nowhere():
        call_command("migrate")
    assert met == [scope.EVERY]

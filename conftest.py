"""What every test stands on."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from xiwei.shared import catalogue

# A machine busy with the rest of the suite is slow, and that is no finding: what an example says is.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

EMPTY_WORDS = ["DELETE FROM service_ticket_words", "DELETE FROM estate_document_words"]


def pytest_configure() -> None:
    """A test that reads a page in English finds the catalogue as it is written now."""
    catalogue.compile_stale()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On SQLite the tests' database is a file of this run's own, as the product's is.

    One in memory would be shared by threads through SQLite's shared cache, which waits for nobody: races that the
    product settles by waiting would fail there with "table is locked".
    """
    from django.conf import settings as django_settings

    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(path)}


@pytest.fixture(scope="session", autouse=True)
def _the_flush_may_empty_the_ledger() -> Iterator[None]:
    """A test with transaction=True ends in a flush, and the ledger's triggers refuse it, as they must.

    DANGER: only here, and only around that flush, do the triggers step aside. Nothing in xiwei may do the like.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    names = ("0002_append_only", "0005_seals_stand", "0006_words_by_parts", "0007_words_go_whole")
    steps = [import_module(f"xiwei.ledger.migrations.{name}") for name in names]
    flush = TransactionTestCase._fixture_teardown

    def say(statements: list[str]) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def flush_without_triggers(self: TransactionTestCase) -> None:
        say([statement for step in reversed(steps) for statement in step.UNDO[connection.vendor]])
        try:
            flush(self)
            say(EMPTY_WORDS)  # no model's, so the flush knows nothing of them
        finally:
            say([statement for step in steps for statement in step.DO[connection.vendor]])

    TransactionTestCase._fixture_teardown = flush_without_triggers  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _all_companies_in_scope() -> Iterator[None]:
    """Tests of the domain read every company; a page opens its own scope over this one, as it does when served."""
    from xiwei.shared import scope

    with scope.everywhere("tests"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_page_begins_outside_every_scope() -> Iterator[None]:
    """As it does when served: what a page reads before its own scope is open must not be helped by the test's."""
    from django.test.client import ClientHandler

    from xiwei.shared import scope

    answer = ClientHandler.__call__

    def outside(self: ClientHandler, environ: dict[str, Any]) -> Any:
        token = scope._companies.set(None)
        try:
            return answer(self, environ)
        finally:
            scope._companies.reset(token)

    ClientHandler.__call__ = outside  # type: ignore[method-assign]
    yield
    ClientHandler.__call__ = answer  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _read_in_chinese() -> Iterator[None]:
    """A page asked for in English leaves its tongue with the thread: the next test shall not read in it."""
    from django.conf import settings as django_settings
    from django.utils import translation

    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_last_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own rows under the same ids: what the process kept of the last one's is forgotten.

    Tests also write rows past the actions, without the line that would tell of them: nothing is kept under an edition,
    but in the tests of just that (ledger/tests/test_editions.py), which undo this.
    """
    from xiwei.ledger import editions
    from xiwei.standards import queries

    queries.forget()
    editions.forget()
    monkeypatch.setattr(editions, "STALE", 0)


@pytest.fixture(autouse=True)
def _the_shipped_reader_answers() -> None:
    """What was taught in the working tree's var/ is no concern of a test."""
    from xiwei.service.triage import installed

    installed.keep_in(None)


@pytest.fixture(autouse=True)
def _files_apart(settings, tmp_path: Path) -> None:
    """No test leaves a file in the working tree."""
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path / "files", "base_url": None}}
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = storages
    settings.BACKUPS = tmp_path / "backups"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

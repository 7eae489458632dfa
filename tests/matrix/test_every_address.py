"""Every address × each of the cast, in one table: answers.txt. An address missing from it fails (law 6).

To add an address: say in stage.py what stands in it, and write its row in answers.txt from what it should answer to
each. `python -m tests.matrix.probe NAME` prints what it answers now, to compare.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.matrix import probe, stage

EXPECTED = probe.table()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture
def _django_db_helper() -> None:
    """Instead of pytest-django's: the mark says that a database is needed, and the stage has its own transaction on it."""


@pytest.fixture(scope="module")
def set_stage(django_db_setup: None, django_db_blocker: Any, folder: Path) -> Iterator[tuple[Any, dict[str, str]]]:
    """The stage, set once for all rows: each asking undoes what it did."""
    with django_db_blocker.unblock(), stage.standing(folder) as w:
        yield w, probe.sessions(w)


def test_every_address_has_its_rows_and_the_table_names_no_other():
    wanted = probe.wanted()
    missing = [f"{row}: write its answers in tests/matrix/answers.txt" for row in wanted if row not in EXPECTED]
    gone = [f"{row}: no such address; take it out of tests/matrix/answers.txt" for row in EXPECTED if row not in wanted]
    assert not missing + gone, "\n".join(["", *sorted(missing + gone)])


@pytest.mark.django_db
@pytest.mark.parametrize("row", sorted(EXPECTED), ids=str)
def test_an_address_answers_each_of_the_cast_as_the_table_says(row, set_stage, folder):
    w, sessions = set_stage
    with stage.kept_in(folder):
        given = probe.ask(w, sessions, row)
    assert dict(zip(probe.WHO, given, strict=True)) == dict(zip(probe.WHO, EXPECTED[row], strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize("row", sorted(row for row in EXPECTED if row.method == "GET"), ids=str)
def test_an_address_that_is_read_answers_head_as_it_answers_get(row, set_stage, folder):
    w, sessions = set_stage
    cast = ("stranger", "wang_fang", "zheng")
    with stage.kept_in(folder):
        given = probe.ask(w, sessions, probe.Row("HEAD", row.name), cast)
    assert given == [dict(zip(probe.WHO, EXPECTED[row], strict=True))[who] for who in cast]

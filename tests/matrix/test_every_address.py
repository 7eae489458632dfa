"""Every address × each of the cast, in one table: answers.txt. An address missing from it fails (law 6).

To add an address: say in stage.py what stands in it, and write its row in answers.txt from what it should answer to
each. `python -m tests.matrix.probe NAME` prints what it answers now, to compare.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

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


POSTED = sorted(name for name, pattern in probe.addresses().items() if probe.takes(pattern) == ["POST"])


@pytest.mark.django_db
@pytest.mark.parametrize("name", POSTED)
def test_an_address_for_forms_alone_leads_a_browser_to_a_page_above_it(name, set_stage, folder):
    """For whoever may send its form; a machine, which asks for no page, is told 405 as before."""
    w, sessions = set_stage
    answers = dict(zip(probe.WHO, EXPECTED[probe.Row("POST", name)], strict=True))
    address = reverse(name, kwargs=stage.arguments(w, name, probe.addresses()[name]))
    for who in sorted(probe.WHO[1:], key=lambda one: answers[one] in (403, 404)):  # who may send it, first
        client = Client()
        client.cookies["sessionid"] = sessions[who]
        with stage.kept_in(folder):
            assert client.get(address).status_code == 405
            page = client.get(address, headers={"Accept": "text/html,*/*;q=0.8"}, follow=True)
        if page.status_code == 200:
            break
    way = [address, *(urlsplit(to).path for to, _status in page.redirect_chain)]
    assert (page.status_code, len(way) > 1) == (200, True), (page.status_code, way)
    assert page.headers["Content-Type"].startswith("text/html"), way
    above = way[1 : way.index("/") + 1] if "/" in way else way[1:]  # what the first page shows is another's to say
    assert all(address.startswith(one) for one in above), way

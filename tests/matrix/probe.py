"""Ask every address as each of the cast, and read the table of what they should answer.

`python -m tests.matrix.probe [name …]` prints what the program answers now, in the table's own form, to compare.
"""

import inspect
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

TABLE = Path(__file__).with_name("answers.txt")
# The names of tests.cast.PEOPLE in their order, after one who is not signed in.
WHO = ["stranger", "wang_fang", "li_qiang", "zhao_min", "sun", "zhou_yong", "wu", "chen_yuan", "zheng", "he", "lin", "outsider"]  # fmt: skip # noqa: E501


class Row(NamedTuple):
    """One way to ask one address."""

    method: str
    name: str

    def __str__(self) -> str:
        return f"{self.method:4} {self.name}"


def table() -> dict[Row, list[int]]:
    """Row → answers in the order of WHO, as answers.txt says."""
    rows: dict[Row, list[int]] = {}
    for line in TABLE.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            head, _, answers = line.partition(":")
            row = Row(*head.split())
            assert row not in rows, f"{row} stands twice in answers.txt"
            rows[row] = [int(answer) for answer in answers.split()]
            assert len(rows[row]) == len(WHO), f"{row} has {len(rows[row])} answers; there are {len(WHO)} to give"
    return rows


def addresses() -> dict[str, URLPattern]:
    """All addresses by name; an address without a name is a fault of ours."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            assert pattern.name, f"the address {route} has no name"
            yield pattern.name, pattern


def takes(pattern: URLPattern) -> list[str]:
    """The methods an address is asked with: what its decorator allows, and POST where the view speaks of it.

    The account library's own views are asked for, no more: what their forms do is tested there.
    """
    view = inspect.unwrap(pattern.callback)
    if not view.__module__.startswith("xiwei."):
        return ["GET"]
    source = inspect.getsource(view)
    if "@require_POST" in source:
        return ["POST"]
    return ["GET", "POST"] if "POST" in source or "@posted_from" in source else ["GET"]


def wanted() -> set[Row]:
    """The rows the table must have. A POST has an empty form: who may not send it at all learns nothing of the form."""
    return {Row(method, name) for name, pattern in addresses().items() for method in takes(pattern)}


def sessions(w: Any) -> dict[str, str]:
    """The cookie of each of the cast, signed in once."""
    kept = {"stranger": ""}
    for who in WHO[1:]:
        client = Client()
        client.force_login(getattr(w, who))
        kept[who] = client.cookies["sessionid"].value
    return kept


def ask(w: Any, kept: dict[str, str], row: Row, cast: Sequence[str] = WHO) -> list[int]:
    """What the address answers to a stranger and to each of the cast; whatever it did is undone after each."""
    from tests.matrix import stage

    pattern = addresses()[row.name]
    address = reverse(row.name, kwargs=stage.arguments(w, row.name, pattern))
    client, answers = Client(raise_request_exception=False), []
    for who in cast:
        client.cookies.clear()
        if kept[who]:
            client.cookies["sessionid"] = kept[who]
        with transaction.atomic():
            answers.append(client.generic(row.method, address).status_code)
            transaction.set_rollback(True)
    return answers


def main(names: list[str]) -> None:
    """Print the rows as they are answered now, from a database made for it and thrown away."""
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment

    from tests.matrix import stage

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with tempfile.TemporaryDirectory() as folder, stage.standing(Path(folder)) as w:
            kept = sessions(w)
            for row in sorted(wanted(), key=lambda one: (one.name, one.method)):
                if not names or row.name in names:
                    sys.stdout.write(f"{row!s:28}: {' '.join(map(str, ask(w, kept, row)))}\n")
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main(sys.argv[1:])

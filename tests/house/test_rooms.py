"""The rooms keep to themselves: who writes, who asks the time, who reads every company, and how long a file is."""

import ast
from pathlib import Path

import pytest

from tests.house.code import ROOT, app_of, calls, named, product, python, room_of, tree

FORBIDDEN = {"utils", "util", "helpers", "helper", "services", "managers", "signals", "mixins", "common", "misc"}
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
    "asave",
    "acreate",
}
LIMIT = 400
SHORT = 35


def test_no_room_is_a_place_to_hide():
    names = {path: {part.removesuffix(".py") for part in path.relative_to(ROOT / "xiwei").parts} for path in python()}
    assert [named(path) for path, parts in names.items() if parts & FORBIDDEN] == []


def test_no_class_is_a_mixin_or_a_helper():
    classes = [
        f"{named(path)}: {node.name}"
        for path in product()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and node.name.endswith(("Mixin", "Helper", "Util", "Utils"))
    ]
    assert classes == []


def _sources() -> list[Path]:
    """What people wrote: code, pages, styles, scripts; not migrations, not what was borrowed."""
    code = [path for folder in ("xiwei", "config", "tests", "bench", "bin") for path in python(folder)]
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "xiwei").rglob("templates/**/*.html")]
    look = [
        path for path in (ROOT / "static").rglob("*") if path.suffix in (".css", ".js") and "vendor" not in path.parts
    ]
    return [*code, *pages, *look]


def test_no_file_is_longer_than_a_person_reads_at_once():
    long = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in _sources()}
    assert {name: lines for name, lines in long.items() if lines > LIMIT} == {}


def test_nine_functions_in_ten_are_short():
    lengths = [
        (node.end_lineno or 0) - node.lineno + 1
        for path in product()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
    ]
    assert sum(length < SHORT for length in lengths) / len(lengths) > 0.9


def _fields_update(call: ast.Call) -> bool:
    """`rows.filter(…).update(…)` writes; `counts.update(…)` of a dict or set does not."""
    return isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call)


@pytest.mark.parametrize("room", ["rules", "queries", "views", "forms"])
def test_only_actions_write(room: str):
    writes = [
        f"{named(path)}:{call.lineno} {name}"
        for path in product()
        if room_of(path) == room
        for call, name in calls(path)
        if (name in WRITES and isinstance(call.func, ast.Attribute)) or (name == "update" and _fields_update(call))
    ]
    assert writes == []


# A line's `written_at` is the moment it was written, whatever moment the deed says of itself.
ASKS_THE_TIME = {"xiwei/ledger/actions.py"}


@pytest.mark.parametrize("room", ["models", "rules", "queries", "actions"])
def test_the_domain_is_told_the_time_and_never_asks(room: str):
    asks = [
        f"{named(path)}:{call.lineno}"
        for path in product()
        if room_of(path) == room and named(path) not in ASKS_THE_TIME
        for call, _ in calls(path)
        if ast.unparse(call) in ("timezone.now()", "datetime.now()", "moment.now()", "date.today()", "time.time()")
    ]
    assert asks == []


# Who may read beyond the asker's companies: those who start from a person, the clock, commands, and the worker.
BEYOND = {"queries", "middleware", "jobs", "listeners", "management", "worker"}
# And this one, with its reason.
REASONS = {"xiwei/estate/actions/companies.py": "a project's code is one among all companies' codes"}


def _reads_beyond(path: Path) -> bool:
    return any(name == "everywhere" for _, name in calls(path))


def test_only_queries_and_the_clock_read_every_company():
    beyond = {named(path) for path in product() if room_of(path) not in BEYOND and _reads_beyond(path)}
    assert beyond - set(REASONS) == set()


def test_no_reason_outlives_what_it_excused():
    assert {name for name in REASONS if not (ROOT / name).exists() or not _reads_beyond(ROOT / name)} == set()


def test_nothing_goes_round_the_guard():
    """_base_manager would find on SQLite what PostgreSQL's row security hides: scope.everywhere("why") is for both."""
    round_it = [named(path) for path in product() if "_base_manager" in path.read_text(encoding="utf-8")]
    assert round_it == []


# Who may set another app's actions going: an action of its own, or a door.
DOERS = {"actions", "demo", "views", "jobs", "listeners", "management", "apps", "adapter", "posting"}


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_another_apps_actions_are_called_by_actions_and_doors_alone():
    wrong = [
        f"{named(path)} → {name}"
        for path in product()
        if room_of(path) not in DOERS
        for name in _imported(path)
        if name.startswith("xiwei.") and name.split(".")[2:3] == ["actions"] and name.split(".")[1] != app_of(path)
    ]
    assert wrong == []

"""The papers say what is true: paths exist, practices are those of the list, locks name no host, nothing is stale."""

import json
import re

import pytest
from django.core.management import call_command

from tests.house.code import ROOT

PRACTICES = {f"{letter}{n}" for letter, last in {"A": 18, "B": 15, "C": 8, "D": 8}.items() for n in range(1, last + 1)}
DOCS = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
PATH = re.compile(r"`([A-Za-z_.][\w.-]*(?:/[\w.*-]+)+/?|[A-Z]+\.md|Makefile)`")
LINK = re.compile(r"\]\(([^)#:]+?)(?:#[^)]*)?\)")
TOP = {"xiwei", "config", "docs", "tests", "bench", "bin", "static", "templates", ".ci"}
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt", "package-lock.json"]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_a_paper_cites_exists(path):
    words = path.read_text(encoding="utf-8")
    cited = [one for one in PATH.findall(words) if one.split("/")[0] in TOP or "/" not in one]
    linked = [one for one in LINK.findall(words) if "://" not in one]
    missing = [one for one in cited if not list(ROOT.glob(one.rstrip("/")))]
    missing += [one for one in linked if not (path.parent / one).exists()]
    assert missing == []


def test_the_practices_are_those_of_the_list():
    words = (ROOT / "docs" / "practices.md").read_text(encoding="utf-8")
    cited = re.findall(r"^\|\s*([A-Z]\d+)\s*\|", words, re.M)
    assert cited != []
    assert [one for one in cited if one not in PRACTICES] == []
    assert len(cited) == len(set(cited))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_no_place_on_a_machine(name: str):
    assert re.findall(r"(?:https?|file)://\S+|/root/\S*|/home/\S*", _without_funding(name)) == []


def _without_funding(name: str) -> str:
    """A package's page for its sponsors is no registry."""
    words = (ROOT / name).read_text(encoding="utf-8")
    if not name.endswith(".json"):
        return words
    lock = json.loads(words)
    for package in lock["packages"].values():
        package.pop("funding", None)
    return json.dumps(lock)


def test_the_python_locks_bear_hashes():
    for name in LOCKS[:3]:
        pins = re.findall(r"^\S+==\S+.*?(?=^\S|\Z)", (ROOT / name).read_text(encoding="utf-8"), re.M | re.S)
        assert pins != []
        assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_the_states_drawn_are_the_states_there_are(capsys):
    call_command("state_diagrams", check=True)
    assert capsys.readouterr().out.endswith("0 stale\n")


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say(capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


def test_every_variable_of_the_environment_is_in_the_operations_paper():
    code = "".join(
        path.read_text(encoding="utf-8") for path in [*(ROOT / "config").glob("*.py"), *(ROOT / "bin").glob("*")]
    )
    read = set(re.findall(r"\b(XIWEI_[A-Z_]+|DATABASE_URL)\b", code))
    paper = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert sorted(name for name in read if f"`{name}`" not in paper) == []

"""A page extends and includes base.html, parts/ and its own app's pages, and nothing of another's."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.house.code import ROOT, app_of, named, product, texts

TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *(ROOT / "xiwei").rglob("templates/**/*.html")])
LEANS = re.compile(r"\{%-?\s*(?:extends|include)\s+(\S+)")
PAGE = re.compile(r"^[a-z_]+/[a-z0-9_/]+\.(?:html|txt)(?:#[a-z_]+)?$")


def name_of(path: Path) -> str:
    """The name a template is loaded by."""
    return str(path).rpartition("/templates/")[2]


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_leans_on_its_own_house_only(path: Path):
    own = f"{name_of(path).split('/')[0]}/"
    leaned = [word.strip("\"'") for word in LEANS.findall(path.read_text(encoding="utf-8"))]
    allowed = ("base.html", "parts/", own)
    assert [word for word in leaned if not word.startswith(allowed)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_compiles(path: Path):
    assert get_template(name_of(path)).origin.name == str(path)


def test_an_apps_templates_stand_in_its_own_folder():
    wrong = [
        named(path)
        for path in TEMPLATES
        if path.is_relative_to(ROOT / "xiwei") and name_of(path).split("/")[0] != app_of(path)
    ]
    assert wrong == []


def test_the_code_names_its_own_apps_pages_only():
    wrong = [
        f"{named(path)}: {text}"
        for path in product()
        for text in texts(path)
        if PAGE.match(text) and text.split("/")[0] not in (app_of(path), "parts")
    ]
    assert wrong == []


def test_every_page_the_code_names_is_there():
    wrong = [
        f"{named(path)}: {text}" for path in product() for text in texts(path) if PAGE.match(text) and not _found(text)
    ]
    assert wrong == []


def _found(name: str) -> bool:
    file = name.partition("#")[0]
    return any(name_of(path) == file for path in TEMPLATES) or bool(list(ROOT.glob(f"**/templates/{file}")))

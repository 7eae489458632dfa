"""Every template keeps the strict policy (law 10), and every borrowed thing is there."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *(ROOT / "xiwei").rglob("templates/**/*.html")])
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->", re.S)
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|<script(?![^>]*(?:\bsrc=|type="application/json"))|javascript:""",
    re.I,
)
ELSEWHERE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.I)
BOOTSTRAP = re.compile(r"\bdata-bs-[a-z]+")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def words_of(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def vendor():
    """bin/vendor.py, which is a command and no module of ours."""
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "bin" / "vendor.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_has_nothing_inline_and_nothing_from_elsewhere(path):
    words = words_of(path)
    # A block of JSON is data: the policy lets it stand because it cannot run.
    assert (INLINE.findall(words), ELSEWHERE.findall(words)) == ([], [])


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_shows_no_mark_of_a_merge(path):
    assert [line for line in words_of(path).splitlines() if line.startswith(("<<<<<<<", "=======", ">>>>>>>"))] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_does_not_lean_on_a_script_that_is_not_sent(path):
    """Bootstrap's 39 KB are not on the page: menus are details, dialogs are dialog, both by dialog.js."""
    assert BOOTSTRAP.findall(words_of(path)) == []


def test_every_icon_that_is_named_is_one_that_tabler_has():
    module = vendor()
    if not module.ICONS.exists():
        pytest.skip("node_modules is not installed")
    assert {name for name in module.wanted_icons() if not (module.ICONS / f"{name}.svg").exists()} == set()


def test_the_icons_the_code_chooses_are_listed():
    from xiwei.people import nav
    from xiwei.shared.templatetags import xiwei

    listed = set((ROOT / "static" / "icons.txt").read_text(encoding="utf-8").split())
    chosen = {spot.icon for spots in [*nav.SIDE.values(), *nav.BOTTOM.values()] for spot in spots}
    chosen |= {*xiwei.STATE_ICONS.values(), *xiwei.LINE_ICONS.values()}
    assert chosen - listed == set()


def test_a_missing_icon_stops_the_copying_with_its_name(tmp_path, monkeypatch):
    module = vendor()
    monkeypatch.setattr(module, "ICONS", tmp_path)
    with pytest.raises(
        SystemExit, match=r"no outline icon of these names(.|\n)*armchair \(asked for by static/icons.txt\)"
    ):
        module.copy_icons()


@pytest.mark.parametrize(
    ("css", "light"),
    [
        ("a{color:light-dark(#fff,#000)}", "a{color:#fff}"),
        ("a{color:light-dark(rgb(1,2,3),var(--x))}", "a{color:rgb(1,2,3)}"),
        ("a{b:light-dark(light-dark(red,blue),green) light-dark(x,y)}", "a{b:red x}"),
        ("a{color:red}", "a{color:red}"),
    ],
)
def test_the_light_of_a_style_sheet_is_taken(css, light):
    assert vendor().the_light_of(css) == light

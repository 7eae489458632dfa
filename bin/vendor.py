#!/usr/bin/env python3
"""Copy what the pages borrow into static/vendor (ignored by git): run by make, safe to run again.

Named files of node_modules, the icons listed in static/icons.txt, and every icon that a template or an app's
words.py names. Stops with a sentence where a file or an icon is missing.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
ICONS = MODULES / "@tabler" / "icons" / "icons" / "outline"
COPIED = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "echarts.min.js": "echarts/dist/echarts.common.min.js",
}
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)")
ICON_TAG = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""")


def the_light_of(css: str) -> str:
    """Replace each light-dark(a, b) by a: the pages have one look, and older phones lack the word."""
    head = "light-dark("
    while (start := css.rfind(head)) >= 0:
        depth, comma, at = 1, None, start + len(head)
        while depth:
            depth += {"(": 1, ")": -1}.get(css[at], 0)
            if css[at] == "," and depth == 1:
                comma = at
            at += 1
        css = css[:start] + css[start + len(head) : comma] + css[at:]
    return css


def copy_files() -> None:
    """The named files, without the line that would send a browser after a source map."""
    for name, source in COPIED.items():
        path = MODULES / source
        if not path.exists():
            sys.exit(f"vendor: {path.relative_to(ROOT)} is missing: run npm ci first")
        text = SOURCE_MAP.sub("", path.read_text(encoding="utf-8"))
        write(VENDOR / name, the_light_of(text) if name.endswith(".css") else text)


def icons_in_words(path: Path) -> Iterator[str]:
    """Third argument of each Words(title, sentence, icon, tone) in a words.py."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Words":
            named = [keyword.value for keyword in node.keywords if keyword.arg == "icon"]
            for value in [*node.args[2:3], *named]:
                if isinstance(value, ast.Constant):
                    yield str(value.value)


def wanted_icons() -> dict[str, Path]:
    """Every icon's name with one file that asks for it."""
    listed = ROOT / "static" / "icons.txt"
    wanted = dict.fromkeys(listed.read_text(encoding="utf-8").split(), listed)
    templates = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "xiwei").rglob("templates/**/*.html")]
    for path in templates:
        wanted |= dict.fromkeys(ICON_TAG.findall(path.read_text(encoding="utf-8")), path)
    for path in (ROOT / "xiwei").glob("*/words.py"):
        wanted |= dict.fromkeys(icons_in_words(path), path)
    return wanted


def copy_icons() -> int:
    """Each wanted icon as an SVG file; returns how many."""
    wanted = wanted_icons()
    missing = {name: path for name, path in wanted.items() if not (ICONS / f"{name}.svg").exists()}
    if missing:
        said = "".join(f"\n  {name} (asked for by {path.relative_to(ROOT)})" for name, path in missing.items())
        sys.exit(f"vendor: Tabler has no outline icon of these names, see https://tabler.io/icons{said}")
    for name in wanted:
        write(VENDOR / "icons" / f"{name}.svg", (ICONS / f"{name}.svg").read_text(encoding="utf-8"))
    return len(wanted)


def write(path: Path, text: str) -> None:
    """Write only what changed, so that a running server's files keep their times."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    copy_files()
    sys.stdout.write(f"vendor: {len(COPIED)} files and {copy_icons()} icons in {VENDOR.relative_to(ROOT)}\n")

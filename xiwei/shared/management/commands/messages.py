"""`manage.py messages`: gather every word of the source into the English catalogue, or with --compile build what is read.

Django's own makemessages needs GNU gettext on the machine; this needs Babel (of the development lock) to gather and
polib (of the product's lock) to compile, so both run wherever the product does.
"""

import io
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

from xiwei.shared import catalogue

# Each name by which the source says a word is to be put into English, and which arguments are the plural or the context.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# Data that is said as it stands, and which of its keys hold a sentence: whoever is in danger must be able to read it.
TOLD = {"xiwei/standards/data/dangers.toml": {"name", "now", "who"}}
ROOT = Path(settings.ROOT)


def sources() -> Iterator[Path]:
    """Templates, and the product's Python: no tests, no migrations."""
    yield from sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))
    yield from sorted(path for path in (ROOT / "xiwei").rglob("templates/**/*") if path.suffix in (".html", ".txt"))
    for path in sorted((ROOT / "xiwei").rglob("*.py")):
        if not {"tests", "migrations", "demo"} & set(path.parts):
            yield path
    yield from (ROOT / name for name in TOLD)


def _told(value: Any, keys: set[str], told: bool = False) -> Iterator[str]:
    """The sentences under some keys of data, however deep."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _told(below, keys, key in keys)
    elif isinstance(value, list):
        for below in value:
            yield from _told(below, keys, told)
    elif told:
        yield str(value)


def messages_of(path: Path) -> Iterator[tuple[catalogue.Key, str | None]]:
    """Each message of a file, with its plural where it has one."""
    from babel.messages.extract import extract

    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        keys = TOLD[str(path.relative_to(ROOT))]
        yield from (((None, sentence), None) for sentence in _told(tomllib.loads(text), keys))
        return
    code = text if path.suffix == ".py" else templatize(text, origin=str(path))
    found = extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _, said, _, context in found:
        msgid, plural = (said[0], said[1]) if isinstance(said, tuple) else (said, None)
        yield (context, msgid), plural


def gathered() -> dict[catalogue.Key, tuple[str, str | None]]:
    """Every message of the product, with the file it first stands in and its plural."""
    found: dict[catalogue.Key, tuple[str, str | None]] = {}
    for path in sources():
        for key, plural in messages_of(path):
            where, known = found.get(key, (str(path.relative_to(ROOT)), None))
            found[key] = (where, plural or known)
    return found


class Command(BaseCommand):
    help = "Gather the words of the source into locale/en, or with --compile build the catalogue that is read."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--compile", action="store_true", help="only build the .mo where the .po is newer")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["compile"]:
            catalogue.source().parent.mkdir(parents=True, exist_ok=True)
            made = catalogue.gather(gathered())
            made.save(str(catalogue.source()))
            left = len(made.untranslated_entries())
            self.stdout.write(f"{len(made)} messages, {left} without English: {catalogue.source()}")
        catalogue.compile_stale()

"""The catalogue of English words: gathered from the source, written by people, compiled for gettext.

`locale/en/LC_MESSAGES/django.po` is kept with the source; the `.mo` beside it is built from it and is not. Compiling needs
polib alone, so a fresh copy has its English without a package of the system's; gathering is for who writes the product.
"""

from pathlib import Path

import polib
from django.conf import settings

# What a word is of, where one Chinese word is two in English, and the word.
Key = tuple[str | None, str]


def source() -> Path:
    """The catalogue as people write it."""
    return Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"


def compiled() -> Path:
    """The catalogue as gettext reads it."""
    return source().with_suffix(".mo")


def compile_stale() -> bool:
    """Compile where the source is newer than what was built from it; returns whether anything was built.

    Written beside and then put in place, so that whoever reads meanwhile reads the old or the new, never half.
    """
    if compiled().exists() and compiled().stat().st_mtime_ns >= source().stat().st_mtime_ns:
        return False
    building = compiled().with_suffix(".building")
    polib.pofile(str(source()), encoding="utf-8").save_as_mofile(str(building))
    building.replace(compiled())
    return True


def gather(messages: dict[Key, tuple[str, str | None]]) -> polib.POFile:
    """The catalogue with exactly these messages (each with where it stands and its plural), translations kept.

    New ones come in without a translation, those no longer said go; `tests/house` holds that none is left untranslated.
    """
    old = (
        {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(source()), encoding="utf-8")}
        if source().exists()
        else {}
    )
    made = polib.POFile(wrapwidth=110)
    made.metadata = {
        "Project-Id-Version": "xiwei",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for key, (where, plural) in messages.items():
        made.append(_entry(key, where, plural, old.get(key)))
    return made


def _entry(key: Key, where: str, plural: str | None, before: polib.POEntry | None) -> polib.POEntry:
    context, msgid = key
    entry = polib.POEntry(msgctxt=context, msgid=msgid, comment=where)
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = before.msgstr_plural if before and before.msgstr_plural else {0: "", 1: ""}
    else:
        entry.msgstr = before.msgstr if before else ""
    return entry

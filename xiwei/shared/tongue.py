"""The tongue a page is read in: Chinese as it is written, English for whoever chose it or whose browser asks for it.

What is kept for others to read (a ledger line, a message) is kept in Chinese, whoever did the deed and in whatever tongue
they read; a line's own words are put into the reader's tongue when it is read.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Model
from django.utils import dateformat, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:  # words that are put into the reader's tongue only when they are read
    from django_stubs_ext import StrOrPromise as Said
else:
    Said = str

_names: dict[str, str] = {}  # what we named in Chinese, and its English (know)
WEEKDAYS = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
ENDS = "。！？…!?.；;"
MOST = 4000  # phrases kept of each function
HAN = re.compile(r"[\u3400-\u9fff]")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MOMENT = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?: ?(\d\d:\d\d))?")


def remembered(says: Callable[..., str]) -> Callable[..., str]:
    """What this function says of plain values is kept, by tongue: a page of rows says 今天 and 小时 a hundred times.

    For functions of nothing but what they are given by place, and of few values: a day, a number of minutes.
    """
    kept = lru_cache(MOST)(lambda tongue, *given: says(*given))

    @wraps(says)
    def say(*given: Hashable) -> str:
        return kept(translation.get_language(), *given)

    return say


def known(language: str) -> bool:
    """Whether pages can be read in it: zh-hans, en."""
    return language in dict(settings.LANGUAGES)


def english() -> bool:
    """Whether this page is being drawn in English."""
    return (translation.get_language() or "").startswith("en")


@contextmanager
def as_kept() -> Iterator[None]:
    """Within it, words are what is kept: Chinese, whoever is at work."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


def kept(words: Any) -> str:
    """A label's words as they are kept: 维修, though the one at work reads Repair."""
    with as_kept():
        return str(words)


def kept_choice(thing: Model, field: str) -> str:
    """What `field` of this row is chosen to be, in the words that are kept."""
    return _kept_choice(type(thing), field, getattr(thing, field))


@lru_cache(MOST)
def _kept_choice(model: type[Model], field: str, value: Any) -> str:
    with as_kept():
        return chosen(model, field, value)


def chosen(model: type[Model], field: str, value: Any) -> str:
    """What this value of the field is called: `get_FIELD_display`, which sorts all choices anew at each call."""
    return str(dict(model._meta.get_field(field).flatchoices).get(value, value))  # type: ignore[union-attr]


def joined(words: Iterable[Any]) -> str:
    """Words in a row, as the reader's tongue strings them: 甲、乙 or A, B."""
    return gettext("、").join(str(word) for word in words)


def know(names: Mapping[str, str]) -> None:
    """English names of things that bear a name of ours in the data: told by the app whose they are, at its start."""
    _names.update(names)


def named(name: str) -> str:
    """A thing's name as this reader reads it; one that nobody gave an English name stands as it is."""
    return _names.get(name, name) if english() else name


def ended(words: str) -> str:
    """What somebody wrote, with a full stop where it has no end of its own: another sentence may follow."""
    said = words.strip()
    return f"{said}{gettext('。')}" if said and said[-1] not in ENDS else said


def reread(value: Any) -> Any:
    """One of the product's own words as it was kept, in the reader's tongue; a kept moment likewise; else as it stands.

    11月26日 14:30 is read 26 Nov 14:30, and 2026-11-26, as a day is kept to be counted with, 11月26日 like any other.
    """
    if isinstance(value, str) and (day := _DAY.fullmatch(value)):
        return dateformat.format(date(*map(int, day.groups())), gettext("n月j日"))
    if not isinstance(value, str) or not english() or not HAN.search(value):
        return value
    said = gettext(value)
    return (
        said if said != value else _MOMENT.sub(_moment, gettext("、").join(gettext(one) for one in value.split("、")))
    )


def _moment(found: re.Match[str]) -> str:
    year, month, day, clock = found.groups()
    # 29 February must be sayable where no year is kept, so a leap year stands in.
    said = dateformat.format(date(int(year or 2024), int(month), int(day)), "j M Y" if year else "j M")
    return f"{said} {clock}" if clock else said

"""What the apps tell the ledger at start: the words of each kind of line, where a subject is read, and who listens.

The ledger is below every app, so it cannot know their words; each app's `words.py` gives them when it is ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

COMPANYS, PERSONS, BOTH = "company", "person", "company person"


@dataclass(frozen=True)
class Words:
    """How a kind of line is read: a short title, a sentence with {fields} of its data, an icon, a colour.

    Both are put into the reader's tongue when read; so is a field marked {line!t}, which is a word of ours and no one's own.
    {note!e} is what somebody wrote, with its full stop where they left it out, for another sentence follows.
    `may_lack`: the fields that a line may do without, so that their missing does not mean that they were erased.
    `turns`: whose standing arrangements it changes, so that what was kept of them is read anew (ledger.editions).
    """

    title: str
    sentence: str = ""
    icon: str = "point"
    tone: str = "plain"
    turns: str = ""  # of COMPANYS, PERSONS, BOTH
    may_lack: tuple[str, ...] = ()


Listener = Callable[..., None]
_words: dict[str, Words] = {}
_pages: dict[str, str] = {}
_listeners: dict[str, dict[str, Listener]] = {}


def speak(words: dict[str, Words]) -> None:
    """Register an app's kinds. A kind said by two apps is a fault of ours."""
    for kind, said in words.items():
        if _words.get(kind, said) != said:
            raise ValueError(f"the ledger's kind {kind} has two meanings")
        _words[kind] = said


def words_for(kind: str) -> Words:
    """The words of a kind; KeyError where no app has given any."""
    return _words[kind]


def words_or_kind(kind: str) -> Words:
    """The words of a kind, for reading: a line whose app is gone is still shown, under its bare kind."""
    return _words.get(kind) or Words(title=kind)


def kinds() -> dict[str, Words]:
    """All kinds and their words, for the docs' check."""
    return dict(_words)


def open_at(subject_type: str, page: str) -> None:
    """What is written about a subject of this kind (service.ticket) is read on the page of this address's name."""
    _pages[subject_type] = page


def page_of(subject_type: str) -> str:
    """The name of the page's address, which takes the subject's id; "" where a kind of subject has none."""
    return _pages.get(subject_type, "")


def listen(kind: str, listener: Listener) -> None:
    """`listener(data=…, at=…)` is called once for each fact of this kind, in a transaction of its own."""
    _listeners.setdefault(kind, {})[f"{listener.__module__}.{listener.__qualname__}"] = listener


def listeners_of(kind: str) -> list[str]:
    """Names of those who listen to a kind."""
    return list(_listeners.get(kind, {}))


def hear(kind: str, name: str, *, data: dict[str, Any], at: datetime) -> None:
    """Call one listener by name."""
    _listeners[kind][name](data=data, at=at)

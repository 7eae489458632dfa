"""Papers that somebody said will be brought later: a storey above tells what is still open of them (缺什么)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from xiwei.estate.models import Project
from xiwei.estate.rules import By


@dataclass(frozen=True)
class Promised:
    """One that is still to come: what, of what, since when, why it was not there, and the page where it is put in."""

    what: str
    label: str
    since: date
    why: str
    href: str


Tells = Callable[[Project, By], list[Promised]]
_tellers: dict[str, Tells] = {}


def tell(name: str, teller: Tells) -> None:
    """Register who tells of a sort; the same name again replaces it."""
    _tellers[name] = teller


def open_in(project: Project, by: By) -> list[Promised]:
    """All that are open in a project, as far as this colleague may see them, the oldest first."""
    return sorted((one for teller in _tellers.values() for one in teller(project, by)), key=lambda one: one.since)

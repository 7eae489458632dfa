"""What a document can belong to. Estate knows its own ground; a storey above tells its nouns when it is ready.

A document holds the noun's name, id and label as they were, so that no key points up (docs/decisions/archive.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiwei.ledger.models import Where
from xiwei.shared.tongue import Said


@dataclass(frozen=True)
class Subject:
    """One thing that has documents: its noun and id, the name it goes by, where it stands."""

    noun: str
    pk: int
    label: str
    where: Where


@dataclass(frozen=True)
class Noun:
    """A kind of thing: `find` gives one by id or None; `page` is the address of its own page.

    `at_room` gives who is in a room, `by_label` one of a project by the label it goes by.
    """

    name: str
    title: Said
    find: Callable[[int], Subject | None]
    page: str = ""
    at_room: Callable[[int], Subject | None] | None = None
    by_label: Callable[[int, str], Subject | None] | None = None


_nouns: dict[str, Noun] = {}


def know(noun: Noun) -> None:
    """Register a noun; the same name again replaces it."""
    _nouns[noun.name] = noun


def noun(name: str) -> Noun | None:
    """A noun by name, where an app has told it."""
    return _nouns.get(name)


def all_nouns() -> list[Noun]:
    """Every noun there is, from the company down."""
    return list(_nouns.values())


def subject(name: str, pk: int) -> Subject | None:
    """The thing itself; None where it is not, or not in scope."""
    found = noun(name)
    return found.find(pk) if found else None


def of(thing: Any, name: str) -> Subject:
    """A row of the ground as a subject."""
    return Subject(name, thing.pk, str(thing), thing.where)


def own() -> list[Noun]:
    """Estate's own: the ground, from the company to a place."""
    from xiwei.estate.models import Building, Company, Place, Project, Room

    def finder(model: Any, name: str) -> Callable[[int], Subject | None]:
        def find(pk: int) -> Subject | None:
            row = model.objects.filter(pk=pk).first()
            return of(row, name) if row else None

        return find

    return [
        Noun("company", _("公司"), finder(Company, "company")),
        Noun("project", _("项目"), finder(Project, "project"), "project"),
        Noun("building", _("楼栋"), finder(Building, "building"), "building"),
        Noun("room", _("房屋"), finder(Room, "room"), "room_people"),
        Noun("place", _("地点"), finder(Place, "place"), "place_card"),
    ]

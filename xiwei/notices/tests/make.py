"""Builders for what is said."""

from datetime import datetime
from itertools import count
from typing import Any

from tests.cast import NOW, Cast
from xiwei.notices.actions import tell
from xiwei.notices.models import Channel, ChannelKind, Message, Preference, Weight
from xiwei.people.models import Person
from xiwei.shared import secrets

_keys = count(1)


def said(cast: Cast, person: Person, title: str = "师傅已接单", **other: Any) -> Message | None:
    """Tell this person something of 翠湖花园, under a fresh key unless one is given."""
    told = {
        "company_id": cast.company.pk,
        "project_id": cast.project.pk,
        "about": "service.promised",
        "title": title,
        "key": f"k{next(_keys)}",
        "now": NOW,
    }
    return tell(person, **{**told, **other})


def channel(cast: Cast, kind: str = "email", address: str = "", on: bool = True) -> Channel:
    """A way out of 翠湖物业."""
    return Channel.objects.create(
        company=cast.company, kind=kind, name=ChannelKind(kind).label, address=secrets.seal(address), on=on
    )


def wishes(person: Person, *ways: str, quiet: tuple[int, int] = (0, 0), muted: tuple[str, ...] = ()) -> Preference:
    """What this person chose; no quiet hours unless given."""
    return Preference.objects.create(
        person=person, ways=list(ways), quiet_from=quiet[0], quiet_until=quiet[1], muted=list(muted)
    )


def with_email(person: Person) -> Person:
    person.email = f"p{person.pk}@example.com"
    person.save(update_fields=["email"])
    return person


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of the cast's Monday."""
    return NOW.replace(hour=hour, minute=minute)


__all__ = ["NOW", "Weight", "at", "channel", "said", "wishes", "with_email"]

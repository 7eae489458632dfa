"""What the sign-in page needs: the demo's cast, and whether a passkey can be used here."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest

from xiwei.people.adapter import passkeys_possible
from xiwei.people.models import Person
from xiwei.people.queries import people
from xiwei.shared import phones

register = template.Library()


@dataclass(frozen=True)
class Player:
    """One of the cast: who, and in a few words what."""

    person: Person
    role: str


@register.simple_tag
def demo_cast() -> list[Player]:
    """The people anyone may come in as; nobody outside the demo."""
    if not settings.DEMO:
        return []
    return [Player(person, people.role_in_words(person)) for person in people.cast(settings.DEMO_PHONES)]


@register.simple_tag
def can_passkey(request: HttpRequest) -> bool:
    """Whether this address allows passkeys."""
    return passkeys_possible(request)


@register.filter
def masked(phone: str | None) -> str:
    """A number with its middle hidden."""
    return phones.masked(phone or "")

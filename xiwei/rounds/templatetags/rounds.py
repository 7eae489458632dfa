"""What the pages of rounds say in their own way."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django import template

from xiwei.people import certificates
from xiwei.rounds.models import WeatherKind
from xiwei.rounds.rules.fitting import Spot, key_of
from xiwei.rounds.saying import said_hours, said_spans, said_time
from xiwei.shared.tongue import WEEKDAYS

register = template.Library()


@register.filter
def addid(prefix: str, number: int) -> str:
    """An element's id of a prefix and a number."""
    return f"{prefix}{number}"


@register.filter
def split(words: str) -> list[str]:
    """Its parts, parted by spaces."""
    return words.split()


@register.filter
def hours(minutes: int) -> str:
    """A working time in words."""
    return said_time(minutes)


@register.filter
def hours_of(minutes: int) -> str:
    """A working time in hours, as a bare number."""
    return said_hours(minutes)


@register.filter
def as_state(state: str) -> str:
    """The key whose colour and icon a round's or a stop's state has: what is done here is not a ticket that waits for a word."""
    return "finished" if state == "done" else state


@register.filter
def months(numbers: list[int]) -> str:
    """Months, those next to each other as a span: 3–5、9 月."""
    return said_spans(numbers)


@register.filter
def certificate(code: str) -> str:
    """What a certificate is called."""
    return certificates.name_of(code)


@register.filter
def within(spots: Sequence[Spot], led: Collection[Spot]) -> int:
    """How many of these spots a route leads to."""
    keys = {key_of(one) for one in led}
    return sum(key_of(one) in keys for one in spots)


@register.filter
def weather_name(kind: str) -> str:
    """A kind of weather in words."""
    return str(dict(WeatherKind.choices).get(kind, kind))


@register.filter
def of_code(words: Mapping[str, str], code: str) -> str:
    """What a code says in a table of words; the bare code where it has none any more."""
    return words.get(code, code)


@register.filter
def adday(words: str, day: date) -> str:
    """Words that end in a day, as an address has it."""
    return f"{words}{day:%Y-%m-%d}"


@register.filter
def weekday(day: date) -> str:
    """周日."""
    return str(WEEKDAYS[day.weekday()])

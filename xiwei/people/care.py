"""Whose care a household is in. Groups and work belong to the storeys above: each tells us, when it is ready, how to ask it."""

from collections.abc import Callable

from xiwei.people.models import Household, Staff

Asks = Callable[[Staff, Household], str]
_asks: list[Asks] = []


def know(asks: Asks) -> None:
    """`asks(staff, household)` gives in a clause why it is theirs (平时照看这家), or "" where it is not."""
    if asks not in _asks:
        _asks.append(asks)


def reasons(staff: Staff, household: Household) -> list[str]:
    """Every reason for which the household is this one's to look after now; none where it is not."""
    return [said for asks in _asks if (said := asks(staff, household))]

"""Builders for people's tests, beyond the cast."""

from datetime import date, datetime, timedelta

from tests.cast import NOW, SHANGHAI, Cast, cast
from xiwei.ledger.models import SYSTEM, Entry
from xiwei.people import bonds
from xiwei.people.actions import transfers
from xiwei.people.actions.transfers import Papers
from xiwei.people.models import Household, Role, Shift, Staff, Transfer
from xiwei.people.queries import transfers as queries

__all__ = ["MONDAY", "NOW", "SYSTEM", "Cast", "at", "cast", "kinds", "moved_out", "role", "shift"]
MONDAY = date(2026, 9, 21)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of September 2026 as the clock on the wall says it; hour 24 is the midnight after."""
    return datetime(2026, 9, day, tzinfo=SHANGHAI) + timedelta(hours=hour, minutes=minute)


def role(code: str) -> Role:
    """A common role."""
    return Role.objects.get(code=code, company=None)


def shift(made: Cast, staff: Staff, starts_at: datetime, ends_at: datetime, line: str = "repair") -> Shift:
    """A shift that simply stands."""
    return Shift.objects.create(
        company=made.company, project=made.project, staff=staff, line=line, starts_at=starts_at, ends_at=ends_at
    )


def kinds() -> list[str]:
    """The lines written so far, in order."""
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def moved_out(home: Household, *, by: Staff, now: datetime, kind: str = "moved_out") -> Transfer:
    """The household leaves by a transfer with its papers; each of its open matters stays with who asked."""
    standing = queries.standing(home.room, home.pk)
    return transfers.decide(
        home.room, kind=kind, mark=standing.mark, home=home.pk, papers=[Papers("handover", "京2026-1")],
        decided={one.name: ("keep", "") for one in bonds.open_of(standing.bound(kind))}, by=by, now=now,
    )  # fmt: skip

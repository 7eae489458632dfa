"""What binds a household beside its people: matters still open when it leaves (A1).

People knows only who lives where; each app above registers its bonds when it is ready (docs/decisions/transfers.md),
and they are seen to inside the transaction of the change.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from xiwei.ledger.models import Actor
from xiwei.people.models import Household, MatterFate, Staff, Transfer
from xiwei.shared.tongue import Said

By = Staff | Actor


@dataclass(frozen=True)
class Matter:
    """One open matter of a household as the clerk reads it, and what may become of it, the likeliest first.

    `hand_on` names what those who come would read of it, as an example for whoever writes it: never the words of those who
    leave, and never written for the clerk.
    """

    bond: str
    subject_id: int
    label: str
    said: str
    href: str
    fates: tuple[str, ...]
    hand_on: str = ""

    @property
    def name(self) -> str:
        """How a form calls it."""
        return f"{self.bond}-{self.subject_id}"


class Bond(Protocol):
    """A kind of open matter: how to list, carry over, keep or settle it, and to take that back."""

    name: str

    @property
    def title(self) -> Said:
        """What the page calls these matters."""

    def open_of(self, household: Household) -> list[Matter]:
        """All that is open, in the order it is due. `Fate.CARRY` only where the matter is the room's own."""

    def decide(self, fate: MatterFate, *, to: Household | None, by: By, now: datetime) -> None:
        """Do what was decided of one matter; keeps in `fate` what it became and the rows as they stood."""

    def part(self, household: Household, people: list[int], *, by: By, now: datetime) -> None:
        """The household has left with these people: what each asked stays theirs to read, and nothing more."""

    def check_undo(self, transfer: Transfer) -> None:
        """Raises NotNow, saying what was done since, where the change can no longer be taken back."""

    def undo(self, transfer: Transfer, *, by: By, now: datetime) -> None:
        """Every matter is the household's again, as it was."""


_bonds: dict[str, Bond] = {}


def bind(bond: Bond) -> None:
    """Register a kind of matter; the same name again replaces it."""
    _bonds[bond.name] = bond


def bonds() -> list[Bond]:
    """All there are."""
    return list(_bonds.values())


def bond(name: str) -> Bond:
    """The one of this name; KeyError where its app is gone."""
    return _bonds[name]


def open_of(household: Household | None) -> list[Matter]:
    """Every open matter of a household, by kind; of none, none."""
    return [matter for one in bonds() for matter in one.open_of(household)] if household else []

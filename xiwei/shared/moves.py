"""One row of a table of states (law 5). docs/states is drawn from such rows, the checks read them, the tests walk them all."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from xiwei.shared.tongue import Said

Who = TypeVar("Who", bound=StrEnum)


@dataclass(frozen=True)
class Move(Generic[Who]):
    """From which states, by which verb, to which state (None: it stays), by whom, and what is said.

    `back_to` are the states it goes back to, whichever it came from; `unbegun` says it is over once work has begun.
    `kind` is the ledger's word. `clock` says in words what happens to the clocks, `notice` what the resident reads.
    """

    verb: str
    label: Said
    before: tuple[str, ...]
    after: str | None
    who: tuple[Who, ...]
    kind: str
    clock: str = ""
    notice: str = ""
    back_to: tuple[str, ...] = ()
    unbegun: bool = False


def by_verb(moves: list[Move[Who]]) -> dict[str, Move[Who]]:
    """The rows of a table by their verbs, of which each has one."""
    return {move.verb: move for move in moves}

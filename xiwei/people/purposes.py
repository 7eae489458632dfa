"""For what a person may be asked to agree. The storeys above tell us theirs when they are ready; whoever uses data so asks
`queries.consents.may_use` first."""

from dataclasses import dataclass

from xiwei.shared.tongue import Said


@dataclass(frozen=True)
class Draft:
    """The words a company begins with; what it publishes is its own."""

    purpose: Said
    data: Said
    keeping: Said
    refusing: Said


@dataclass(frozen=True)
class Purpose:
    """One use of data that hangs on consent.

    `sensitive`: of health, a child, who lives alone (PIPL 28): asked by itself, in writing. `unasked`: whether it is done
    for one who was never asked, because the service needs it; even then whoever said no is left alone.
    """

    code: str
    title: Said
    draft: Draft
    follows: Said
    sensitive: bool = False
    unasked: bool = False


_purposes: dict[str, Purpose] = {}


def know(purpose: Purpose) -> None:
    """Name a purpose. Two of one code would answer for one another."""
    if _purposes.get(purpose.code, purpose) != purpose:
        raise ValueError(f"the purpose {purpose.code} has two meanings")
    _purposes[purpose.code] = purpose


def purposes() -> list[Purpose]:
    """All there are, in the order they were named."""
    return list(_purposes.values())


def purpose_of(code: str) -> Purpose | None:
    """The purpose of this code; None where its app is gone."""
    return _purposes.get(code)

"""Which standards of a line fit which places and equipment, and how often at a grade. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xiwei.estate.models import Place
from xiwei.rounds.models import Equipment
from xiwei.standards.models import Standard
from xiwei.standards.rules.standards import fits, rule_at

Spot = Place | Equipment


def key_of(spot: Spot) -> str:
    """How a form names a place or a piece of equipment: p12, e5."""
    return f"{'p' if isinstance(spot, Place) else 'e'}{spot.pk}"


def fits_spot(standard: Standard, spot: Spot, project_kind: str) -> bool:
    """Whether a standard is wanted at this kind of place or equipment."""
    if isinstance(spot, Place):
        return fits(standard, project_kind=project_kind, place_kind=spot.kind)
    return fits(standard, project_kind=project_kind, equipment_kind=spot.kind)


def words_at(standard: Standard, grade: int) -> str:
    """How often at a grade, in the standard's words; as for the nearest lower one where it says nothing of it."""
    rows = {row["grade"]: row["words"] for row in standard.grades}
    return str(next((rows[one] for one in range(grade, 4) if one in rows), ""))


@dataclass
class Wanted:
    """One standard with how often it is due, and the spots it fits, of those that were asked about."""

    standard: Standard
    often: str
    spots: list[Spot] = field(default_factory=list)


def wanted_at(standards: Iterable[Standard], spots: Sequence[Spot], project_kind: str, grade: int) -> list[Wanted]:
    """Every standard that is due at the grade in this kind of project, with the spots it fits; none too."""
    return [
        Wanted(
            standard, words_at(standard, grade),
            [spot for spot in spots if fits_spot(standard, spot, project_kind)],
        )
        for standard in standards
        if (not standard.kinds or project_kind in standard.kinds) and rule_at(standard, grade)
    ]  # fmt: skip


def by_spot(wanted: Iterable[Wanted]) -> dict[str, list[Wanted]]:
    """The other way round: by spot, the standards that fit it."""
    made: dict[str, list[Wanted]] = {}
    for one in wanted:
        for spot in one.spots:
            made.setdefault(key_of(spot), []).append(one)
    return made

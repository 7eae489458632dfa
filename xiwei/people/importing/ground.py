"""What of the ground a sheet would make anew, and which standing building its words are read as: said above the rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from xiwei.people.importing.plan import Known, Plan

MOST = 12  # named; of more, only how many
_NAMES_IT = re.compile("[号栋幢座楼]")


@dataclass
class Ground:
    """The new buildings and the new units of those that stand, by name, over all batches of a check."""

    units: dict[str, list[str]] = field(default_factory=dict)
    beside: dict[str, list[str]] = field(default_factory=dict)

    def add(self, plan: Plan) -> None:
        """What one batch would make. Planned each from the estate as it stands, batches may name the same."""
        for building in plan.buildings:
            self.units.setdefault(building.name, [])
        for unit in plan.units:
            new = unit.building.pk is None
            names = (self.units if new else self.beside).setdefault(unit.building.name, [])
            if unit.name not in names:
                names.append(unit.name)

    def said(self) -> list[str]:
        """9栋（1单元、2单元） for a new building, 1栋3单元 for a unit that joins one."""
        new = [f"{name}（{'、'.join(units)}）" if units else name for name, units in self.units.items()]
        return new + [f"{name}{unit}" for name, units in self.beside.items() for unit in units]


def read_as(written: Mapping[str, str], known: Known) -> list[tuple[str, str]]:
    """Buildings that the sheet calls otherwise than the estate does: (1号楼, 1栋). A bare number or 1# needs no word."""
    pairs = ((said, known.buildings[key].name) for key, said in written.items() if key in known.buildings)
    return [(said, name) for said, name in pairs if said != name and _NAMES_IT.search(said)]


def shortened(names: list[str]) -> str:
    """Names in a row; of many, the first, and how many there are."""
    more = f"等 {len(names)} 处" if len(names) > MOST else ""
    return "、".join(names[:MOST]) + more

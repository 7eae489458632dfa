"""What is told of each row of one room: refusals, changes, what was noticed; and from these its fate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xiwei.people.importing.columns import CleanRow
from xiwei.people.importing.naming import occupants
from xiwei.people.importing.plan import Fate, RowFate
from xiwei.people.models import Relation
from xiwei.shared import sheets
from xiwei.shared.tongue import kept

RELATIONS = {relation.value: kept(relation.label) for relation in Relation}
Said = dict[int, list[tuple[str, str]]]


def _none_said() -> Said:
    return defaultdict(list)


@dataclass
class Telling:
    """Sentences by row number, each with its column as the person's own sheet heads it."""

    labels: Mapping[str, str]
    told: frozenset[str] = frozenset()
    refused: Said = field(default_factory=_none_said)
    changed: Said = field(default_factory=_none_said)
    noticed: Said = field(default_factory=_none_said)
    created: set[int] = field(default_factory=set)

    def refuse(self, rows: Iterable[int], column: str, why: str) -> None:
        """Nothing of these rows will be written; `why` goes on from “第 5 行「楼号」”."""
        for row in rows:
            self.refused[row].append((self.labels[column], f"{sheets.said(row)}「{self.labels[column]}」{why}。"))

    def change(self, row: int, column: str, what: str) -> None:
        """Something that stands is changed by this row."""
        self.changed[row].append((self.labels[column], what))

    def notice(self, row: int, column: str, what: str) -> None:
        """Nothing is written for it, and the person should know why."""
        self.noticed[row].append((self.labels[column], what))

    def fate(self, row: CleanRow, label: str) -> RowFate:
        """The row's fate with all that is told of it."""
        who = "、".join(f"{one.name}（{RELATIONS[one.relation]}）" for one in occupants(row))
        if row.row in self.refused:
            return RowFate(row.row, Fate.REFUSED, label, who, tuple(self.refused[row.row]))
        says = (*self.changed.get(row.row, ()), *self.noticed.get(row.row, ()))
        if row.row in self.created:
            return RowFate(row.row, Fate.CREATED, label, who, says)
        return RowFate(row.row, Fate.UPDATED if row.row in self.changed else Fate.UNCHANGED, label, who, says)

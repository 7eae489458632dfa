"""Which papers each kind of change needs (data/papers.toml, law 9), which of them are lacking, and whether that may be."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext

from xiwei.people.models import PaperKind
from xiwei.people.rules.transfers import papers_of
from xiwei.shared.refusals import BadInput
from xiwei.shared.tongue import joined

ROWS = Path(__file__).resolve().parent.parent / "data" / "papers.toml"


@dataclass(frozen=True)
class Need:
    """One thing to be shown for a kind of change: any of these papers shows it."""

    change: str
    papers: tuple[PaperKind, ...]
    source: str

    @property
    def said(self) -> str:
        """买卖合同或不动产权证."""
        return gettext("或").join(str(one.label) for one in self.papers)


@cache
def _all() -> tuple[Need, ...]:
    rows = tomllib.loads(ROWS.read_text(encoding="utf-8"))["need"]
    return tuple(Need(row["change"], tuple(map(PaperKind, row["papers"])), row["source"]) for row in rows)


def needs(change: str) -> list[Need]:
    """What a change of this kind needs, in the order of the rows."""
    return [one for one in _all() if one.change == change]


def lacking(change: str, seen: Collection[str]) -> list[Need]:
    """What of it was not shown."""
    return [one for one in needs(change) if not set(map(str, one.papers)) & set(seen)]


def check_papers(change: str, seen: Collection[str], later: str = "") -> None:
    """Raises BadInput, naming them, where papers are lacking and nothing says why they come later; and where none was seen.

    Nobody's home changes hands on a word alone.
    """
    if not set(seen) & {str(one) for one in papers_of(change)}:
        raise BadInput(gettext("请至少核对一样材料，再办变更。没带来的可以写明原因，以后补。"))
    if (left := lacking(change, seen)) and not later.strip():
        raise BadInput(
            gettext("还缺{papers}。请核对；没带来的，在“为什么以后补”里写明原因。").format(
                papers=joined([one.said for one in left])
            )
        )

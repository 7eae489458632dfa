"""Which column means which field, guessed from the words other companies' sheets use for it."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace

from xiwei.shared.sheets.cells import known
from xiwei.shared.sheets.headers import plain
from xiwei.shared.sheets.table import Row

Fields = Dict[str, Sequence[str]]

_TAILS = ("信息", "名称", "内容", "情况", "数据", "资料", "一", "1")


@dataclass(frozen=True)
class Mapping:
    """`columns` maps a field to its place among `headers`; fields in `literal` keep words like "无"."""

    headers: Sequence[str]
    columns: Dict[str, int]
    literal: Collection[str] = ()

    @property
    def unmapped(self) -> list[str]:
        """The headers that mean no field, in the order they stand."""
        taken = set(self.columns.values())
        return [header for place, header in enumerate(self.headers) if place not in taken]

    @property
    def named(self) -> dict[str, str]:
        """Each field's header as it stands in the sheet, for messages."""
        return {field: self.headers[place] for field, place in self.columns.items()}

    def override(self, chosen: Dict[str, str | None]) -> "Mapping":
        """The person's own choice of header for some fields, None to leave one out; a column has one field.

        Raises KeyError for a header that the sheet does not have.
        """
        places = {header: place for place, header in reversed(list(enumerate(self.headers)))}
        fixed = {field: places[header] for field, header in chosen.items() if header is not None}
        kept = {f: p for f, p in self.columns.items() if f not in chosen and p not in fixed.values()}
        return replace(self, columns=kept | fixed)

    def record(self, row: Row) -> dict[str, str]:
        """A row by field; a placeholder that means nothing is ""."""
        cells = row.cells
        return {
            field: cells[place] if field in self.literal else known(cells[place])
            for field, place in self.columns.items()
        }


def guess(headers: Sequence[str], fields: Fields, *, literal: Collection[str] = ()) -> Mapping:
    """The likeliest column of each field; fields, and synonyms within a field, listed earlier are preferred.

    Punctuation, spaces and units in brackets don't matter; "业主手机号码" is understood by its end.
    """
    likely = sorted(
        (-score, order, place, field)
        for order, (field, synonyms) in enumerate(fields.items())
        for place, header in enumerate(headers)
        if (score := likeness(header, synonyms)) > 0
    )
    columns: dict[str, int] = {}
    for _, _, place, field in likely:
        if field not in columns and place not in columns.values():
            columns[field] = place
    return Mapping(tuple(headers), columns, frozenset(literal))


def likeness(header: str, synonyms: Iterable[str]) -> float:
    """From 0, nothing alike, to 3, the first synonym itself."""
    whole, bare = plain(header)
    best = 0.0
    for rank, synonym in enumerate(synonyms):
        word, early = plain(synonym)[0], 1 / (rank + 2)
        if word in (whole, bare):
            best = max(best, (2 if word == whole else 1.5) + early)
        elif len(word) >= 2 and _ends_with(bare, word):
            best = max(best, len(word) / len(bare))
    return best


def _ends_with(bare: str, word: str) -> bool:
    for tail in _TAILS:
        if bare == word + tail:
            return True
    return bare.endswith(word) and len(word) * 2 >= len(bare)

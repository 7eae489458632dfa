"""What two versions of a document differ in: what was said of them, and the words inside, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from xiwei.shared.tongue import Said

MOST_LINES = 3000  # of a text that is compared: a thousand pages take a minute
AROUND = 1
SHOWN = 400
FIELDS: dict[str, Said] = {
    "name": _("名称"), "number": _("编号"), "dated_on": _("文件日期"), "expires_on": _("到期日"), "note": _("备注"),
    "shelf": _("存放位置"),
}  # fmt: skip


class Compared(Protocol):
    """One side."""

    filename: Any
    said: Any
    content: Any


@dataclass(frozen=True)
class Differences:
    """`fields`: (label, before, after) of what changed; `lines`: (sign, words), sign + − or a space, "…" for what is equal;
    `cut` where the texts were too long to be compared whole, `same` where both words are one."""

    fields: list[tuple[Said, str, str]]
    lines: list[tuple[str, str]]
    cut: bool
    same: bool
    readable: bool


def compared(older: Compared, newer: Compared) -> Differences:
    """Compare two versions."""
    fields = [
        (label, str(older.said.get(name) or "—"), str(newer.said.get(name) or "—"))
        for name, label in FIELDS.items()
        if (older.said.get(name) or "") != (newer.said.get(name) or "")
    ]
    if older.filename != newer.filename:
        fields.append((_("文件名"), older.filename, newer.filename))
    before, after = older.content.text.splitlines(), newer.content.text.splitlines()
    cut = max(len(before), len(after)) > MOST_LINES
    lines = list(_lines(before[:MOST_LINES], after[:MOST_LINES]))
    readable = bool(before and after)
    return Differences(fields, lines[:SHOWN] if readable else [], cut or len(lines) > SHOWN, before == after, readable)


def _lines(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((" ", line) for line in before[i : i + AROUND])
            if j - i > 2 * AROUND:
                yield ("…", "")
            yield from ((" ", line) for line in before[max(i + AROUND, j - AROUND) : j])
        else:
            yield from (("−", line) for line in before[i:j])
            yield from (("+", line) for line in after[k:m])

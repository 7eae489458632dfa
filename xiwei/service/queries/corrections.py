"""What people corrected, as lessons for the reader (triage/lessons.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from xiwei.service.models import Correction
from xiwei.service.triage.corpus import KIND, LINE, URGENCY
from xiwei.service.triage.lessons import Lesson

MOST, MOST_OF_ONE = (
    5_000,
    200,
)  # the newest tickets learnt from; and of any one person's, so that none outvotes the rest
LABELS = {"line": LINE, "kind": KIND, "urgency": URGENCY}
NAMES = ("line", "kind", "urgency", "item")


def lessons() -> list[Lesson]:
    """One lesson for each ticket whose reading was changed, the oldest first; of the same words only the newest counts.

    What was proposed first is held against what was chosen last, so a change that was taken back teaches nothing.
    """
    rows = (
        Correction.objects.in_scope().order_by("-at", "-pk").values("ticket_id", "words", "proposed", "chosen", "by_id")
    )
    newest: dict[str, Lesson] = {}
    by_whom: Counter[int | None] = Counter()
    for words, proposed, chosen, by in _by_ticket(rows.iterator()):
        lesson = Lesson(words, changed(proposed, chosen))
        by_whom[by] += 1
        if lesson.right and words not in newest and (by is None or by_whom[by] <= MOST_OF_ONE):
            newest[words] = lesson
    return list(newest.values())[::-1]


def _by_ticket(rows: Iterable[dict[str, Any]]) -> list[tuple[str, dict[str, Any], dict[str, Any], int | None]]:
    """For each of the newest tickets: its words, the first proposal, the last choice and whose that was."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:  # the newest first: a later row of the loop is an earlier correction
        if row["ticket_id"] in found:
            found[row["ticket_id"]]["proposed"] = row["proposed"]
        elif len(found) < MOST:
            found[row["ticket_id"]] = row
    return [(row["words"].strip(), row["proposed"], row["chosen"], row["by_id"]) for row in found.values()]


def changed(proposed: dict[str, Any], chosen: dict[str, Any]) -> dict[str, str]:
    """What was chosen otherwise than proposed, in the reader's own labels; an item taken away teaches nothing."""
    right: dict[str, str] = {}
    for name in NAMES:
        value = chosen.get(name)
        if name in proposed and value and value != proposed[name]:
            right[name] = LABELS[name].get(value, "") if name in LABELS else value
    return {name: label for name, label in right.items() if label}

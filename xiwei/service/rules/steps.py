"""How the steps of one matter are told: what is one moment to its reader is one line."""

from collections.abc import Iterable
from dataclasses import replace

from xiwei.ledger.queries import Line
from xiwei.shared import tongue

FINISHED, DONE = "service.order_finished", "service.done"


def once(lines: Iterable[Line]) -> list[Line]:
    """Lines of matters, newest first, with the work's end said once: the worker's words and pictures, and what follows.

    With the last order the matter is done at the same moment; of an order before the last the line stands by itself.
    For showing only: both stand in the ledger.
    """
    told: list[Line] = []
    for line in lines:
        if told and _ends(line, told[-1]):
            done = told.pop()
            line = replace(line, title=done.title, sentence=_both(line.sentence, done.sentence))
        told.append(line)
    return told


def _ends(work: Line, done: Line) -> bool:
    """Whether this work's end was its matter's."""
    same = (work.entry.subject_id, work.at) == (done.entry.subject_id, done.at)
    return same and (work.entry.kind, done.entry.kind) == (FINISHED, DONE)


def _both(did: str, asks: str) -> str:
    return f"{did} {asks}".strip() if tongue.english() else did + asks

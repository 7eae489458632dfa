"""How the steps of one matter are told: what is one moment to its reader is one line."""

from collections.abc import Iterable
from dataclasses import replace

from xiwei.ledger.queries import Line

FINISHED, DONE = "service.order_finished", "service.done"


def once(lines: Iterable[Line]) -> list[Line]:
    """One matter's lines, newest first, with the work's end said once: the worker's words and pictures, and what follows.

    With the last order the matter is done at the same moment; of an order before the last the line stands by itself.
    For showing only: both stand in the ledger.
    """
    told: list[Line] = []
    for line in lines:
        if told and line.entry.kind == FINISHED and told[-1].entry.kind == DONE and told[-1].at == line.at:
            done = told.pop()
            line = replace(line, title=done.title, sentence=_both(line.sentence, done.sentence))
        told.append(line)
    return told


def _both(did: str, asks: str) -> str:
    return f"{did} {asks}" if did and did.isascii() else f"{did}{asks}"

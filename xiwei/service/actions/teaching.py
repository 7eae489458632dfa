"""What people corrected is learnt from: the reader of this installation is taught anew."""

from __future__ import annotations

from datetime import datetime

from xiwei.service.queries import corrections
from xiwei.service.triage import installed, lessons, model


def teach(*, now: datetime) -> lessons.Outcome | None:
    """Teaches the shipped model all kept corrections and puts the result in place; None where there are none.

    Where what is laid aside is read worse than before, nothing is replaced and the outcome has no model. It begins from
    the shipped model each time, so a correction that is gone (its ticket erased) is forgotten too. No line in the ledger:
    nothing of any ticket is changed.
    """
    told = corrections.lessons()
    if not told:
        return None
    outcome = lessons.learn(model.load(), told)
    if outcome.model:
        installed.keep(outcome.model, now=now)
    return outcome

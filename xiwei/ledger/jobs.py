"""What the clock asks of the ledger."""

from datetime import datetime

from xiwei.ledger import actions
from xiwei.ledger.seals import sealing


def tidy(now: datetime) -> int:
    """Forget what has served: keys, carried facts, ended tasks, old sessions. Entries are for ever."""
    return actions.forget_served(now=now)


def seal(now: datetime) -> int:
    """Seal what was written since the last turn."""
    return sealing.seal_new(now=now)

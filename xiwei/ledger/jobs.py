"""What the clock asks of the ledger."""

from datetime import datetime

from xiwei.ledger import actions


def tidy(now: datetime) -> int:
    """Forget what has served: keys, carried facts, ended tasks, old sessions. Entries are for ever."""
    return actions.forget_served(now=now)

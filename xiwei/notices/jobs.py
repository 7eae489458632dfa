"""What the clock asks of this app."""

import time
from datetime import datetime

from xiwei.notices import queries
from xiwei.notices.actions import delivering, keeping
from xiwei.shared import scope

# The clock has other things to do: what is left waits for the next turn.
SECONDS = 10


def deliver(now: datetime) -> int:
    """Send what is due; how many went out. Run every few seconds, by any number of workers.

    A channel that failed rests until the next turn, so that one dead gateway does not hold up the others.
    """
    sent, until = 0, time.monotonic() + SECONDS
    resting: set[tuple[int, str]] = set()
    with scope.everywhere("deliveries of every company"):
        while time.monotonic() < until and (delivery := delivering.claim(now=now, resting=resting)):
            if delivering.carry(delivery, now=now):
                sent += 1
            else:
                resting.add((delivery.company_id, delivery.kind))
    return sent


def send_roots(now: datetime) -> int:
    """The roots of the seals go to whoever keeps them, once a day each; to how many they went."""
    with scope.everywhere("the keepers of every company"):
        return sum(keeping.send_roots(keeper, now=now) for keeper in queries.keepers_due(now))

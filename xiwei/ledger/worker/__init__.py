"""The engine room: what happens without anyone asking. Read `loop` for the whole, then one file for each kind of work.

facts.py   carries facts up to their listeners, each in a transaction of its own
turns.py   runs what config/clock.py lists, each line by one worker at a time
tasks.py   runs Django's tasks (long jobs), takes back those of a worker that died
leases.py  how a worker says "I am on it", and is believed only as long as it breathes
loop.py    the process: a thread for each of these, stopped gently by SIGTERM
"""

from xiwei.ledger.worker.loop import run_due
from xiwei.ledger.worker.tasks import tries
from xiwei.ledger.worker.turns import Daily, Every

__all__ = ["Daily", "Every", "run_due", "tries"]

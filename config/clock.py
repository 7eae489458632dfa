"""All that happens by time, in one list: who runs it is xiwei.ledger.worker, and nothing else in the product waits.

Each line names a function `job(now: datetime) -> int` (how many it did), safe to run twice. An app adds its line here.
"""

from xiwei.ledger.worker import Daily, Every

EVERY: list[Every | Daily] = [
    Daily(at="03:30", job="xiwei.ledger.jobs.tidy"),
]

"""Work for real workers that are killed: the worker's process imports this by `--clock xiwei.ledger.tests.yard.EVERY`.

Each deed has two halves with a gate between. A worker that meets the gate for the first time leaves a file that says
so and waits; the test kills it there. Later workers find the gate open.
"""

import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django_tasks import task

from xiwei.estate.models import Company
from xiwei.ledger import actions, registry
from xiwei.ledger.models import SYSTEM
from xiwei.ledger.worker import Every
from xiwei.shared import scope

KIND = "estate.company_founded"
FACT = "ledger.heard_in_the_yard"  # nobody in the product listens to it
EVERY = [Every(seconds=3600, job="xiwei.ledger.tests.yard.on_the_clock")]
NOTHING: list[Every] = []


def gate() -> None:
    """Stop here once: the first to come waits to be killed."""
    reached = Path(os.environ["YARD"]) / "reached"
    try:
        reached.touch(exist_ok=False)
    except FileExistsError:
        return
    time.sleep(60)


def found(code: str, *, key: str = "") -> Company:
    """One deed with its line; with a key, safe to do twice, as a task's actions must be."""

    def do() -> Company:
        with scope.everywhere("a company that is founded is in nobody's scope yet"), transaction.atomic():
            now = datetime.fromisoformat("2026-09-21T10:00:00+08:00")
            made = Company.objects.create(code=code, name=code, short_name=code, founded_at=now)
            actions.record(KIND, made, by=SYSTEM, at=now, name=code)
            return made

    moment = datetime.fromisoformat("2026-09-21T10:00:00+08:00")
    return actions.once(key, owner="yard", at=moment, do=do, again=lambda pk: Company.objects.get(pk=pk))


@task
def long_task(name: str) -> str:
    found(f"{name}-first", key=f"{name}-first")
    gate()
    found(f"{name}-second", key=f"{name}-second")
    return "办完"


def listener(*, data: dict[str, Any], at: datetime) -> None:
    """No key: the fact's own mark is in the same transaction."""
    found(f"{data['project']}-first")
    gate()
    found(f"{data['project']}-second")


def on_the_clock(now: datetime) -> int:
    for half in ("first", "second"):
        if not Company.objects.filter(code=f"clock-{half}").exists():  # looks at the state first
            found(f"clock-{half}")
        gate()
    return 2


registry.listen(FACT, listener)

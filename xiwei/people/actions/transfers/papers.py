"""The papers of a change: the whole number and the scan are looked at, each time by a line; and go when they serve nobody."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.actions import looks
from xiwei.people.models import Household, Paper, Staff, Transfer, ViewingKind
from xiwei.people.queries import looks as look_queries
from xiwei.people.rules import transfers as rules
from xiwei.shared import pictures
from xiwei.shared.tongue import kept_choice

NUMBER, SCAN = "变更材料的编号", "变更材料的扫描件"


@transaction.atomic
def show_number(paper: Paper, *, by: Staff, now: datetime) -> str:
    """Give the whole number of a paper, with a line on the change and one for the home it is about. Raises NotAllowed."""
    _look(paper, what=NUMBER, by=by, now=now)
    return paper.number


@transaction.atomic
def open_scan(paper: Paper, *, by: Staff, now: datetime) -> str:
    """Where the picture or scan of a paper is kept; looking at it leaves the same lines. Raises NotAllowed."""
    _look(paper, what=SCAN, by=by, now=now)
    return paper.scan


def _look(paper: Paper, *, what: str, by: Staff, now: datetime) -> None:
    """Who opens it again within half an hour is looking still. Whoever it is about reads that it was looked at."""
    transfer = paper.transfer
    rules.check_may_read_papers(by, transfer)
    home, matter = _home(transfer), (Paper._meta.label_lower, paper.pk)
    if look_queries.looks_still(by, what=what, household=home, matter=matter, now=now):
        return
    ledger.record("people.paper_read", transfer, by=by, at=now, paper=kept_choice(paper, "kind"), what=what)
    if home is not None:
        ledger.record("people.looked_at", home, by=by, at=now, seen_by=Seen.RESIDENT, what=what)
    looks.note(
        ViewingKind.HOME, project_id=transfer.project_id, household=home, by=by, now=now, what=what,
        why=kept_choice(transfer, "kind"), matter=matter,
    )  # fmt: skip


def _home(transfer: Transfer) -> Household | None:
    """Whose papers they are: of those who come; of a departure, of those who leave. None before those who come are there."""
    return transfer.leaving if transfer.kind in rules.DEPARTURES else transfer.coming


def forget(rows: QuerySet[Paper]) -> int:
    """Of these papers the number and the scan go, the file with the commit; that they were seen, and the hash, stay."""
    scans = [scan for scan in rows.values_list("scan", flat=True) if scan]
    count = rows.update(number="", scan="")
    for scan in scans:
        transaction.on_commit(partial(pictures.drop, scan))
    return count

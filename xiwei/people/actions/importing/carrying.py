"""Carry a reading into a project, batch by batch: the one way in for the pages' job and for the command."""

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction

from xiwei.estate.models import Project
from xiwei.estate.queries import lock_project
from xiwei.ledger import actions as ledger
from xiwei.people.actions.importing import writing
from xiwei.people.importing.homes import Sheet
from xiwei.people.importing.naming import occupants
from xiwei.people.importing.plan import Plan
from xiwei.people.importing.planning import plan_batch
from xiwei.people.importing.reading import Group, Reading
from xiwei.people.importing.rooms import labels_of
from xiwei.people.queries import importing as queries

TRIES = 3
Keep = Callable[[int, Plan], None]


def plan_all(project: Project, reading: Reading, sheet: Sheet, *, now: datetime) -> Iterator[Plan]:
    """What each batch would change; writes nothing."""
    for groups in reading.batches():
        yield _plan(project, groups, reading, sheet, now)


def write_all(
    project: Project,
    reading: Reading,
    sheet: Sheet,
    *,
    by: ledger.By,
    now: datetime,
    first: int = 0,
    keep: Keep = lambda index, plan: None,
) -> Iterator[Plan]:
    """Write each batch from the `first` on, each in its own transaction, and give its plan.

    `keep(index, plan)` runs inside the batch's transaction, before it commits: what it writes stands or falls with
    the batch. Planned within the transaction that writes it, so that what is met is what stands.
    """
    for index, groups in enumerate(reading.batches()):
        if index >= first:
            yield _write(project, groups, reading, sheet, index, by=by, now=now, keep=keep)


def _write(
    project: Project,
    groups: list[Group],
    reading: Reading,
    sheet: Sheet,
    index: int,
    *,
    by: ledger.By,
    now: datetime,
    keep: Keep,
) -> Plan:
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                # One import at a time writes in a project: two sheets can't both make its 3栋.
                lock_project(project)
                plan = _plan(project, groups, reading, sheet, now)
                writing.write(plan, by=by, now=now)
                keep(index, plan)
                return plan
        except IntegrityError:
            # Someone registered one of these rooms or phones at the same moment: look again.
            if not left:
                raise
    raise AssertionError("unreachable")


def _plan(project: Project, groups: list[Group], reading: Reading, sheet: Sheet, now: datetime) -> Plan:
    known = queries.known(project)
    phones = {one.phone for group in groups for row in group.rows for one in occupants(row) if one.phone}
    names = {phone: reading.names[phone][0] for phone in phones}
    queries.meet(known, labels=[label for group in groups for label in labels_of(group, known)], names=names)
    return plan_batch(groups, known=known, sheet=sheet, labels=reading.labels, password=no_password, now=now)


def sheet_of(project: Project, reading: Reading) -> Sheet:
    """What the whole sheet tells, with the phones that this project knows under other names."""
    return Sheet(reading.names, queries.placed_otherwise(project, reading.names), reading.told)


@transaction.atomic
def say(project: Project, *, file: str, created: int, updated: int, refused: int, by: ledger.By, now: datetime) -> None:
    """The project's one line of a whole import; one that changed nothing says nothing."""
    if created or updated:
        counts = {"created": created, "updated": updated, "refused": refused}
        ledger.record("estate.rooms_imported", project, by=by, at=now, file=file, **counts)


def no_password() -> str:
    """A mark that no password matches, drawn anew each time; Django's own takes 100,000 times thirty microseconds."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_hex(20)

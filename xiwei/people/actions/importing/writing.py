"""Write a batch's plan: rooms, homes, people and their lines, many rows at a time."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from xiwei.estate.models import Building, Room, Unit
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Entry, Seen
from xiwei.people.importing.plan import Plan
from xiwei.people.importing.telling import RELATIONS
from xiwei.people.models import Household, Person, Tenure
from xiwei.shared import bulk

_ROOM_FIELDS = ["kind", "state", "floor", "layout", "area_centi", "inner_area_centi"]


def write(plan: Plan, *, by: ledger.By, now: datetime) -> None:
    """In the caller's transaction. The rooms' line is the whole import's, written at its end; each tie has its own."""
    for model, rows in (
        (Building, plan.buildings),
        (Unit, plan.units),
        (Room, plan.rooms),
        (Household, plan.households),
        (Person, plan.persons),
    ):
        bulk.insert(model, rows)
    _change(Building, plan.raised, ["floors"])
    _change(Room, plan.changed_rooms, _ROOM_FIELDS)
    _change(Person, [person for person, _, _ in plan.changed_persons.values()], ["phone", "noted_phone", "other_phone"])
    _change(Tenure, [tenure for tenure, _ in plan.related], ["relation"])
    for tenure in plan.ended:
        tenure.until = timezone.localdate(now)
    _change(Tenure, plan.ended, ["until"])
    bulk.insert(Tenure, plan.tenures)
    ledger.record_many(_lines(plan, by=by, now=now))


def _change(model: type[models.Model], rows: list[Any], fields: list[str]) -> None:
    if rows:
        model._default_manager.bulk_update(rows, fields, batch_size=200)


def _lines(plan: Plan, *, by: ledger.By, now: datetime) -> list[Entry]:
    """One for each tie that begins, changes or ends, and for each phone that was corrected."""
    lines = [_line("people.tenure_opened", tenure, by, now, relation=_said(tenure)) for tenure in plan.tenures]
    lines += [_line("people.tenure_ended", tenure, by, now, relation=_said(tenure)) for tenure in plan.ended]
    lines += [
        _line("people.tenure_changed", tenure, by, now, old=old, relation=_said(tenure)) for tenure, old in plan.related
    ]
    lines += [
        _line("people.person_changed", tenure, by, now, what="、".join(dict.fromkeys(what)))
        for _, tenure, what in plan.changed_persons.values()
    ]
    return lines


def _line(kind: str, tenure: Tenure, by: ledger.By, now: datetime, **data: str) -> Entry:
    person = tenure.person
    return ledger.line(
        kind, tenure, by=by, at=now, seen_by=Seen.RESIDENT, person=person, written_at=now, name=person.name, **data
    )


def _said(tenure: Tenure) -> str:
    return RELATIONS[tenure.relation]

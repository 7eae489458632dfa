"""Keep the registry of equipment: register, change, move, stop, scrap; write down breakdowns; tell what presses once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xiwei.estate.models import Place, Project
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.notices import actions as notices
from xiwei.notices.models import Weight
from xiwei.people.models import Staff
from xiwei.rounds.actions.planning import plan_day
from xiwei.rounds.models import Breakdown, Equipment
from xiwei.rounds.queries import equipment as queries
from xiwei.rounds.queries.planning import days_planned_from, lock_project
from xiwei.rounds.rules import equipment as rules
from xiwei.rounds.rules.equipment import Pressing
from xiwei.rounds.rules.permissions import check_may_plan
from xiwei.shared import codes, tongue

BREAKDOWN = ("begins_at", "ends_at", "what", "cause", "done", "cost_fen", "ticket")


@transaction.atomic
def register(
    project: Project, *, kind: str, name: str, by: Staff, now: datetime, place: Place | None = None,
    parent: Equipment | None = None, **said: Any,
) -> Equipment:  # fmt: skip
    """One more piece, in use from now on, with a code of its own for its label. `said`: others of rules.CHANGEABLE.

    Raises NotAllowed, or BadInput for a name that another bears, a place or a parent elsewhere, days against their order.
    """
    check_may_plan(by, project)
    lock_project(project)
    rules.check_kind(kind)
    rules.check_name(name, queries.names(project))
    rules.check_place(place, project)
    rules.check_parent(None, parent, project, queries.above(project))
    rules.check_days(said)
    one = Equipment.objects.create(
        company_id=project.company_id, project=project, place=place, parent=parent, kind=kind, name=name.strip(),
        code=codes.fresh(), **{field: value for field, value in said.items() if field in rules.CHANGEABLE},
    )  # fmt: skip
    ledger.record("rounds.equipment_registered", one, by=by, at=now, name=one.name, code=one.code)
    return one


@transaction.atomic
def change(one: Equipment, *, by: Staff, now: datetime, **said: Any) -> Equipment:
    """Put right what is said of it; another kind is looked after by other standards from now on.

    Raises NotAllowed, NotNow for what is scrapped, or BadInput.
    """
    check_may_plan(by, one.project)
    lock_project(one.project)
    one = queries.lock(one.pk)
    rules.check_stands(one)
    wanted = {**{field: getattr(one, field) for field in rules.CHANGEABLE}, **said}
    wanted["name"] = wanted["name"].strip()
    rules.check_kind(wanted["kind"])
    rules.check_name(wanted["name"], queries.names(one.project) - {one.name})
    rules.check_days(wanted)
    fields = [field for field in rules.CHANGEABLE if getattr(one, field) != wanted[field]]
    rules.check_some(fields)
    for field in fields:
        setattr(one, field, wanted[field])
    one.save(update_fields=fields)
    said_of = "、".join(tongue.kept(rules.CHANGEABLE[field]) for field in fields)
    ledger.record("rounds.equipment_changed", one, by=by, at=now, name=one.name, fields=said_of)
    if "kind" in fields:
        _replan(one, by, now)
    return one


@transaction.atomic
def move(one: Equipment, *, place: Place | None, parent: Equipment | None, by: Staff, now: datetime) -> Equipment:
    """To another place, or under another piece; its parts go with it in the tree and stay where they stand.

    Raises NotAllowed, NotNow for what is scrapped, or BadInput: nothing becomes a part of its own part.
    """
    check_may_plan(by, one.project)
    lock_project(one.project)
    one = queries.lock(one.pk)
    rules.check_stands(one)
    rules.check_place(place, one.project)
    rules.check_parent(one, parent, one.project, queries.above(one.project))
    moved = [
        field
        for field, to in (("place", place), ("parent", parent))
        if getattr(one, f"{field}_id") != (to.pk if to else None)
    ]
    rules.check_some(moved)
    one.place, one.parent = place, parent
    one.save(update_fields=["place", "parent"])
    ledger.record(
        "rounds.equipment_moved", one, by=by, at=now, name=one.name,
        to="，".join(str(spot) for spot in (place, parent) if spot) or "不在具体地点",
    )  # fmt: skip
    return one


@transaction.atomic
def turn(one: Equipment, verb: str, *, reason: str, by: Staff, now: datetime) -> Equipment:
    """Stop it, run it again, or scrap it (rules.MOVES): what is planned for it and not begun follows.

    Raises NotAllowed, NotNow where its state does not allow it or its parts still stand, BadInput without a reason.
    """
    check_may_plan(by, one.project)
    lock_project(one.project)
    one = queries.lock(one.pk)
    made = rules.check_verb(one, verb, reason, queries.parts_standing(one))
    assert made.after is not None, "each of these moves leads to another state"
    one.state = made.after
    one.save(update_fields=["state"])
    kinds = {
        "stop": "rounds.equipment_stopped",
        "run": "rounds.equipment_run",
        "scrap": "rounds.equipment_scrapped",
    }
    ledger.record(kinds[verb], one, by=by, at=now, name=one.name, reason=reason.strip())
    _replan(one, by, now)
    return one


def _replan(one: Equipment, by: Staff, now: datetime) -> None:
    for day in days_planned_from(one.project, timezone.localdate(now)):
        plan_day(one.project, day, by=by, now=now)


@transaction.atomic
def break_down(one: Equipment, *, by: Staff, now: datetime, **said: Any) -> Breakdown:
    """Write down that it failed: `said` as BREAKDOWN names it. While it has no end, it stands as failing.

    Raises NotAllowed, NotNow where it is scrapped or an earlier failure has no end, BadInput.
    """
    rules.check_may_tend(by, one.project)
    one = queries.lock(one.pk)
    rules.check_stands(one)
    wanted = _breakdown(said)
    rules.check_breakdown(wanted, now=now)
    rules.check_ticket(one, wanted["ticket"])
    if wanted["ends_at"] is None:
        rules.check_none_open(queries.failing(one))
    made = Breakdown.objects.create(company_id=one.company_id, equipment=one, by=by, **wanted)
    ledger.record("rounds.broke_down", made, by=by, at=made.begins_at, written_at=now, name=one.name, what=made.what)
    if made.ends_at:
        _mended(made, by, now)
    return made


@transaction.atomic
def complete_breakdown(breakdown: Breakdown, *, by: Staff, now: datetime, **said: Any) -> Breakdown:
    """Say when it ran again, why it failed, what was done and what it cost; or put that right later.

    Raises NotAllowed, NotNow where it is scrapped or another failure has no end, BadInput.
    """
    one = queries.lock(breakdown.equipment_id)
    rules.check_may_tend(by, one.project)
    rules.check_stands(one)
    breakdown = Breakdown.objects.select_for_update().get(pk=breakdown.pk)
    wanted = {**{field: getattr(breakdown, field) for field in BREAKDOWN}, **_breakdown(said)}
    rules.check_breakdown(wanted, now=now)
    rules.check_ticket(one, wanted["ticket"])
    standing = queries.failing(one)
    if wanted["ends_at"] is None and standing and standing.pk != breakdown.pk:
        rules.check_none_open(standing)
    ended = breakdown.ends_at
    fields = [field for field in BREAKDOWN if getattr(breakdown, field) != wanted[field]]
    rules.check_some(fields)
    for field in fields:
        setattr(breakdown, field, wanted[field])
    breakdown.save(update_fields=fields)
    breakdown.equipment = one
    if breakdown.ends_at and breakdown.ends_at != ended:
        _mended(breakdown, by, now)
    else:
        ledger.record("rounds.breakdown_changed", breakdown, by=by, at=now, name=one.name, what=breakdown.what)
    return breakdown


def _breakdown(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, with its words bare at both ends and the rest as it was."""
    empty = {"ends_at": None, "cause": "", "done": "", "cost_fen": 0, "ticket": None}
    return {
        field: value.strip() if isinstance(value, str) else value
        for field, value in {**empty, **said}.items()
        if field in BREAKDOWN
    }


def _mended(breakdown: Breakdown, by: Staff, now: datetime) -> None:
    assert breakdown.ends_at is not None, "it runs again"
    ledger.record(
        "rounds.mended", breakdown, by=by, at=breakdown.ends_at, written_at=now, seen_by=Seen.PUBLIC,
        name=breakdown.equipment.name, done=breakdown.done,
    )  # fmt: skip


@transaction.atomic
def tell(one: Equipment, found: Sequence[Pressing], *, to: Staff, now: datetime) -> int:
    """The director hears what presses of one piece, each once for the day it is about; how many were new."""
    one = queries.lock(one.pk)
    new = rules.untold(one, found)
    if not new:
        return 0
    said = "；".join(told.text for told in new)
    notices.tell(
        to.person, company_id=one.company_id, project_id=one.project_id, about="rounds.equipment_presses",
        title=f"设备要处理：{one.name}"[:80], body=f"{said}。", link=reverse("equipment_book", args=[one.pk]),
        weight=Weight.PLAIN, key=f"equipment:{one.pk}:{now.isoformat()}", now=now,
    )  # fmt: skip
    one.told = rules.now_told(one, new)
    one.save(update_fields=["told"])
    ledger.record("rounds.equipment_pressed", one, by=SYSTEM, at=now, name=one.name, what=said)
    return len(new)

"""Make service groups whole: members with stand-ins, and the stairs they serve (D1)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xiwei.estate.models import Building, Project, Unit
from xiwei.ledger import actions as ledger
from xiwei.people.models import Line, Staff
from xiwei.service.models import GroupArea, GroupMember, ServiceGroup
from xiwei.service.queries import groups as queries
from xiwei.service.rules import groups as rules
from xiwei.shared.tongue import kept, kept_choice


@transaction.atomic
def form_group(project: Project, *, name: str, by: Staff, now: datetime) -> ServiceGroup:
    """A new group without members yet; the project page shows it as not whole."""
    rules.check_may_manage(project, by)
    queries.lock(project)
    rules.check_name(project, name)
    group = ServiceGroup.objects.create(company_id=project.company_id, project=project, name=name.strip())
    ledger.record("service.group_formed", group, by=by, at=now, name=group.name)
    return group


@transaction.atomic
def set_member(
    group: ServiceGroup, *, line: str, staff: Staff, stand_in: Staff | None, by: Staff, now: datetime
) -> GroupMember:
    """Who serves in a line, and who stands in; the households see the new face at once."""
    rules.check_may_manage(group.project, by)
    rules.check_member(group, line=line, staff=staff, stand_in=stand_in)
    member, _ = GroupMember.objects.update_or_create(
        group=group,
        line=line,
        defaults={"company_id": group.company_id, "staff": staff, "stand_in": stand_in},
    )
    ledger.record(
        "service.group_member_set", group, by=by, at=now, line=kept(Line(line).label), name=staff.name,
        stand_in=stand_in.name if stand_in else "未定",
    )  # fmt: skip
    return member


@transaction.atomic
def set_areas(
    group: ServiceGroup, *, areas: Sequence[tuple[Building, Unit | None]], by: Staff, now: datetime
) -> ServiceGroup:
    """The buildings and units a group serves, as the whole list now stands. A stair of another group's is refused."""
    rules.check_may_manage(group.project, by)
    queries.lock(group.project)
    rules.check_areas(group, areas)
    group.areas.all().delete()
    GroupArea.objects.bulk_create(
        GroupArea(company_id=group.company_id, group=group, building=building, unit=unit) for building, unit in areas
    )
    names = "、".join(f"{building}{unit or ''}" for building, unit in areas)
    ledger.record("service.group_areas_set", group, by=by, at=now, areas=names)
    return group


@transaction.atomic
def set_group(
    group: ServiceGroup,
    *,
    members: Sequence[tuple[str, Staff, Staff | None]],
    areas: Sequence[tuple[Building, Unit | None]],
    by: Staff,
    now: datetime,
) -> ServiceGroup:
    """The whole group as its page says: all of it is kept, or nothing. A line left open loses its member.

    Only what changed leaves a line.
    """
    rules.check_may_manage(group.project, by)
    queries.lock(group.project)
    held = {member.line: member for member in group.members.all()}
    for line, staff, stand_in in members:
        old = held.pop(line, None)
        if old is None or (old.staff_id, old.stand_in_id) != (staff.pk, stand_in.pk if stand_in else None):
            set_member(group, line=line, staff=staff, stand_in=stand_in, by=by, now=now)
    for member in held.values():
        member.delete()
        ledger.record(
            "service.group_member_removed",
            group,
            by=by,
            at=now,
            line=kept_choice(member, "line"),
            name=member.staff.name,
        )
    now_served = {(area.building_id, area.unit_id) for area in group.areas.all()}
    if now_served != {(building.pk, unit.pk if unit else None) for building, unit in areas}:
        set_areas(group, areas=areas, by=by, now=now)
    return group

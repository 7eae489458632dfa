"""A project's book of duty for one day: who serves where, who is at work, who is away, who answers for the whole.

Every ticket asks it several times, and it changes a few times a day: it is kept until a line of the ledger says that the
company's arrangements changed (ledger.editions). The book is shared by all who ask; nothing in it is to be changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from xiwei.ledger import editions
from xiwei.people.models import Credential, Leave, LeaveState, Line, Post, Shift
from xiwei.people.rules import Permission
from xiwei.service.models import GroupArea, GroupMember


@dataclass(frozen=True)
class Book:
    """What `duty` reads of one project on one local day."""

    areas: dict[tuple[int, int | None], int]  # (building, unit or None for the whole of it) → group
    pool: list[GroupMember]  # of all the project's groups, in the groups' order
    moved: set[int]  # staff named in a group who work here no more
    shifts: list[Shift]  # that touch the day
    of_line: set[tuple[int, str]]  # staff on these shifts who have a post in the shift's line here, with the line
    rostered_until: dict[str, datetime]  # line → the end of its last shift, from this day on
    leaves: list[Leave]  # granted, that touch the day
    heads: list[Post]  # of those who answer for the project, or for all of the company's
    credentials: list[tuple[int, str, date | None]]  # staff, kind, last day

    def members_at(self, building_id: int | None, unit_id: int | None) -> dict[str, GroupMember]:
        """By line; a whole building's group serves its units too, and where a unit has a group of its own, that one."""
        if not building_id:
            return {}
        groups = [self.areas.get((building_id, None)), self.areas.get((building_id, unit_id)) if unit_id else None]
        return {one.line: one for group in groups if group for one in self._by_group.get(group, ())}

    @cached_property
    def _by_group(self) -> dict[int, list[GroupMember]]:
        found: dict[int, list[GroupMember]] = {}
        for one in self.pool:
            found.setdefault(one.group_id, []).append(one)
        return found

    def leaves_at(self, moment: datetime) -> dict[int, Leave]:
        """Who is away at a moment of the day, with the leave they are on."""
        return {one.staff_id: one for one in self.leaves if one.starts_at <= moment < one.ends_at}

    def holders(self, certificate: str, day: date) -> set[int]:
        """Ids of the staff whose certificate of this kind is good on a day."""
        return {
            staff_id
            for staff_id, kind, last in self.credentials
            if kind == certificate and (last is None or last >= day)
        }


NO_BOOK = Book(
    areas={}, pool=[], moved=set(), shifts=[], of_line=set(), rostered_until={}, leaves=[], heads=[], credentials=[]
)


def book(company_id: int, project_id: int, day: date) -> Book:
    """The project's book for a local day. One query where it is at hand, else eight, or nine where somebody covers."""
    return editions.kept(
        editions.company(company_id), ("duty", project_id, day), lambda: _read(company_id, project_id, day)
    )


def _read(company_id: int, project_id: int, day: date) -> Book:
    begins = timezone.make_aware(datetime.combine(day, time()))
    ends = begins + timedelta(days=1)
    works = {"here": works_in(project_id, "staff_id"), "stands": works_in(project_id, "stand_in_id")}
    members = list(
        GroupMember.objects.filter(group__project_id=project_id)
        .annotate(**works)
        .select_related("staff__person", "stand_in__person")
        .order_by("group_id", "line")
    )
    shifts = list(
        Shift.objects.filter(
            works_in(project_id, "staff_id"), project_id=project_id, starts_at__lt=ends, ends_at__gt=begins
        )
        .annotate(own=works_in(project_id, "staff_id", line=OuterRef("line")))
        .select_related("staff__person")
        .order_by("pk")
    )
    heads = _heads(company_id, project_id)
    named = {one.staff_id for one in [*members, *shifts, *heads]}
    named |= {one.stand_in_id for one in members if one.stand_in_id}
    leaves = _leaves(named, begins, ends)
    covers = {one.cover_id for one in leaves if one.cover_id} - named
    leaves += _leaves(covers, begins, ends) if covers else []  # one who was to stand in may be away too
    named |= covers
    return Book(
        areas=_areas(project_id),
        pool=members,
        moved={one.staff_id for one in members if not one.here}
        | {one.stand_in_id for one in members if one.stand_in_id and not one.stands},
        shifts=shifts,
        of_line={(one.staff_id, one.line) for one in shifts if one.own},
        rostered_until=_rostered(project_id, begins),
        leaves=leaves,
        heads=heads,
        credentials=_credentials(named),
    )


def _leaves(staff_ids: Iterable[int], begins: datetime, ends: datetime) -> list[Leave]:
    found = Leave.objects.filter(
        staff_id__in=staff_ids, state=LeaveState.GRANTED, starts_at__lt=ends, ends_at__gt=begins
    )
    return list(found.select_related("cover__person"))


def _areas(project_id: int) -> dict[tuple[int, int | None], int]:
    rows = GroupArea.objects.filter(group__project_id=project_id).order_by()
    return {(building, unit): group for building, unit, group in rows.values_list("building_id", "unit_id", "group_id")}


def _rostered(project_id: int, begins: datetime) -> dict[str, datetime]:
    rows = Shift.objects.filter(project_id=project_id, ends_at__gt=begins).order_by()
    return dict(rows.values_list("line").annotate(last=Max("ends_at")))


def _heads(company_id: int, project_id: int) -> list[Post]:
    holders = Post.objects.filter(
        Q(project_id=project_id) | Q(project__isnull=True),
        company_id=company_id,
        until__isnull=True,
        staff__left_on__isnull=True,
        line=Line.MANAGEMENT,
    ).select_related("staff__person", "role")
    return [post for post in holders if Permission.TICKET_MANAGE in post.role.permissions]


def _credentials(staff_ids: Iterable[int]) -> list[tuple[int, str, date | None]]:
    return list(Credential.objects.filter(staff_id__in=staff_ids).values_list("staff_id", "kind", "expires_on"))


def works_in(project: int | OuterRef, whom: str, **post: Any) -> Exists:
    """Whether the one named by this column works for the company still, in such a post that reaches the project."""
    posts = Post.objects.filter(staff_id=OuterRef(whom), until__isnull=True, staff__left_on__isnull=True, **post)
    return Exists(posts.filter(Q(project_id=project) | Q(project_id__isnull=True)))

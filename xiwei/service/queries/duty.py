"""Who is on duty: for a spot, a line and a moment there is always an answer (D1).

The member of the spot's group, else the one agreed to cover, else the stand-in, else the project's duty officer for
the line, else anyone of the line on shift, else the director, else the company's manager.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.people.models import Leave, Line, Post, Shift, Staff
from xiwei.people.rules import Permission
from xiwei.service.models import GroupMember, Ticket, WorkOrder
from xiwei.service.queries import books
from xiwei.shared.tongue import Said, kept_choice

# A worker with this many live orders is full: the next goes to a colleague on duty who has fewer.
FULL = 6


class Spot(NamedTuple):
    """Where help is needed, as far as it matters for who comes."""

    company_id: int
    project_id: int
    building_id: int | None = None
    unit_id: int | None = None


# Said of one who is sent to something urgent without the certificate it takes: to guard, not to meddle.
UNCERTIFIED = "当班无人持有所需证书：先到现场守护，等持证的人"
# Said of a director or manager who gets what none of the line can do: theirs is to find somebody.
NOBODY, NOBODY_CERTIFIED = "无人当班，由主任安排", "当班人员无所需证书，请主任安排"


class OnDuty(NamedTuple):
    """Who answers, and how they were found."""

    staff: Staff
    why: str

    @property
    def uncertified(self) -> bool:
        """Whether they were sent without the certificate the work takes, because it can't wait."""
        return self.why == UNCERTIFIED

    @property
    def by_default(self) -> bool:
        """Whether nobody of the line can do it, and it fell to whoever answers for the whole."""
        return self.why in (NOBODY, NOBODY_CERTIFIED)


class NobodyThere(LookupError):
    """The company has no director and no manager: it is not yet set up."""


@dataclass
class Roster:
    """Who serves one spot at one moment: a page of the project's book of duty."""

    spot: Spot
    moment: datetime
    book: books.Book
    members: dict[str, GroupMember]
    shifts: list[Shift]
    leaves: dict[int, Leave]
    rostered: set[str]
    pool: list[GroupMember] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)

    def serves(self, staff: Staff) -> bool:
        """Whether they work in this project at all: neither gone nor moved to another."""
        return staff.left_on is None and staff.pk not in self.moved

    def present(self, staff: Staff, line: str, *, in_stead: bool = False) -> bool:
        """At work at the moment: not on leave, and on shift in the line where it keeps a roster at all.

        One who serves in another's stead was named for it, and may be on the shift of a line of their own.
        """
        if staff.pk in self.leaves or not self.serves(staff):
            return False
        if in_stead and self.stands_in(staff):
            return True
        return line not in self.rostered or any(
            shift.staff_id == staff.pk and (in_stead or shift.line == line) for shift in self.shifts
        )

    def cover_of(self, staff: Staff) -> Staff | None:
        """The colleague named to stand in for them while they are on leave now; None where nobody is, or that one is away."""
        leave = self.leaves.get(staff.pk)
        cover = leave.cover if leave else None
        return cover if cover and cover.pk not in self.leaves and self.serves(cover) else None

    def stands_in(self, staff: Staff) -> bool:
        """Whether they are at work now in another's stead: on the other's shift or their own, or in a leave of hours.

        Nobody is woken for a week because they were named for it; a leave of a few hours was named for those very hours.
        """
        named = [leave for leave in self.leaves.values() if leave.cover_id == staff.pk]
        on_shift = {shift.staff_id for shift in self.shifts}
        return any(leave.is_of_hours or {leave.staff_id, staff.pk} & on_shift for leave in named)

    def own(self, line: str) -> Staff | None:
        """The member of the spot's own group, at work or not; None where there is none, or they left or moved."""
        member = self.members.get(line)
        return member.staff if member and self.serves(member.staff) else None

    def candidates(self, line: str) -> Iterator[OnDuty]:
        """Everyone of the line who could answer now, the nearest first; nobody twice."""
        seen: set[int] = set()
        for one, in_stead in self._in_order(line):
            if one.staff.pk not in seen and self.present(one.staff, line, in_stead=in_stead):
                seen.add(one.staff.pk)
                yield one

    def staffed(self, line: str, *, without: Collection[int] = (), holders: Collection[int] | None = None) -> bool:
        """Whether one of the line's own is on shift who may be asked: none of `without`, and of `holders` if given.

        One of another line on its shift watches over it for what cannot wait. A line that keeps no roster is on shift at no
        moment of its own: it keeps the project's working calendar.
        """
        own = [
            shift.staff for shift in self.shifts if shift.line == line and (shift.staff_id, line) in self.book.of_line
        ]
        serving = [self.cover_of(staff) or staff for staff in own]
        return any(
            self.present(staff, line, in_stead=staff not in own)
            and staff.pk not in without
            and (holders is None or staff.pk in holders)
            for staff in serving
        )

    def _in_order(self, line: str) -> Iterator[tuple[OnDuty, bool]]:
        member = self.members.get(line)
        if member:
            yield OnDuty(member.staff, f"本组{kept_choice(member, 'line')}"), False
            yield from self._covering(member.staff)
            if member.stand_in:
                yield OnDuty(member.stand_in, f"{member.staff}的替班"), True
        of_line = [shift for shift in self.shifts if shift.line == line]
        for shift in sorted(of_line, key=lambda shift: not shift.duty_officer):
            yield OnDuty(shift.staff, "本线值班负责人" if shift.duty_officer else "当班人员"), False
            yield from self._covering(shift.staff)
        for member in self.pool:
            if member.line == line:
                yield OnDuty(member.staff, f"本小区{kept_choice(member, 'line')}"), False
                yield from self._covering(member.staff)

    def _covering(self, staff: Staff) -> Iterator[tuple[OnDuty, bool]]:
        if cover := self.cover_of(staff):
            yield OnDuty(cover, f"{staff}请假，由其代班"), True


def roster(spot: Spot, moment: datetime) -> Roster:
    """Who could be on duty at a spot: one query where the day's book is at hand (books.book), else seven.

    A spot of no building (the gate, a road) is served by whoever of the project's groups is there.
    """
    known = books.book(spot.company_id, spot.project_id, timezone.localdate(moment))
    return Roster(
        spot,
        moment,
        known,
        members=known.members_at(spot.building_id, spot.unit_id),
        shifts=[shift for shift in known.shifts if shift.starts_at <= moment < shift.ends_at],
        leaves=known.leaves_at(moment),
        rostered={line for line, end in known.rostered_until.items() if end > moment},
        pool=[] if spot.building_id else known.pool,
        moved=known.moved,
    )


def director(spot: Spot, moment: datetime, *, without: Collection[int] = (), book: books.Book | None = None) -> Staff:
    """Who answers for the whole project now: its director, another director if they are away, else the manager.

    One `without` whom it should be is asked only where all of them are such. Raises NobodyThere for a company without either.
    """
    known = book or books.book(spot.company_id, spot.project_id, timezone.localdate(moment))
    away = known.leaves_at(moment)
    if not known.heads:
        raise NobodyThere(gettext("本项目还没有主任，公司也没有经理，请先在“人员”里任命。"))
    return min(
        known.heads,
        key=lambda post: (post.staff_id in without, post.staff_id in away, post.project_id is None, post.pk),
    ).staff


def in_place_of(staff: Staff, spot: Spot, moment: datetime, *, known: Roster | None = None) -> Staff:
    """Who answers for what this one bears at the spot, while they are away or gone: the one named for it, else the director."""
    now = known or roster(spot, moment)
    return now.cover_of(staff) or director(spot, moment, book=now.book)


def on_duty(spot: Spot, line: str, moment: datetime, *, known: Roster | None = None) -> OnDuty:
    """Who answers for `line` at `spot` at this very moment; always somebody."""
    now = known or roster(spot, moment)
    found = next(now.candidates(line), None)
    return found or OnDuty(director(spot, moment, book=now.book), "无人当班，由主任负责")


def staffed(known: Roster, line: str, *, certificate: str = "", without: Collection[int] = ()) -> bool:
    """Whether one of the line's own is on shift at the roster's moment and may do it, certificate and all."""
    holders = known.book.holders(certificate, timezone.localdate(known.moment)) if certificate else None
    return known.staffed(line, without=without, holders=holders)


def pick(
    spot: Spot,
    line: str,
    moment: datetime,
    *,
    certificate: str = "",
    known: Roster | None = None,
    without: Collection[int] = (),
    urgent: bool = False,
) -> OnDuty:
    """Who gets a new order: the nearest on duty who holds the certificate and is not full, else the least loaded.

    `without` are ids of staff not to be asked again. Where nobody may do it, the director gets it, with the reason;
    what is `urgent` still sends the nearest of the line, to guard until one who holds the certificate is found.
    """
    now = known or roster(spot, moment)
    able = [one for one in now.candidates(line) if one.staff.pk not in without]
    if certificate and able:
        holders = now.book.holders(certificate, timezone.localdate(moment))
        lacking, able = able, [one for one in able if one.staff.pk in holders]
        if not able and urgent:
            return OnDuty(lacking[0].staff, UNCERTIFIED)
        if not able:
            return OnDuty(director(spot, moment, without=without, book=now.book), NOBODY_CERTIFIED)
    if not able:
        return OnDuty(director(spot, moment, without=without, book=now.book), NOBODY)
    if len(able) == 1:
        return able[0]
    loads = load_of([one.staff.pk for one in able])
    nearest = next((one for one in able if loads.get(one.staff.pk, 0) < FULL), None)
    return nearest or min(able, key=lambda one: loads.get(one.staff.pk, 0))


def load_of(staff_ids: list[int]) -> dict[int, int]:
    """How many live orders each has; who has none is not named."""
    table = connection.ops.quote_name(WorkOrder._meta.db_table)
    holes = ", ".join(["%s"] * len(staff_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT worker_id, COUNT(*) FROM {table} WHERE ended_at IS NULL AND worker_id IN ({holes}) "  # noqa: S608
            "GROUP BY worker_id",
            staff_ids,
        )
        return dict(cursor.fetchall())


class Servant(NamedTuple):
    """One of a household's four, and who serves for them now."""

    line: str
    label: Said
    member: Staff | None
    now: OnDuty
    cover: Staff | None = (
        None  # who was named to stand in for the member on leave, where another is on duty at the moment
    )

    @property
    def covered(self) -> bool:
        """Whether another serves at the moment."""
        return self.member is None or self.member.pk != self.now.staff.pk


FOUR = (Line.BUTLER, Line.REPAIR, Line.ORDER, Line.CLEANING)


def four(spot: Spot, moment: datetime) -> list[Servant]:
    """The four of a household with who covers now (四位一体): butler, repairer, guard, cleaner, always all four."""
    known = roster(spot, moment)
    people = []
    for line in FOUR:
        member = known.members.get(line)
        serving = on_duty(spot, line, moment, known=known)
        cover = known.cover_of(member.staff) if member else None
        named = cover if cover and cover.pk != serving.staff.pk else None
        people.append(Servant(line, line.label, member.staff if member else None, serving, named))
    return people


def managers(company_id: int) -> list[Staff]:
    """The company's managers: whom an escalation reaches."""
    posts = Post.objects.filter(
        company_id=company_id, project__isnull=True, until__isnull=True, staff__left_on__isnull=True
    ).select_related("staff__person", "role")
    return [post.staff for post in posts if Permission.TICKET_MANAGE in post.role.permissions]


def spot_of(ticket: Ticket) -> Spot:
    """Where the matter is, as far as it matters for who is on duty; reads its room and place."""
    stood = ticket.room or ticket.place
    return Spot(ticket.company_id, ticket.project_id, ticket.building_id, stood.unit_id if stood else None)


class Hand(NamedTuple):
    """Somebody the work can be given to, with what speaks for it."""

    staff: Staff
    of_line: bool
    at_work: bool
    load: int  # live orders in hand


def hands(ticket: Ticket, now: datetime) -> list[Hand]:
    """Everyone who works in the ticket's project: those of its line first, of them who is at work, then the least laden."""
    known, able = roster(spot_of(ticket), now), list(assignable(ticket))
    loads = load_of([one.pk for one in able]) if able else {}
    found = [
        Hand(
            one,
            any(post.line == ticket.line for post in one.posts.all() if post.until is None),
            known.stands_in(one)
            or any(known.present(one, post.line) for post in one.posts.all() if post.until is None),
            loads.get(one.pk, 0),
        )
        for one in able
    ]
    return sorted(found, key=lambda one: (not one.of_line, not one.at_work, one.load))


def assignable(ticket: Ticket) -> QuerySet[Staff]:
    """Everyone who works in the ticket's project: whom the work can be given to. Who is likeliest: `hands`."""
    here = Post.objects.filter(project_id=ticket.project_id, until__isnull=True, staff__left_on__isnull=True)
    return Staff.objects.filter(pk__in=here.values("staff_id")).order_by("pk").prefetch_related("posts", "credentials")

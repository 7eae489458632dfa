"""Who stands for a first contact who is off shift: not away, so the duty stays theirs (docs/decisions/off-shift.md)."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from xiwei.people.models import Leave, LeaveState, Line, Post, Shift, Staff
from xiwei.service.models import NEAREST_FIRST, GroupArea, GroupMember, Ticket, TicketState
from xiwei.service.queries import duty
from xiwei.shared.prepared import Given, prepared
from xiwei.standards.models import Urgency

MOST = 20
STANDS_STILL = (TicketState.DONE, TicketState.WAITING)
LONGEST = timedelta(days=7)  # further ahead nobody's next shift is looked for


def is_at_work(staff: Staff, known: duty.Roster) -> bool:
    """Whether they are on duty at the roster's moment, in any line they have a post in, or in another's stead.

    Where none of their lines keeps a roster, yes.
    """
    return known.stands_in(staff) or any(known.present(staff, line) for line in _lines(staff=staff))


@prepared
def _lines(staff: Given) -> QuerySet[Post, str]:
    return Post.objects.filter(staff=staff, until=None).order_by().values_list("line", flat=True).distinct()


def standing_for(ticket: Ticket, now: datetime) -> Staff | None:
    """Whoever is on duty for the butlers while the one who answers for it is off shift; None while they are at work."""
    known = duty.roster(duty.spot_of(ticket), now)
    return _other_than(ticket.answering, known, now)


def in_stead_of(staff: Staff, now: datetime) -> Staff | None:
    """The same for a butler's own homes: whom to hand something urgent to while off shift."""
    area = GroupArea.objects.filter(group__members__staff=staff).select_related("group").order_by("pk").first()
    if area is None:
        return None
    spot = duty.Spot(area.company_id, area.group.project_id, area.building_id, area.unit_id)
    return _other_than(staff, duty.roster(spot, now), now)


def _other_than(staff: Staff, known: duty.Roster, now: datetime) -> Staff | None:
    if is_at_work(staff, known):
        return None
    found = duty.on_duty(known.spot, Line.BUTLER, now, known=known).staff
    return found if found.pk != staff.pk else None


def watched_by(staff: Staff, now: datetime) -> list[Ticket]:
    """What cannot wait until a colleague who is off shift is back: urgent, or due before their next shift begins.

    For a butler on shift, or in another's stead: of those projects, the nearest moment first, but for what stands still.
    """
    here = Shift.objects.filter(staff=staff, line=Line.BUTLER, starts_at__lte=now, ends_at__gt=now)
    named = {"state": LeaveState.GRANTED, "starts_at__lte": now, "ends_at__gt": now}
    in_stead = GroupMember.objects.filter(
        staff__in=Leave.objects.filter(cover=staff, **named).values("staff"), line=Line.BUTLER
    )
    shifts = Shift.objects.filter(staff_id=OuterRef("answering_id"))
    back = shifts.filter(starts_at__gt=now, starts_at__lt=now + LONGEST).order_by("starts_at").values("starts_at")[:1]
    found = (
        Ticket.objects.filter(
            Q(project_id__in=here.values("project_id")) | Q(project_id__in=in_stead.values("group__project_id")),
            closed_at__isnull=True,
        )
        .exclude(answering=staff)
        .exclude(state__in=STANDS_STILL)
        .filter(
            Exists(shifts.filter(ends_at__gt=now - LONGEST)),
            ~Exists(shifts.filter(starts_at__lte=now, ends_at__gt=now)),
        )
        .annotate(back=Coalesce(Subquery(back), now + LONGEST))
        .filter(Q(urgency=Urgency.URGENT) | Q(due_at__lt=F("back")))
        .select_related("project", "room", "place", "building", "item", "answering", "asker")
        .order_by(*NEAREST_FIRST)
    )
    known: dict[duty.Spot, int] = {}
    return [ticket for ticket in found[:MOST] if _on_duty_at(duty.spot_of(ticket), now, known) == staff.pk]


def _on_duty_at(spot: duty.Spot, now: datetime, known: dict[duty.Spot, int]) -> int:
    if spot not in known:
        known[spot] = duty.on_duty(spot, Line.BUTLER, now).staff.pk
    return known[spot]

"""A butler's own homes, and which of them need their butler today (A12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.people.models import Household, Staff
from xiwei.service.models import Clock, GroupArea, Ticket, TicketState
from xiwei.service.queries.erasing import ERASED
from xiwei.service.queries.late import is_late
from xiwei.service.rules.ending import BAD
from xiwei.service.rules.timing import WARNED

ROW = ("project", "room", "place", "building", "item", "answering", "first_contact", "asker")


def sheltered(staff: Staff) -> QuerySet[Household]:
    """The households of a butler: those of the buildings and units their groups serve (A12)."""
    areas = GroupArea.objects.filter(group__members__staff=staff, group__members__line="butler")
    whole = areas.filter(unit__isnull=True).values("building_id")
    units = areas.filter(unit__isnull=False).values("unit_id")
    return Household.objects.filter(
        Q(room__building_id__in=whole) | Q(room__unit_id__in=units), until__isnull=True
    ).select_related("room", "project")


@dataclass(frozen=True)
class Needing:
    """A household that needs its butler today, why, and the matter to begin with."""

    household: Household
    reasons: list[str]
    ticket: Ticket
    late: bool

    @property
    def asker(self) -> str:
        """Who asked, by the family name alone: a look at a whole name is a line in the ledger, and a list leaves none."""
        return self.ticket.asker_called if self.ticket.asker or self.ticket.asker_name else gettext("住户")


FAR = timedelta(days=3650)


def needing_me(staff: Staff, now: datetime) -> list[Needing]:
    """A butler's households with a reason today: "not fixed" said, a late matter, one to confirm, a bad last time.

    Soon is what its own clock warned of: three quarters of its time are gone (heart.md, A8), be that 10 minutes or three
    days; what falls due later today is said to be due today.
    """
    homes, midnight = sheltered(staff), timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    running = Clock.objects.filter(ticket=OuterRef("pk"), stopped_at__isnull=True)
    open_ = (
        Q(state__in=(TicketState.DONE, TicketState.RECEIVED, TicketState.REOPENED))
        | Q(due_at__lt=midnight + timedelta(days=1))
        | Q(warned=True)
    )
    bad = Q(stars__lte=BAD, closed_at__gte=now - timedelta(days=7)) & ~ERASED
    found = (
        Ticket.objects.annotate(warned=Exists(running.filter(level__gte=WARNED)))
        .filter(Q(closed_at__isnull=True) & open_ | bad, household__in=homes.values("pk"))
        .select_related(*ROW, "household__room")
        .order_by("household_id")[:200]
    )
    homes_with = []
    for _, mine in groupby(found, key=lambda ticket: ticket.household_id):
        tickets = sorted(mine, key=lambda one: _pressing(one, now))
        reasons = list(dict.fromkeys(_reason(ticket, now) for ticket in tickets))
        first = tickets[0]
        assert first.household is not None, "asked for by household"
        homes_with.append(Needing(first.household, reasons, first, is_late(first, now)))
    return sorted(homes_with, key=lambda one: _pressing(one.ticket, now))[:30]


def _pressing(ticket: Ticket, now: datetime) -> tuple[int, datetime]:
    """Not fixed, then late, then what waits for the butler's own word, then the nearest moment, then a bad last time."""
    if ticket.closed_at is not None:
        return 4, ticket.closed_at
    if ticket.state == TicketState.REOPENED:
        return 0, ticket.due_at or now
    rank = 1 if is_late(ticket, now) else 2 if ticket.state in (TicketState.DONE, TicketState.RECEIVED) else 3
    return rank, ticket.due_at or ticket.done_at or now + FAR


def _reason(ticket: Ticket, now: datetime) -> str:
    if ticket.closed_at is not None:
        return gettext("上次只给了 {stars} 星").format(stars=ticket.stars)
    late_too = gettext("，已超时限") if is_late(ticket, now) else ""
    if ticket.state == TicketState.REOPENED:
        return gettext("说没修好，要重新处理{late_too}").format(late_too=late_too)
    if ticket.state == TicketState.RECEIVED:
        return gettext("还没有承诺{late_too}").format(late_too=late_too)
    if late_too:
        return gettext("已超时限")
    if ticket.state == TicketState.DONE:
        return gettext("等您回访确认")
    if ticket.state == TicketState.WAITING:
        return gettext("在等，要再看一次")
    assert ticket.due_at is not None, "chosen by it"
    due = f"{timezone.localtime(ticket.due_at):%H:%M}"
    if ticket.due_at - now >= timedelta(days=1):
        return gettext("快到时限")
    return (
        gettext("快到时限，{due} 前").format(due=due)
        if getattr(ticket, "warned", False)
        else gettext("今天 {due} 到时限").format(due=due)
    )


def newcomers(staff: Staff, now: datetime) -> QuerySet[Household]:
    """Who moved in within the last two weeks."""
    return sheltered(staff).filter(since__gte=(now - timedelta(days=14)).date()).order_by("-since")[:5]

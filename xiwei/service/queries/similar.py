"""Which open matters may be the same as one: to merge it into, chosen from a list instead of by a number."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Q, QuerySet

from xiwei.service.models import Ticket
from xiwei.service.models.tickets import PUBLIC
from xiwei.service.rules.merging import may_be_same
from xiwei.shared.prepared import Given, prepared

RECENT, NEAR = timedelta(days=30), timedelta(days=3)
READ, SHOWN = 200, 6
RUN = re.compile(r"\w+")


def similar(ticket: Ticket, now: datetime) -> list[Ticket]:
    """Open matters of the estate that it may be merged into, the likeliest first, `SHOWN` at most.

    Of the same place, or the same service, or the same line in the same building, asked within a month; in public
    places, or of the very same home.
    """
    home = Q(household_id=ticket.household_id, room_id=ticket.room_id)
    found = (
        Ticket.objects.filter(PUBLIC | home, project_id=ticket.project_id, closed_at__isnull=True)
        .filter(asked_at__gte=now - RECENT)
        .exclude(pk=ticket.pk)
        .select_related("project", "place", "room", "building", "item")
        .order_by("-asked_at", "-pk")[:READ]
    )
    ranked = sorted(((_likeness(ticket, one), one) for one in found), key=lambda pair: -pair[0])
    return [one for likeness, one in ranked if likeness and may_be_same(ticket, one)][:SHOWN]


def same_trouble(ticket: Ticket, *, item: str, line: str, words: str) -> bool:
    """Whether an open matter of the same place tells of what these words tell of, taken for `item` (a code, or "").

    Of the same service, or of the same line where one of them is taken for none; else where half of what either says
    is said by the other. Reads `ticket.item`.
    """
    taken = ticket.item.code if ticket.item else ""
    same = taken == item if taken and item else ticket.line == line
    return same or _said_alike(ticket.words, words)


def _said_alike(one: str, other: str) -> bool:
    """Whether the shorter of two texts shares half of its pairs of characters with the other."""
    mine, theirs = _pairs(one), _pairs(other)
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs)) > 0


def _pairs(words: str) -> set[str]:
    return {two for run in RUN.findall(words.lower()) for two in map("".join, pairwise(run))}


def twins(ticket: Ticket) -> list[Ticket]:
    """Open matters that are so alike that whoever answers should be told unasked: the same service in the same public place,
    or building where no place was said, asked within a few days of each other. Three at most, the latest first.
    """
    if ticket.item_id is None or not ticket.is_public or ticket.building_id is None:
        return []
    place = {"place": ticket.place_id} if ticket.place_id else {}
    return list(_twins(
        item=ticket.item_id, building=ticket.building_id, since=ticket.asked_at - NEAR, until=ticket.asked_at + NEAR,
        project=ticket.project_id, but=ticket.pk, **place,
    ))  # fmt: skip


@prepared
def _twins(*, but: Given, since: Given, until: Given, **same: Given) -> QuerySet[Ticket]:
    here = Ticket.objects.filter(PUBLIC, closed_at__isnull=True, asked_at__gte=since, asked_at__lte=until)
    unsaid = Q(place=same.pop("place")) | Q(place__isnull=True) if "place" in same else Q()
    return here.filter(unsaid, **same).exclude(pk=but).select_related("project").order_by("-asked_at", "-pk")[:3]


def _likeness(ticket: Ticket, other: Ticket) -> int:
    """How alike: 0 for what has neither place nor service nor line and building in common. Equal ones stay by their time."""
    place = ticket.place_id is not None and ticket.place_id == other.place_id
    item = ticket.item_id is not None and ticket.item_id == other.item_id
    line = ticket.line == other.line
    building = ticket.building_id is not None and ticket.building_id == other.building_id
    home = ticket.household_id is not None and ticket.household_id == other.household_id
    if not (place or item or (line and (building or home))):
        return 0
    return 8 * place + 4 * item + 2 * (building or home) + line

"""Why a household is one's to look after: one's group serves it, or one has its matter in hand (people.care)."""

from django.db.models import Q
from django.utils.translation import gettext

from xiwei.people.models import Household, Staff
from xiwei.service.models import GroupArea, Ticket, WorkOrder


def sheltered(staff: Staff, household: Household) -> str:
    """The household lies in what a group of theirs serves, as its member or as the one who stands in."""
    room = household.room
    here = Q(unit__isnull=True) | Q(unit_id=room.unit_id)
    serves = Q(group__members__staff=staff) | Q(group__members__stand_in=staff)
    areas = GroupArea.objects.filter(here, serves, building_id=room.building_id)
    return gettext("平时照看这家") if areas.exists() else ""


def in_hand(staff: Staff, household: Household) -> str:
    """An open matter of the household is theirs to answer for, or a live order of it theirs to do."""
    answers = Q(first_contact=staff) | Q(answering=staff)
    asked = Ticket.objects.filter(answers, household=household, closed_at__isnull=True)
    orders = WorkOrder.objects.filter(worker=staff, ended_at__isnull=True, ticket__household=household)
    return gettext("正在办这家的事") if asked.exists() or orders.exists() else ""

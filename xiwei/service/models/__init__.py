"""Nouns, by file: tickets, clocks (and promises, waits), answers, orders, groups, photos, packs, sign-offs."""

from xiwei.service.models.answers import CallBack, CallBackAnswer, Decline, Rating, Thanks
from xiwei.service.models.clocks import PROMISED, Clock, Promise, Wait, WaitReason
from xiwei.service.models.groups import GroupArea, GroupMember, ServiceGroup
from xiwei.service.models.orders import Booking, HandOver, OrderState, WorkOrder
from xiwei.service.models.packs import Pack, PackAbout, PackFor, PackState
from xiwei.service.models.photos import Photo, PhotoStage
from xiwei.service.models.signoffs import BreachCause, Cause, Period, SignOff, Supplement
from xiwei.service.models.tickets import (
    ANSWERED,
    NEAREST_FIRST,
    STATE_SAID,
    Channel,
    Correction,
    Follower,
    Outcome,
    Ticket,
    TicketState,
    left_said,
    title_of,
)

__all__ = [
    "ANSWERED",
    "NEAREST_FIRST",
    "PROMISED",
    "STATE_SAID",
    "Booking",
    "BreachCause",
    "CallBack",
    "CallBackAnswer",
    "Cause",
    "Channel",
    "Clock",
    "Correction",
    "Decline",
    "Follower",
    "GroupArea",
    "GroupMember",
    "HandOver",
    "OrderState",
    "Outcome",
    "Pack",
    "PackAbout",
    "PackFor",
    "PackState",
    "Period",
    "Photo",
    "PhotoStage",
    "Promise",
    "Rating",
    "ServiceGroup",
    "SignOff",
    "Supplement",
    "Thanks",
    "Ticket",
    "TicketState",
    "Wait",
    "WaitReason",
    "WorkOrder",
    "left_said",
    "title_of",
]

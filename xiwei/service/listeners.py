"""What the heart hears: someone left or moved, and what was in their hands goes on; a link is to be texted."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from xiwei.service.actions import duty, handing, ordering
from xiwei.service.models import Ticket
from xiwei.service.queries import leaving
from xiwei.service.rules.passing_on import mobile_of
from xiwei.shared import sms


def staff_left(*, data: dict[str, Any], at: datetime) -> None:
    """people.staff_left: orders go to the next on duty, tickets to the director."""
    _pass_on(data["staff"], at, "原来的同事已离职")


def post_ended(*, data: dict[str, Any], at: datetime) -> None:
    """people.post_ended: the same, in the projects where no other post of theirs reaches; elsewhere they work on."""
    _pass_on(data["staff"], at, "原来的同事已调离本小区")


def link_texted(*, data: dict[str, Any], at: datetime) -> None:
    """service.link_texted: the text goes out; where the gateway does not take it, this is heard again later."""
    ticket = Ticket.objects.select_related("project", "answering").get(pk=data["ticket"])
    link = settings.BASE_URL + reverse("follow", args=[ticket.follow_code])
    words = (
        f"【{settings.SMS_SIGN}】您在{ticket.project.name}报的事由{ticket.answering.name}跟到办好，点开看进展：{link}"
    )
    sms.send(mobile_of(ticket), words)


def _pass_on(staff_id: int, at: datetime, reason: str) -> None:
    for order in leaving.orders(staff_id):
        ordering.take_back(order, now=at, reason=reason)
    for asked in leaving.hand_overs(staff_id):
        handing.taker_gone(asked, now=at, reason=reason)
    for ticket in leaving.tickets(staff_id):
        duty.pass_duty(ticket, now=at)

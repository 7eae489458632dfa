"""What the heart hears from below: someone left or moved, and what was in their hands goes on."""

from datetime import datetime
from typing import Any

from xiwei.service.actions import duty, handing, ordering
from xiwei.service.queries import leaving


def staff_left(*, data: dict[str, Any], at: datetime) -> None:
    """people.staff_left: orders go to the next on duty, tickets to the director."""
    _pass_on(data["staff"], at, "原来的同事已离职")


def post_ended(*, data: dict[str, Any], at: datetime) -> None:
    """people.post_ended: the same, in the projects where no other post of theirs reaches; elsewhere they work on."""
    _pass_on(data["staff"], at, "原来的同事已调离本小区")


def _pass_on(staff_id: int, at: datetime, reason: str) -> None:
    for order in leaving.orders(staff_id):
        ordering.take_back(order, now=at, reason=reason)
    for asked in leaving.hand_overs(staff_id):
        handing.taker_gone(asked, now=at, reason=reason)
    for ticket in leaving.tickets(staff_id):
        duty.pass_duty(ticket, now=at)

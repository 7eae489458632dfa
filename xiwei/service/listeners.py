"""What the heart hears from below: someone left, and what was in their hands goes on."""

from datetime import datetime
from typing import Any

from xiwei.service.actions import ordering
from xiwei.service.models import WorkOrder


def staff_left(*, data: dict[str, Any], at: datetime) -> None:
    """people.staff_left: each live order goes to the next on duty; their tickets the clock passes to the director."""
    for order in WorkOrder.objects.filter(worker_id=data["staff"], ended_at__isnull=True).select_related("ticket"):
        ordering.take_back(order, now=at, reason="原来接单的同事已离职")

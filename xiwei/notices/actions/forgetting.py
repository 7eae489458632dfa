"""Let go of messages and of how they went out, when they are past their period (people.retention)."""

from typing import Any

from django.db.models import QuerySet

from xiwei.notices.models import Delivery, Message
from xiwei.people.actions import retention


def drop_messages(rows: QuerySet[Any]) -> int:
    """Delete them, with whatever stood of their going out; how many messages."""
    Delivery.objects.filter(message__in=rows.values("pk")).delete()
    return retention.drop(Message.objects.filter(pk__in=rows.values("pk")))


def drop_deliveries(rows: QuerySet[Any]) -> int:
    """Delete how these messages went out; the messages stay in the inbox."""
    return retention.drop(Delivery.objects.filter(pk__in=rows.values("pk")))

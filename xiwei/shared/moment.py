"""The one place that asks what time it is. Views and the clock ask it; the domain is told."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment, aware; in a demo, ahead of the true one by XIWEI_CLOCK_AHEAD seconds."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_AHEAD_SECONDS)

"""Promises and the clocks they are counted by (A8)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company
from xiwei.people.models import Person, Staff
from xiwei.service.models.tickets import Ticket, TicketState
from xiwei.shared.scope import TenantManager
from xiwei.standards.models import ClockKind

# A promise given is a clock too: the moment that was said, beside those of the standard.
PROMISED = "promised"


class Clock(models.Model):
    """One of a ticket's clocks. `next_at` is when it next speaks: at 75%, 100% and 150% of its time."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=10, choices=[*ClockKind.choices, (PROMISED, _("承诺"))])
    minutes = models.PositiveIntegerField(help_text="what was promised, in working or plain minutes")
    round_the_clock = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, help_text="empty while paused, stopped, or when all is said")
    level = models.PositiveSmallIntegerField(default=0, help_text="1 warned, 2 breached, 3 escalated")
    stopped_at = models.DateTimeField(null=True)
    breached = models.BooleanField(default=False)

    objects = TenantManager()

    class Meta:
        ordering = ["ticket_id", "due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind"], name="clock_running", condition=Q(stopped_at__isnull=True)
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], name="clock_speaks", condition=Q(next_at__isnull=False)),
            models.Index(fields=["due_at"], name="clock_broken", condition=Q(breached=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_at:%m-%d %H:%M}"


class Promise(models.Model):
    """A moment given to the resident. A moved promise keeps the old one, with the reason."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="promises")
    moment = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why the one before it was moved")

    objects = TenantManager()

    class Meta:
        ordering = ["ticket_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.moment:%m-%d %H:%M}"


class WaitReason(models.TextChoices):
    """Only the first three stop a clock (heart.md)."""

    ABSENT = "absent", _("等业主在家")
    DECISION = "decision", _("等业主决定")
    PERMIT = "permit", _("等许可手续")
    PARTS = "parts", _("等配件")
    HANDS = "hands", _("等人手")
    WEATHER = "weather", _("等天气")


STOPS_CLOCK = (WaitReason.ABSENT, WaitReason.DECISION, WaitReason.PERMIT)


class Wait(models.Model):
    """Time the matter stands still, for a reason the resident can read."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="waits")
    reason = models.CharField(max_length=10, choices=WaitReason.choices)
    waits_for = models.CharField(max_length=60)
    words = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(help_text="when it is looked at again")
    stops_clock = models.BooleanField()
    state_before = models.CharField(max_length=12, choices=TicketState.choices, help_text="what it goes back to")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        ordering = ["ticket_id", "started_at"]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], name="wait_running", condition=Q(ended_at__isnull=True))
        ]
        indexes = [models.Index(fields=["until"], name="wait_until", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return self.get_reason_display()

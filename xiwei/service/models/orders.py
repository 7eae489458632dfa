"""The work order (工单): one line's work on a ticket, in one pair of hands at a time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Where
from xiwei.people.models import Line, Staff
from xiwei.service.models.tickets import Ticket
from xiwei.shared.scope import TenantManager


class OrderState(models.TextChoices):
    OFFERED = "offered", _("待接单")
    ACCEPTED = "accepted", _("已接单")
    ON_THE_WAY = "on_the_way", _("在路上")
    ARRIVED = "arrived", _("已到场")
    FINISHED = "finished", _("已完工")
    REFUSED = "refused", _("已拒单")
    COULD_NOT_FINISH = "could_not_finish", _("未能完工")
    HANDED_OVER = "handed_over", _("已交接")
    CANCELLED = "cancelled", _("已取消")


LIVE = (OrderState.OFFERED, OrderState.ACCEPTED, OrderState.ON_THE_WAY, OrderState.ARRIVED)


class WorkOrder(models.Model):
    """One worker's share of a ticket. Refused or handed over, it stays as it was and another one follows."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="orders")
    line = models.CharField(max_length=10, choices=Line.choices)
    worker = models.ForeignKey(Staff, models.PROTECT, related_name="orders", db_index=False)
    state = models.CharField(max_length=18, choices=OrderState.choices, default=OrderState.OFFERED)
    why_them = models.CharField(max_length=100, help_text="how the worker was found: 本组维修, 请假代班…")
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    set_out_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="finished, refused, handed over, given up or cancelled")
    reason = models.CharField(max_length=200, blank=True, help_text="of a refusal or of giving up")
    needs = models.CharField(max_length=200, blank=True, help_text="what is needed to go on")
    ticked = models.JSONField(default=list, help_text="numbers of the item's steps that are done")
    reading = models.CharField(max_length=40, blank=True)
    signed_by = models.CharField(max_length=40, blank=True, help_text="the resident who put their name to the work")
    note = models.CharField(max_length=500, blank=True)
    quoted_fen = models.PositiveIntegerField(null=True, help_text="what the resident is asked to pay")
    agreed_fen = models.PositiveIntegerField(null=True, help_text="what the resident agreed to before work began")
    agreed_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["ticket_id", "offered_at", "pk"]
        indexes = [
            models.Index(fields=["worker_id", "offered_at"], name="order_live", condition=Q(ended_at__isnull=True)),
            models.Index(
                fields=["company_id", "project_id", "worker_id", "line"],
                name="order_load",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(fields=["worker_id", "-ended_at"], name="order_ended", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return gettext("{line}工单").format(line=self.get_line_display())

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def where(self) -> Where:
        return self.ticket.where


class HandOver(models.Model):
    """The work offered to another, who takes it or says why not; until taken it is still the giver's."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="hand_overs")
    giver = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    taker = models.ForeignKey(Staff, models.PROTECT, related_name="hand_overs_to_answer")
    reason = models.CharField(max_length=200)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    refusal = models.CharField(max_length=200, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["order_id", "offered_at"]
        constraints = [
            models.UniqueConstraint(fields=["order"], name="hand_over_open", condition=Q(answered_at__isnull=True))
        ]
        indexes = [models.Index(fields=["taker_id"], name="hand_over_asked", condition=Q(answered_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class Booking(models.Model):
    """Material or labour used on an order."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="bookings")
    kind = models.CharField(max_length=8, choices=[("material", _("材料")), ("labour", _("人工"))])
    name = models.CharField(max_length=60)
    quantity_milli = models.PositiveIntegerField(help_text="thousandths of the unit")
    unit = models.CharField(max_length=10)
    unit_price_fen = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["order_id", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def cost_fen(self) -> int:
        """Rounded half up to the fen."""
        return (self.quantity_milli * self.unit_price_fen + 500) // 1000

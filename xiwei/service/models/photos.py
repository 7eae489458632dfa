"""Pictures: evidence, re-encoded at intake, with the hash of what was kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company
from xiwei.ledger.models import Seen
from xiwei.service.models.orders import WorkOrder
from xiwei.service.models.tickets import Ticket
from xiwei.shared.scope import TenantManager


class PhotoStage(models.TextChoices):
    ASKED = "asked", _("报事时")
    BEFORE = "before", _("施工前")
    AFTER = "after", _("完工后")
    SIGNED = "signed", _("住户签名")
    ROUND = "round", _("巡查时")
    OTHER = "other", _("其他")


class Photo(models.Model):
    """One picture of a ticket, maybe of one of its orders, or of planned work, without either; served only through its view."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="photos")
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="photos")
    stage = models.CharField(max_length=8, choices=PhotoStage.choices)
    path = models.CharField(max_length=120, help_text="in the file store; the thumbnail stands beside it")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    seen_by = models.PositiveSmallIntegerField(choices=Seen.choices, default=Seen.RESIDENT)
    actor_label = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["ticket_id", "pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.sha256[:8]}"

    @property
    def as_evidence(self) -> dict[str, object]:
        """What a ledger line keeps of it."""
        return {"photo": self.pk, "sha256": self.sha256, "stage": self.stage}

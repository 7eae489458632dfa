"""What is looked after besides places: lifts, pumps, panels (设施设备)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Place, Project
from xiwei.ledger.models import Where
from xiwei.people.models import Staff
from xiwei.service.models import Ticket
from xiwei.shared.scope import TenantManager


class EquipmentState(models.TextChoices):
    RUNNING = "running", _("在用")
    STOPPED = "stopped", _("停用")
    SCRAPPED = "scrapped", _("报废")


class Equipment(models.Model):
    """One piece of equipment, in a tree: a pump of a pump house. Its code hangs on it as a place's does on its wall."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="equipment")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="equipment")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts_of")
    kind = models.CharField(max_length=20, help_text="a code of standards' kinds of equipment")
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=12, unique=True, help_text="what its label bears")
    maker = models.CharField(max_length=60, blank=True)
    model_number = models.CharField(max_length=60, blank=True)
    serial = models.CharField(max_length=60, blank=True)
    registration = models.CharField(max_length=60, blank=True, help_text="特种设备使用登记证号")
    made_on = models.DateField(null=True, blank=True)
    begun_on = models.DateField(null=True, blank=True, help_text="in service since")
    warranty_until = models.DateField(null=True, blank=True)
    inspected_until = models.DateField(null=True, blank=True, help_text="to when the authority's inspection holds")
    state = models.CharField(max_length=10, choices=EquipmentState.choices, default=EquipmentState.RUNNING)
    note = models.CharField(max_length=200, blank=True)
    told = models.JSONField(default=dict, help_text="of what the director was told, and about which day: each once")

    objects = TenantManager()

    class Meta:
        ordering = ["project_id", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="equipment_name", condition=~Q(state="scrapped"))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        place = self.place
        return Where(self.company_id, self.project_id, place.building_id if place else None, place_id=self.place_id)


class Breakdown(models.Model):
    """One time it failed (故障): from when to when, why, what was done, what that cost."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    equipment = models.ForeignKey(Equipment, models.PROTECT, related_name="breakdowns")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="when it ran again, or none while it does not")
    what = models.CharField(max_length=200, help_text="what was seen: 轿厢停在 3 层不关门")
    cause = models.CharField(max_length=200, blank=True)
    done = models.CharField(max_length=300, blank=True, help_text="what was done about it")
    cost_fen = models.PositiveBigIntegerField(default=0)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, blank=True, related_name="breakdowns")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", help_text="who wrote it down")

    objects = TenantManager()

    class Meta:
        ordering = ["-begins_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("begins_at")), name="breakdown_forward"
            ),
            models.UniqueConstraint(
                fields=["equipment"], condition=Q(ends_at__isnull=True), name="breakdown_open_once"
            ),
        ]
        indexes = [models.Index(fields=["equipment_id", "-begins_at"], name="breakdown_history")]

    def __str__(self) -> str:
        return self.what

    @property
    def where(self) -> Where:
        return self.equipment.where

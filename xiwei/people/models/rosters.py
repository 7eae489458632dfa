"""Who is at work when: shifts, and leave with its cover."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Where
from xiwei.people.models.staff import Line, Staff
from xiwei.shared.scope import TenantManager


class Shift(models.Model):
    """One turn of duty (班次). `duty_officer` marks who answers for the whole project's line in these hours."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="shifts")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="shifts")
    line = models.CharField(max_length=10, choices=Line.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    duty_officer = models.BooleanField(default=False)

    objects = TenantManager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["project_id", "ends_at", "starts_at"], name="shift_when"),
            models.Index(fields=["staff_id", "ends_at"], name="shift_who"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_forward"),
            models.UniqueConstraint(fields=["staff", "project", "line", "starts_at"], name="shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.starts_at:%m-%d %H:%M}"

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)


class LeaveState(models.TextChoices):
    ASKED = "asked", _("待批")
    GRANTED = "granted", _("已批")
    REFUSED = "refused", _("未批")
    WITHDRAWN = "withdrawn", _("已撤回")


class Leave(models.Model):
    """Time away. While it runs, stand-ins serve; `cover` is the one agreed for this leave, ahead of the group's own."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="leaves")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=100)
    cover = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="covers")
    state = models.CharField(max_length=10, choices=LeaveState.choices, default=LeaveState.ASKED)
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=100, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["staff_id", "ends_at"], name="leave_who")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="leave_forward")
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.starts_at:%m-%d}—{self.ends_at:%m-%d}"

    @property
    def is_of_hours(self) -> bool:
        """Shorter than a day: whoever covers it was named for these hours."""
        return self.ends_at - self.starts_at < timedelta(days=1)

    @property
    def where(self) -> Where:
        return Where(self.company_id)

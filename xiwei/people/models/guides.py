"""How far somebody has come with the first day of a project."""

from django.db import models

from xiwei.estate.models import Project
from xiwei.ledger.models import Where
from xiwei.people.models.staff import Staff
from xiwei.shared.scope import TenantManager


class GuideSpot(models.Model):
    """The step of a project's first day that one of its staff was last at: there the guide opens again."""

    company = models.ForeignKey("estate.Company", models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(help_text="the step's, in estate.firstday")
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "staff"], name="guide_spot")]

    def __str__(self) -> str:
        return f"{self.project} {self.rank}"

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)

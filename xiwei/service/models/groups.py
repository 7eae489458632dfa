"""The service group (四位一体, D1): one butler, one repairer, one guard, one cleaner, each with a stand-in."""

from django.db import models

from xiwei.estate.models import Building, Company, Project, Unit
from xiwei.ledger.models import Where
from xiwei.people.models import Line, Staff
from xiwei.shared.scope import TenantManager


class ServiceGroup(models.Model):
    """Those who serve a set of buildings or units of one project."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=30)

    objects = TenantManager()

    class Meta:
        ordering = ["project_id", "name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="group_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)


class GroupMember(models.Model):
    """Who serves in a line, and who stands in for them."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    group = models.ForeignKey(ServiceGroup, models.CASCADE, related_name="members")
    line = models.CharField(max_length=10, choices=Line.choices)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="memberships")
    stand_in = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="standing_in")

    objects = TenantManager()

    class Meta:
        ordering = ["group_id", "line"]
        constraints = [models.UniqueConstraint(fields=["group", "line"], name="group_line")]

    def __str__(self) -> str:
        return f"{self.group} {self.get_line_display()} {self.staff}"


class GroupArea(models.Model):
    """A building, or one unit of it, that a group serves; no stair has two groups."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    group = models.ForeignKey(ServiceGroup, models.CASCADE, related_name="areas")
    building = models.ForeignKey(Building, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TenantManager()

    class Meta:
        ordering = ["group_id", "building_id"]
        # Two constraints, because SQLite cannot say "nulls are equal": a stair once, a whole building once.
        constraints = [
            models.UniqueConstraint(fields=["building", "unit"], name="area_once"),
            models.UniqueConstraint(fields=["building"], name="area_whole_once", condition=models.Q(unit__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.building}{self.unit or ''}"

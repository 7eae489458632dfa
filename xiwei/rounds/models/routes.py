"""Where planned work leads: a route over places and equipment."""

from datetime import time

from django.db import models
from django.db.models import Q

from xiwei.estate.models import Company, Place, Project
from xiwei.ledger.models import Where
from xiwei.people.models import Line, Staff
from xiwei.rounds.models.equipment import Equipment
from xiwei.shared.scope import TenantManager


class Route(models.Model):
    """A walk that comes again (路线): what is due at its points, and how often, the standards of its line say.

    `codes` keeps it to some standards; empty, it follows all of its line that fit a point. `begins_on` is also the day
    from which "every so many days" is counted.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="routes")
    line = models.CharField(max_length=10, choices=Line.choices)
    name = models.CharField(max_length=40)
    codes = models.JSONField(default=list)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="its last day, or none")
    starts = models.TimeField(default=time(8, 30), help_text="of what is due some time of a day")
    worker = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="routes", help_text="whose it usually is"
    )

    objects = TenantManager()

    class Meta:
        ordering = ["project_id", "line", "name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="route_name", condition=Q(ends_on__isnull=True))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)


class Point(models.Model):
    """One place or piece of equipment on a route, in the order one walks."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    route = models.ForeignKey(Route, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    equipment = models.ForeignKey(Equipment, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TenantManager()

    class Meta:
        ordering = ["route_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["route", "position"], name="point_position"),
            models.CheckConstraint(
                condition=Q(place__isnull=False, equipment__isnull=True)
                | Q(place__isnull=True, equipment__isnull=False),
                name="point_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return str(self.place or self.equipment)

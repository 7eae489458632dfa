"""Looked at from above: spot checks with what is put right after them, and the month's figures by site and standard (A16)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Place, Project
from xiwei.ledger.models import Where
from xiwei.people.models import Staff
from xiwei.rounds.models.equipment import Equipment
from xiwei.service.models import Photo
from xiwei.shared.scope import TenantManager
from xiwei.standards.models import Standard


class CheckState(models.TextChoices):
    """A check with nothing wrong is right at once; else it waits to be put right (整改)."""

    RIGHT = "right", _("合格")
    OPEN = "open", _("待整改")
    ANSWERED = "answered", _("已整改，待复查")
    CLOSED = "closed", _("整改合格")


class SpotCheck(models.Model):
    """One look at one place or piece of equipment against one standard, by a director or the company (抽查)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="spot_checks")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    equipment = models.ForeignKey(Equipment, models.PROTECT, null=True, blank=True, related_name="+")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, help_text="of the standard, whatever its version")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    answers = models.JSONField(default=dict)
    wrong = models.JSONField(default=list, help_text="what was not as the standard wants, each in words")
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=CheckState.choices)
    wanted = models.CharField(max_length=300, blank=True, help_text="what is to be put right")
    due_on = models.DateField(null=True, blank=True)
    answering = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", help_text="who does")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    returned = models.PositiveSmallIntegerField(default=0, help_text="how often it was not put right after all")

    objects = TenantManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["project_id", "code", "day"], name="spotcheck_code"),
            models.Index(fields=["answering_id", "due_on"], name="spotcheck_open", condition=Q(state="open")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, equipment__isnull=True)
                | Q(place__isnull=True, equipment__isnull=False),
                name="spotcheck_somewhere",
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.spot}"

    @property
    def spot(self) -> Place | Equipment | None:
        """Where it was."""
        return self.place or self.equipment

    @property
    def where(self) -> Where:
        return self.spot.where if self.spot else Where(self.company_id, self.project_id)


class CheckPhoto(models.Model):
    """A picture of a spot check: what was found, or how it is now."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    check_of = models.ForeignKey(SpotCheck, models.PROTECT, related_name="photos")
    photo = models.OneToOneField(Photo, models.PROTECT, related_name="check_photo")
    after = models.BooleanField(help_text="how it is once put right")

    objects = TenantManager()

    class Meta:
        ordering = ["check_of_id", "pk"]

    def __str__(self) -> str:
        return str(self.photo)


class Tally(models.Model):
    """A month of one standard at one site, counted from its stops and spot checks: what the matrix is drawn from."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    month = models.DateField(help_text="its first day")
    due = models.PositiveIntegerField(default=0, help_text="stops whose time has come, dropped ones apart")
    done = models.PositiveIntegerField(default=0, help_text="of these, done in time")
    late = models.PositiveIntegerField(default=0, help_text="made up for")
    missed = models.PositiveIntegerField(default=0, help_text="missed, or not done for a reason")
    wrong = models.PositiveIntegerField(default=0, help_text="stops that found something wrong")
    checked = models.PositiveIntegerField(default=0, help_text="spot checks")
    failed = models.PositiveIntegerField(default=0, help_text="of these, with something wrong")

    objects = TenantManager()

    class Meta:
        ordering = ["month", "project_id", "code"]
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["project", "code", "month"], name="tally_once")]
        indexes = [models.Index(fields=["company_id", "month"], name="tally_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.code}"

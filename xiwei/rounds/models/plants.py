"""What grows on the estate, its care, what ails it, and the machine's and the sprayer's work on it (A3, B10)."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Place, Project
from xiwei.ledger.models import Where
from xiwei.people.models import Staff
from xiwei.rounds.plants import Plant, plant
from xiwei.service.models import Photo
from xiwei.shared.scope import TenantManager


class Planting(models.Model):
    """A plant at a place: how many, or how much ground it covers; `plant` is a code of the plant ledger."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="plantings")
    place = models.ForeignKey(Place, models.PROTECT, related_name="plantings")
    plant = models.CharField(max_length=60)
    count = models.PositiveIntegerField(null=True, blank=True)
    area = models.PositiveIntegerField(null=True, blank=True, help_text="square metres")
    planted_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    since = models.DateField(help_text="the day it was written down; care is counted from it")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=120, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["place_id", "plant"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "plant"], name="planting_once", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(count__gt=0, area__isnull=True) | Q(count__isnull=True, area__gt=0), name="planting_amount"
            ),
        ]
        indexes = [models.Index(fields=["project_id", "place_id"], name="planting_place")]

    def __str__(self) -> str:
        return self.known.name if self.known else self.plant

    @property
    def known(self) -> Plant | None:
        return plant(self.plant)

    @property
    def where(self) -> Where:
        return self.place.where


class CareDone(models.Model):
    """One care of one planting: watered, fed, pruned."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    planting = models.ForeignKey(Planting, models.PROTECT, related_name="cared")
    what = models.CharField(max_length=10)
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "cares done"
        constraints = [models.UniqueConstraint(fields=["planting", "what", "day"], name="care_once_a_day")]
        indexes = [models.Index(fields=["planting_id", "what", "-day"], name="care_last")]

    def __str__(self) -> str:
        return f"{self.planting} {self.what}"


class Sighting(models.Model):
    """A pest seen at a planting; `pest` is its name in the plant ledger. Open until it is dealt with."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    planting = models.ForeignKey(Planting, models.PROTECT, related_name="sightings")
    pest = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_how = models.CharField(max_length=160, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["planting_id"], name="sighting_open", condition=Q(settled_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.planting} {self.pest}"

    @property
    def where(self) -> Where:
        return self.planting.where


class PlantPhoto(models.Model):
    """A picture of a planting, or of what ails it."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    planting = models.ForeignKey(Planting, models.PROTECT, related_name="photos")
    sighting = models.ForeignKey(Sighting, models.PROTECT, null=True, blank=True, related_name="photos")
    photo = models.OneToOneField(Photo, models.PROTECT, related_name="plant_photo")
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.photo)


class WorkKind(models.TextChoices):
    SPRAY = "spray", _("打药")
    CUT = "cut", _("机械修剪")


class WorkState(models.TextChoices):
    PLANNED = "planned", _("已公告")
    DONE = "done", _("已做完")
    CALLED_OFF = "called_off", _("已取消")


class GreenWork(models.Model):
    """A spraying, or a cutting by machine, at a place: announced beforehand, and not entered until `safe_until` (B10)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="green_works")
    place = models.ForeignKey(Place, models.PROTECT, related_name="green_works")
    planting = models.ForeignKey(Planting, models.PROTECT, null=True, blank=True, related_name="works")
    sighting = models.ForeignKey(Sighting, models.PROTECT, null=True, blank=True, related_name="works")
    kind = models.CharField(max_length=8, choices=WorkKind.choices)
    by_machine = models.BooleanField(default=True)
    pesticide = models.CharField(max_length=40, blank=True)
    dilution = models.PositiveIntegerField(null=True, blank=True, help_text="times")
    litres = models.PositiveIntegerField(null=True, blank=True, help_text="of what is sprayed, mixed")
    wash = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    safe_hours = models.PositiveSmallIntegerField(default=0)
    safe_until = models.DateTimeField()
    noticed_at = models.DateTimeField()
    worker = models.ForeignKey(Staff, models.PROTECT, related_name="green_works")
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.PLANNED)
    done_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=120, blank=True, help_text="why it was called off")

    objects = TenantManager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), safe_until__gte=F("ends_at")), name="greenwork_forward"
            )
        ]
        indexes = [
            models.Index(fields=["place_id", "safe_until"], name="greenwork_place"),
            models.Index(fields=["project_id", "starts_at"], name="greenwork_when"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def where(self) -> Where:
        return self.place.where

    @property
    def spot(self) -> str:
        """The place with its building, said once: 2栋 花坛, but 2栋3单元大堂."""
        building = self.place.building
        return (
            f"{building.name} {self.place.name}"
            if building and building.name not in self.place.name
            else self.place.name
        )

    @property
    def product_ml(self) -> int | None:
        """How much of the product goes into the mixed litres, in millilitres (or grams)."""
        return round(self.litres * 1000 / self.dilution) if self.litres and self.dilution else None

    def is_unsafe(self, now: datetime) -> bool:
        """Whether nobody should enter now."""
        return self.state != WorkState.CALLED_OFF and self.starts_at <= now < self.safe_until

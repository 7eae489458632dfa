"""The day's work: a round is a route's walk of one day, a stop what one standard wants at one of its points."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Place, Project
from xiwei.ledger.models import Where
from xiwei.people.models import Line, Staff
from xiwei.rounds.models.equipment import Equipment
from xiwei.rounds.models.routes import Route
from xiwei.service.models import Photo, Ticket
from xiwei.shared.scope import TenantManager
from xiwei.standards.models import Standard


class RoundState(models.TextChoices):
    PLANNED = "planned", _("待做")
    BEGUN = "begun", _("进行中")
    DONE = "done", _("做完")
    SHORT = "short", _("有漏项")
    SETTLED = "settled", _("漏项已了")
    DROPPED = "dropped", _("取消")


class StopState(models.TextChoices):
    WAITING = "waiting", _("待做")
    DONE = "done", _("已做")
    MADE_UP = "made_up", _("补做")
    SKIPPED = "skipped", _("没做成")
    MISSED = "missed", _("漏做")
    EXCUSED = "excused", _("说明已签认")
    DROPPED = "dropped", _("取消")


class Via(models.TextChoices):
    """How the worker showed that they stood there."""

    SCANNED = "scanned", _("扫码")
    TYPED = "typed", _("输入短码")
    NONE = "none", _("没有扫码")


class DayPlan(models.Model):
    """That a project's day was planned, and when last: what was due on a day nobody planned is not missed unnoticed."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    day = models.DateField()
    planned_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["project", "day"], name="day_planned_once")]

    def __str__(self) -> str:
        return f"{self.project} {self.day}"

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)


class Round(models.Model):
    """A route's walk that starts at a moment: whose it is, and until when it counts as done in time."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="rounds")
    route = models.ForeignKey(Route, models.PROTECT, related_name="rounds")
    line = models.CharField(max_length=10, choices=Line.choices)
    day = models.DateField(help_text="the local day it belongs to; a night's round belongs to the day it starts on")
    slot = models.DateTimeField(help_text="the moment by the standards' rule, which weather may have moved")
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(help_text="what its stops usually take, with the walking")
    worker = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="rounds")
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.PLANNED)
    why = models.CharField(max_length=160, blank=True, help_text="what changed its plan last, and why (D8)")
    version = models.PositiveSmallIntegerField(
        default=1, help_text="how often its plan was changed, so that a phone sees it"
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["route", "slot"], name="round_once")]
        indexes = [
            models.Index(fields=["worker_id", "day"], name="round_worker"),
            models.Index(fields=["project_id", "day"], name="round_day"),
            models.Index(fields=["due_at"], name="round_open", condition=Q(state__in=["planned", "begun"])),
        ]

    def __str__(self) -> str:
        return str(self.route)

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)


class Stop(models.Model):
    """What one standard wants at one point: its checklist is that of the version it was planned under (A7)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="stops")
    position = models.PositiveSmallIntegerField(help_text="that of its point; stops of one point share it")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="stops")
    equipment = models.ForeignKey(Equipment, models.PROTECT, null=True, blank=True, related_name="stops")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, help_text="of the standard, whatever its version")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=StopState.choices, default=StopState.WAITING)
    at = models.DateTimeField(null=True, blank=True, help_text="when it was done, by the phone's clock put right")
    received_at = models.DateTimeField(null=True, blank=True, help_text="when the server had it")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    via = models.CharField(max_length=8, choices=Via.choices, blank=True)
    answers = models.JSONField(default=dict, help_text="by the keys of the checklist")
    wrong = models.PositiveSmallIntegerField(default=0, help_text="how many checks were not as the standard wants")
    note = models.CharField(max_length=300, blank=True, help_text="what was noted, or why it was not done")
    doubts = models.JSONField(default=list, help_text="codes of rules.doubts: shown, not judged")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, blank=True, related_name="stops")

    objects = TenantManager()

    class Meta:
        ordering = ["round_id", "position", "pk"]
        indexes = [
            models.Index(fields=["place_id", "-at"], name="stop_place", condition=Q(at__isnull=False)),
            models.Index(fields=["equipment_id", "-at"], name="stop_equipment", condition=Q(at__isnull=False)),
            models.Index(fields=["project_id", "code", "day"], name="stop_code"),
            models.Index(fields=["by_id", "at"], name="stop_by", condition=Q(at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.spot}"

    @property
    def spot(self) -> Place | Equipment | None:
        """Where it is."""
        return self.place or self.equipment

    @property
    def where(self) -> Where:
        if self.spot is None:
            return Where(self.company_id, self.project_id)
        return self.spot.where


class StopPhoto(models.Model):
    """A picture taken at a stop; `original` is the hash of what the phone sent, before it was drawn anew."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    stop = models.ForeignKey(Stop, models.PROTECT, related_name="photos")
    photo = models.OneToOneField(Photo, models.PROTECT, related_name="stop_photo")
    original = models.CharField(max_length=64, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["stop_id", "pk"]
        indexes = [models.Index(fields=["company_id", "original"], name="stopphoto_original")]

    def __str__(self) -> str:
        return str(self.photo)

"""Nouns of the promise. Every rule is a row with its source (law 9)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Where
from xiwei.shared.scope import TenantManager
from xiwei.shared.tongue import WEEKDAYS


class ServiceLine(models.TextChoices):
    """Whose work an item is; the four lines of work, the butlers, and help at home."""

    REPAIR = "repair", _("维修")
    ORDER = "order", _("秩序")
    CLEANING = "cleaning", _("保洁")
    GREENING = "greening", _("绿化")
    BUTLER = "butler", _("管家")
    HOME = "home", _("居家服务")


class Urgency(models.TextChoices):
    """The four kinds of promise (heart.md, Promises and clocks)."""

    URGENT = "urgent", _("急修")
    ORDINARY = "ordinary", _("一般")
    PLANNED = "planned", _("预约")
    COMPLAINT = "complaint", _("投诉")


class NeedKind(models.TextChoices):
    """What sort of need a report is."""

    REPAIR = "repair", _("报修")
    COMPLAINT = "complaint", _("投诉")
    HELP = "help", _("求助")
    SUGGESTION = "suggestion", _("建议")
    INQUIRY = "inquiry", _("咨询")


class Setting(models.TextChoices):
    """Where an item is done."""

    HOME = "home", _("家中")
    PUBLIC = "public", _("公共区域")
    EITHER = "either", _("都可")


class MenuItem(models.Model):
    """One version of one service on the menu (D5). A ticket keeps the version it was promised under."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, help_text="when a newer version took over, or it was retired")
    name = models.CharField(max_length=30)
    line = models.CharField(max_length=10, choices=ServiceLine.choices, help_text="where it stands on the menu")
    done_by = models.CharField(max_length=10, choices=ServiceLine.choices, help_text="whose hands do it")
    kind = models.CharField(max_length=12, choices=NeedKind.choices)
    setting = models.CharField(max_length=8, choices=Setting.choices)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    covers = models.TextField()
    excludes = models.TextField(blank=True)
    duration_minutes = models.PositiveIntegerField()
    price_fen = models.PositiveIntegerField(default=0)
    price_unit = models.CharField(max_length=10, default="次")
    price_note = models.CharField(max_length=200, blank=True)
    steps = models.JSONField(default=list)
    evidence = models.JSONField(default=list, help_text="of before, after, reading, signature")
    reading = models.CharField(max_length=40, blank=True, help_text="what is read, with its unit")
    certificate = models.CharField(max_length=30, blank=True)
    words = models.JSONField(default=list, help_text="what residents call it")
    goes_with = models.JSONField(default=list)
    danger = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=200, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["line", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code", "version"], name="menu_version"),
            models.UniqueConstraint(fields=["company", "code"], name="menu_now", condition=Q(until__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        return Where(self.company_id)


class ClockKind(models.TextChoices):
    """The three clocks of a ticket."""

    RESPONSE = "response", _("响应")
    ARRIVAL = "arrival", _("到场")
    RESOLUTION = "resolution", _("办结")


class TimePromise(models.Model):
    """How long a clock may run: for the company, or for one project where `project` is set."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    clock = models.CharField(max_length=10, choices=ClockKind.choices)
    minutes = models.PositiveIntegerField(help_text="working minutes, or plain ones where round_the_clock")
    round_the_clock = models.BooleanField(default=False)
    source = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["urgency", "clock"]
        constraints = [
            # Two constraints, because SQLite cannot say "nulls are equal": a project's own, and the company's.
            models.UniqueConstraint(
                fields=["project", "urgency", "clock"], name="time_promise_now", condition=Q(until__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["company", "urgency", "clock"],
                name="time_promise_company_now",
                condition=Q(until__isnull=True, project__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return gettext("{urgency}{clock} {minutes} 分钟").format(
            urgency=self.get_urgency_display(), clock=self.get_clock_display(), minutes=self.minutes
        )

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)


class Holiday(models.Model):
    """A day unlike its weekday: a public holiday, or a weekend worked for one (调休). The nation's; editable."""

    date = models.DateField(unique=True)
    works = models.BooleanField(help_text="true for a working weekend, false for a day off")
    name = models.CharField(max_length=20)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Hours(models.Model):
    """A project's working hours on one weekday (0 is Monday), as minutes of the local day."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField(help_text="510 is 08:30")
    closes = models.PositiveSmallIntegerField(help_text="1080 is 18:00")

    objects = TenantManager()

    class Meta:
        ordering = ["project_id", "weekday", "opens"]
        verbose_name_plural = "hours"
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=models.F("opens"), closes__lte=1440), name="hours_forward"),
            models.UniqueConstraint(fields=["project", "weekday", "opens"], name="hours_once"),
        ]

    def __str__(self) -> str:
        opens, closes = divmod(self.opens, 60)
        return f"{WEEKDAYS[self.weekday]} {opens:02d}:{closes:02d}"


class Hand(models.TextChoices):
    """With what it is done (B8)."""

    HAND = "hand", _("人工")
    MACHINE = "machine", _("机械")
    EITHER = "either", _("人工或机械")


class Standard(models.Model):
    """One version of one service standard (A7): how often by grade, what is looked at, within which limits.

    A version is in force from the day `since` until the day before `until`; a stop keeps the version it was planned
    under. `grades` are rows of {grade, rule, words}, `rule` an RFC 5545 recurrence; `checks` rows of {key, text, kind,
    unit, low, high, hard_low, hard_high, grades, defect}, of which only the first three must be there.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    since = models.DateField(help_text="the first day whose rounds follow it")
    until = models.DateField(null=True, blank=True, help_text="the day from which another does, or none")
    name = models.CharField(max_length=30)
    line = models.CharField(max_length=10, choices=ServiceLine.choices)
    aim = models.CharField(max_length=160, help_text="what one may expect to find, for residents")
    kinds = models.JSONField(default=list, help_text="kinds of project; none means any")
    places = models.JSONField(default=list, help_text="kinds of place")
    equipment = models.JSONField(default=list, help_text="kinds of equipment")
    minutes = models.PositiveSmallIntegerField(help_text="usual working minutes at one place")
    certificate = models.CharField(max_length=30, blank=True)
    months = models.JSONField(default=list, help_text="1 to 12; none means the whole year")
    outdoors = models.BooleanField(default=False)
    done_with = models.CharField(max_length=8, choices=Hand.choices, default=Hand.HAND)
    weather = models.CharField(max_length=120, blank=True, help_text="what to do in bad weather")
    grades = models.JSONField(default=list)
    checks = models.JSONField(default=list)
    source = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=120, blank=True, help_text="why this version was made")
    made_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["line", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code", "version"], name="standard_version"),
            models.UniqueConstraint(
                fields=["company", "code"], name="standard_latest", condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="standard_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        return Where(self.company_id)


class ServiceGrade(models.Model):
    """The grade a project's contract buys (一级、二级、三级), from a day on; 1 is the best."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="service_grades")
    grade = models.PositiveSmallIntegerField()
    since = models.DateField()
    source = models.CharField(max_length=120, help_text="the contract, or whoever decided")

    objects = TenantManager()

    class Meta:
        ordering = ["project_id", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["project", "since"], name="service_grade_day"),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=3), name="service_grade_known"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.grade}"

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)

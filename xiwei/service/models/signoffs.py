"""The sign-off (日结、月结): the director looks at a day, or a month, says why promises were broken, and signs (A5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Where
from xiwei.people.models import Line, Staff
from xiwei.service.models.clocks import PROMISED, Clock
from xiwei.service.models.tickets import Ticket
from xiwei.shared.scope import TenantManager
from xiwei.standards.models import ClockKind


class Period(models.TextChoices):
    DAY = "day", _("日结")
    MONTH = "month", _("月结")


class Cause(models.TextChoices):
    """Why a promise was broken, in the director's words; OTHER asks for some of their own."""

    HANDS = "hands", _("人手不足")
    PARTS = "parts", _("等材料")
    HOME = "home", _("业主不便")
    OUTSIDE = "outside", _("外部单位")
    SENT = "sent", _("派工不当")
    JUDGED = "judged", _("判断失误")
    OTHER = "other", _("其他")


class SignOff(models.Model):
    """One day or month of a project as it was signed. Never changed: what comes later is a supplement."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(max_length=5, choices=Period.choices)
    day = models.DateField(help_text="the day; of a month its first")
    content = models.JSONField(
        help_text="what was signed, without anybody's name or words (queries/days.py, months.py)"
    )
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["project_id", "-day", "period"]
        constraints = [models.UniqueConstraint(fields=["project", "period", "day"], name="signed_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}" if self.period == Period.DAY else f"{self.day:%Y-%m}"

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)


class BreachCause(models.Model):
    """Why one clock ran over, and what is done about it; written with its day's signature."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    sign_off = models.ForeignKey(SignOff, models.PROTECT, related_name="causes")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    clock = models.ForeignKey(
        Clock, models.SET_NULL, null=True, related_name="+", help_text="empty: what it is was put right since"
    )
    line = models.CharField(max_length=10, choices=Line.choices)
    kind = models.CharField(max_length=10, choices=[*ClockKind.choices, (PROMISED, _("承诺"))])
    due_at = models.DateTimeField()
    cause = models.CharField(max_length=8, choices=Cause.choices)
    measure = models.CharField(max_length=200, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["sign_off_id", "due_at", "pk"]

    def __str__(self) -> str:
        return self.get_cause_display()


class Supplement(models.Model):
    """What is to be added to something signed: a new line, never a change."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    sign_off = models.ForeignKey(SignOff, models.PROTECT, related_name="supplements")
    words = models.CharField(max_length=300)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["sign_off_id", "at", "pk"]

    def __str__(self) -> str:
        return self.words

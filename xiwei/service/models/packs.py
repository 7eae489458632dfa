"""Evidence packs: what the ledger says of one matter, home, place or period, to be proved to somebody outside."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Where
from xiwei.people.models import Person, Staff
from xiwei.shared.scope import TenantManager


class PackAbout(models.TextChoices):
    TICKET = "ticket", _("一件报事")
    HOUSEHOLD = "household", _("一户")
    PLACE = "place", _("一个地点")
    PERIOD = "period", _("整个项目")


class PackFor(models.TextChoices):
    """Who is to read it: how much of others' personal data stays out (evidence/withholding.py)."""

    RESIDENT = "resident", _("住户本人")
    AUTHORITY = "authority", _("法院或主管部门")
    OWN = "own", _("公司内部存档")


class PackState(models.TextChoices):
    """How far it is: waiting → making → done; it can fail, and its file goes after a time."""

    WAITING = "waiting", _("排队中")
    MAKING = "making", _("整理中")
    DONE = "done", _("已整理好")
    FAILED = "failed", _("没有完成")
    GONE = "gone", _("文件已清理")


class Pack(models.Model):
    """One pack that was asked for. Its file holds personal data: it goes when it has served, what it held stays told."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="packs")
    about = models.CharField(max_length=9, choices=PackAbout.choices)
    subject_id = models.BigIntegerField(help_text="of the ticket, household, place or project")
    label = models.CharField(max_length=120, help_text="what it is about, as it was called then")
    since = models.DateTimeField(null=True, help_text="lines from this moment on; empty: from the first")
    until = models.DateTimeField(null=True, help_text="lines before this moment; empty: to the last")
    reader = models.CharField(max_length=9, choices=PackFor.choices)
    purpose = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", help_text="none: a resident, of their own"
    )
    state = models.CharField(max_length=7, choices=PackState.choices, default=PackState.WAITING)
    seen = models.PositiveIntegerField(default=0, help_text="lines and photos the running job has behind it")
    total = models.PositiveIntegerField(default=0)
    task = models.CharField(max_length=36, blank=True, help_text="the job at work on it, by its id")
    problem = models.CharField(max_length=300, blank=True, help_text="why it failed, as a sentence")
    lines = models.PositiveIntegerField(default=0)
    photos = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list, help_text="[reason, how many parts or photos]")
    seals = models.JSONField(default=list, help_text="[chain, number, root] of the seals it is proved under")
    path = models.CharField(max_length=120, blank=True, help_text="in the file store; empty before and after")
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the whole file")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["project_id", "-asked_at"], name="pack_history")]

    def __str__(self) -> str:
        return self.label

    @property
    def where(self) -> Where:
        """Where the pack itself stands; what it is about stands where its subject does."""
        return Where(self.company_id, self.project_id)

    @property
    def is_at_work(self) -> bool:
        return self.state in (PackState.WAITING, PackState.MAKING)

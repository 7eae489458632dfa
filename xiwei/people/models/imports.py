"""A sheet of rooms and households on its way in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Where
from xiwei.people.models.staff import Staff
from xiwei.shared.scope import TenantManager


class ImportState(models.TextChoices):
    """How far it is: uploaded → checking → checked → running → done; a sheet can fail, or be given up."""

    UPLOADED = "uploaded", _("待核对列")
    CHECKING = "checking", _("检查中")
    CHECKED = "checked", _("待导入")
    RUNNING = "running", _("导入中")
    DONE = "done", _("已导入")
    FAILED = "failed", _("没有完成")
    DROPPED = "dropped", _("已放弃")


class Import(models.Model):
    """One sheet sent in. Its files hold personal data: they go when they have served (`forget`), the counts stay."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="imports")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", help_text="none: the server's keyboard")
    filename = models.CharField(max_length=120)
    folder = models.CharField(
        max_length=60, help_text="where its files are kept in the file store; empty once they went"
    )
    sheet = models.CharField(max_length=60, help_text="the name of the workbook's sheet that was read")
    mapping = models.JSONField(default=dict, help_text="field → the column's place in the sheet, from 0")
    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.UPLOADED)
    total = models.PositiveIntegerField(default=0, help_text="rows of the sheet")
    seen = models.PositiveIntegerField(default=0, help_text="rows the running step has behind it")
    batches = models.PositiveIntegerField(default=0, help_text="batches committed: where a second run goes on")
    created = models.PositiveIntegerField(default=0, help_text="rows by fate, as checked and then as written")
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    rooms = models.PositiveIntegerField(default=0, help_text="distinct rooms in the rows that were not refused")
    households = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    task = models.CharField(max_length=36, blank=True, help_text="the job at work on it, by its id")
    problem = models.CharField(max_length=300, blank=True, help_text="why it failed, as a sentence")
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["project_id", "uploaded_at"], name="import_history")]

    def __str__(self) -> str:
        return self.filename

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)

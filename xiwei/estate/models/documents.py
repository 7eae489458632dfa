"""Nouns of the archive: a document, its versions, their bytes, paper lent out, and what was sent in bulk."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models.ground import Building, Company, Place, Project, Room
from xiwei.estate.papers import formats, kinds
from xiwei.estate.papers.kinds import Kind
from xiwei.ledger.models import Where
from xiwei.shared.scope import TenantManager


class TextState(models.TextChoices):
    """How far the words inside a file are known."""

    WAITING = "waiting", _("正在读")
    READ = "read", _("读出来了")
    NONE = "none", _("没有文字")
    FAILED = "failed", _("没有读出来")


class Content(models.Model):
    """Bytes kept once for a company, under their SHA-256; what was read in them, and how many pages are drawn."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=8, help_text="pdf, jpg, dwg …: what the bytes are, not what the name says")
    size = models.BigIntegerField(help_text="bytes")
    path = models.CharField(max_length=140, help_text="in the file store; drawn pages stand beside it")
    text_state = models.CharField(max_length=8, choices=TextState.choices, default=TextState.WAITING)
    text = models.TextField(blank=True)
    problem = models.CharField(max_length=200, blank=True, help_text="why the words inside could not be read")
    pages = models.PositiveSmallIntegerField(default=0, help_text="drawn for looking at")
    page_count = models.PositiveIntegerField(default=0, help_text="that the file has")
    gone_at = models.DateTimeField(null=True, help_text="when the bytes were destroyed")

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "sha256"], name="content_of_company")]
        indexes = [models.Index(fields=["id"], name="content_unread", condition=Q(text_state="waiting"))]

    def __str__(self) -> str:
        return f"{self.format} {self.sha256[:12]}"

    @property
    def is_office(self) -> bool:
        return self.format in formats.OFFICE


class Document(models.Model):
    """One paper of the archive, of whatever it belongs to: the noun, its id and label as they were when it was put."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="documents")
    building = models.ForeignKey(Building, models.PROTECT, null=True, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    household_id = models.BigIntegerField(null=True, help_text="plain: households stand in a storey above")
    of_noun = models.CharField(max_length=16)
    of_id = models.BigIntegerField()
    of_label = models.CharField(max_length=80)
    kind = models.CharField(max_length=30, help_text="a code of data/documents.toml")
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True, help_text="its own: 图号, 合同编号, 证号")
    note = models.CharField(max_length=500, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    keep_until = models.DateField(null=True, help_text="empty: for ever")
    paper = models.BooleanField(default=False, help_text="there is an original on paper")
    shelf = models.CharField(max_length=60, blank=True, help_text="where the original stands: 柜、盒")
    latest = models.PositiveIntegerField(default=0, help_text="the number of its last version")
    put_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    held_why = models.CharField(max_length=200, blank=True)
    timed_at = models.DateTimeField(
        null=True, help_text="when the days its keeping is reckoned from were changed, or a hold ended, last"
    )
    proposed_at = models.DateTimeField(null=True, help_text="when one with the right proposed to destroy it")
    proposed_by = models.BigIntegerField(null=True, help_text="whose proposal: a person's id")
    proposed_label = models.CharField(max_length=60, blank=True)
    proposed_why = models.CharField(max_length=200, blank=True)
    destroyed_at = models.DateTimeField(null=True)
    destroyed_why = models.CharField(max_length=200, blank=True)
    reminded = models.SmallIntegerField(null=True, help_text="the last of 60, 30, 7, 0 days that was told")

    inside: str = ""  # on a list that was searched: the words of the file around what was asked for

    objects = TenantManager()

    class Meta:
        ordering = ["-put_at", "-pk"]
        indexes = [
            models.Index(fields=["company", "project", "kind"], name="document_kind"),
            models.Index(fields=["of_noun", "of_id"], name="document_of"),
            models.Index(
                fields=["expires_on"], name="document_expiring",
                condition=Q(expires_on__isnull=False, destroyed_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id, self.building_id, self.place_id, self.room_id, self.household_id)

    @property
    def sort(self) -> Kind:
        """Its kind, as the catalogue has it."""
        return kinds.kind(self.kind)

    def days_left(self, today: date) -> int | None:
        """Days until it expires, negative once it has; None where it does not."""
        return (self.expires_on - today).days if self.expires_on else None

    def is_overripe(self, today: date) -> bool:
        """Whether it has been kept as long as it must."""
        return self.keep_until is not None and self.keep_until < today and self.destroyed_at is None


class Version(models.Model):
    """One file of a document: who brought it, when, why; and how the document was described then."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    content = models.ForeignKey(Content, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    filename = models.CharField(max_length=160)
    why = models.CharField(max_length=200, blank=True)
    said = models.JSONField(default=dict, help_text="name, number, note and dates of the document then")
    actor_label = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["document_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="version_number")]

    def __str__(self) -> str:
        return gettext("第 {number} 版").format(number=self.number)

    @property
    def pages_drawn(self) -> range:
        """Numbers of the pages that can be looked at."""
        return range(1, self.content.pages + 1)


class Loan(models.Model):
    """The paper original is out with somebody."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="loans")
    borrower = models.CharField(max_length=40)
    purpose = models.CharField(max_length=100, blank=True)
    lent_by = models.CharField(max_length=60)
    lent_at = models.DateTimeField()
    due_on = models.DateField()
    back_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="when its keepers heard that it is overdue")

    objects = TenantManager()

    class Meta:
        ordering = ["-lent_at"]
        constraints = [
            models.UniqueConstraint(fields=["document"], name="loan_now", condition=Q(back_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.borrower


class Staged(models.Model):
    """A file that was good, of a form that was refused: it waits a day for the one who sent it to put the form right."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    person_id = models.BigIntegerField(help_text="plain: persons stand in a storey above")
    filename = models.CharField(max_length=160)
    size = models.BigIntegerField(help_text="bytes")
    path = models.CharField(max_length=140, help_text="in the file store")
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person_id"], name="staged_of"), models.Index(fields=["at"], name="staged_at")]

    def __str__(self) -> str:
        return self.filename


class BatchState(models.TextChoices):
    READING = "reading", _("正在看文件")
    READY = "ready", _("等您核对")
    RUNNING = "running", _("正在存入")
    DONE = "done", _("已存入")
    DROPPED = "dropped", _("已放弃")


class Batch(models.Model):
    """Many files sent at once for a project: looked at, shown, put right, then put into the archive by the worker."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=BatchState.choices, default=BatchState.READING)
    bags = models.JSONField(default=list, help_text="zips that wait to be read: [where, name]")
    sent_by_label = models.CharField(max_length=60)
    sent_by = models.JSONField(default=list, help_text="label, person, staff: for the lines the worker writes")
    problem = models.CharField(max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=dict, help_text="how many its lines told of by now, by fate")
    job = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return gettext("{count} 份文件").format(count=self.total)

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)


class Fate(models.TextChoices):
    """What becomes of one file of a batch."""

    READY = "ready", _("可以存入")
    LEFT = "left", _("先不存")
    KNOWN = "known", _("已经有了")
    REFUSED = "refused", _("不能收")
    TAKEN = "taken", _("已存入")


class Item(models.Model):
    """One file of a batch: what it is, where it would go, and why not where it cannot."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    place_in = models.PositiveIntegerField(help_text="its place in what was sent")
    sent_as = models.CharField(max_length=300, help_text="folders and name as they were sent")
    filename = models.CharField(max_length=160)
    stored = models.CharField(max_length=140, blank=True)
    bag = models.CharField(max_length=160, blank=True, help_text="the zip it came in")
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    format = models.CharField(max_length=8, blank=True)
    fate = models.CharField(max_length=8, choices=Fate.choices)
    problem = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=120, blank=True)
    of_noun = models.CharField(max_length=16, blank=True)
    of_id = models.BigIntegerField(null=True)
    of_label = models.CharField(max_length=80, blank=True)
    said_of = models.CharField(
        max_length=80, blank=True, help_text="what was typed of where it goes, while it is not settled"
    )
    expires_on = models.DateField(null=True)
    guessed = models.BooleanField(default=True, help_text="no word of the name told its kind")

    objects = TenantManager()

    class Meta:
        ordering = ["batch_id", "place_in"]
        indexes = [models.Index(fields=["batch", "fate", "place_in"], name="item_fate")]

    def __str__(self) -> str:
        return self.sent_as

    @property
    def of_shown(self) -> str:
        """What stands in the field: what was typed as long as it was not understood."""
        return self.said_of or self.of_label

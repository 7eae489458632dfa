"""A change of who holds or lives in a room (过户、出租、搬离…), with its papers and what became of each open matter."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project, Room
from xiwei.ledger.models import Where
from xiwei.people.models.homes import Household
from xiwei.people.models.staff import Staff
from xiwei.shared.scope import TenantManager


class TransferKind(models.TextChoices):
    SOLD = "sold", _("买卖过户")
    INHERITED = "inherited", _("继承过户")
    GIVEN = "given", _("赠与过户")
    LET = "let", _("出租")
    LEASE_ENDED = "lease_ended", _("退租")
    MOVED_IN = "moved_in", _("迁入")
    MOVED_OUT = "moved_out", _("搬离")


class TransferState(models.TextChoices):
    PLANNED = "planned", _("到日子生效")
    DONE = "done", _("已生效")
    CANCELLED = "cancelled", _("没有办")
    HALTED = "halted", _("到日子没有办成")
    UNDONE = "undone", _("已撤销")


class PaperKind(models.TextChoices):
    IDENTITY = "identity", _("身份证件")
    TITLE = "title", _("不动产权证")
    SALE = "sale", _("买卖合同")
    INHERITANCE = "inheritance", _("继承公证书或判决书")
    GIFT = "gift", _("赠与合同")
    LEASE = "lease", _("租赁合同")
    LEASE_END = "lease_end", _("退租确认")
    HANDOVER = "handover", _("房屋交接单")
    CORRECTION = "correction", _("登记更正说明（登错了房号或人）")


class Fate(models.TextChoices):
    """What becomes of an open matter of the household that leaves."""

    CARRY = "carry", _("转给以后住这里的人")
    KEEP = "keep", _("仍算原住户的，办完为止")
    SETTLE = "settle", _("现在了结")


class Transfer(models.Model):
    """One change, decided once: whom it takes from, whom it brings, from which day.

    `before` keeps the rows as they stood at the moment of effect, so that it can be taken back row by row.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=12, choices=TransferKind.choices)
    state = models.CharField(max_length=10, choices=TransferState.choices, default=TransferState.PLANNED)
    day = models.DateField(help_text="from which day it holds, as the papers say")
    leaving = models.ForeignKey(Household, models.PROTECT, null=True, related_name="transfers_from")
    coming = models.ForeignKey(Household, models.PROTECT, null=True, related_name="transfers_to")
    source = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="+", help_text="a household whose people take this room too"
    )
    newcomers = models.JSONField(default=list, help_text="name, phone and relation of each new person")
    note = models.CharField(max_length=300, blank=True)
    later = models.CharField(max_length=200, blank=True, help_text="why papers that were lacking come later")
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True, help_text="when it took effect here")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    why = models.CharField(max_length=300, blank=True, help_text="why it was cancelled, halted or undone")
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="when it was cancelled, halted or undone")

    objects = TenantManager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["room"], name="transfer_planned", condition=Q(state="planned")),
        ]
        indexes = [
            models.Index(fields=["project_id", "-made_at"], name="transfer_recent"),
            models.Index(fields=["day"], name="transfer_due", condition=Q(state="planned")),
        ]

    def __str__(self) -> str:
        return gettext("{room}{kind}").format(room=self.room.label, kind=self.get_kind_display())

    @property
    def where(self) -> Where:
        household = self.leaving_id or self.coming_id
        return Where(self.company_id, self.project_id, room_id=self.room_id, household_id=household)


class Paper(models.Model):
    """A paper that a change needs: whether it was seen, its number, a picture of it where one was given."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=12, choices=PaperKind.choices)
    seen = models.BooleanField(default=False)
    number = models.CharField(max_length=60, blank=True)
    scan = models.CharField(max_length=120, blank=True, help_text="in the file store; the thumbnail stands beside it")
    sha256 = models.CharField(max_length=64, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["transfer_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["transfer", "kind"], name="paper_once")]

    @property
    def is_pdf(self) -> bool:
        """Whether what was kept of it is a scan as the scanner made it, and no picture."""
        return self.scan.endswith(".pdf")

    def __str__(self) -> str:
        return self.get_kind_display()


class MatterFate(models.Model):
    """What was decided of one open matter of the household (`bond` and `subject_id`: people.bonds), and what came of it."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="fates")
    bond = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    label = models.CharField(max_length=120)
    fate = models.CharField(max_length=8, choices=Fate.choices)
    words = models.CharField(max_length=200, blank=True, help_text="what those after, or whoever asked, read of it")
    became_id = models.PositiveBigIntegerField(null=True, help_text="the matter it goes on as")
    before = models.JSONField(default=list, encoder=DjangoJSONEncoder, help_text="its rows as they stood")

    objects = TenantManager()

    class Meta:
        ordering = ["transfer_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["transfer", "bond", "subject_id"], name="fate_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.get_fate_display()}"

"""Nouns of what is said."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company
from xiwei.ledger.models import Where
from xiwei.people.models import Person
from xiwei.shared.scope import TenantManager


class Weight(models.IntegerChoices):
    """How much a message may disturb."""

    QUIET = 1, _("只进消息箱")
    PLAIN = 2, _("静默时段后送达")
    LOUD = 3, _("立即送达，不论时段")


class Message(models.Model):
    """One thing said to one person: it always stands in their inbox, however else it went."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    project_id = models.BigIntegerField(null=True)
    # Both indexes below begin with the person.
    person = models.ForeignKey(Person, models.PROTECT, related_name="messages", db_index=False)
    about = models.CharField(max_length=64, help_text="the kind of message: service.promised")
    title = models.CharField(max_length=80)
    body = models.CharField(max_length=500, blank=True)
    link = models.CharField(max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(choices=Weight.choices, default=Weight.PLAIN)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=100, help_text="the same thing is said to the same person once")

    objects = TenantManager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="message_once")]
        indexes = [
            models.Index(fields=["person_id", "-at"], name="message_inbox"),
            models.Index(fields=["person_id"], name="message_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)


class ChannelKind(models.TextChoices):
    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")
    WECOM = "wecom", _("企业微信")
    DINGTALK = "dingtalk", _("钉钉")
    FEISHU = "feishu", _("飞书")


class Channel(models.Model):
    """A way out that a company has set up; `address` is an Apprise URL, kept encrypted because it bears a secret."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=10, choices=ChannelKind.choices)
    name = models.CharField(max_length=40)
    address = models.TextField(blank=True)
    on = models.BooleanField(default=True)

    objects = TenantManager()

    class Meta:
        ordering = ["company_id", "kind"]
        constraints = [models.UniqueConstraint(fields=["company", "kind"], name="channel_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        return Where(self.company_id)


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("待送")
    SENT = "sent", _("已送")
    FAILED = "failed", _("未送达")
    NEEDLESS = "needless", _("不必再送")


class Delivery(models.Model):
    """One message going out by one way; tried again with growing pauses, given up after the last."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=10, choices=ChannelKind.choices)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    trying_since = models.DateTimeField(
        null=True, blank=True, help_text="a try that has not reported back: the worker is at it, or died at it"
    )
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    objects = TenantManager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["message", "kind"], name="delivery_once")]
        indexes = [models.Index(fields=["due_at"], name="delivery_due", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.message} by {self.kind}"

    @property
    def where(self) -> Where:
        return self.message.where


class Preference(models.Model):
    """How one person wishes to be told: by which ways, and not between which hours."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="preference")
    ways = models.JSONField(default=list, help_text="kinds of channel besides the inbox, most wished first")
    quiet_from = models.PositiveSmallIntegerField(default=22 * 60, help_text="minute of the local day")
    quiet_until = models.PositiveSmallIntegerField(default=7 * 60)
    muted = models.JSONField(default=list, help_text="topics (topics.py) not wanted beyond the inbox")

    # Not a column: a person belongs to no company, but each line of the ledger does; the action says whose it writes.
    company_id: int = 0

    def __str__(self) -> str:
        return gettext("{person} 的消息设置").format(person=self.person)

    @property
    def where(self) -> Where:
        return Where(self.company_id)


class KeeperWay(models.TextChoices):
    MAIL = "mail", _("电子邮件")
    WEBHOOK = "webhook", _("网址（webhook）")


class Keeper(models.Model):
    """Somebody outside who keeps the roots of a company's seals: whoever makes a chain over is found by what they have.

    `address` is a mailbox, or an address that takes JSON; kept encrypted, for it may bear a secret.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="keepers")
    name = models.CharField(max_length=40, help_text="who it is: 业委会 王老师")
    way = models.CharField(max_length=8, choices=KeeperWay.choices)
    address = models.TextField()
    on = models.BooleanField(default=True)
    due_at = models.DateTimeField(help_text="when the roots go to them next")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="when they last took them")
    error = models.CharField(max_length=200, blank=True, help_text="of the last try, where it failed")

    objects = TenantManager()

    class Meta:
        ordering = ["company_id", "pk"]
        indexes = [models.Index(fields=["due_at"], name="keeper_due", condition=Q(on=True))]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        return Where(self.company_id)

"""What is answered back: a courteous no, a call, a rating, a thank-you."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company
from xiwei.people.models import Person, Staff
from xiwei.service.models.tickets import Ticket
from xiwei.shared.scope import TenantManager


class Decline(models.Model):
    """A wish that cannot be met (C2): a reason, an alternative, a courteous reply, and the director's consent."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="declines")
    reason = models.CharField(max_length=300)
    alternative = models.CharField(max_length=300)
    reply = models.TextField(help_text="what the resident reads")
    tried = models.TextField(blank=True, help_text="what was tried first")
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    consented = models.BooleanField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["ticket_id", "asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], name="decline_pending", condition=models.Q(consented__isnull=True)
            )
        ]
        indexes = [
            models.Index(
                fields=["company_id", "asked_at"], name="decline_waiting", condition=models.Q(consented__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.reason


class CallBackAnswer(models.TextChoices):
    SATISFIED = "satisfied", _("已解决")
    NOT_FIXED = "not_fixed", _("没修好")
    NO_ANSWER = "no_answer", _("未联系上")


class CallBack(models.Model):
    """The first contact asks how it went, and writes down the answer."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="call_backs")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=CallBackAnswer.choices)
    words = models.CharField(max_length=300, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["ticket_id", "at"]

    def __str__(self) -> str:
        return self.get_answer_display()


class Rating(models.Model):
    """The resident's word on how it went."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="rating")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    stars = models.PositiveSmallIntegerField()
    chips = models.JSONField(default=list, help_text="codes of reasons, from rules.CHIPS")
    words = models.CharField(max_length=500, blank=True)

    objects = TenantManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(stars__range=(1, 5)), name="rating_stars")]

    def __str__(self) -> str:
        return f"{self.stars}/5"


class Thanks(models.Model):
    """Praise that reaches the person named (C7)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    project_id = models.BigIntegerField()
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="thanks")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="thanks")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=300)

    objects = TenantManager()

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "thanks"
        constraints = [models.UniqueConstraint(fields=["ticket", "staff", "by"], name="thanks_once")]
        indexes = [models.Index(fields=["staff_id", "-at"], name="thanks_staff")]

    def __str__(self) -> str:
        return gettext("谢谢{staff}").format(staff=self.staff)

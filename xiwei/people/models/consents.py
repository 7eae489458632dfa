"""What people are asked to agree to, in versions, and what they answered."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company
from xiwei.ledger.models import Where
from xiwei.people.models.people import Person
from xiwei.people.models.staff import Staff
from xiwei.shared.scope import TenantManager


class ConsentText(models.Model):
    """What a company asks consent to (同意书), one version of it. Never changed: other words are another version."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    code = models.SlugField(max_length=20, help_text="the purpose it is for (people.purposes)")
    version = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=200, help_text="what for")
    data = models.CharField(max_length=200, help_text="which data")
    keeping = models.CharField(max_length=200, help_text="how long")
    refusing = models.CharField(max_length=200, help_text="what happens if one says no")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", help_text="none: the program")

    objects = TenantManager()

    class Meta:
        ordering = ["company_id", "code", "-version"]
        constraints = [models.UniqueConstraint(fields=["company", "code", "version"], name="consent_text_version")]

    def __str__(self) -> str:
        return gettext("同意书第 {version} 版").format(version=self.version)

    @property
    def where(self) -> Where:
        return Where(self.company_id)


class How(models.TextChoices):
    """How an answer was given."""

    PAGE = "page", _("本人在页面上")
    PAPER = "paper", _("纸上签字")
    SPOKEN = "spoken", _("当面说的")


class Consent(models.Model):
    """One answer of one person to one text: the latest of a purpose holds, and none is ever changed."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents", db_index=False)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="answers")
    code = models.SlugField(
        max_length=20, help_text="of the text, again: what is asked of a person is asked by purpose"
    )
    given = models.BooleanField(help_text="no: refused, or withdrawn where it had been given")
    at = models.DateTimeField()
    how = models.CharField(max_length=8, choices=How.choices)
    recorded_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", help_text="none: themselves")

    objects = TenantManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person_id", "company_id", "code", "-at", "-id"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.person} {self.code} {'+' if self.given else '-'}"

    @property
    def where(self) -> Where:
        return Where(self.company_id)

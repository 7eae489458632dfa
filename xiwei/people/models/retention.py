"""How long data is kept, whose is spared, and what went."""

from django.db import models
from django.db.models import Q

from xiwei.estate.models import Company
from xiwei.ledger.models import Where
from xiwei.people.models.people import Person
from xiwei.people.models.staff import Staff
from xiwei.shared.scope import TenantManager


class Keeping(models.Model):
    """A company's own period for one kind of data, instead of the default (people.retention)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    days = models.PositiveIntegerField()
    source = models.CharField(max_length=100, help_text="by which rule or decision")
    since = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="keeping_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.days}"

    @property
    def where(self) -> Where:
        return Where(self.company_id)


class Hold(models.Model):
    """A person whose data is spared while a dispute or an inquiry runs: what is past its period stays."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=120)
    since = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "person"], name="hold_standing", condition=Q(lifted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.reason}"

    @property
    def where(self) -> Where:
        return Where(self.company_id)


class Tombstone(models.Model):
    """What went of one kind on one day: how many, and nothing of what they said."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    day = models.DateField()
    count = models.PositiveIntegerField()
    before = models.DateTimeField(help_text="what was older than this")

    objects = TenantManager()

    class Meta:
        ordering = ["-day", "code"]
        constraints = [models.UniqueConstraint(fields=["company", "code", "day"], name="tombstone_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.day} {self.count}"

    @property
    def where(self) -> Where:
        return Where(self.company_id)

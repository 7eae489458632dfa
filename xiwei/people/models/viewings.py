"""Looks at people's data, what of them is unusual, and from how many on it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Where
from xiwei.people.models.homes import Household
from xiwei.people.models.people import Person
from xiwei.people.models.staff import Staff
from xiwei.shared import names
from xiwei.shared.scope import TenantManager


class ViewingKind(models.TextChoices):
    PHONE = "phone", _("看了电话")
    HOME = "home", _("看了资料")
    PHOTO = "photo", _("看了照片")
    EXPORT = "export", _("导出了资料")


class Viewing(models.Model):
    """One look of a member of staff (谁看过): its line stands in the ledger, this row is for finding and counting.

    `own` and `on_shift` are kept as they were at that moment: groups and rosters change afterwards.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    named = models.CharField(
        max_length=40, blank=True, help_text="whose home it was then, by the family name: homes change their names"
    )
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    post = models.CharField(max_length=30, help_text="as what they looked: 管家")
    kind = models.CharField(max_length=8, choices=ViewingKind.choices)
    what = models.CharField(max_length=40, help_text="what they looked at, in words")
    why = models.CharField(max_length=120, blank=True, help_text="the reason they gave, or the work that asked for it")
    matter_type = models.CharField(max_length=48, blank=True, help_text="service.ticket: a storey above, so no key")
    matter_id = models.BigIntegerField(null=True)
    own = models.BooleanField(help_text="the household was theirs to look after, or they had its work in hand")
    on_shift = models.BooleanField()
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["household_id", "-at"], name="look_home", condition=models.Q(household_id__isnull=False)
            ),
            models.Index(fields=["person_id", "-at"], name="look_person", condition=models.Q(person_id__isnull=False)),
            models.Index(fields=["staff_id", "at"], name="look_staff"),
            models.Index(fields=["project_id", "at"], name="look_project"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.what}"

    @property
    def whom(self) -> str:
        """Whom it was about then, by the family name: the person, else whose home it was."""
        if self.person:
            return names.masked(self.person.name)
        return self.named or (self.household.masked_name if self.household else "")

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id, household_id=self.household_id)


class OddKind(models.TextChoices):
    MANY_HOUR = "many_hour", _("一小时内看了很多户")
    MANY_DAY = "many_day", _("一天内看了很多户")
    NIGHT = "night", _("下班后的夜里查看")
    NO_MATTER = "no_matter", _("没有在办的事，看了多个电话")


class OddLimit(models.Model):
    """A company's own bound of one kind, instead of the default (rules.looks.DEFAULTS)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=OddKind.choices)
    most = models.PositiveSmallIntegerField(help_text="more than so many is unusual")
    since = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "kind"], name="odd_limit_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.most}"

    @property
    def where(self) -> Where:
        return Where(self.company_id)


class Oddity(models.Model):
    """Unusual looking by one member of staff on one day, until someone above them has asked and been told why."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=OddKind.choices)
    day = models.DateField(help_text="the local day; of a night, the day it began on")
    count = models.PositiveIntegerField(help_text="households, or looks, by kind")
    most = models.PositiveSmallIntegerField(help_text="the bound that stood then")
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    word = models.CharField(max_length=200, blank=True, help_text="what it was, once asked")
    explained_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name_plural = "oddities"
        constraints = [models.UniqueConstraint(fields=["project", "staff", "kind", "day"], name="oddity_once")]
        indexes = [models.Index(fields=["project_id", "-day"], name="oddity_project")]

    def __str__(self) -> str:
        return f"{self.staff} {self.get_kind_display()}"

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)

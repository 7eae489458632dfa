"""Who lives where, and as what."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project, Room
from xiwei.ledger.models import Where
from xiwei.people.models.people import Person
from xiwei.shared import names
from xiwei.shared.scope import TenantManager


class Household(models.Model):
    """Those who hold or live in one room together, for as long as they do (一户)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="households")
    room = models.ForeignKey(Room, models.PROTECT, related_name="households")
    name = models.CharField(max_length=40, help_text="the name it goes by: the first owner's, or a firm's")
    rents = models.BooleanField(
        default=False, help_text="lives here by a lease, beside the household that holds the room"
    )
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["room_id", "pk"]
        indexes = [models.Index(fields=["project_id"], name="household_now", condition=Q(until__isnull=True))]

    def __str__(self) -> str:
        return gettext("{name}户").format(name=self.name)

    @property
    def masked_name(self) -> str:
        """The name as lists show it: 王芳 → 王*; the whole stands on the household's page, whose reading leaves a line."""
        return names.masked(self.name)

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id, room_id=self.room_id, household_id=self.pk)


class Relation(models.TextChoices):
    OWNER = "owner", _("业主")
    FAMILY = "family", _("家庭成员")
    TENANT = "tenant", _("租客")
    EMPLOYEE = "employee", _("公司员工")
    TEMP = "temp", _("临时住户")
    OTHER = "other", _("其他")


class Tenure(models.Model):
    """A person's tie to a household: from a day, to a day."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures")
    relation = models.CharField(max_length=8, choices=Relation.choices)
    contact = models.BooleanField(default=False, help_text="whom to call first")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "people.Transfer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ended",
        help_text="they keep what they asked",
    )

    objects = TenantManager()

    class Meta:
        ordering = ["household_id", "-contact", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["household", "person"], name="tenure_now", condition=Q(until__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_relation_display()}"

    @property
    def where(self) -> Where:
        return self.household.where

"""What a person asks about the data kept on them: put it right, or take it away."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Where
from xiwei.people.models.homes import Household
from xiwei.people.models.people import Person
from xiwei.people.models.staff import Staff
from xiwei.shared.scope import TenantManager


class WishKind(models.TextChoices):
    CORRECT = "correct", _("更正")
    ERASE = "erase", _("删除")


class WishState(models.TextChoices):
    ASKED = "asked", _("等答复")
    GRANTED = "granted", _("同意了，正在删")
    REFUSED = "refused", _("没有同意")
    DONE = "done", _("已办好")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("本人的资料已删，不用再答复")


class Wish(models.Model):
    """One asking (更正、删除请求) at one company: asked → granted or refused → done, or withdrawn before it is answered."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="wishes")
    kind = models.CharField(max_length=8, choices=WishKind.choices)
    words = models.CharField(max_length=300, blank=True)
    through = models.CharField(
        max_length=40, blank=True, help_text="who asked for one without an account: the adult who answers for them"
    )
    recorded_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", help_text="none: themselves")
    state = models.CharField(max_length=10, choices=WishState.choices, default=WishState.ASKED)
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name_plural = "wishes"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "company"],
                name="wish_one_erasure",
                condition=Q(kind="erase", state__in=["asked", "granted"]),
            )
        ]
        indexes = [models.Index(fields=["project_id", "-asked_at"], name="wish_project")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer, or for what was granted to be carried out."""
        return self.state in (WishState.ASKED, WishState.GRANTED)

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id, household_id=self.household_id)

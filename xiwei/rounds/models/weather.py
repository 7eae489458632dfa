"""Weather that changes a day (D8): typed in, or brought by a feed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Where
from xiwei.shared.scope import TenantManager


class WeatherKind(models.TextChoices):
    RAIN = "rain", _("大雨暴雨")
    STORM = "storm", _("台风大风")
    SNOW = "snow", _("雪和冰冻")
    HEAT = "heat", _("高温")
    HAZE = "haze", _("重度霾")


class Weather(models.Model):
    """A warning for a project from one moment to another, with who said so."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="weather")
    kind = models.CharField(max_length=8, choices=WeatherKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    words = models.CharField(max_length=160, help_text="市气象台 7 时发布暴雨橙色预警")
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-starts_at", "pk"]
        verbose_name_plural = "weather"
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="weather_forward")
        ]
        indexes = [models.Index(fields=["project_id", "ends_at"], name="weather_when")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)

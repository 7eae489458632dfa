"""Builders: a company to write lines about, and lines."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from xiwei.estate.models import Company
from xiwei.ledger import actions
from xiwei.ledger.models import SYSTEM, Entry, Seen, Where

NOW = datetime(2026, 9, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
KIND = "estate.company_founded"


def company(code: str = "cuihu") -> Company:
    return Company.objects.create(code=code, name="翠湖物业服务有限公司", short_name="翠湖物业", founded_at=NOW)


class Spot:
    """Stands anywhere: a subject whose `where` the test chooses."""

    def __init__(self, about: Company, **ids: int):
        self.pk, self._meta, self.where = about.pk, about._meta, Where(about.pk, **ids)

    def __str__(self) -> str:
        return "某处"


def write(subject: Any, *, minutes: int = 0, kind: str = KIND, seen_by: Seen = Seen.STAFF, **kept: Any) -> Entry:
    """One line, so many minutes after NOW, in a transaction of its own."""
    kept = {"by": SYSTEM, "name": "翠湖物业", **kept}
    with transaction.atomic():
        return actions.record(kind, subject, at=NOW + timedelta(minutes=minutes), seen_by=seen_by, **kept)

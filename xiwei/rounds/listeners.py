"""What rounds hear from below: a changed standard or grade changes the days already planned."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.ledger.models import SYSTEM
from xiwei.rounds.actions.planning import plan_day
from xiwei.rounds.queries import planning as queries


def standard_changed(*, data: dict[str, Any], at: datetime) -> None:
    """standards.standard_changed: the planned days from its day on follow it; today and what was keep theirs."""
    since = max(date.fromisoformat(data["since"]), timezone.localdate(at) + timedelta(days=1))
    for project in queries.projects_with_routes(since).filter(company_id=data["company"]):
        _replan(project, since, at, "服务标准有新版本")


def grade_set(*, data: dict[str, Any], at: datetime) -> None:
    """standards.grade_set: likewise, in its project."""
    since = max(date.fromisoformat(data["since"]), timezone.localdate(at) + timedelta(days=1))
    _replan(Project.objects.get(pk=data["project"]), since, at, "服务等级有变")


def _replan(project: Project, since: date, at: datetime, why: str) -> None:
    for day in queries.days_planned_from(project, since):
        plan_day(project, day, by=SYSTEM, now=at, why=why)

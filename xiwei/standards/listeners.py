"""What standards hears from estate: a new company gets its menu, promises and standards, a new project its working hours."""

from datetime import datetime
from typing import Any

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import SYSTEM
from xiwei.standards import actions


def company_founded(*, data: dict[str, Any], at: datetime) -> None:
    """estate.company_founded: fill the menu, the promises and the standards; a second time adds nothing."""
    company = Company.objects.get(pk=data["company"])
    actions.fill_company(company, by=SYSTEM, now=at)
    actions.adopt_library(company, by=SYSTEM, now=at)


def project_opened(*, data: dict[str, Any], at: datetime) -> None:
    """estate.project_opened: the default hours, until the project says its own."""
    actions.fill_project(Project.objects.get(pk=data["project"]), by=SYSTEM, now=at)

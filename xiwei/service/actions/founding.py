"""The first day of an installation: a company with its manager, its menu and the nation's calendar."""

from datetime import datetime

from django.db import transaction

from xiwei.estate import actions as estate
from xiwei.estate.models import Company
from xiwei.ledger.models import SYSTEM
from xiwei.people.actions import consents, roles, staff
from xiwei.people.models import Line
from xiwei.shared.worktime import WORKDAY, read_holidays
from xiwei.standards import actions as standards
from xiwei.standards.catalogue import DATA


@transaction.atomic
def found(*, code: str, name: str, manager_name: str, phone: str, city: str, now: datetime) -> Company:
    """Found a company ready to work: its manager signs in by a code to `phone` and opens its first project.

    Loads the common roles and the holidays where they are not yet. All or nothing: raises BadInput with a sentence
    for a code, name or phone that cannot be kept.
    """
    common = roles.load()
    standards.load_holidays([(day.date, day.kind == WORKDAY, day.name) for day in read_holidays(DATA / "holidays.csv")])
    company = estate.found_company(code=code, name=name, city=city, by=SYSTEM, now=now)
    standards.fill_company(company, by=SYSTEM, now=now)
    consents.publish_drafts(company, by=SYSTEM, now=now)
    staff.hire(
        company,
        phone=phone,
        name=manager_name,
        role=common["manager"],
        line=Line.MANAGEMENT,
        by=SYSTEM,
        now=now,
    )
    return company

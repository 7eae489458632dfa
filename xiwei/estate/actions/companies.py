"""Found a company, open a project."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.estate import rules
from xiwei.estate.models import Company, CompanyKind, Project, ProjectKind
from xiwei.ledger import actions as ledger
from xiwei.shared import scope
from xiwei.shared.tongue import kept_choice


@transaction.atomic
def found_company(
    *,
    code: str,
    name: str,
    by: rules.By,
    now: datetime,
    short_name: str = "",
    kind: str = CompanyKind.PROPERTY,
    city: str = "",
    phone: str = "",
    association: Company | None = None,
) -> Company:
    """Put a company on the register; its people, menu and promises are given by the apps above.

    The fact estate.company_founded tells them. Raises NotAllowed unless `by` is SYSTEM, BadInput for a code
    or name that cannot be kept or stands already.
    """
    rules.check_may_found(by)
    code, name = code.strip().lower(), name.strip()
    rules.check_company_code(code)
    rules.check_name(name, what=gettext("公司名称"), limit=80)
    rules.check_new(code, _company_codes(code), what=gettext("公司代号"))
    company = Company.objects.create(
        code=code,
        name=name,
        short_name=(short_name.strip() or name)[:20],
        kind=kind,
        city=city.strip(),
        phone=phone.strip(),
        association=association,
        founded_at=now,
    )
    ledger.publish("estate.company_founded", company_id=company.pk, at=now, company=company.pk)
    ledger.record("estate.company_founded", company, by=by, at=now, name=company.name)
    return company


def _company_codes(code: str) -> list[str]:
    return list(Company.objects.filter(code=code).values_list("code", flat=True))


@transaction.atomic
def open_project(
    company: Company,
    *,
    code: str,
    name: str,
    kind: str,
    by: rules.By,
    now: datetime,
    address: str = "",
    duty_phone: str = "",
    opened_on: date | None = None,
) -> Project:
    """Open an estate of any kind (B1). Its working hours come from above, by the fact estate.project_opened.

    Raises NotAllowed without a company-wide estate.manage, BadInput for a code or name that cannot be kept.
    """
    rules.check_may_open_project(by, company)
    code, name = code.strip().upper(), name.strip()
    rules.check_project_code(code)
    rules.check_name(name, what=gettext("项目名称"), limit=60)
    # Unique over all companies, so that a ticket's number is too.
    rules.check_new(code, _project_codes(code), what=gettext("项目代号"))
    project = Project.objects.create(
        company=company,
        code=code,
        name=name,
        kind=ProjectKind(kind),
        address=address.strip(),
        duty_phone=duty_phone.strip(),
        opened_on=opened_on,
    )
    ledger.publish("estate.project_opened", company_id=company.pk, at=now, project=project.pk)
    ledger.record("estate.project_opened", project, by=by, at=now, name=name, kind=kept_choice(project, "kind"))
    return project


@scope.everywhere("a project's code is one among all companies' codes")
def _project_codes(code: str) -> list[str]:
    return list(Project.objects.filter(code=code).values_list("code", flat=True))

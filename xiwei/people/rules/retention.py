"""May it? Setting how long data is kept, and sparing somebody's."""

from django.utils.translation import gettext

from xiwei.people.models import Staff
from xiwei.people.retention import Period, period_of
from xiwei.people.rules.permissions import Permission, check_permission
from xiwei.shared.refusals import BadInput, may


def check_may_keep(by: Staff | None, company_id: int) -> None:
    """Raises NotAllowed unless `by` answers for the company's data."""
    check_permission(by, Permission.PRIVACY_MANAGE, company_id=company_id, project_id=None)


may_keep = may(check_may_keep)


def check_period(code: str) -> Period:
    """Raises BadInput for a kind there is not."""
    period = period_of(code)
    if period is None:
        raise BadInput(gettext("没有这一类资料。"))
    return period


def check_days(period: Period, days: int) -> None:
    """Raises BadInput outside the bounds: too short loses what is still needed, too long keeps what no purpose needs."""
    if not period.least <= days <= period.most:
        raise BadInput(
            gettext("“{title}”可以定 {least} 到 {most} 天，原来的没有变。").format(
                title=period.title, least=period.least, most=period.most
            )
        )


def check_source(source: str) -> None:
    """Raises BadInput without one: whoever reads the row asks by what right."""
    if not source.strip():
        raise BadInput(gettext("请写依据，例如：公司资料管理办法第 5 条。原来的没有变。"))


def check_reason(reason: str) -> None:
    """Raises BadInput without one."""
    if not reason.strip():
        raise BadInput(gettext("请写为什么要留着，例如：漏水赔偿在打官司。还没有登记。"))

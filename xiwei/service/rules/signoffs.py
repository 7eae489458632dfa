"""May it? Signing a day or a month: its director, once, and only when it is over (docs/decisions/sign-off.md)."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from xiwei.estate.models import Project
from xiwei.ledger.seals import leaves
from xiwei.people.models import Staff
from xiwei.people.rules import Permission, check_permission
from xiwei.service.models import Cause
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may
from xiwei.shared.tongue import joined

WORDS = 300
SKIPPED = gettext_noop("签的时候，前面还有没签收的日子。")
MEASURE = 200


class Told(NamedTuple):
    """Why a promise was broken, and what is done about it."""

    cause: str
    measure: str = ""


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of what was frozen, in hex: its line keeps it, so that the seal of the line covers the figures too."""
    return hashlib.sha256(leaves.canonical(content).encode()).hexdigest()


def span(first: date, last: date) -> tuple[datetime, datetime]:
    """The moments whole local days are between: the first one's midnight, and the midnight after the last."""
    return _midnight(first), _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of its month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_before(first: date) -> date:
    """The first day of the month before the one that begins on `first`."""
    return (first - timedelta(days=1)).replace(day=1)


def check_may_sign(project: Project, by: Staff | None, signers: Collection[int]) -> None:
    """Raises NotAllowed unless `by` is one of `signers`: who bears the director's duty there (queries/signoffs.py)."""
    where = {"company_id": project.company_id, "project_id": project.pk}
    if by is None or by.pk not in signers:
        check_permission(by, Permission.SIGNOFF_SIGN, **where)
        raise NotAllowed(gettext("这个项目有主任，由主任签收。"))
    if by.company_id != project.company_id or by.left_on is not None:
        raise NotAllowed(gettext("这件事由本小区的工作人员办理，您的身份不能操作。"))


may_sign = may(check_may_sign)


def check_may_see(project: Project, by: Staff | None, signers: Collection[int]) -> None:
    """Raises NotAllowed for who sees neither its board nor stands in for its director: those read what they sign."""
    if by is None or by.pk not in signers:
        check_permission(by, Permission.BOARD_SEE, company_id=project.company_id, project_id=project.pk)


def check_over(project: Project, last: date, today: date) -> None:
    """Raises NotNow for what is not over yet, or was before the project began."""
    if last >= today:
        raise NotNow(gettext("还没有过完，过完了才能签收。您填的都还在。"))
    if project.opened_on and last < project.opened_on:
        raise NotNow(gettext("那时项目还没有启用，不用签收。"))


def check_unsigned(signed: object | None) -> None:
    """Raises NotNow where it was signed before."""
    if signed is not None:
        raise NotNow(gettext("已经签收过了，不能再签一次。要更正，请写补充说明。"))


def check_in_order(unsigned: Collection[date], knowing: bool) -> None:
    """Raises NotNow while earlier days are not signed, unless the one who signs says that they know (`knowing`)."""
    if unsigned and not knowing:
        raise NotNow(
            gettext(
                "前面还有 {count} 天没有签收（{days}）。请先签前面的；要先签这一天，请勾选“我知道”。您填的都还在。"
            ).format(count=len(unsigned), days=said_days(unsigned))
        )


def said_days(days: Collection[date]) -> str:
    """The oldest of these days, five at most, as they are said in a sentence."""
    return joined([f"{day:%m-%d}" for day in sorted(days)[:5]]) + ("…" if len(days) > 5 else "")


def check_days_signed(unsigned: Collection[date], signed: Collection[date]) -> None:
    """Raises NotNow while a day of the month is not signed, or where none of it ever was."""
    if not signed and not unsigned:
        raise NotNow(gettext("这个月没有一天日结，没有可以签收的。"))
    if unsigned:
        raise NotNow(
            gettext("还有 {count} 天没有签收（{days}），先把这些天签了，再签这个月。").format(
                count=len(unsigned), days=said_days(unsigned)
            )
        )


def check_causes(broken: Collection[int], told: Mapping[int, Told]) -> None:
    """Raises BadInput unless each broken promise (a clock's number) has its cause, and 其他 its words."""
    if missing := [one for one in broken if one not in told or told[one].cause not in Cause.values]:
        raise BadInput(gettext("还有 {count} 件超时没有写原因。您填的都还在。").format(count=len(missing)))
    if any(told[one].cause == Cause.OTHER and not told[one].measure.strip() for one in broken):
        raise BadInput(gettext("原因选了“其他”的，请在措施里写清楚是什么。您填的都还在。"))


def check_supplement(words: str) -> None:
    """Raises BadInput for nothing said."""
    if not words.strip():
        raise BadInput(gettext("请写补充说明。"))

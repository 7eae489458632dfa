"""Take over another project's working hours and lengths of its own (estate.arrangements)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from xiwei.estate.arrangements import Part, Row
from xiwei.estate.models import Project
from xiwei.standards import rules
from xiwei.standards.actions.timing import set_hours, set_promise
from xiwei.standards.queries import copying as queries


def check(by: rules.By | None, project: Project) -> None:
    """Hours and lengths are the whole company's to set, in every project."""
    rules.check_may_manage(by, company_id=project.company_id)


def bring_hours(source: Project, target: Project, rows: Sequence[Row], by: rules.By, now: datetime) -> None:
    """The source's week instead of the one all begin with."""
    for row in rows:
        set_hours(target, hours=row.how, by=by, now=now)


def bring_promises(source: Project, target: Project, rows: Sequence[Row], by: rules.By, now: datetime) -> None:
    """Each length as its own; the reason says where it is from, for what was written there may name somebody."""
    for row in rows:
        set_promise(
            target.company,
            project=target,
            urgency=row.how.urgency,
            clock=row.how.clock,
            minutes=row.how.minutes,
            by=by,
            now=now,
            reason=f"照{source.name}的时限",
        )


HOURS = Part(
    code="hours",
    rank=10,
    title=_("工作时间"),
    unit=_("项"),
    icon="clock",
    never=_("已经开始计时的报事仍按原来的时限。"),
    check=check,
    rows=queries.hours_beside,
    bring=bring_hours,
)
PROMISES = Part(
    code="promises",
    rank=20,
    title=_("自己的时限"),
    unit=_("项"),
    icon="hourglass",
    never=_("只带那里另定的；公司统一的时限本来就一样。"),
    check=check,
    rows=queries.promises_beside,
    bring=bring_promises,
)
PARTS = (HOURS, PROMISES)

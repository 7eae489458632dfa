"""Take over the shape of another project's service groups: names and stairs, nobody in them (estate.arrangements)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from xiwei.estate.arrangements import Part, Row
from xiwei.estate.models import Project
from xiwei.estate.rules import By
from xiwei.people.models import Staff
from xiwei.service.actions.groups import form_group, set_areas
from xiwei.service.queries import copying as queries
from xiwei.service.rules import groups as rules


def check(by: By | None, project: Project) -> None:
    """Whoever forms groups there: a colleague, never the system."""
    rules.check_may_manage(project, by if isinstance(by, Staff) else None)


def bring(source: Project, target: Project, rows: Sequence[Row], by: By, now: datetime) -> None:
    """Each group with the stairs that have none yet; no member, no stand-in."""
    assert isinstance(by, Staff), "check lets nobody else through"
    for row in rows:
        group = row.how.group or form_group(target, name=row.name, by=by, now=now)
        if row.how.areas:
            set_areas(group, areas=row.how.areas, by=by, now=now)


GROUPS = Part(
    code="groups",
    rank=40,
    title=_("服务组"),
    unit=_("组"),
    icon="users-group",
    never=_("组里的人和替班不带，请在这里安排；楼栋按同名的对上，没有的不带。"),
    check=check,
    rows=queries.groups_beside,
    bring=bring,
)

"""Why one may see a thing, in the words of the very rule that let them: a check gives its ground, and the page says it."""

from collections.abc import Sequence

from django.utils.translation import gettext

from xiwei.people.models import Staff
from xiwei.people.rules.permissions import Permission
from xiwei.shared.tongue import joined


def by_post(staff: Staff, permission: Permission, *, company_id: int, project_id: int | None) -> str:
    """The post that grants it, as a clause: 您是翠湖花园的管家; "" where none does. Fetch staff with posts and projects."""
    post = staff.granting(permission, company_id=company_id, project_id=project_id)
    if post is None:
        return ""
    where = post.project.name if post.project else staff.company.short_name
    return gettext("您是{where}的{role}").format(where=where, role=post.role)


def said(clauses: Sequence[str]) -> str:
    """The sentence a page shows: 您能看到，是因为：您是翠湖花园的管家、平时照看这家。"""
    return gettext("您能看到，是因为：{why}。").format(why=joined(list(clauses)))

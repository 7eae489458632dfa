"""May it? Who plans a project's rounds, who sees them, who does them."""

from typing import Any

from django.utils.translation import gettext

from xiwei.estate.models import Project
from xiwei.people.models import Staff
from xiwei.people.rules import Permission, permits
from xiwei.people.rules.permissions import check_permission
from xiwei.rounds.models import Round
from xiwei.shared.refusals import NotAllowed, may


def check_may_plan(staff: Staff | None, project: Project) -> None:
    """Draw routes, hand rounds over, warn of weather, sign off what was missed."""
    check_permission(staff, Permission.ROUND_PLAN, company_id=project.company_id, project_id=project.pk)


def check_may_see(staff: Staff | None, project: Project) -> None:
    """Read all rounds of a project."""
    check_permission(staff, Permission.ROUND_SEE, company_id=project.company_id, project_id=project.pk)


def check_may_do(staff: Staff | None, of: Round) -> None:
    """Do a round's stops: whoever serves its line in the project, and who plans there. Nobody is kept from helping."""
    if staff is None or staff.company_id != of.company_id or staff.left_on is not None:
        raise NotAllowed(gettext("巡查由本小区的工作人员做，您的身份不能操作。"))
    if not serves(staff, of) and not permits(staff, Permission.ROUND_PLAN, of.project_id):
        raise NotAllowed(gettext("这趟是{line}的，不在您的岗位里。").format(line=of.get_line_display()))


def serves(staff: Staff, of: Any) -> bool:
    """Whether a present post of theirs is of this line in this project; `of` is a Round or a Route."""
    return any(
        post.until is None and post.line == of.line and post.project_id in (None, of.project_id)
        for post in staff.posts.all()
    )


may_plan, may_see, may_do = may(check_may_plan), may(check_may_see), may(check_may_do)

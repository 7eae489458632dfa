"""Who may: permissions, and the one question every check asks."""

from enum import StrEnum

from django.utils.translation import gettext

from xiwei.people.models import Role, Staff
from xiwei.shared.refusals import NotAllowed, may


class Permission(StrEnum):
    """All there are; a role names some of them (data/roles.toml)."""

    TICKET_TAKE = "ticket.take"
    TICKET_SEE = "ticket.see"
    TICKET_ANSWER = "ticket.answer"
    TICKET_MANAGE = "ticket.manage"
    ORDER_DO = "order.do"
    ORDER_ASSIGN = "order.assign"
    BOARD_SEE = "board.see"
    COMPANY_SEE = "company.see"
    ASSOCIATION_SEE = "association.see"
    PEOPLE_SEE = "people.see"
    PEOPLE_MANAGE = "people.manage"
    PEOPLE_IMPORT = "people.import"
    PHONE_CALL = "phone.call"
    ROSTER_SEE = "roster.see"
    ROSTER_MANAGE = "roster.manage"
    GROUP_MANAGE = "group.manage"
    ESTATE_SEE = "estate.see"
    ESTATE_MANAGE = "estate.manage"
    ARCHIVE_READ = "archive.read"
    ARCHIVE_DRAWINGS = "archive.drawings"
    ARCHIVE_SECRET = "archive.secret"  # noqa: S105  (a permission's name)
    ARCHIVE_RESIDENTS = "archive.residents"
    ARCHIVE_KEEP = "archive.keep"
    ARCHIVE_DESTROY = "archive.destroy"
    MENU_SEE = "menu.see"
    MENU_MANAGE = "menu.manage"
    CHANNEL_MANAGE = "channel.manage"
    HOMES_TRANSFER = "homes.transfer"
    HOMES_UNDO = "homes.undo"
    ROLES_EDIT = "roles.edit"
    EVIDENCE_MAKE = "evidence.make"
    LOOKS_SEE = "looks.see"
    PRIVACY_MANAGE = "privacy.manage"
    SIGNOFF_SIGN = "signoff.sign"
    ROUND_SEE = "round.see"
    ROUND_PLAN = "round.plan"


def permits(staff: Staff, permission: Permission, project_id: int | None) -> bool:
    """Whether any present post of `staff` grants it in this project; a company-wide post grants it in all.

    Reads `staff.posts` with their roles: fetch staff through queries, which prefetch them.
    """
    return any(post.grants(permission, project_id) for post in staff.posts.all())


def projects_with(staff: Staff, permission: Permission) -> set[int] | None:
    """Ids of the projects where `staff` has it; None means every project of the company."""
    granting = [post for post in staff.posts.all() if post.until is None and permission in post.role.permissions]
    if any(post.project_id is None for post in granting):
        return None
    return {post.project_id for post in granting if post.project_id}


def check_permission(staff: Staff | None, permission: Permission, *, company_id: int, project_id: int | None) -> None:
    """Raises NotAllowed unless `staff` works for the company and holds the permission in the project."""
    if staff is None or staff.company_id != company_id or staff.left_on is not None:
        raise NotAllowed(gettext("这件事由本小区的工作人员办理，您的身份不能操作。"))
    if not permits(staff, permission, project_id):
        raise NotAllowed(gettext("您的岗位没有这项权限。需要的话，请联系小区主任或公司经理。"))


holds = may(check_permission)

# What every post has anyway: whoever manages people may give these without having them.
GIVEN_FREELY = {Permission.TICKET_TAKE, Permission.ORDER_DO}


def check_may_give(staff: Staff | None, role: Role, *, company_id: int, project_id: int | None) -> None:
    """Raises NotAllowed where `staff` would give a power they have not: nobody lifts others, or themself, above them."""
    check_permission(staff, Permission.PEOPLE_MANAGE, company_id=company_id, project_id=project_id)
    assert staff is not None
    beyond = set(role.permissions) - GIVEN_FREELY
    if role.company_id not in (None, company_id) or not all(permits(staff, power, project_id) for power in beyond):
        raise NotAllowed(gettext("“{role}”的权限比您的岗位大，不能由您任命。请联系公司经理。").format(role=role))


may_give = may(check_may_give)

"""May it? Hiring, posts, leaving, certificates."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext

from xiwei.estate.models import Company
from xiwei.estate.rules import By, check_permitted
from xiwei.ledger.models import SYSTEM
from xiwei.people.models import Line, Post, Role, Staff
from xiwei.people.rules.permissions import Permission, check_may_give
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may


def check_may_appoint(by: By, role: Role, *, company: Company, project_id: int | None) -> None:
    """Raises NotAllowed unless `by` manages people there and has every power the role would give."""
    if by == SYSTEM:
        return
    check_may_give(by if isinstance(by, Staff) else None, role, company_id=company.pk, project_id=project_id)


def check_may_manage_staff(by: By, staff: Staff) -> None:
    """Raises NotAllowed unless `by` manages people wherever this colleague has a post, or the whole company."""
    places = {post.project_id for post in staff.posts.all() if post.until is None} or {None}
    for project_id in places:
        check_permitted(by, Permission.PEOPLE_MANAGE, company_id=staff.company_id, project_id=project_id)


def check_may_see_staff(by: Staff | None, staff: Staff) -> None:
    """A colleague's page: one's own, or of someone in a project whose people one manages."""
    if by is None:
        raise NotAllowed(gettext("这一页给本公司的同事看，您的身份不能打开。"))
    places = {post.project_id for post in staff.posts.all() if post.until is None} | {None}
    seen = (by.permits(Permission.PEOPLE_MANAGE, company_id=staff.company_id, project_id=place) for place in places)
    if by.pk != staff.pk and not any(seen):
        raise NotAllowed(gettext("同事的资料由本人和管理人员查看，您的岗位没有这项权限。"))


may_manage_staff = may(check_may_manage_staff)


def check_may_end_post(by: By, post: Post) -> None:
    """Raises NotAllowed without the right there, or for one's own post: nobody locks themself out by a slip."""
    check_permitted(by, Permission.PEOPLE_MANAGE, company_id=post.company_id, project_id=post.project_id)
    if isinstance(by, Staff) and by.pk == post.staff_id:
        raise NotAllowed(gettext("自己的岗位由别人来卸任，这样不会误把自己关在门外。请找另一位经理办理。"))


may_end_post = may(check_may_end_post)


def check_may_dismiss(by: By, staff: Staff) -> None:
    """Raises NotAllowed without the right over this colleague, or for oneself."""
    check_may_manage_staff(by, staff)
    if isinstance(by, Staff) and by.pk == staff.pk:
        raise NotAllowed(gettext("自己的离职由别人办理。请找另一位经理。"))


def check_leaving_reason(reason: str) -> None:
    """Raises BadInput for none: whoever reads the record later asks why."""
    if not reason.strip():
        raise BadInput(gettext("请写离职原因，会留在记录里。还没有办离职。"))


def check_employed(staff: Staff) -> None:
    """Raises NotNow for someone who has left."""
    if staff.left_on is not None:
        raise NotNow(
            gettext("{staff}已于 {left_on:%Y年%-m月%-d日} 离职，不能再办这件事。").format(
                staff=staff.name, left_on=staff.left_on
            )
        )


def check_not_employed(standing: Staff | None) -> None:
    """Raises NotNow where this phone's owner works here already."""
    if standing is not None:
        raise NotNow(
            gettext("这个手机号的主人（{standing}）已经在职。要加岗位，请在他的页面上添加。").format(
                standing=standing.name
            )
        )


def check_post_stands(post: Post) -> None:
    """Raises NotNow for a post that has ended."""
    if post.until is not None:
        raise NotNow(gettext("这个岗位已经卸任了。"))


def check_new_post(role: Role, project_id: int | None, standing: Collection[Post]) -> None:
    """Raises NotNow where the same post is held already."""
    if any(post.role_id == role.pk and post.project_id == project_id for post in standing if post.until is None):
        raise NotNow(gettext("这位同事已经在任“{role}”了，不用再添加。").format(role=role))


def check_line(line: str) -> None:
    """Raises BadInput for a line of work there is not."""
    if line not in Line.values:
        raise BadInput(gettext("没有这条业务线。请在维修、秩序、保洁、绿化、管家、管理里选一条。"))


def check_certificate(kind: str, *, issued_on: date | None, expires_on: date | None) -> None:
    """Raises BadInput for a certificate without a kind, or that ends before it begins."""
    if not kind:
        raise BadInput(gettext("请选择证书种类。"))
    if issued_on and expires_on and expires_on <= issued_on:
        raise BadInput(gettext("证书的到期日应在发证日之后。请核对两个日期。"))

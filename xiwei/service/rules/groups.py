"""What a service group must be."""

from collections.abc import Sequence

from django.utils.translation import gettext

from xiwei.estate.models import Building, Project, Unit
from xiwei.people.models import Staff
from xiwei.people.rules import Permission, check_permission
from xiwei.service.models import GroupArea, ServiceGroup
from xiwei.shared.refusals import BadInput, may


def check_may_manage(project: Project, by: Staff | None) -> None:
    """Raises NotAllowed unless `by` forms groups in this project."""
    check_permission(by, Permission.GROUP_MANAGE, company_id=project.company_id, project_id=project.pk)


may_manage = may(check_may_manage)


def check_name(project: Project, name: str) -> None:
    """Raises BadInput for a name that is none, too long, or taken."""
    if not 1 <= len(name.strip()) <= 30:
        raise BadInput(gettext("请给服务组起个名字，最多 30 个字。"))
    if project.groups.filter(name=name.strip()).exists():
        raise BadInput(gettext("已经有叫“{name}”的服务组了。").format(name=name.strip()))


def check_member(group: ServiceGroup, *, line: str, staff: Staff, stand_in: Staff | None) -> None:
    """Raises BadInput unless both work in the project and are two persons."""
    if stand_in and stand_in.pk == staff.pk:
        raise BadInput(gettext("替班人不能是本人。"))
    for one in (staff, stand_in):
        if one and not _works_here(one, group):
            raise BadInput(
                gettext("{one}不在{project}任职，请先在“人员”里任职。").format(one=one.name, project=group.project.name)
            )


def _works_here(staff: Staff, group: ServiceGroup) -> bool:
    # A post over a whole company has no project: without the company's id another company's manager would pass.
    return (
        staff.company_id == group.company_id
        and staff.left_on is None
        and any(post.project_id in (None, group.project_id) for post in staff.posts.all() if post.until is None)
    )


def check_areas(group: ServiceGroup, areas: Sequence[tuple[Building, Unit | None]]) -> None:
    """Raises BadInput where a stair is not the project's, is given twice, or is served by another group."""
    if len({(building.pk, unit.pk if unit else None) for building, unit in areas}) != len(areas):
        raise BadInput(gettext("同一栋楼或单元选了两次。"))
    for building, unit in areas:
        if building.project_id != group.project_id or (unit and unit.building_id != building.pk):
            raise BadInput(gettext("{building}{what}不在这个小区。").format(building=building, what=unit or ""))
        same = GroupArea.objects.filter(building=building).exclude(group=group)
        taken = same.filter(unit=unit).select_related("group").first()
        if taken:
            raise BadInput(
                gettext("{building}{what}已由“{group}”服务，请先从那一组移出。").format(
                    building=building, what=unit or "", group=taken.group.name
                )
            )

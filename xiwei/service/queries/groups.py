"""Find groups, and the stairs that have none."""

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext

from xiwei.estate.models import Building, Project
from xiwei.people.models import Post, Staff
from xiwei.service.models import GroupArea, GroupMember, ServiceGroup


def lock(project: Project) -> Project:
    """The project's row, held until the transaction ends: its groups' names and stairs are looked at one editor at a time."""
    return Project.objects.select_for_update().get(pk=project.pk)


def of_project(project: Project) -> QuerySet[ServiceGroup]:
    """Groups with members and areas, in the order they were formed."""
    members = GroupMember.objects.select_related("staff__person", "stand_in")
    areas = GroupArea.objects.select_related("building", "unit")
    return (
        ServiceGroup.objects.filter(project=project)
        .order_by("pk")
        .prefetch_related(Prefetch("members", members), Prefetch("areas", areas))
    )


def who_can_serve(project: Project) -> list[Staff]:
    """Staff with a post in the project, or over the whole company."""
    posts = Post.objects.filter(until__isnull=True).select_related("role")
    here = posts.filter(Q(project=project) | Q(project__isnull=True), company_id=project.company_id)
    staff = Staff.objects.filter(pk__in=here.values("staff_id"), left_on__isnull=True)
    return list(staff.prefetch_related(Prefetch("posts", posts)))


def bare_stairs(project: Project) -> list[str]:
    """Names of the buildings and units that no group serves: households without their four."""
    areas = set(GroupArea.objects.filter(group__project=project).values_list("building_id", "unit_id"))
    bare = []
    for building in Building.objects.filter(project=project).prefetch_related("units"):
        if (building.pk, None) in areas:
            continue
        units = list(building.units.all())
        missing = [unit.name for unit in units if (building.pk, unit.pk) not in areas]
        if len(missing) == len(units):
            bare.append(building.name)
        else:
            bare += [f"{building.name}{name}" for name in missing]
    return bare


def lacking(project: Project) -> list[str]:
    """What of the project nobody serves yet: stairs without a group, and groups with nobody in them."""
    empty = ServiceGroup.objects.filter(project=project, members__isnull=True).order_by("pk")
    unmanned = [gettext("{group}还没有人").format(group=name) for name in empty.values_list("name", flat=True)]
    return bare_stairs(project) + unmanned

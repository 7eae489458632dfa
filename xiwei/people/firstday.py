"""What a project needs of people before its first ticket: homes, staff, a roster (estate.firstday)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiwei.estate.firstday import Step
from xiwei.estate.models import Project
from xiwei.people.models import Household, Post, Shift


def _homes(project: Project) -> int:
    return Household.objects.filter(project=project, until__isnull=True).count()


def _posts(project: Project) -> int:
    return Post.objects.filter(project=project, until__isnull=True).values("staff_id").distinct().count()


def _shifts(project: Project) -> int:
    return Shift.objects.filter(project=project).count()


STEPS = [
    Step(
        30,
        _("住户"),
        _("户"),
        _("把手头的房产住户表由 Excel 导入；住户用手机号就能登录。"),
        "users",
        _homes,
        lambda project: reverse("households", args=[project.pk]),
    ),
    Step(
        40,
        _("人员"),
        _("人"),
        _("登记管家、维修、秩序、保洁和主任；也可以发邀请由本人加入。"),
        "id-badge",
        _posts,
        lambda project: f"{reverse('staff')}?project={project.pk}",
    ),
    Step(
        60,
        _("排班"),
        _("班"),
        _("谁哪天上哪个班；没有在班的人时，急事会找值班负责人和主任。"),
        "calendar",
        _shifts,
        lambda project: reverse("roster", args=[project.pk]),
    ),
]

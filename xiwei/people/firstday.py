"""What a project needs of people before its first ticket: homes, staff, a roster (estate.firstday)."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiwei.estate.firstday import Step
from xiwei.estate.models import Project
from xiwei.people.models import Household, Post, Shift


def _homes(project: Project, now: datetime) -> int:
    return Household.objects.filter(project=project, until__isnull=True).count()


def _posts(project: Project, now: datetime) -> int:
    return Post.objects.filter(project=project, until__isnull=True).values("staff_id").distinct().count()


def _shifts(project: Project, now: datetime) -> int:
    """On how many of the seven days from today somebody is rostered: a roster that ends tonight serves nobody tomorrow."""
    begins = Shift.objects.filter(project=project, ends_at__gt=now, starts_at__lt=now + timedelta(days=AHEAD))
    today = timezone.localdate(now)
    days = {(timezone.localdate(one) - today).days for one in begins.values_list("starts_at", flat=True)}
    return len({max(day, 0) for day in days if day < AHEAD})


AHEAD = 7
WORKED = 5  # of seven: where nobody works at weekends, all is ready too


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
        _("天"),
        _("未来七天谁哪天上哪个班；没有在班的人时，急事会找值班负责人和主任。"),
        "calendar",
        _shifts,
        lambda project: reverse("roster", args=[project.pk]),
        whole=WORKED,
    ),
]

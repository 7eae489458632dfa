"""What a project needs of the heart before its first ticket: its service groups (estate.firstday)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiwei.estate.firstday import Step
from xiwei.estate.models import Project
from xiwei.service.models import ServiceGroup
from xiwei.service.queries.groups import lacking


def _groups(project: Project, now: datetime) -> int:
    return ServiceGroup.objects.filter(project=project).count()


STEPS = [
    Step(
        50,
        _("服务组"),
        _("组"),
        _("管家、维修、秩序、保洁各一位，各有替班；每个单元归一个组。"),
        "users-group",
        _groups,
        lambda project: reverse("groups", args=[project.pk]),
        left=lacking,
    )
]

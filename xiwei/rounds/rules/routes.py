"""May it? What a route must be."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Place, Project
from xiwei.people.models import Line, Staff
from xiwei.rounds.models import Equipment, Route
from xiwei.rounds.rules.permissions import serves
from xiwei.shared.refusals import BadInput, NotNow
from xiwei.shared.tongue import Said

CHANGEABLE: dict[str, Said] = {
    "name": _("名称"),
    "codes": _("标准"),
    "worker": _("平常由谁走"),
    "starts": _("出发时间"),
}
SPOTS = _("地点")
LINES = [(value, label) for value, label in Line.choices if value != Line.MANAGEMENT]
MOST_SPOTS = 200


def check(
    project: Project, *, name: str, line: str, spots: Sequence[Place | Equipment], codes: Sequence[str],
    worker: Staff | None,
) -> None:  # fmt: skip
    """Raises BadInput, with the first thing wrong, for a route nobody could walk."""
    if not 2 <= len(name.strip()) <= 40:
        raise BadInput(gettext("请给路线起个名称，2 到 40 个字。"))
    if line not in dict(LINES):
        raise BadInput(gettext("请选一条线：维修、秩序、保洁、绿化或管家。"))
    if not spots:
        raise BadInput(gettext("请至少选一个地点或一台设备。"))
    if len(spots) > MOST_SPOTS:
        raise BadInput(gettext("一条路线最多 {most} 处，现在有 {count} 处，请分成几条。").format(
            most=MOST_SPOTS, count=len(spots)))  # fmt: skip
    if strange := [spot for spot in spots if spot.project_id != project.pk]:
        raise BadInput(gettext("“{spot}”不在{project}，请去掉。").format(spot=strange[0], project=project.name))
    if len({(type(spot), spot.pk) for spot in spots}) < len(spots):
        raise BadInput(gettext("同一处在路线里写了两次，请去掉一次。"))
    if gone := [spot for spot in spots if isinstance(spot, Place) and spot.retired_at]:
        raise BadInput(gettext("“{spot}”的墙码已经停用，请去掉。").format(spot=gone[0]))
    if worker and not serves(worker, Route(project=project, line=line)):
        raise BadInput(gettext("{name}不在这条线上，请换一个人。").format(name=worker.name))


def check_name(name: str, taken: Collection[str]) -> None:
    """Raises NotNow for a name that another standing route of the project has."""
    if name.strip() in taken:
        raise NotNow(gettext("已经有一条叫“{name}”的路线了，请换个名称。").format(name=name.strip()))


def check_begins(begins_on: date, *, today: date) -> None:
    """Raises BadInput for a first day that is past or a year away."""
    if not today <= begins_on <= today + timedelta(days=366):
        raise BadInput(gettext("第一天请在今天到一年以内。"))


def check_last(last: date, reason: str, *, today: date) -> None:
    """Raises BadInput for a last day that is past, or no reason."""
    if not today <= last <= today + timedelta(days=366):
        raise BadInput(gettext("最后一天请在今天到一年以内。"))
    if not 2 <= len(reason.strip()) <= 120:
        raise BadInput(gettext("请写明停用的原因（2 到 120 个字）。"))


def check_stands(route: Route) -> None:
    """Raises NotNow for a route that has its last day already."""
    if route.ends_on is not None:
        raise NotNow(gettext("“{name}”已定在 {day} 停用，不能再改。").format(name=route.name, day=route.ends_on))


def check_some(changed: object) -> None:
    """Raises BadInput for a change of nothing."""
    if not changed:
        raise BadInput(gettext("没有改动任何内容。"))

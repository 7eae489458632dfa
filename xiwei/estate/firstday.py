"""The first-day checklist of a project (D7): what is there, what is missing, and where to do it next.

Estate knows only buildings, rooms and places; each app above gives its own steps when it is ready, as it
gives the ledger its words (docs/decisions/estate-permissions.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiwei.estate import queries
from xiwei.estate.models import Building, Project, Room
from xiwei.shared.tongue import Said, kept


@dataclass(frozen=True)
class Step:
    """One thing a project needs before its first ticket; `rank` is its place in the list, `whole` how many it takes.

    `left` names what is still without it, where a number alone does not tell: the buildings that no group serves, the groups
    with nobody in them.
    """

    rank: int
    title: Said
    unit: Said
    say: Said
    icon: str
    count: Callable[[Project, datetime], int]
    url: Callable[[Project], str]
    whole: int = 1
    left: Callable[[Project], list[str]] | None = None


@dataclass(frozen=True)
class Shown:
    """A step as it stands in one project."""

    step: Step
    count: int
    url: str
    left: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return self.count >= self.step.whole and not self.left

    @property
    def begun(self) -> bool:
        """Whether there is some of it, and not enough."""
        return self.count > 0 and not self.done


_steps: dict[str, Step] = {}


def need(step: Step) -> None:
    """Register a step; the same title again replaces it."""
    _steps[kept(step.title)] = step


def steps() -> list[Step]:
    """All there are, in order."""
    return sorted(_steps.values(), key=lambda step: step.rank)


def progress(project: Project, now: datetime) -> list[Shown]:
    """Each step with what the project has of it now: one or two small queries a step."""
    return [_shown(step, project, now) for step in steps()]


def _shown(step: Step, project: Project, now: datetime) -> Shown:
    """What is left is asked only where there is some: of nothing, everything is."""
    count = step.count(project, now)
    left = step.left(project) if step.left and count else []
    return Shown(step, count, step.url(project), tuple(left))


def own_steps() -> list[Step]:
    """Estate's own: buildings, rooms, places, and their codes on paper."""

    def page(name: str) -> Callable[[Project], str]:
        return lambda project: reverse(name, args=[project.pk])

    return [
        Step(
            10,
            _("楼栋"),
            _("幢"),
            _("登记楼栋；可以按层数和每层户数一次生成房屋。"),
            "building-community",
            lambda project, now: Building.objects.filter(project=project).count(),
            page("ground"),
        ),
        Step(
            20,
            _("房屋"),
            _("间"),
            _("由 Excel 导入，或在楼栋里登记。"),
            "home",
            lambda project, now: Room.objects.filter(project=project).count(),
            page("import"),
        ),
        Step(
            70,
            _("公共地点"),
            _("处"),
            _("勾选电梯、大堂、大门等，每处自动得到一个墙码。"),
            "map-pin",
            lambda project, now: queries.places(project).count(),
            page("places"),
        ),
        Step(
            80,
            _("墙码打印"),
            _("次"),
            _("打印 A4 墙码，剪开贴好；住户扫码就能看、能报事。"),
            "qrcode",
            lambda project, now: queries.codes_printed(project),
            page("places"),
        ),
    ]

"""May it? Who may manage the ground, and which names, codes and plans can be kept.

Estate knows no posts: it asks whoever acts (docs/decisions/estate-permissions.md).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext

from xiwei.estate.models import Company, Place, Project
from xiwei.ledger.models import SYSTEM, Actor
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may
from xiwei.shared.tongue import joined

SEE = "estate.see"
MANAGE = "estate.manage"
ASSOCIATION = "association.see"

CODE = re.compile(r"[A-Z0-9]{2,12}")
COMPANY_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,23}")
MOST_ROOMS = 5000
MOST_FLOORS = 150


class Keeper(Protocol):
    """Whoever acts on the ground: people.Staff."""

    @property
    def actor(self) -> Actor: ...

    def permits(self, permission: str, *, company_id: int, project_id: int | None) -> bool: ...


class Asker(Protocol):
    """Whoever reads: people.queries.who.Who."""

    def staff_in(self, company_id: int) -> Keeper | None: ...

    def reach(self, permission: str) -> Sequence[tuple[int, int | None]]: ...


By = Keeper | Actor


def check_permitted(by: By | None, permission: str, *, company_id: int, project_id: int | None) -> None:
    """Raises NotAllowed unless `by` holds it there; SYSTEM, the server's keyboard, always passes."""
    if by is None:
        raise NotAllowed(gettext("这件事由本小区的工作人员办理，您的身份不能操作。"))
    if isinstance(by, Actor):
        allowed = by == SYSTEM
    else:
        allowed = by.permits(permission, company_id=company_id, project_id=project_id)
    if not allowed:
        raise NotAllowed(gettext("您的岗位没有这项权限。需要的话，请联系小区主任或公司经理。"))


def check_may_manage(by: By | None, project: Project) -> None:
    """Register buildings, rooms and places; change and print wall codes."""
    check_permitted(by, MANAGE, company_id=project.company_id, project_id=project.pk)


def check_may_see(by: By | None, project: Project) -> None:
    """Read the project's registers."""
    check_permitted(by, SEE, company_id=project.company_id, project_id=project.pk)


def check_may_open_project(by: By | None, company: Company) -> None:
    """Only a company-wide post opens a project."""
    check_permitted(by, MANAGE, company_id=company.pk, project_id=None)


def check_may_found(by: By) -> None:
    """A company is founded at the server's keyboard alone: there is nobody in it yet who could be asked."""
    if by != SYSTEM:
        raise NotAllowed(gettext("新公司由系统管理员在服务器上建档。"))


may_manage = may(check_may_manage)
may_see = may(check_may_see)
may_open_project = may(check_may_open_project)


def check_project_code(code: str) -> None:
    """The head of every ticket number of the project: short capitals and digits."""
    if not CODE.fullmatch(code):
        raise BadInput(gettext("项目代号请用 2 到 12 个大写字母或数字，例如 CH；它会出现在每个报事编号的开头。"))


def check_company_code(code: str) -> None:
    """Small letters, digits and dashes."""
    if not COMPANY_CODE.fullmatch(code):
        raise BadInput(gettext("公司代号请用 2 到 24 个小写字母、数字或短横，例如 cuihu。"))


def check_name(name: str, *, what: str, limit: int) -> None:
    """A name must be there and fit."""
    if not name.strip():
        raise BadInput(gettext("请填写{what}。").format(what=what))
    if len(name) > limit:
        raise BadInput(
            gettext("{what}最多 {limit} 个字，现在是 {count} 个。").format(what=what, limit=limit, count=len(name))
        )


def check_new(name: str, taken: Collection[str], *, what: str) -> None:
    """No two of one name in one place."""
    if name in taken:
        raise BadInput(
            gettext("“{name}”已经有了，{what}不能重复。请换一个，其余内容都还在。").format(name=name, what=what)
        )


def check_all_new(names: Iterable[str], taken: Collection[str]) -> None:
    """For many at once: names the first few that stand already."""
    names = list(names)
    twice = sorted({name for name in names if name in taken or names.count(name) > 1})
    if twice:
        some = joined(twice[:3]) + (gettext("等") if len(twice) > 3 else "")
        raise BadInput(
            gettext("{some}已经登记过或写了两遍，共 {count} 个。没有写入任何一间，请改好再交。").format(
                some=some, count=len(twice)
            )
        )


@dataclass(frozen=True)
class Plan:
    """How a building's rooms are numbered: 18 floors, 2 units, 4 homes a floor, no 4th or 14th floor."""

    floors: int
    units: int = 0
    per_floor: int = 0
    first_floor: int = 1
    skip: frozenset[int] = field(default_factory=frozenset)

    @property
    def used_floors(self) -> list[int]:
        """Floors that have rooms."""
        return [floor for floor in range(self.first_floor, self.floors + 1) if floor not in self.skip]

    @property
    def count(self) -> int:
        """How many rooms it makes."""
        return len(self.used_floors) * self.per_floor * max(self.units, 1)


def check_plan(plan: Plan) -> None:
    """A plan that could stand: not higher than any building, not more rooms than anyone meant."""
    if not 1 <= plan.floors <= MOST_FLOORS:
        raise BadInput(gettext("层数请填 1 到 {most}。").format(most=MOST_FLOORS))
    if not 0 <= plan.units <= 30 or not 0 <= plan.per_floor <= 99:
        raise BadInput(gettext("单元数请填 0 到 30，每层户数请填 0 到 99。"))
    if plan.count > MOST_ROOMS:
        raise BadInput(
            gettext("这样会一次生成 {count} 间，超过 {most_rooms} 间。请检查层数和每层户数。").format(
                count=plan.count, most_rooms=MOST_ROOMS
            )
        )


def check_in_use(place: Place) -> None:
    """A place that was taken away has no code to change."""
    if place.retired_at is not None:
        raise NotNow(gettext("“{place}”已停用，不能再更换墙码。").format(place=place.name))


def check_some(places: Sequence[Place]) -> None:
    """An empty sheet helps nobody."""
    if not places:
        raise NotNow(gettext("这里还没有地点，没有墙码可打印。请先登记地点。"))


def check_reason(reason: str) -> None:
    """A changed code is asked about later: why is kept."""
    if not reason.strip():
        raise BadInput(gettext("请写明原因，例如“墙码被撕坏”。"))

"""When is it due? The care calendar from plant, place, season and last care; what grows too near to children. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from xiwei.estate.models import Place, PlaceKind, Project, ProjectKind
from xiwei.people.models import Line, Staff
from xiwei.people.rules import Permission, permits
from xiwei.people.rules.permissions import check_permission
from xiwei.rounds.models import Planting
from xiwei.rounds.plants import CARE, Care, plants
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may

INDOORS = (PlaceKind.LOBBY, PlaceKind.LIFT, PlaceKind.STAIR, PlaceKind.OFFICE, PlaceKind.GARAGE, PlaceKind.PLANT_ROOM)
ALL_YEAR = tuple(range(1, 13))
CHILDREN = (PlaceKind.PLAYGROUND,)
SCHOOLS = (ProjectKind.SCHOOL,)
MOST_COUNT, MOST_AREA = 100_000, 1_000_000


@dataclass(frozen=True)
class Task:
    """One care that is due: from its day on, which may be past."""

    what: str
    day: date
    note: str
    last: date | None = None

    def late(self, today: date) -> int:
        """For how many days it has waited."""
        return max(0, (today - self.day).days)


def check_may_plant(staff: Staff | None, project: Project) -> None:
    """Write down what grows where, announce sprayings and cuttings."""
    check_permission(staff, Permission.ROUND_PLAN, company_id=project.company_id, project_id=project.pk)


def check_may_tend(staff: Staff | None, project: Project) -> None:
    """Note care, pests and pictures: the gardeners of the project, and who plans there."""
    if staff is None or staff.company_id != project.company_id or staff.left_on is not None:
        raise NotAllowed(gettext("绿化由本小区的绿化员记，您的身份不能操作。"))
    if not gardens(staff, project.pk) and not permits(staff, Permission.ROUND_PLAN, project.pk):
        raise NotAllowed(gettext("绿化的活由绿化员和小区主任记，不在您的岗位里。"))


def gardens(staff: Staff, project_id: int) -> bool:
    """Whether a present post of theirs is of the greening line in this project."""
    return any(
        post.until is None and post.line == Line.GREENING and post.project_id in (None, project_id)
        for post in staff.posts.all()
    )


may_plant, may_tend = may(check_may_plant), may(check_may_tend)


def check_planting(
    place: Place, project: Project, *, code: str, count: int | None, area: int | None, note: str
) -> None:
    """Raises BadInput for what cannot stand in the estate's plantings."""
    if place.project_id != project.pk or place.retired_at is not None:
        raise BadInput(gettext("请选一个本小区还在用的地点。"))
    if code not in plants():
        raise BadInput(gettext("植物台账里没有这种植物，请从列表里选。"))
    if (count is None) == (area is None):
        raise BadInput(gettext("请填株数或面积，只填一样。"))
    if count is not None and not 1 <= count <= MOST_COUNT:
        raise BadInput(gettext("株数请在 1 到 {most} 之间。").format(most=MOST_COUNT))
    if area is not None and not 1 <= area <= MOST_AREA:
        raise BadInput(gettext("面积请在 1 到 {most} 平方米之间。").format(most=MOST_AREA))
    if len(note) > 200:
        raise BadInput(gettext("备注最多 200 个字。"))


def check_planted_on(planted_on: date | None, *, today: date) -> None:
    """Raises BadInput for a day to come."""
    if planted_on and planted_on > today:
        raise BadInput(gettext("种下的日子不能晚于今天。"))


def check_stands(planting: Planting) -> None:
    """Raises NotNow for a planting that was taken out."""
    if planting.ended_at is not None:
        raise NotNow(gettext("“{plant}”已经移除了，不能再改。").format(plant=planting))


def check_why(words: str) -> None:
    """Raises BadInput without a reason."""
    if not 2 <= len(words.strip()) <= 120:
        raise BadInput(gettext("请写明原因（2 到 120 个字）。"))


def check_care(what: str, plantings: Collection[Planting]) -> None:
    """Raises BadInput for care of nothing, or of a kind unknown."""
    if what not in CARE:
        raise BadInput(gettext("请选做了哪样养护。"))
    if not plantings:
        raise BadInput(gettext("这里的植物已经有变，请刷新后再记。"))


def due(
    cares: Iterable[Care],
    *,
    since: date,
    last: Mapping[str, date],
    today: date,
    indoors: bool = False,
    wet: Collection[date] = (),
) -> list[Task]:
    """What comes next of each kind of care, soonest first.

    A care is ready `every` days after its last time, or from the day the planting was written down. It is due on the first
    day of its months from then on; one whose months ran out before it was done is let go until they come again. Under a roof
    water is wanted all year, and rain does not count; outside a watering passes over the days of rain.
    """
    found: dict[str, Task] = {}
    for care in cares:
        months = ALL_YEAR if indoors and care.what == "water" else care.months
        done = last.get(care.what)
        ready = done + timedelta(days=every(care)) if done else since
        rain = wet if care.what == "water" and not indoors else ()
        day = first_day(ready, months, today=today, wet=rain)
        if care.what not in found or day < found[care.what].day:
            found[care.what] = Task(care.what, day, care.note, done)
    return sorted(found.values(), key=lambda task: (task.day, task.what))


def every(care: Care) -> int:
    """How many days lie between two times: its own, or its months shared out over its times, a long month each."""
    return care.every_days or -(-31 * len(care.months) // care.times)


def first_day(ready: date, months: Collection[int], *, today: date, wet: Collection[date] = ()) -> date:
    """The first day from `ready` in these months that is not past with its season, nor wet today or later."""
    start = ready
    if ready < today:
        begun = _season_begun(today, months)
        start = max(ready, begun) if begun else today
    day = _in_months(start, months)
    while day in wet or (day < today and today in wet):
        day = _in_months(max(day, today) + timedelta(days=1), months)
    return day


def _in_months(day: date, months: Collection[int]) -> date:
    """This day, or the first of the next month that is one of these."""
    while day.month not in months:
        day = _next_month(day)
    return day


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _season_begun(today: date, months: Collection[int]) -> date | None:
    """When the run of months in which today stands began; a year back where it never ends; None out of season."""
    if today.month not in months:
        return None
    first = today.replace(day=1)
    for _month in range(12):
        before = (first - timedelta(days=1)).replace(day=1)
        if before.month not in months:
            return first
        first = before
    return date.min


@dataclass(frozen=True)
class Danger:
    """A planting that children can reach, why that matters, and what to do."""

    planting: Planting
    why: str
    do: str


def near_children(place: Place, *, project_kind: str, with_playground: Collection[int]) -> str:
    """Why children are near a place, in words; "" where they are not. `with_playground`: buildings that have one."""
    if place.kind in CHILDREN:
        return gettext("这里是儿童游乐场")
    if project_kind in SCHOOLS:
        return gettext("这里是学校")
    if place.building_id is not None and place.building_id in with_playground:
        return gettext("同一栋楼里有儿童游乐场")
    return ""


def dangers(plantings: Iterable[Planting], *, project_kind: str, with_playground: Collection[int]) -> list[Danger]:
    """The toxic plants near children, the deadliest first, each with the reason and what to do (B10)."""
    found = []
    for one in plantings:
        known = one.known
        near = near_children(one.place, project_kind=project_kind, with_playground=with_playground)
        if known is None or not known.is_harmful or not near:
            continue
        do = (
            gettext("尽快移走，移走以前围起来、挂警示牌，不让孩子碰到。")
            if known.toxicity == "deadly"
            else gettext("挂警示牌，修到孩子够不着；换季时换成无毒的。")
        )
        found.append(Danger(one, near, do))
    return sorted(found, key=lambda danger: danger.planting.known.toxicity != "deadly")  # type: ignore[union-attr]

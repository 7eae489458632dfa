"""May it? Equipment: who keeps the registry, who tends it, its states, its tree; and what of it presses."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Place, Project
from xiwei.people.models import Line, Staff
from xiwei.people.rules import Permission, permits
from xiwei.rounds.models import Equipment, EquipmentState
from xiwei.rounds.models import EquipmentState as S
from xiwei.rounds.rules.moves import Party
from xiwei.rounds.rules.permissions import check_may_plan
from xiwei.shared.moves import Move, by_verb
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may
from xiwei.shared.tongue import Said
from xiwei.standards import catalogue

LIFT, LIFT_DAYS = "lift", 15  # 特种设备安全监察条例 31：至少每 15 日进行一次清洁、润滑、调整和检查
REMIND_DAYS = 30  # before an inspection or a warranty ends [O]
DEEPEST = 6  # levels of a tree

MOVES = [
    Move("stop", _("停用"), (S.RUNNING,), S.STOPPED, (Party.PLANNER,), "rounds.equipment_stopped"),
    Move("run", _("恢复使用"), (S.STOPPED,), S.RUNNING, (Party.PLANNER,), "rounds.equipment_run"),
    Move("scrap", _("报废"), (S.RUNNING, S.STOPPED), S.SCRAPPED, (Party.PLANNER,), "rounds.equipment_scrapped"),
]
VERBS = by_verb(MOVES)

# What may be changed of one, and what each is called.
CHANGEABLE: dict[str, Said] = {
    "name": _("名称"),
    "kind": _("类别"),
    "maker": _("厂家"),
    "model_number": _("型号"),
    "serial": _("出厂编号"),
    "registration": _("使用登记证号"),
    "made_on": _("出厂日期"),
    "begun_on": _("投用日期"),
    "warranty_until": _("保修到"),
    "inspected_until": _("检验有效期到"),
    "note": _("备注"),
}


def check_may_read(staff: Staff | None, project: Project) -> None:
    """Read the registry and the books: whoever sees the rounds, and the repairers of the project."""
    if not _holds(staff, Permission.ROUND_SEE, project):
        raise NotAllowed(gettext("设备台账由维修岗位和能看巡查的人看，您的岗位没有这项权限。"))


def check_may_tend(staff: Staff | None, project: Project) -> None:
    """Write down breakdowns: the repairers of the project, and who plans there."""
    if not _holds(staff, Permission.ROUND_PLAN, project):
        raise NotAllowed(gettext("设备的故障由本小区的维修岗位记录，您的岗位没有这项权限。"))


def _holds(staff: Staff | None, permission: Permission, project: Project) -> bool:
    """Whether they hold it there, or a present post of the repairers'."""
    if staff is None or staff.company_id != project.company_id or staff.left_on is not None:
        return False
    return permits(staff, permission, project.pk) or any(
        post.until is None and post.line == Line.REPAIR and post.project_id in (None, project.pk)
        for post in staff.posts.all()
    )


may_read, may_tend, may_keep = may(check_may_read), may(check_may_tend), may(check_may_plan)


def check_kind(kind: str) -> None:
    """Raises BadInput for a kind that is none of the catalogue's."""
    if kind not in catalogue.equipment_kinds():
        raise BadInput(gettext("请选设备的类别。"))


def check_name(name: str, taken: Collection[str]) -> None:
    """Raises BadInput for a name too short or long, or one that another piece in use bears."""
    if not 2 <= len(name.strip()) <= 60:
        raise BadInput(gettext("名称要 2 到 60 个字，例如：1栋1单元1号电梯。"))
    if name.strip() in taken:
        raise BadInput(gettext("本项目已经有一台“{name}”，请换个名称，例如加上楼栋或编号。").format(name=name.strip()))


def check_place(place: Place | None, project: Project) -> None:
    """Raises BadInput for another project's place, or one out of use."""
    if place is not None and (place.project_id != project.pk or place.retired_at is not None):
        raise BadInput(gettext("请选本项目在用的地点。"))


def check_days(values: Mapping[str, Any]) -> None:
    """Raises BadInput for days against their order."""
    made, begun = values.get("made_on"), values.get("begun_on")
    if made and begun and begun < made:
        raise BadInput(gettext("投用日期不能早于出厂日期，请核对铭牌。"))
    for name in ("warranty_until", "inspected_until"):
        if begun and values.get(name) and values[name] < begun:
            raise BadInput(gettext("“{what}”不能早于投用日期。").format(what=CHANGEABLE[name]))


def check_parent(one: Equipment | None, parent: Equipment | None, project: Project, above: Mapping[int, int]) -> None:
    """Raises BadInput for a parent that is another project's, scrapped, or a part of `one`; and for a tree too deep.

    `above` gives the parent of each piece of the project that has one.
    """
    if parent is None:
        return
    if parent.project_id != project.pk or parent.state == EquipmentState.SCRAPPED:
        raise BadInput(gettext("请选本项目没有报废的设备。"))
    line = [parent.pk]
    while line[-1] in above and len(line) <= DEEPEST:
        line.append(above[line[-1]])
    if one is not None and one.pk in line:
        raise BadInput(gettext("“{parent}”就是“{one}”或者它的部件，不能当它的上级。").format(parent=parent, one=one))
    if len(line) + 1 + (_depth(one.pk, above) if one else 0) > DEEPEST:
        raise BadInput(gettext("最多分 {most} 级，请挂到上面一级。").format(most=DEEPEST))


def _depth(pk: int, above: Mapping[int, int]) -> int:
    """How many levels of parts lie below one."""
    below = [child for child, parent in above.items() if parent == pk]
    return 1 + max((_depth(child, above) for child in below), default=0) if below else 0


def check_stands(one: Equipment) -> None:
    """Raises NotNow for what is scrapped: its book is closed."""
    if one.state == EquipmentState.SCRAPPED:
        raise NotNow(gettext("“{one}”已经报废，台账只供查阅。").format(one=one))


def check_verb(one: Equipment, verb: str, reason: str, parts: Collection[str]) -> Move[Party]:
    """The move itself. Raises NotNow where the state does not allow it or parts still stand, BadInput without a reason."""
    move = VERBS[verb]
    if one.state not in move.before:
        raise NotNow(gettext("“{one}”现在是{state}，不用再改。").format(one=one, state=one.get_state_display()))
    if verb == "scrap" and parts:
        raise NotNow(
            gettext("还有 {count} 个部件没有报废（{parts}），请先处理它们。").format(
                count=len(parts), parts="、".join(list(parts)[:3])
            )
        )
    if not 2 <= len(reason.strip()) <= 160:
        raise BadInput(gettext("请写一句原因（2 到 160 个字）。"))
    return move


def check_some(changed: Collection[str]) -> None:
    """Raises BadInput where nothing is changed."""
    if not changed:
        raise BadInput(gettext("没有改动。"))


# ---- what presses


class Alarm(StrEnum):
    """What of a piece of equipment presses."""

    LIFT_LATE = "lift_late"
    LIFT_AHEAD = "lift_ahead"
    INSPECTION = "inspection"
    WARRANTY = "warranty"


@dataclass(frozen=True)
class Pressing:
    """One thing that presses: `about` is the day it is about, so that it is told once for each; `red` or only near."""

    alarm: Alarm
    about: date | None
    text: str
    red: bool = True


def lift_due(last: date | None, following: date | None, today: date) -> Alarm | None:
    """By 特种设备安全监察条例 31: maintained 15 days ago or more (or never, as far as is known), or the next beyond that.

    `last` and `following` are days of maintenance done and planned; what is planned for today or before counts as today.
    """
    if last is None or today - last >= timedelta(days=LIFT_DAYS):
        return Alarm.LIFT_LATE
    if following is None or following - last > timedelta(days=LIFT_DAYS):
        return Alarm.LIFT_AHEAD
    return None


def pressing(one: Equipment, *, last: date | None, following: date | None, today: date) -> list[Pressing]:
    """What presses of one that is in use; what stands still or is scrapped presses nobody."""
    if one.state != EquipmentState.RUNNING:
        return []
    found = [_lift(one, last, following, today)] if one.kind == LIFT else []
    found += [_ending(Alarm.INSPECTION, one.inspected_until, today), _ending(Alarm.WARRANTY, one.warranty_until, today)]
    return [told for told in found if told]


def _lift(one: Equipment, last: date | None, following: date | None, today: date) -> Pressing | None:
    alarm = lift_due(last, following, today)
    if alarm is None:
        return None
    if last is None:
        return Pressing(alarm, None, gettext("电梯还没有维保记录，至少每 15 天要维保一次"))
    until = last + timedelta(days=LIFT_DAYS)
    if alarm == Alarm.LIFT_LATE:
        said = gettext("上次维保是 {days} 天前，至少每 15 天要维保一次").format(days=(today - last).days)
        return Pressing(alarm, last, said)
    said = gettext("下次维保最晚 {month}月{day}日，还没有排在这以前").format(month=until.month, day=until.day)
    return Pressing(alarm, last, said)


def _ending(alarm: Alarm, until: date | None, today: date) -> Pressing | None:
    if until is None or until - today > timedelta(days=REMIND_DAYS):
        return None
    what = CHANGEABLE["inspected_until" if alarm == Alarm.INSPECTION else "warranty_until"]
    if until < today:
        if alarm == Alarm.WARRANTY:  # over is over: it was told before
            return None
        said = gettext("检验已过期，有效期到 {day}").format(day=f"{until:%Y-%m-%d}")
        return Pressing(alarm, until, said)
    said = gettext("{what} {day}，还有 {days} 天").format(what=what, day=f"{until:%Y-%m-%d}", days=(until - today).days)
    return Pressing(alarm, until, said, red=False)


def untold(one: Equipment, found: Iterable[Pressing]) -> list[Pressing]:
    """What of it the director was not told yet: each once for the day it is about."""
    return [told for told in found if one.told.get(told.alarm) != _day(told)]


def now_told(one: Equipment, found: Iterable[Pressing]) -> dict[str, str]:
    """`Equipment.told` once these are told."""
    return {**one.told, **{told.alarm: _day(told) for told in found}}


def _day(told: Pressing) -> str:
    return told.about.isoformat() if told.about else ""


# ---- breakdowns

FEWEST = 3  # cases below which no mean is said: two say nothing


@dataclass(frozen=True)
class Mean:
    """A mean of some cases; `length` is None where they are too few to say one."""

    length: timedelta | None
    cases: int


def mean(lengths: Collection[timedelta]) -> Mean:
    """The mean, or none from fewer than three."""
    if len(lengths) < FEWEST:
        return Mean(None, len(lengths))
    return Mean(sum(lengths, timedelta()) / len(lengths), len(lengths))


def between(spans: Iterable[tuple[datetime, datetime | None]]) -> Mean:
    """How long it runs from one failure's end to the next one's beginning; failures that overlap are one."""
    gaps: list[timedelta] = []
    running_since: datetime | None = None
    for begins, ends in sorted(spans, key=lambda span: span[0]):
        if running_since is not None and begins > running_since:
            gaps.append(begins - running_since)
        if ends is None:
            break
        running_since = max(ends, running_since) if running_since else ends
    return mean(gaps)


def to_repair(spans: Iterable[tuple[datetime, datetime | None]]) -> Mean:
    """How long it stands still; one that still stands is no case yet."""
    return mean([ends - begins for begins, ends in spans if ends is not None])


def check_breakdown(values: Mapping[str, Any], *, now: datetime) -> None:
    """Raises BadInput for a breakdown that says nothing, lies ahead or ends before it begins, or costs less than nothing."""
    if not 2 <= len(values["what"].strip()) <= 200:
        raise BadInput(gettext("请写一句是什么故障（2 到 200 个字）。"))
    begins, ends = values["begins_at"], values["ends_at"]
    if begins > now or (ends and ends > now):
        raise BadInput(gettext("故障的时间不能晚于现在。"))
    if ends and ends < begins:
        raise BadInput(gettext("恢复的时间不能早于故障开始的时间。"))
    if values["cost_fen"] < 0:
        raise BadInput(gettext("费用不能小于零。"))
    if ends and len(values["done"].strip()) < 2:
        raise BadInput(gettext("恢复了的故障，请写一句做了什么。"))


def check_ticket(one: Equipment, ticket: Any) -> None:
    """Raises BadInput for a ticket of another project."""
    if ticket is not None and ticket.project_id != one.project_id:
        raise BadInput(gettext("请选这个项目的报事。"))


def check_none_open(standing: Any) -> None:
    """Raises NotNow where an earlier breakdown has no end yet."""
    if standing is not None:
        raise NotNow(gettext("上一次故障（{what}）还没有写恢复时间，请先把它写完。").format(what=standing.what))

"""May it? Shifts without clashes, the patterns they are made by, leave and who answers it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.utils import dateformat, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Project
from xiwei.estate.rules import By, check_permitted
from xiwei.people.models import Leave, LeaveState, Line, Shift, Staff
from xiwei.people.rules.permissions import Permission
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may
from xiwei.shared.tongue import Said, joined

LONGEST_ROSTER = 92
LONGEST_LEAVE = timedelta(days=190)
DAY = 24 * 60


def last_of_next_month(day: date) -> date:
    """Until when a roster is offered to be made: months are what people plan by, and 62 days are within LONGEST_ROSTER."""
    return ((day.replace(day=1) + timedelta(days=62)).replace(day=1)) - timedelta(days=1)


class Turn(NamedTuple):
    """One kind of shift: minutes of the local day; past 1440 it ends on the next."""

    label: Said
    starts: int
    ends: int


TURNS = {
    "早": Turn(_("早班"), 7 * 60, 15 * 60),
    "中": Turn(_("中班"), 15 * 60, 23 * 60),
    "夜": Turn(_("夜班"), 23 * 60, DAY + 7 * 60),
    "白": Turn(_("常白班"), 8 * 60 + 30, 17 * 60 + 30),
}


@dataclass(frozen=True)
class Cycle:
    """What a person works day by day: by weekday from Monday, or going round, each person one step behind the last."""

    label: Said
    days: str
    weekly: bool = False

    def turn(self, day: date, *, first: date, place: int) -> Turn | None:
        """The shift of the person at `place` (0 is the first of the list) on `day`; None is rest."""
        step = day.weekday() if self.weekly else (day - first).days + place
        return TURNS.get(self.days[step % len(self.days)])


CYCLES = {
    "day6": Cycle(_("常白班，周一至周六"), "白白白白白白休", weekly=True),
    "day5": Cycle(_("常白班，周一至周五"), "白白白白白休休", weekly=True),
    "day7": Cycle(_("常白班，每天"), "白"),
    "four": Cycle(_("早、中、夜、休轮转（四人一轮，全天有人）"), "早中夜休"),
    "eight": Cycle(_("早早中中夜夜休休轮转（四或八人一轮）"), "早早中中夜夜休休"),
    "early": Cycle(_("早班，每天"), "早"),
    "late": Cycle(_("中班，每天"), "中"),
    "night": Cycle(_("夜班，每天"), "夜"),
}


def span_of(turn: Turn, day: date) -> tuple[datetime, datetime]:
    """The two moments of a turn on a local day."""
    midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return midnight + timedelta(minutes=turn.starts), midnight + timedelta(minutes=turn.ends)


def check_may_roster(by: By, project: Project) -> None:
    """Make and change the project's roster."""
    check_permitted(by, Permission.ROSTER_MANAGE, company_id=project.company_id, project_id=project.pk)


def check_may_see_roster(by: By | None, project: Project) -> None:
    """Read it."""
    check_permitted(by, Permission.ROSTER_SEE, company_id=project.company_id, project_id=project.pk)


may_roster = may(check_may_roster)


def check_days(first: date, last: date) -> None:
    """A span that runs forward and is not longer than a quarter."""
    if last < first:
        raise BadInput(gettext("排班的最后一天早于第一天。请核对两个日期。"))
    if (last - first).days >= LONGEST_ROSTER:
        raise BadInput(
            gettext("一次最多排 {longest_roster} 天。请把日期缩短，分几次排。").format(longest_roster=LONGEST_ROSTER)
        )


def check_some_staff(staff: Sequence[Staff]) -> None:
    """Somebody must be there to work."""
    if not staff:
        raise BadInput(gettext("还没有选人。请至少选一位。"))


def check_serves(staff: Staff, project: Project) -> None:
    """Raises NotAllowed for someone without a present post in this project."""
    posts = [post for post in staff.posts.all() if post.until is None]
    here = staff.company_id == project.company_id and staff.left_on is None
    if not here or not any(post.project_id in (None, project.pk) for post in posts):
        raise NotAllowed(
            gettext("{staff}在{project}没有岗位，不能排班。请先安排岗位。").format(
                staff=staff.name, project=project.name
            )
        )


def check_shift_times(starts_at: datetime, ends_at: datetime) -> None:
    """A shift ends after it starts, within a day."""
    if ends_at <= starts_at or ends_at - starts_at > timedelta(days=1):
        raise BadInput(gettext("下班时间应晚于上班时间，一班最长 24 小时。请核对。"))


def clash(shifts: Iterable[Shift]) -> tuple[Shift, Shift] | None:
    """Two shifts of one person that overlap, or None; one may end as the next begins.

    In order of their beginnings, where any two overlap, some two neighbours do.
    """
    ordered = sorted(shifts, key=lambda one: (one.staff_id, one.starts_at, one.ends_at))
    for one, following in pairwise(ordered):
        if one.staff_id == following.staff_id and following.starts_at < one.ends_at:
            return one, following
    return None


def check_no_clash(new: Sequence[Shift], standing: Sequence[Shift]) -> None:
    """Raises NotNow naming the two shifts of one person that overlap."""
    if found := clash([*standing, *new]):
        one, other = found
        raise NotNow(
            gettext("{staff}的{said}与{said2}重叠。一班也没有写入，请改时间或换人。").format(
                staff=one.staff.name, said=said(one), said2=said(other)
            )
        )


def said(shift: Shift) -> str:
    """A shift in words: 9月22日 07:00—15:00（翠湖花园 维修）."""
    starts, ends = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return gettext("{date} {starts:%H:%M}—{ends:%H:%M}（{project} {line}）").format(
        date=dateformat.format(starts, gettext("n月j日")),
        starts=starts,
        ends=ends,
        project=shift.project.name,
        line=Line(shift.line).label,
    )


def check_present(shift: Shift, leave: Leave | None) -> None:
    """Raises NotNow for someone on granted leave then."""
    if leave is not None:
        cover = gettext("，由{cover}代班").format(cover=leave.cover.name) if leave.cover else ""
        raise NotNow(
            gettext("{staff}那时请假{cover}，不能排班。请换人，或等假期结束。").format(
                staff=shift.staff.name, cover=cover
            )
        )


def check_not_begun(shift: Shift, *, now: datetime) -> None:
    """Raises NotNow for a shift that has begun: what was worked stays on record."""
    if shift.starts_at <= now:
        raise NotNow(gettext("{staff}的{said}已经开始，不能再撤掉。").format(staff=shift.staff.name, said=said(shift)))


def check_one_officer(shift: Shift, officers: Sequence[Shift]) -> None:
    """Raises NotNow where someone else answers for the line in these hours already."""
    for other in officers:
        if other.pk != shift.pk and other.starts_at < shift.ends_at and shift.starts_at < other.ends_at:
            raise NotNow(
                gettext("这段时间已由{staff}值班负责：{said}。请先取消，再改由别人负责。").format(
                    staff=other.staff.name, said=said(other)
                )
            )


def check_may_ask(by: By, staff: Staff) -> None:
    """One's own leave, or that of someone whose roster one makes."""
    if isinstance(by, Staff) and by.pk == staff.pk:
        return
    check_over(by, staff)


def check_over(by: By, staff: Staff) -> None:
    """Raises NotAllowed unless `by` makes the roster in some project where this colleague serves."""
    places = {post.project_id for post in staff.posts.all() if post.until is None} or {None}
    if not any(_rosters(by, staff.company_id, place) for place in places):
        raise NotAllowed(gettext("请假由小区主任或公司经理批，您的岗位没有这项权限。"))


def _rosters(by: By, company_id: int, project_id: int | None) -> bool:
    asked = may(check_permitted)
    return asked(by, Permission.ROSTER_MANAGE, company_id=company_id, project_id=project_id)


def check_may_answer(by: By, leave: Leave) -> None:
    """Raises NotAllowed without the right, or for one's own leave unless one makes the whole company's roster."""
    check_over(by, leave.staff)
    own = isinstance(by, Staff) and by.pk == leave.staff_id
    if own and not _rosters(by, leave.company_id, None):
        raise NotAllowed(gettext("自己的假由公司经理批。"))


may_answer = may(check_may_answer)


def lines_of(staff: Staff) -> set[str]:
    """The lines of their present posts. Reads `posts`."""
    return {post.line for post in staff.posts.all() if post.until is None}


def why_away(leave: Leave) -> str:
    """Why someone is not offered: their own leave, from when to when, granted or still asked."""
    starts, ends = (timezone.localtime(moment) for moment in (leave.starts_at, leave.ends_at))
    day = gettext("n月j日")
    return gettext("{starts}—{ends} 请假（{state}）").format(
        starts=dateformat.format(starts, day), ends=dateformat.format(ends, day), state=leave.get_state_display()
    )


def why_of_another_line(staff: Staff) -> str:
    """Why someone is not offered: their own lines of work are others."""
    return gettext("是{lines}的人").format(lines=joined(str(Line(line).label) for line in sorted(lines_of(staff))))


def check_asked(leave: Leave) -> None:
    """Raises NotNow for one that has its answer."""
    if leave.state != LeaveState.ASKED:
        raise NotNow(gettext("这张假条已经是“{state}”，不用再批。").format(state=leave.get_state_display()))


def check_may_withdraw(by: By, leave: Leave, *, now: datetime) -> None:
    """Only whoever asked takes it back, while it still runs."""
    if not isinstance(by, Staff) or by.pk != leave.staff_id:
        raise NotAllowed(gettext("假条由请假的本人撤回。"))
    if leave.state not in (LeaveState.ASKED, LeaveState.GRANTED) or leave.ends_at <= now:
        raise NotNow(gettext("这张假条已经结束，不能再撤回。"))


may_withdraw = may(check_may_withdraw)


def check_leave(starts_at: datetime, ends_at: datetime, reason: str, others: Sequence[Leave]) -> None:
    """Raises BadInput for a leave that runs backwards, is too long, has no reason, or lies over another of theirs."""
    if ends_at <= starts_at:
        raise BadInput(gettext("结束时间应晚于开始时间。请核对。"))
    if ends_at - starts_at > LONGEST_LEAVE:
        raise BadInput(gettext("一次请假最长 {days} 天。更长的假请分几次请。").format(days=LONGEST_LEAVE.days))
    if not reason.strip():
        raise BadInput(gettext("请写明请假的原因，例如“看病”“探亲”。"))
    for other in others:
        if other.starts_at < ends_at and starts_at < other.ends_at:
            starts = timezone.localtime(other.starts_at)
            span = f"{dateformat.format(starts, gettext('n月j日'))} {starts:%H:%M}"
            raise BadInput(
                gettext("和 {span} 开始的另一次请假（{state}）时间重叠。请先撤回那一次。").format(
                    span=span, state=other.get_state_display()
                )
            )


def check_answer(reason: str) -> None:
    """A no without a why is not an answer."""
    if not reason.strip():
        raise BadInput(gettext("请写明不批的原因，本人会看到。"))


def check_cover(cover: Staff, leave: Leave, away: Sequence[Leave]) -> None:
    """Raises BadInput for a stand-in who is the one on leave, works elsewhere, or is away too."""
    if cover.pk == leave.staff_id:
        raise BadInput(gettext("代班的人不能是请假的本人。请另选一位。"))
    if cover.company_id != leave.company_id or cover.left_on is not None:
        raise BadInput(gettext("代班的人应是本公司在职的同事。请另选一位。"))
    if any(one.starts_at < leave.ends_at and leave.starts_at < one.ends_at for one in away):
        raise BadInput(gettext("{cover}在这段时间也请了假，不能代班。请另选一位。").format(cover=cover.name))

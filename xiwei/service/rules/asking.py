"""May this be taken: the words, the place, the moment, and who may ask for whom."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from xiwei.estate.spoken import in_each
from xiwei.ledger.models import Actor
from xiwei.people.models import Line, Person, Staff
from xiwei.people.queries.who import homes_of
from xiwei.people.rules import Permission, check_permission
from xiwei.service.models import Channel, Ticket
from xiwei.service.rules.parties import speaks_for
from xiwei.shared.pictures import Picture
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow
from xiwei.shared.worktime import Calendar
from xiwei.standards.models import NeedKind, Urgency

if TYPE_CHECKING:
    from xiwei.service.actions.asking import Need

WORDS_MOST = 2000
PHOTOS_MOST = 9
# What was told by word of mouth may be keyed in later; longer ago than this it is memory, not a report.
OLDEST = timedelta(days=30)
PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")


def check_may_take(
    need: "Need", *, channel: str, by: Person | Staff | Actor, asked_at: datetime, now: datetime
) -> None:
    """Raises BadInput for what cannot be kept, NotAllowed for who may not ask here."""
    _check_words(need)
    _check_moment(need, asked_at, now)
    _check_place(need)
    if isinstance(by, Staff):
        _check_findable(need)
    _check_asker(need, channel, by, now)


def _check_words(need: "Need") -> None:
    words = need.words.strip()
    if len(words) < 2:
        raise BadInput(gettext("请用一两句话说说是什么事，例如“厨房水管漏水”。"))
    if len(words) > WORDS_MOST:
        raise BadInput(
            gettext("写了 {count} 个字，最多 {words_most} 字。您写的都还在，请删减一些再提交。").format(
                count=len(words), words_most=WORDS_MOST
            )
        )
    check_pictures(need.pictures)
    if len(need.spot.strip()) > 60:
        raise BadInput(gettext("“具体位置”最多 60 个字，请写短一些。"))
    check_phone(need.asker_phone)


def check_phone(phone: str) -> None:
    """Raises BadInput for a number nobody could call back; none at all is theirs to leave out."""
    if phone.strip() and not PHONE.fullmatch(phone.strip()):
        raise BadInput(
            gettext("“{asker_phone}”不像电话号码，请写 11 位手机号，或区号加座机号。").format(asker_phone=phone)
        )


def check_pictures(pictures: Sequence[Picture]) -> None:
    """Raises BadInput for more photos than anyone looks through."""
    if len(pictures) > PHOTOS_MOST:
        raise BadInput(
            gettext("选了 {count} 张照片，最多 {photos_most} 张。请留下最能说明问题的几张。").format(
                count=len(pictures), photos_most=PHOTOS_MOST
            )
        )


def _check_moment(need: "Need", asked_at: datetime, now: datetime) -> None:
    # A phone's clock may run a little ahead of ours.
    if asked_at > now + timedelta(minutes=2):
        raise BadInput(gettext("“什么时候说的”晚于现在，请改成说这件事的时间。"))
    if asked_at < now - OLDEST:
        raise BadInput(gettext("“什么时候说的”早于 30 天前，请改成最近一次说的时间。"))
    check_wanted(need.wanted, now)


def check_wanted(wanted: tuple[datetime, datetime] | None, now: datetime) -> None:
    """Raises BadInput for a time to come that is past, or ends before it begins."""
    if wanted and not (now <= wanted[1] and wanted[0] < wanted[1]):
        raise BadInput(gettext("预约的时间已经过去，或结束早于开始，请重新选一个时段。"))


def _check_place(need: "Need") -> None:
    for stood in (need.room, need.place, need.building, need.household):
        if stood is not None and stood.project_id != need.project.pk:
            raise BadInput(gettext("地点和小区对不上，请重新选择地点。"))
    if need.household and need.room and need.household.room_id != need.room.pk:
        raise BadInput(gettext("住户和房号对不上，请重新选择。"))
    if need.item and need.item.company_id != need.project.company_id:
        raise BadInput(gettext("这项服务不在本小区的清单里，请重新选择。"))


def _check_findable(need: "Need") -> None:
    """Staff who note a need can ask where it is; without it, whoever is sent must search every building."""
    stood = need.room or need.place or need.building or need.household
    goes = needs_hands(need) or need.urgency == Urgency.URGENT
    if goes and not stood:
        check_spot(need.spot)


def check_spot(spot: str) -> None:
    """Raises BadInput for words that send somebody through every building."""
    if not spot.strip() or in_each(spot):
        raise BadInput(
            gettext(
                "请写清在哪里：哪一户，哪栋楼哪个单元，或哪处公共地方。只写“楼道”，去的人得一栋一栋找。您写的都还在。"
            )
        )


def _check_asker(need: "Need", channel: str, by: Person | Staff | Actor, now: datetime) -> None:
    if isinstance(by, Staff):
        check_permission(by, Permission.TICKET_TAKE, company_id=need.project.company_id, project_id=need.project.pk)
    elif isinstance(by, Person):
        if need.asker != by:
            raise NotAllowed(gettext("只能以自己的名义报事。"))
        homes = [one for one in homes_of(by, now) if one.household.project_id == need.project.pk]
        if need.household and all(one.household_id != need.household.pk for one in homes):
            raise NotAllowed(gettext("您只能为自己家报家里的事；公共区域的事谁都可以报。"))
        if not need.household and channel != Channel.CODE and not homes:
            raise NotAllowed(gettext("您不是这个小区的住户。扫现场的墙码可以直接报事。"))
    elif channel == Channel.CODE and need.place is None:
        raise BadInput(gettext("请扫现场的墙码报事，这样我们知道是哪里。"))


def needs_hands(ticket: "Ticket | Need") -> bool:
    """Whether somebody must go and do something; a question, a suggestion or a butler's matter is answered in words."""
    return ticket.line not in (Line.BUTLER, Line.MANAGEMENT) and ticket.kind not in (
        NeedKind.INQUIRY,
        NeedKind.SUGGESTION,
    )


def needs_arrival(ticket: Ticket) -> bool:
    """Whether the standard's arrival clock is for it: for a matter of words nobody sets out, unless it can't wait."""
    return needs_hands(ticket) or ticket.urgency == Urgency.URGENT


def serving_moment(ticket: Ticket, calendar: Calendar, now: datetime, *, staffed: bool) -> datetime:
    """For when a worker is sought: at once when urgent, at the agreed window, else when work next goes on.

    Where the line is `staffed`, one of its own on shift who may do it, work goes on now: guards serve through the night.
    """
    if ticket.urgency == Urgency.URGENT:
        return now
    if ticket.wanted_from and ticket.wanted_from > now:
        return ticket.wanted_from
    return now if staffed else calendar.next_open(now)


def check_may_follow(ticket: Ticket, *, by: Person) -> None:
    """Raises NotAllowed for one who lives elsewhere, NotNow for what is over or is theirs already."""
    if not ticket.is_public:
        raise NotAllowed(gettext("这是别人家里的事，不能关注。"))
    if not by.tenures.filter(until__isnull=True, household__project_id=ticket.project_id).exists():
        raise NotAllowed(gettext("您不是这个小区的住户。"))
    if not ticket.is_open:
        raise NotNow(gettext("这件事已经结束，如果问题还在，请重新报事。"))
    if speaks_for(ticket, by):
        raise NotNow(gettext("这件事就是您报的，每一步都会通知您。"))


def check_follows(ticket: Ticket, *, by: Person) -> None:
    """Raises NotAllowed for one who does not follow it, NotNow where it is over."""
    if not ticket.followers.filter(person=by).exists():
        raise NotAllowed(gettext("您没有关注这件事。"))
    if not ticket.is_open:
        raise NotNow(gettext("这件事已经结束，如果问题还在，请重新报事。"))

"""What directors signed: 郑主任 every day since the first of last month but the last two over, and last month, with why
promises broke; those of the other projects some days of this week, one more behind than the other.
"""

import random
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Entry
from xiwei.service.actions.signoffs import causes
from xiwei.service.demo.ground import Site, World
from xiwei.service.models import BreachCause, Cause, Period, SignOff
from xiwei.service.queries import days, months
from xiwei.service.rules.signoffs import Told, digest, month_before
from xiwei.shared.worktime import SHANGHAI

LEFT = 2  # days over, for the visitor to sign
BEGAN = 5  # days ago the other projects began to sign theirs
OFTEN = (Cause.HANDS, Cause.HANDS, Cause.PARTS, Cause.HOME, Cause.OUTSIDE, Cause.SENT, Cause.JUDGED)
MEASURES = {
    Cause.HANDS: ("早晚高峰加一个机动岗", "请邻组支援，排班已调", "周末加一班"),
    Cause.PARTS: ("常用件补进库房，低于五件就补", "和供应商约定次日送到", "同型号配件备两套"),
    Cause.HOME: ("约好晚间上门，先打电话再去", "与业主重新约时间，写进承诺", "周末上门"),
    Cause.OUTSIDE: ("请厂家写明到场时间，派人盯着", "与供电所约了检修日", "催办，每天问一次进度"),
    Cause.SENT: ("按楼栋派给本组的人", "派单前先看手上还有几件", "下次先派有证的人"),
    Cause.JUDGED: ("先上门看，再答应时间", "复杂的先报主任，再给承诺", "承诺留出买料的时间"),
    Cause.OTHER: ("雨后再做，已告诉业主", "停水期间暂缓，已贴告示"),
}
WORDS = ("", "", "晨会上已经讲过", "重点盯住还没办完的", "超时的都打过电话道歉")


def sign(world: World) -> int:
    """Sign them; how many lines were written."""
    today, site = world.scale.today.date(), world.sites["CH"]
    first = month_before(today.replace(day=1))
    last = today - timedelta(days=LEFT + 1)
    with transaction.atomic():
        lines = _signed(world, site, first, last)
        if last >= today.replace(day=1) - timedelta(days=1):  # on the first two of a month its days are not all signed
            lines.append(_month(site, first))
        others = [one for code, one in world.sites.items() if code != "CH"]
        for behind, one in enumerate(others):
            lines += _signed(world, one, today - timedelta(days=BEGAN), today - timedelta(days=1 + behind % BEGAN))
        ledger.record_many(lines)
    return len(lines)


def _signed(world: World, site: Site, first: date, last: date) -> list[Entry]:
    """Each day from `first` to `last` signed there; the lines of it, not yet written."""
    today = world.scale.today.date()
    where = "" if site is world.sites["CH"] else f" {site.project.code}"
    signed = [
        _day(site, day, world.scale.chance(f"signed{where} {day - today}"))
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    ]
    return [_line(one, "service.day_signed", day=str(one), late=len(one.content["breaches"])) for one in signed]


def _day(site: Site, day: date, chance: random.Random) -> SignOff:
    content = days.content(site.project, day)
    at = _morning(day, chance)
    signed = _written(site, Period.DAY, day, content, chance.choice(WORDS), at)
    proposed = days.proposals(content["breaches"])
    told = {one["clock"]: _told(one["clock"], proposed, chance) for one in content["breaches"]}
    BreachCause.objects.bulk_create(causes(signed, told))
    return signed


def _told(clock: int, proposed: dict[int, days.Proposal], chance: random.Random) -> Told:
    cause = proposed[clock].cause if clock in proposed else chance.choice(OFTEN)
    return Told(cause, chance.choice(MEASURES[cause]))


def _morning(day: date, chance: random.Random) -> datetime:
    """Between half past eight and half past nine of the day after."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=SHANGHAI)
    return midnight + timedelta(minutes=chance.randrange(510, 570))


def _month(site: Site, first: date) -> Entry:
    ends = (first + timedelta(days=31)).replace(day=1)
    at = datetime.combine(ends, datetime.min.time(), tzinfo=SHANGHAI) + timedelta(minutes=600)
    content = months.content(site.project, first)
    words = "超时主要在人手和配件，已调排班、补库存"
    signed = _written(site, Period.MONTH, first, content, words, at)
    return _line(signed, "service.month_signed", month=str(signed), late=content["late"])


def _written(site: Site, period: str, day: date, content: days.Content, words: str, at: datetime) -> SignOff:
    return SignOff.objects.create(
        company=site.company, project=site.project, period=period, day=day, content=content, words=words,
        by=site.director, at=at,
    )  # fmt: skip


def _line(signed: SignOff, kind: str, **said: Any) -> Entry:
    frozen = digest(signed.content)
    return ledger.line(
        kind, signed, by=signed.by, at=signed.at, written_at=signed.at, words=signed.words, frozen=frozen, **said
    )

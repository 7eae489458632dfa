"""What makes a deed doubtful: shown to the director, never judged by us. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from xiwei.rounds.models import Via
from xiwei.shared.tongue import Said

CLOCK_OFF = timedelta(minutes=5)  # a phone's clock set by the network is off by seconds [O]
QUICKEST = timedelta(seconds=20)  # from one place to the next, at a run [O]
EARLIEST = timedelta(hours=1)  # before the round's start [O]

DOUBTS: dict[str, Said] = {
    "clock": _("手机的时间差了 5 分钟以上"),
    "fast": _("离上一处不到 20 秒"),
    "backwards": _("时间在上一处之前"),
    "early": _("比计划早了 1 小时以上"),
    "no_code": _("没有扫码，也没有输入短码"),
    "photo": _("照片以前用过"),
}


@dataclass(frozen=True)
class Before:
    """What the same person did last before this came: when, and at which place or equipment."""

    at: datetime
    spot: tuple[int | None, int | None]


def corrected(moment: datetime | None, sent_at: datetime | None, *, now: datetime) -> datetime:
    """When it was done by our clock: what the phone said, put right by how far its clock is off as it sends.

    A phone that gives no moment did it now; nothing is done in the future.
    """
    if moment is None:
        return now
    return min(moment + ((now - sent_at) if is_off(sent_at, now=now) and sent_at else timedelta(0)), now)


def is_off(sent_at: datetime | None, *, now: datetime) -> bool:
    """Whether the phone's clock, as it sends, is off by more than the way takes."""
    return sent_at is not None and abs(now - sent_at) > CLOCK_OFF


def found(
    *,
    at: datetime,
    starts_at: datetime,
    spot: tuple[int | None, int | None],
    via: str,
    sent_at: datetime | None,
    now: datetime,
    before: Before | None,
    seen_before: Collection[str] = (),
) -> list[str]:
    """The doubts of one deed, in the order of DOUBTS; `seen_before` are hashes of its pictures that were sent already."""
    gap = at - before.at if before and before.spot != spot else None
    holds = {
        "clock": is_off(sent_at, now=now),
        "fast": gap is not None and timedelta(0) <= gap < QUICKEST,
        "backwards": gap is not None and gap < timedelta(0),
        "early": at < starts_at - EARLIEST,
        "no_code": via == Via.NONE,
        "photo": bool(seen_before),
    }
    return [code for code in DOUBTS if holds[code]]

"""When a standard is due: RFC 5545 recurrence rules, read by dateutil, with what a plan can't use refused. Pure; no query.

A rule is in local time and says neither when it starts nor when it ends: the route it serves has its first day, and the
standard its versions. Without an hour it is due at `USUAL`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateutil.rrule import rrule, rrulestr
from django.utils.translation import gettext

from xiwei.shared.refusals import BadInput

USUAL = time(9, 0)
FINEST = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")
NOT_HERE = ("DTSTART", "UNTIL", "COUNT", "BYEASTER", "BYSECOND")
MOST_A_DAY = 24
PROBE = date(2024, 1, 1)  # the start of a leap year
PROBED = timedelta(days=4 * 366)  # so that 29 February comes once


def check_rule(text: str) -> None:
    """Raises BadInput for a rule that cannot be read, that starts or ends by itself, or whose day never comes."""
    parts = _parts(text)
    if wrong := [name for name in parts if name in NOT_HERE]:
        raise BadInput(gettext("频次里不写 {part}：从哪天起、到哪天止，由路线和标准的版本决定。").format(part=wrong[0]))
    # dateutil would count for ever with an interval of nothing.
    if parts.get("FREQ", "") not in FINEST or not re.fullmatch(r"[1-9][0-9]{0,3}", parts.get("INTERVAL", "1")):
        raise BadInput(gettext("频次“{rule}”看不懂。请写按年、月、周、日或小时的规则。").format(rule=text[:60]))
    try:
        first = next(_rule(text, PROBE, PROBE + PROBED).__iter__(), None)
    except (ValueError, KeyError, TypeError, OverflowError) as unread:
        raise BadInput(gettext("频次“{rule}”看不懂，请核对写法。").format(rule=text[:60])) from unread
    if first is None:
        raise BadInput(gettext("频次“{rule}”说的日子永远不会来，例如 2 月 31 日。请改一改。").format(rule=text[:60]))
    if len(list(moments(text, anchor=PROBE, first=first.date(), last=first.date()))) > MOST_A_DAY:
        raise BadInput(gettext("频次“{rule}”一天超过 {most} 次，请改疏一些。").format(rule=text[:60], most=MOST_A_DAY))


def moments(text: str, *, anchor: date, first: date, last: date, months: Collection[int] = ()) -> Iterator[datetime]:
    """The naive local moments from `first` to the end of `last`, in order, at which a rule begun on `anchor` is due.

    `months` keeps those of its months alone. Every so many days or weeks is counted from the anchor.
    """
    if last < anchor:
        return
    for moment in _rule(text, anchor, last).between(_at(max(first, anchor)), _at(last + timedelta(days=1)), inc=True):
        if moment.date() <= last and (not months or moment.month in months):
            yield moment


def times_a_year(text: str) -> int:
    """How often a rule comes in a year of 365 days: what a version makes of the work."""
    return len(list(moments(text, anchor=date(2025, 1, 1), first=date(2025, 1, 1), last=date(2025, 12, 31))))


def _at(day: date) -> datetime:
    return datetime.combine(day, time.min)


def _parts(text: str) -> dict[str, str]:
    pairs: Sequence[str] = [one for one in text.strip().removeprefix("RRULE:").split(";") if one]
    return {name.strip().upper(): value.strip().upper() for name, _, value in (one.partition("=") for one in pairs)}


@lru_cache(maxsize=4096)
def _rule(text: str, anchor: date, last: date) -> rrule:
    """The rule from its anchor to the end of `last`: without an end, one that never comes is sought until the year 9999."""
    parts = _parts(text)
    if "BYHOUR" not in parts and parts.get("FREQ") != "HOURLY":
        parts["BYHOUR"] = str(USUAL.hour)
    parts.setdefault("BYMINUTE", "0")
    parts["BYSECOND"] = "0"
    parts["UNTIL"] = f"{last:%Y%m%d}T235959"
    read = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=_at(anchor), cache=False)
    assert isinstance(read, rrule), "one rule, not a set of them: check_rule refuses what starts or ends by itself"
    return read


@lru_cache(maxsize=4096)
def says_hour(text: str) -> bool:
    """Whether a rule asks for the hour, or leaves it to the day's plan."""
    parts = _parts(text)
    return "BYHOUR" in parts or parts.get("FREQ") == "HOURLY"

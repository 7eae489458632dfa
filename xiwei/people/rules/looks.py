"""What is unusual looking: pure, over looks already found. Each kind counts something, and more than its bound is unusual.

Bounds are defaults of ours [O] that a company may set otherwise (OddLimit). Who looks into many homes that are not theirs,
at night off shift, or at phones without a matter may have a good reason: whoever is above them asks for it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from xiwei.people.models import Oddity, OddKind, Staff, ViewingKind
from xiwei.people.rules.homes import CALL_REASONS
from xiwei.people.rules.permissions import Permission, check_permission, permits
from xiwei.shared.names import NOBODY
from xiwei.shared.refusals import BadInput, NotAllowed, may
from xiwei.shared.tongue import kept

DEFAULTS: dict[str, int] = {OddKind.MANY_HOUR: 20, OddKind.MANY_DAY: 60, OddKind.NIGHT: 0, OddKind.NO_MATTER: 5}
# What a company may set: a bound that never speaks is none.
HIGHEST: dict[str, int] = {OddKind.MANY_HOUR: 100, OddKind.MANY_DAY: 300, OddKind.NIGHT: 10, OddKind.NO_MATTER: 30}
AN_HOUR = timedelta(hours=1)
_NUMBER = re.compile(r"（([A-Z0-9]+-\d+)）$")  # of a matter, behind its name
NIGHT_FROM, NIGHT_UNTIL = 23, 6  # o'clock, local


@dataclass(frozen=True)
class Glance:
    """One look, as far as its being unusual depends on it."""

    at: datetime
    household_id: int | None
    kind: str
    own: bool
    on_shift: bool
    for_matter: bool


@dataclass(frozen=True)
class Odd:
    """Unusual looking: which kind, of which local day, how many, from the first look that counts to the last."""

    kind: str
    day: date
    count: int
    begins: datetime
    ends: datetime


def unusual(glances: Iterable[Glance], bounds: Mapping[str, int]) -> list[Odd]:
    """What one member of staff did in one project that goes beyond the bounds; at most one of a kind and day."""
    seen = sorted(glances, key=lambda one: one.at)
    found = [*_hours(seen), *_days(seen), *_nights(seen), *_without_matter(seen)]
    return [one for one in found if one.count > bounds[one.kind]]


def counts_for(kind: str, one: Glance) -> bool:
    """Whether a look is among those that a kind counts: the page shows these and no others."""
    elsewhere = not one.own and one.household_id is not None
    if kind == OddKind.NIGHT:
        return not one.on_shift and night_of(one.at) is not None
    if kind == OddKind.NO_MATTER:
        return elsewhere and one.kind == ViewingKind.PHONE and not one.for_matter
    return elsewhere


def night_of(at: datetime) -> date | None:
    """The day on which the night of this moment began; None by day. From 23:00 until 6:00, local."""
    local = timezone.localtime(at)
    if local.hour >= NIGHT_FROM:
        return local.date()
    return local.date() - timedelta(days=1) if local.hour < NIGHT_UNTIL else None


def _hours(seen: Sequence[Glance]) -> Iterator[Odd]:
    """Of each day the fullest hour that ends with a look of that day, counted in different households."""
    elsewhere = [one for one in seen if counts_for(OddKind.MANY_HOUR, one)]
    fullest: dict[date, Odd] = {}
    within: Counter[int | None] = Counter()
    first = 0
    for last in elsewhere:
        within[last.household_id] += 1
        while elsewhere[first].at <= last.at - AN_HOUR:
            gone = elsewhere[first].household_id
            within[gone] -= 1
            if not within[gone]:
                del within[gone]
            first += 1
        day = timezone.localdate(last.at)
        if day not in fullest or len(within) > fullest[day].count:
            fullest[day] = Odd(OddKind.MANY_HOUR, day, len(within), elsewhere[first].at, last.at)
    yield from fullest.values()


def _days(seen: Sequence[Glance]) -> Iterator[Odd]:
    elsewhere = [(timezone.localdate(one.at), one) for one in seen if counts_for(OddKind.MANY_DAY, one)]
    for day, some in _by_day(elsewhere):
        yield Odd(OddKind.MANY_DAY, day, len({one.household_id for one in some}), some[0].at, some[-1].at)


def _nights(seen: Sequence[Glance]) -> Iterator[Odd]:
    nights = [(night, one) for one in seen if counts_for(OddKind.NIGHT, one) and (night := night_of(one.at))]
    for day, some in _by_day(nights):
        yield Odd(OddKind.NIGHT, day, len(some), some[0].at, some[-1].at)


def _without_matter(seen: Sequence[Glance]) -> Iterator[Odd]:
    bare = [(timezone.localdate(one.at), one) for one in seen if counts_for(OddKind.NO_MATTER, one)]
    for day, some in _by_day(bare):
        yield Odd(OddKind.NO_MATTER, day, len(some), some[0].at, some[-1].at)


def _by_day(dated: Iterable[tuple[date, Glance]]) -> Iterator[tuple[date, list[Glance]]]:
    days: dict[date, list[Glance]] = {}
    for day, one in dated:
        days.setdefault(day, []).append(one)
    yield from days.items()


def reason_left(kind: str, why: str, *, for_matter: bool) -> str:
    """What stays of why somebody looked, once whom they looked at is erased: what the product itself said, and the number.

    A matter's name may be in the words of whoever asked, and what a colleague typed may tell of them: these go.
    """
    if not why or kind == ViewingKind.HOME or why in [kept(reason) for reason in CALL_REASONS]:
        return why
    named = _NUMBER.search(why)
    left = named[1] if named else NOBODY
    said, colon, _ = why.partition("：")
    return f"{said}：{left}" if for_matter and colon else left


def check_may_see_looks(by: Staff | None, *, company_id: int, project_id: int) -> None:
    """Raises NotAllowed unless `by` answers for how the project's residents are looked up."""
    check_permission(by, Permission.LOOKS_SEE, company_id=company_id, project_id=project_id)


def check_may_explain(by: Staff | None, oddity: Oddity) -> None:
    """Raises NotAllowed without looks.see, for one's own looks, and for a director's unless one is the company's.

    Fetch both with posts and roles.
    """
    check_may_see_looks(by, company_id=oddity.company_id, project_id=oddity.project_id)
    assert by is not None, "check_may_see_looks found a colleague"
    if by.pk == oddity.staff_id:
        raise NotAllowed(gettext("自己的查看由别人来问。请等公司经理处理。"))
    is_director = permits(oddity.staff, Permission.LOOKS_SEE, oddity.project_id)
    if is_director and not permits(by, Permission.LOOKS_SEE, None):
        raise NotAllowed(gettext("主任的查看由公司经理来问，您的岗位没有这项权限。"))


may_see_looks = may(check_may_see_looks)
may_explain = may(check_may_explain)


def check_word(word: str) -> None:
    """Raises BadInput for none: whoever reads it later asks what it was."""
    if not word.strip():
        raise BadInput(gettext("请写一句问下来是怎么回事。还没有记下。"))


def check_bound(kind: str, most: int) -> None:
    """Raises BadInput for a kind there is not, or a bound beyond which nothing would ever be shown."""
    if kind not in DEFAULTS:
        raise BadInput(gettext("没有这一种查看提醒。"))
    if not 0 <= most <= HIGHEST[kind]:
        raise BadInput(gettext("这一项最多填 {most}，再大就等于不提醒了。").format(most=HIGHEST[kind]))

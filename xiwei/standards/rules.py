"""May it: who keeps the menu and the promises, what they must be, and how they are said.

Standards knows no posts: it asks whoever acts, as estate does (docs/decisions/estate-permissions.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, Protocol

from xiwei.estate.models import Company, Project
from xiwei.estate.rules import Asker, By, Keeper, check_permitted
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may
from xiwei.standards.catalogue import WORKDAY_MINUTES
from xiwei.standards.models import ClockKind, MenuItem, TimePromise, Urgency

SEE = "menu.see"
MANAGE = "menu.manage"
EVIDENCE = {"before": "动手前拍照", "after": "办完拍照", "reading": "读数", "signature": "您签字"}
WEEKDAYS = "一二三四五六日"
Span = tuple[int, int, int]


class Household(Protocol):
    """Where someone lives."""

    @property
    def project(self) -> Project: ...


class Tenure(Protocol):
    """That someone lives there: people.Tenure."""

    @property
    def household(self) -> Household: ...


class Employment(Keeper, Protocol):
    """That someone works for a company: people.Staff."""

    company_id: int

    @property
    def company(self) -> Company: ...


class Reader(Asker, Protocol):
    """Whoever reads a menu: people.queries.who.Who."""

    @property
    def tenures(self) -> Sequence[Tenure]: ...

    @property
    def staff(self) -> Sequence[Employment]: ...


def check_may_manage(by: By | None, *, company_id: int) -> None:
    """Revise the menu, the promises and the hours of a company: only a company-wide post does."""
    check_permitted(by, MANAGE, company_id=company_id, project_id=None)


def check_may_see(who: Reader, *, company_id: int) -> None:
    """Read how the menu and the promises came to be: whoever holds it anywhere in the company."""
    if company_id not in {company for company, _ in who.reach(SEE)}:
        raise NotAllowed("服务清单和时限由公司经理管理，您的岗位没有这项权限。")


may_manage = may(check_may_manage)
may_see = may(check_may_see)


def check_reason(reason: str) -> None:
    """Raises BadInput for a change nobody gave a reason for."""
    if not 2 <= len(reason.strip()) <= 120:
        raise BadInput("请写明修订的原因（2 到 120 个字），以后查得到。")


def check_revision(item: MenuItem, *, reason: str, changed: Mapping[str, Any]) -> None:
    """Raises for an old version, a missing reason, or an item that could not be carried out."""
    if item.until is not None:
        raise NotNow(f"“{item.name}”第 {item.version} 版已不是现行版本，请在现行版本上修订。")
    check_reason(reason)
    check_item(changed)


def check_item(fields: Mapping[str, Any]) -> None:
    """Raises BadInput for an item that could not be carried out; fields not given are not asked about."""
    if not set(fields.get("evidence", [])) <= set(EVIDENCE):
        raise BadInput("凭证只能是：施工前照片、完工照片、读数、签字。")
    if "steps" in fields and not 1 <= len(fields["steps"]) <= 12:
        raise BadInput("步骤请写 1 到 12 条，一行一条。")
    if not 0 <= fields.get("price_fen", 0) <= 100_000_000:
        raise BadInput("价格不对，请写到分，例如 60.00；免费写 0。")
    if not 1 <= fields.get("duration_minutes", 1) <= 60 * 24 * 30:
        raise BadInput("用时请写 1 分钟到 30 天之间。")
    if "name" in fields and not 2 <= len(fields["name"].strip()) <= 30:
        raise BadInput("名称请写 2 到 30 个字。")


def check_promise(promise: TimePromise, *, minutes: int, reason: str) -> None:
    """Raises for a promise no longer in force, a silly length, or no reason."""
    if promise.until is not None:
        raise NotNow("这条时限已经改过了，请刷新后再改。")
    check_length(minutes, reason)


def check_length(minutes: int, reason: str) -> None:
    """Raises BadInput for a silly length or no reason."""
    if not 1 <= minutes <= 60 * 24 * 60:
        raise BadInput("时限请写 1 分钟到 60 天之间。")
    check_reason(reason)


def check_hours(hours: Sequence[Span]) -> None:
    """Raises BadInput for hours that overlap, run backwards or are none at all."""
    if not hours:
        raise BadInput("一周里至少要有一段工作时间。")
    for day, opens, closes in hours:
        if not (0 <= day <= 6 and 0 <= opens < closes <= 1440):
            raise BadInput("工作时间的结束要晚于开始。")
    spans = sorted(hours)
    for (day, _, closes), (next_day, opens, _) in pairwise(spans):
        if day == next_day and opens < closes:
            raise BadInput(f"周{WEEKDAYS[day]}的两段工作时间重叠了。")


def said_minutes(minutes: int) -> str:
    """90 → 1 小时 30 分."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} 小时" if hours else "", f"{rest} 分" if rest or not hours else "") if part
    )


def said_length(minutes: int, *, round_the_clock: bool, workday: int = WORKDAY_MINUTES) -> str:
    """A promise's length as people say it: 10 分钟, 2 小时, 3 个工作日, 10 天.

    More than a working day is said in working days, rounded up: whoever hears it can rely on it.
    """
    day, unit = (1440, "天") if round_the_clock else (workday, "个工作日")
    if minutes > day or (minutes == day and not round_the_clock):
        return f"{-(-minutes // day)} {unit}"
    return f"{minutes} 分钟" if minutes < 60 else said_minutes(minutes)


def workday_of(hours: Sequence[Span]) -> int:
    """Minutes of a project's usual working day: the length that most of its days have, the longer of two."""
    days = [
        sum(closes - opens for _, opens, closes in spans) for _, spans in groupby(sorted(hours), lambda one: one[0])
    ]
    return max(days, key=lambda minutes: (days.count(minutes), minutes)) if days else WORKDAY_MINUTES


def clock_time(minute: int) -> str:
    """510 → 08:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def said_spans(spans: Sequence[tuple[int, int]]) -> str:
    """One day's hours: 08:30–12:00、13:30–18:00."""
    return "、".join(f"{clock_time(opens)}–{clock_time(closes)}" for opens, closes in spans)


def said_hours(hours: Sequence[Span]) -> str:
    """周一至周五 08:30–18:00，周六 09:00–12:00: days of the same hours that follow one another are said together."""
    days = [(day, [span[1:] for span in spans]) for day, spans in groupby(sorted(hours), lambda one: one[0])]
    said: list[tuple[int, int, list[tuple[int, int]]]] = []
    for day, spans in days:
        if said and said[-1][1] == day - 1 and said[-1][2] == spans:
            said[-1] = (said[-1][0], day, spans)
        else:
            said.append((day, day, spans))
    return "，".join(f"{_said_days(first, last)} {said_spans(spans)}" for first, last, spans in said)


def _said_days(first: int, last: int) -> str:
    if first == last:
        return f"周{WEEKDAYS[first]}"
    return f"周{WEEKDAYS[first]}{'至' if last > first + 1 else '、'}周{WEEKDAYS[last]}"


@dataclass(frozen=True)
class Promised:
    """What is promised of one urgency, in words: whole, in short for a list, and on which clock it runs."""

    whole: str
    short: str
    clock: str


def said_promises(rows: Mapping[tuple[str, str], TimePromise], hours: Sequence[Span]) -> dict[str, Promised]:
    """The promises in force, by urgency, as a resident reads them."""
    return {urgency: _promised(urgency, rows, hours) for urgency in Urgency.values}


def _promised(urgency: str, rows: Mapping[tuple[str, str], TimePromise], hours: Sequence[Span]) -> Promised:
    verbs = {
        ClockKind.RESPONSE: "答复",
        ClockKind.ARRIVAL: "到场",
        ClockKind.RESOLUTION: "排除险情" if urgency == Urgency.URGENT else "办好",
    }
    kept = [(clock, row) for clock in verbs if (row := rows.get((urgency, clock)))]
    workday = workday_of(hours)
    parts = [
        f"{said_length(row.minutes, round_the_clock=row.round_the_clock, workday=workday)}内{verbs[clock]}"
        for clock, row in kept
    ]
    if urgency == Urgency.PLANNED:
        parts.append("按您约的时间上门")
    if not parts:
        return Promised("", "", "")
    short = parts[1] if len(parts) > 1 and urgency != Urgency.COMPLAINT else parts[-1]
    return Promised("，".join(parts), short, _said_clock([row for _, row in kept], hours))


def _said_clock(rows: Sequence[TimePromise], hours: Sequence[Span]) -> str:
    if all(row.round_the_clock for row in rows):
        return "白天黑夜、节假日都一样"
    when = said_hours(hours) if hours else "上班时间"
    return f"按{when}计，节假日顺延" + ("；写“天”的按自然日" if any(row.round_the_clock for row in rows) else "")


def said_evidence(evidence: Sequence[str], reading: str) -> str:
    """What is shown to the resident when it is done: 动手前拍照、办完拍照、读数（试压压力）."""
    said = [f"{EVIDENCE[one]}（{reading}）" if one == "reading" and reading else EVIDENCE[one] for one in evidence]
    return "、".join(said)

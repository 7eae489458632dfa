"""How promises, hours, prices and versions are said to people: pure words, no query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from xiwei.shared import money
from xiwei.shared.tongue import WEEKDAYS, Said, joined
from xiwei.standards.catalogue import WORKDAY_MINUTES
from xiwei.standards.models import ClockKind, MenuItem, TimePromise, Urgency
from xiwei.standards.rules import CHOICES, EVIDENCE, FIELDS, Span

# What is shown to a resident as proof, as they would say it.
SHOWN = {"before": _("动手前拍照"), "after": _("办完拍照"), "reading": _("读数"), "signature": _("您签字")}


def said_minutes(minutes: int) -> str:
    """90 → 1 小时 30 分."""
    hours, rest = divmod(minutes, 60)
    said = [ngettext("{count} 小时", "{count} 小时", hours).format(count=hours)] if hours else []
    if rest or not hours:
        said.append(ngettext("{count} 分", "{count} 分", rest).format(count=rest))
    return " ".join(said)


def said_length(minutes: int, *, round_the_clock: bool, workday: int = WORKDAY_MINUTES) -> str:
    """A promise's length as people say it: 10 分钟, 2 小时, 3 个工作日, 10 天.

    More than a working day is said in working days, rounded up: whoever hears it can rely on it.
    """
    day = 1440 if round_the_clock else workday
    count = -(-minutes // day)
    if minutes > day and round_the_clock:
        return ngettext("{count} 天", "{count} 天", count).format(count=count)
    if minutes >= day and not round_the_clock:
        return ngettext("{count} 个工作日", "{count} 个工作日", count).format(count=count)
    if minutes >= 60:
        return said_minutes(minutes)
    return ngettext("{count} 分钟", "{count} 分钟", minutes).format(count=minutes)


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
    return joined(f"{clock_time(opens)}–{clock_time(closes)}" for opens, closes in spans)


def said_hours(hours: Sequence[Span]) -> str:
    """周一至周五 08:30–18:00，周六 09:00–12:00: days of the same hours that follow one another are said together."""
    days = [(day, [span[1:] for span in spans]) for day, spans in groupby(sorted(hours), lambda one: one[0])]
    said: list[tuple[int, int, list[tuple[int, int]]]] = []
    for day, spans in days:
        if said and said[-1][1] == day - 1 and said[-1][2] == spans:
            said[-1] = (said[-1][0], day, spans)
        else:
            said.append((day, day, spans))
    return gettext("，").join(f"{_said_days(first, last)} {said_spans(spans)}" for first, last, spans in said)


def _said_days(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS[first])
    if last == first + 1:
        return joined([WEEKDAYS[first], WEEKDAYS[last]])
    return gettext("{first}至{last}").format(first=WEEKDAYS[first], last=WEEKDAYS[last])


@dataclass(frozen=True)
class Promised:
    """What is promised of one urgency, in words: whole, in short for a list, and on which clock it runs."""

    whole: str
    short: str
    clock: str


def said_promises(rows: Mapping[tuple[str, str], TimePromise], hours: Sequence[Span]) -> dict[str, Promised]:
    """The promises in force, by urgency, as a resident reads them."""
    return {urgency: _promised(urgency, rows, hours) for urgency in Urgency.values}


def said_promise(rows: Mapping[tuple[str, str], TimePromise], hours: Sequence[Span], urgency: str, clock: str) -> str:
    """How long one clock may run by the promises in force: 2 小时; "" where nothing is promised."""
    row = rows.get((urgency, clock))
    if row is None:
        return ""
    return said_length(row.minutes, round_the_clock=row.round_the_clock, workday=workday_of(hours))


def _promised(urgency: str, rows: Mapping[tuple[str, str], TimePromise], hours: Sequence[Span]) -> Promised:
    verbs = {
        ClockKind.RESPONSE: gettext("{length}内答复"),
        ClockKind.ARRIVAL: gettext("{length}内到场"),
        ClockKind.RESOLUTION: gettext("{length}内排除险情") if urgency == Urgency.URGENT else gettext("{length}内办好"),
    }
    kept = [(clock, row) for clock in verbs if (row := rows.get((urgency, clock)))]
    parts = [verbs[clock].format(length=said_promise(rows, hours, urgency, clock)) for clock, _ in kept]
    if urgency == Urgency.PLANNED:
        parts.append(gettext("按您约的时间上门"))
    if not parts:
        return Promised("", "", "")
    short = parts[1] if len(parts) > 1 and urgency != Urgency.COMPLAINT else parts[-1]
    return Promised(gettext("，").join(parts), short, _said_clock([row for _, row in kept], hours))


def _said_clock(rows: Sequence[TimePromise], hours: Sequence[Span]) -> str:
    if all(row.round_the_clock for row in rows):
        return gettext("白天黑夜、节假日都一样")
    when = said_hours(hours) if hours else gettext("上班时间")
    return gettext("按{when} 计，节假日顺延").format(when=when) + (
        gettext("；写“天”的按自然日") if any(row.round_the_clock for row in rows) else ""
    )


def said_evidence(evidence: Sequence[str], reading: str) -> str:
    """What is shown to the resident when it is done: 动手前拍照、办完拍照、读数（试压压力）."""
    said = [
        gettext("{what}（{reading}）").format(what=SHOWN[one], reading=reading)
        if one == "reading" and reading
        else SHOWN[one]
        for one in evidence
    ]
    return joined(said)


def said_field(name: str, value: Any) -> str:
    """One field of an item as a sheet or the history shows it; lists a line each, the steps numbered."""
    if name == "price_fen":
        return money.yuan(value).replace(",", "")
    if name == "steps":
        return "\n".join(f"{rank}、{step}" for rank, step in enumerate(value, start=1))
    if name == "evidence":
        return joined(EVIDENCE[one] for one in value)
    if name in ("words", "goes_with"):
        return "、".join(value)
    return str(dict(CHOICES[name]).get(value, value)) if name in CHOICES else str(value)


def differences(old: MenuItem, new: MenuItem) -> list[tuple[Said, str, str]]:
    """What one version changed of another: (field, before, after), in the form's order."""
    return [
        (label, said_field(name, getattr(old, name)), said_field(name, getattr(new, name)))
        for name, label in FIELDS.items()
        if getattr(old, name) != getattr(new, name)
    ]

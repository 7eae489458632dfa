"""May it: what a menu item, a time promise and working hours must be."""

from collections.abc import Mapping, Sequence
from typing import Any

from xiwei.shared.refusals import BadInput, NotNow
from xiwei.standards.models import MenuItem, TimePromise

EVIDENCE = {"before", "after", "reading", "signature"}
WEEKDAYS = "一二三四五六日"


def check_reason(reason: str) -> None:
    """Raises BadInput for a change nobody gave a reason for."""
    if not 2 <= len(reason.strip()) <= 120:
        raise BadInput("请写明修订的原因（2 到 120 个字），以后查得到。")


def check_revision(item: MenuItem, *, reason: str, changed: Mapping[str, Any]) -> None:
    """Raises for an old version, a missing reason, or an item that could not be carried out."""
    if item.until is not None:
        raise NotNow(f"“{item.name}”第 {item.version} 版已不是现行版本，请在现行版本上修订。")
    check_reason(reason)
    if not set(changed.get("evidence", [])) <= EVIDENCE:
        raise BadInput("凭证只能是：施工前照片、完工照片、读数、签字。")
    if "steps" in changed and not 1 <= len(changed["steps"]) <= 12:
        raise BadInput("步骤请写 1 到 12 条，一行一条。")
    if not 0 <= changed.get("price_fen", 0) <= 100_000_000:
        raise BadInput("价格不对，请写到分，例如 60.00；免费写 0。")
    if not 1 <= changed.get("duration_minutes", 1) <= 60 * 24 * 30:
        raise BadInput("用时请写 1 分钟到 30 天之间。")
    if "name" in changed and not 2 <= len(changed["name"].strip()) <= 30:
        raise BadInput("名称请写 2 到 30 个字。")


def check_promise(promise: TimePromise, *, minutes: int, reason: str) -> None:
    """Raises for a promise no longer in force, a silly length, or no reason."""
    if promise.until is not None:
        raise NotNow("这条时限已经改过了，请刷新后再改。")
    if not 1 <= minutes <= 60 * 24 * 60:
        raise BadInput("时限请写 1 分钟到 60 天之间。")
    check_reason(reason)


def check_hours(hours: Sequence[tuple[int, int, int]]) -> None:
    """Raises BadInput for hours that overlap, run backwards or are none at all."""
    if not hours:
        raise BadInput("一周里至少要有一段工作时间。")
    for day, opens, closes in hours:
        if not (0 <= day <= 6 and 0 <= opens < closes <= 1440):
            raise BadInput("工作时间的结束要晚于开始。")
    spans = sorted(hours)
    for (day, _, closes), (next_day, opens, _) in zip(spans, spans[1:], strict=False):
        if day == next_day and opens < closes:
            raise BadInput(f"周{WEEKDAYS[day]}的两段工作时间重叠了。")


def said_minutes(minutes: int) -> str:
    """90 → 1 小时 30 分."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} 小时" if hours else "", f"{rest} 分" if rest or not hours else "") if part)


def said_hours(hours: Sequence[tuple[int, int, int]]) -> str:
    """周一 08:30–18:00、…"""
    return "、".join(
        f"周{WEEKDAYS[day]} {opens // 60:02d}:{opens % 60:02d}–{closes // 60:02d}:{closes % 60:02d}"
        for day, opens, closes in sorted(hours)
    )

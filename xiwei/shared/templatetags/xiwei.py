"""The few words templates need that Django has not: icons, moments, money."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from xiwei.shared import money

register = template.Library()
WEEKDAYS = "一二三四五六日"


@cache
def _drawn(name: str) -> str:
    """The SVG of a Tabler icon, from the files `make` copied; a wrong name is a fault of ours and raises."""
    svg = (Path(settings.ROOT) / "static" / "vendor" / "icons" / f"{name}.svg").read_text()
    body = svg[svg.index("<svg") :]
    inner = body[body.index(">") + 1 :]
    return (
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">' + inner
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inline icon by its Tabler name; always decoration, so the words beside it must say it too."""
    return mark_safe(_drawn(name))  # noqa: S308  (our own files)


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan: 1250 → 12.50."""
    return "" if fen is None else money.yuan(fen)


@register.filter
def when(moment: datetime | None, now: datetime | None = None) -> str:
    """A moment as people say it: 今天 14:30, 明天 09:00, 11月26日 周四 09:00; another year with its year."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate(now)
    near = {-1: "昨天", 0: "今天", 1: "明天", 2: "后天"}.get((local.date() - today).days)
    day = near or f"{local.month}月{local.day}日 周{WEEKDAYS[local.weekday()]}"
    if local.year != today.year and not near:
        day = f"{local.year}年{day}"
    return f"{day} {local:%H:%M}"


def span(length: timedelta) -> str:
    """A length as people say it, two words at most: 41 分, 2 小时 5 分, 3 天 4 小时."""
    minutes = int(abs(length).total_seconds() // 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "天"), (hours, "小时"), (minutes, "分")]
    said = [f"{count} {unit}" for count, unit in parts if count][:2]
    return " ".join(said) or "不到 1 分"


@register.filter
def left(due: datetime | None, now: datetime) -> str:
    """How a promise stands: 还剩 41 分, or 已超 2 小时."""
    if due is None:
        return ""
    return f"还剩 {span(due - now)}" if due >= now else f"已超 {span(now - due)}"


@register.filter
def ago(moment: datetime | None, now: datetime) -> str:
    """How long since: 5 分钟前 is said as 5 分前."""
    return "" if moment is None else f"{span(now - moment)}前"

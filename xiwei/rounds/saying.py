"""How working times and months are said: pure words, no query."""

from collections.abc import Collection

from django.utils.translation import gettext

from xiwei.shared.tongue import joined


def said_hours(minutes: int) -> str:
    """Hours as a bare number, with one place where they are few: 6.5, 120."""
    return f"{minutes / 60:.1f}".removesuffix(".0") if minutes < 600 else f"{minutes / 60:.0f}"


def said_time(minutes: int) -> str:
    """A working time in words: 45 分钟, 6.5 小时, 120 小时."""
    if minutes < 60:
        return gettext("{count} 分钟").format(count=minutes)
    return gettext("{count} 小时").format(count=said_hours(minutes))


def said_spans(months: Collection[int]) -> str:
    """Months, those next to each other as a span: 3–5、9 月."""
    spans: list[list[int]] = []
    for month in sorted(months):
        if spans and spans[-1][1] == month - 1:
            spans[-1][1] = month
        else:
            spans.append([month, month])
    said = joined(f"{first}" if first == last else f"{first}–{last}" for first, last in spans)
    return gettext("{months} 月").format(months=said)

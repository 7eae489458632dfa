"""The few words templates need that Django has not: icons, moments, money."""

from datetime import date, datetime, time, timedelta
from functools import cache
from html import escape
from pathlib import Path

from django import template
from django.conf import settings
from django.db.models import Model
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.utils import dateformat, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiwei.shared import money, pictures, tongue
from xiwei.shared.tongue import WEEKDAYS, Said

register = template.Library()
HUES = 8
NEAR = timedelta(minutes=60)
# They stand within sentences as well as alone: English writes them small.
NEAR_DAYS = {
    -1: pgettext_lazy("句中", "昨天"),
    0: pgettext_lazy("句中", "今天"),
    1: pgettext_lazy("句中", "明天"),
    2: pgettext_lazy("句中", "后天"),
}
STARS = {"5": _("很满意"), "4": _("满意"), "3": _("一般"), "2": _("不满意"), "1": _("很不满意")}
# One icon for each state of a ticket, a work order, a leave: colour is never alone (faces.md).
STATE_ICONS = {
    "received": "mail",
    "promised": "clock-check",
    "in_progress": "tools",
    "waiting": "hourglass",
    "done": "user-question",
    "closed": "circle-check",
    "reopened": "rotate",
    "declined": "hand-stop",
    "merged": "git-merge",
    "offered": "send",
    "accepted": "check",
    "on_the_way": "walk",
    "arrived": "map-pin",
    "finished": "circle-check",
    "refused": "x",
    "could_not_finish": "alert-triangle",
    "handed_over": "arrows-exchange",
    "cancelled": "circle-off",
    "asked": "mail",
    "granted": "circle-check",
    "withdrawn": "arrow-back-up",
    "planned": "clock",
    "begun": "walk",
    "short": "alert-triangle",
    "settled": "checks",
    "dropped": "circle-off",
    "missed": "alert-triangle",
    "skipped": "circle-minus",
    "made_up": "checks",
    "excused": "signature",
}
LINE_NAMES = {
    "repair": _("维修"),
    "order": _("秩序"),
    "cleaning": _("保洁"),
    "greening": _("绿化"),
    "butler": _("管家"),
    "management": _("管理"),
    "home": _("居家服务"),
}
LINE_ICONS = {
    "repair": "tools",
    "order": "shield-check",
    "cleaning": "sparkles",
    "greening": "plant-2",
    "butler": "heart-handshake",
    "management": "briefcase",
    "home": "home-heart",
}


@cache
def _drawn(name: str) -> str:
    """The SVG of a Tabler icon, from the files `make` copied; a wrong name is a fault of ours and raises."""
    path = Path(settings.ROOT) / "static" / "vendor" / "icons" / f"{name}.svg"
    if not path.exists():
        raise LookupError(f"no icon {name!r}: add it to static/icons.txt and run bin/vendor.py")
    svg = path.read_text(encoding="utf-8")
    body = svg[svg.index("<svg") :]
    inner = body[body.index(">") + 1 :]
    return (
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">' + inner
    )


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
    return at(moment, timezone.localdate(now, timezone.get_default_timezone()))


def at(moment: datetime, today: date) -> str:
    """`when`, on this day."""
    local = moment.astimezone(timezone.get_default_timezone())
    return f"{_day(local.date(), today)} {local.hour:02}:{local.minute:02}"


@tongue.remembered
def _day(day: date, today: date) -> str:
    if said := NEAR_DAYS.get((day - today).days):
        return str(said)
    form = gettext("n月j日") if day.year == today.year else gettext("Y年n月j日")
    return gettext("{date} {weekday}").format(date=dateformat.format(day, form), weekday=WEEKDAYS[day.weekday()])


@register.simple_tag
def stretch(begin: datetime, end: datetime, now: datetime | None = None) -> str:
    """From when to when, a day said once; what runs from midnight to midnight is said in days: 今天一天, 昨天 至 明天（3 天）."""
    first, after = timezone.localtime(begin), timezone.localtime(end)
    if first.date() == after.date():
        return f"{when(begin, now)} — {after:%H:%M}"
    if first.time() != time() or after.time() != time():
        return f"{when(begin, now)} — {when(end, now)}"
    days, today = (after.date() - first.date()).days, timezone.localdate(now)
    said = _day(first.date(), today)
    if days == 1:
        return gettext("{said}一天").format(said=said)
    last = _day(after.date() - timedelta(days=1), today)
    return gettext("{first} 至 {last}（{days} 天）").format(first=said, last=last, days=days)


@register.filter
def brief(moment: datetime | None, now: datetime | None = None) -> str:
    """A moment where there is little room: 14:30 today, 11-26 on another day."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if local.date() == timezone.localdate(now) else f"{local:%m-%d}"


def span(length: timedelta) -> str:
    """A length as people say it, two words at most: 41 分, 2 小时 5 分, 3 天 4 小时."""
    return _span(int(abs(length).total_seconds() // 60))


@tongue.remembered
def _span(minutes: int) -> str:
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    parts = [(days, gettext("天")), (hours, gettext("小时")), (minutes, gettext("分"))]
    said = [f"{count} {unit}" for count, unit in parts if count][:2]
    return " ".join(said) or gettext("不到 1 分")


@register.filter
def left(due: datetime | None, now: datetime) -> str:
    """How a promise stands: 还剩 41 分, or 已超 2 小时; 刚超时 in the first minute past it."""
    return "" if due is None else minutes_left(due >= now, minutes_between(due, now))


def minutes_between(one: datetime, other: datetime) -> int:
    """Whole minutes, whichever comes first."""
    return int(abs(one - other).total_seconds() // 60)


@tongue.remembered
def minutes_left(to_come: bool, minutes: int) -> str:
    if not (to_come or minutes):
        return gettext("刚超时")
    words = gettext("还剩 {span}") if to_come else gettext("已超 {span}")
    return words.format(span=_span(minutes))


@register.filter
def ago(moment: datetime | None, now: datetime) -> str:
    """How long since: 5 分钟前 is said as 5 分前."""
    return "" if moment is None else gettext("{span}前").format(span=span(now - moment))


@register.filter
def promise_tone(due: datetime | None, now: datetime | None) -> str:
    """How a promise looks: over once past, near in its last hour, else nothing (clock.js agrees)."""
    if due is None or now is None:
        return ""
    return "over" if due < now else "near" if due - now <= NEAR else ""


@register.simple_tag
def promise(due: datetime | None, now: datetime | None, lead: str = "") -> SafeString:
    """A moment in a row, what it is the limit of (最晚到场) before it, and how long is left; clock.js counts it down."""
    if due is None or now is None:
        return SafeString("")
    today = timezone.localdate(now, timezone.get_default_timezone())
    return promised(due, today, lead, promise_tone(due, now), left(due, now))


def promised(due: datetime, today: date, lead: str, tone: str, left_says: str) -> SafeString:
    """`promise`, of what the moment of drawing makes of it."""
    return mark_safe(  # noqa: S308  (only moments and our own words, and the lead is escaped)
        f'<span class="x-promise{f" x-promise--{tone}" if tone else ""}"><small>{escape(lead)} {at(due, today)}</small>'
        f'<span data-due="{due.astimezone(timezone.get_default_timezone()).isoformat()}">{left_says}</span></span>'
    )


@register.simple_tag
def state(key: str, label: Said) -> SafeString:
    """A state in words, with the icon that goes with its colour."""
    return mark_safe(  # noqa: S308  (the label is escaped)
        f'<span class="x-state x-state--{key}">{_drawn(state_icon(key))}{escape(str(label))}</span>'
    )


@register.filter
def label(row: Model, name: str) -> str:
    """What the field of this name is chosen to be, in words."""
    return _label(type(row), name, getattr(row, name))


@tongue.remembered
def _label(model: type[Model], name: str, value: str) -> str:
    return tongue.chosen(model, name, value)


@register.filter
def hue(number: int) -> int:
    """A steady colour for someone without a picture, 0 to 7, from their id."""
    return int(number or 0) % HUES


@register.filter
def initial(name: str) -> str:
    """The character that stands for someone without a picture: the family name's."""
    return str(name).strip()[:1] or "？"


@register.filter
def state_icon(state: str) -> str:
    """The icon that goes with a state's colour."""
    return STATE_ICONS.get(state, "point")


@register.filter
def line_icon(line: str) -> str:
    """The icon of a line of work (四条线、管家、管理)."""
    return LINE_ICONS.get(line, "point")


@register.filter
def photo_key(pk: int) -> str:
    """The key that stands in a picture's address."""
    return pictures.key_of(pk)


@register.filter
def field_kind(field: BoundField) -> str:
    """How parts/field.html draws it: check (one box), choices (chips), or control (label above)."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "control"


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The control with Tabler's class for its kind, and marked where its value was refused."""
    widget = field.field.widget
    plain = {CheckboxInput: "form-check-input", Select: "form-select"}
    dress = next((name for kind, name in plain.items() if isinstance(widget, kind)), "form-control")
    wrong = " is-invalid" if field.errors else ""
    return field.as_widget(attrs={"class": f"{widget.attrs.get('class', '')} {dress}{wrong}".strip()})


@register.filter
def star_words(numbers: str) -> list[tuple[str, str]]:
    """Each number of stars with what it says: "54321" → [("5", "很满意"), …]."""
    return [(number, str(STARS[number])) for number in numbers]


@register.filter
def line_name(line: str) -> str:
    """A line of work in the reader's tongue."""
    return str(LINE_NAMES.get(line, line))


@register.filter
def named(name: object) -> str:
    """A service's or a ticket's name in the reader's tongue, where it has an English one."""
    return tongue.named(str(name))


@register.filter
def reread(value: str) -> str:
    """One of the product's own words as it was kept (a role's title, why someone was sent), in the reader's tongue."""
    return str(tongue.reread(value))

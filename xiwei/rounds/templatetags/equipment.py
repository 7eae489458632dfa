"""How equipment is said on a page."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext

from xiwei.shared import tongue
from xiwei.standards import catalogue

register = template.Library()


@register.filter
def kind_name(code: str) -> str:
    """A kind of equipment in the reader's tongue; a code that is no longer one stands as it is."""
    one = catalogue.equipment_kinds().get(code)
    return tongue.named(one["name"]) if one else code


@register.filter
def kind_icon(code: str) -> str:
    """Its icon."""
    one = catalogue.equipment_kinds().get(code)
    return one["icon"] if one else "settings"


@register.filter
def length_said(time: timedelta | None) -> str:
    """How long, in the two largest units that say something: 12 天, 3 小时 20 分钟; "" for none."""
    if time is None:
        return ""
    minutes = round(time.total_seconds() / 60)
    if minutes >= 3 * 24 * 60:
        days = round(minutes / 60 / 24)
        return gettext("{days} 天").format(days=days)
    if minutes < 60:
        return gettext("{minutes} 分钟").format(minutes=minutes)
    hours, left = divmod(minutes, 60)
    if hours >= 10 or not left:
        return gettext("{hours} 小时").format(hours=round(minutes / 60))
    return gettext("{hours} 小时 {minutes} 分钟").format(hours=hours, minutes=left)

"""What is frozen in a sign-off, said on its pages."""

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiwei.service.rules import timing
from xiwei.shared import tongue

register = template.Library()
LISTS = {
    "late": _("正超时"),
    "breaches": _("当天超时"),
    "escalated": _("升级"),
    "reopened": _("又说没办好"),
    "unhappy": _("低分"),
}
NONE = {
    "late": _("结束时正超时的事"),
    "breaches": _("当天超时的事"),
    "escalated": _("升级的事"),
    "reopened": _("又说没办好的事"),
    "unhappy": _("一星和二星的评价"),
}


@register.filter
def clock_name(kind: str) -> str:
    """What a clock counts: 答复, 到场, 办好; of a promise, 承诺."""
    return timing.called(kind)


@register.filter
def moment(written: str) -> str:
    """A frozen moment in local time: 09-21 10:30."""
    return f"{timezone.localtime(datetime.fromisoformat(written)):%m-%d %H:%M}"


@register.filter
def list_name(name: str) -> str:
    """What a list of the day is called."""
    return gettext(LISTS[name])


@register.filter
def none_of(names: Iterable[str]) -> str:
    """One sentence for the lists of a day that have nothing in them."""
    return gettext("这一天没有{lists}。").format(lists=tongue.joined(gettext(NONE[name]) for name in names))

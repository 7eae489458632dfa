"""What a promise, a wait and a word must be."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiwei.people.models import Line
from xiwei.service.models import Ticket, TicketState
from xiwei.shared.refusals import BadInput
from xiwei.shared.worktime import ALWAYS, Calendar
from xiwei.standards.models import MenuItem, NeedKind, Urgency

FARTHEST = timedelta(days=180)
WITHOUT_ITEM, WORKING_DAY = 120, 480  # working minutes
# Of a kind that is answered in words by it, else by the line that goes (kinds and lines share a name, so two tables).
BY_KIND: dict[str, str] = {
    NeedKind.COMPLAINT: _("例如：我先找当班的人核实，明天上午给您答复"),
    NeedKind.INQUIRY: _("例如：我去问清楚，下班前打电话告诉您"),
    NeedKind.SUGGESTION: _("例如：周五的碰头会上提出来，会后告诉您"),
}
BY_LINE: dict[str, str] = {
    Line.REPAIR: _("例如：下午带配件上门，来之前先打电话"),
    Line.ORDER: _("例如：今晚加巡两趟，盯到没有为止"),
    Line.CLEANING: _("例如：下午派人来清，清完拍照给您看"),
    Line.GREENING: _("例如：明早来修剪，剪下的枝叶一起带走"),
    Line.BUTLER: _("例如：我先问清楚要什么材料，陪您一起办"),
    Line.MANAGEMENT: _("例如：我和主任商量好，明天给您准话"),
}
NEARER = 0.5  # of the standard's time, once for each time it was not fixed
Window = tuple[datetime, datetime]


def said(moment: datetime) -> str:
    """A moment as a promise says it."""
    return f"{timezone.localtime(moment):%m月%d日 %H:%M}"


def said_span(window: Window) -> str:
    """From when to when, as a promise says it."""
    start, end = (timezone.localtime(moment) for moment in window)
    last = f"{end:%H:%M}" if start.date() == end.date() else said(end)
    return f"{said(start)} 至 {last}"


def check_moment(ticket: Ticket, moment: datetime, now: datetime, reason: str | None = None) -> None:
    """Raises BadInput for a moment past or absurdly far, or a promise moved without a reason."""
    if moment <= now:
        raise BadInput(gettext("承诺的时间已经过去，请选一个以后的时间。"))
    if moment > now + FARTHEST:
        raise BadInput(gettext("承诺的时间在半年以后。这么久的事请先“转等待”或提请婉拒，把缘由告诉业主。"))
    if reason is not None and not 2 <= len(reason.strip()) <= 200:
        raise BadInput(gettext("改承诺要写明原因（2 到 200 个字），业主会看到。"))
    if reason is not None and moment == ticket.promised_for:
        raise BadInput(gettext("新的时间和原来一样。"))


def moment_to_offer(ticket: Ticket, standard: datetime | None, calendar: Calendar, now: datetime) -> datetime:
    """What stands ready in the form of a promise: the standard's own moment while it lies ahead.

    It is nearer each time it was not fixed.

    Else what the item takes (two hours where it says nothing) from now or from the agreed window's end, and a working
    day for a planned matter without one; counted round the clock when urgent.
    """
    if standard and standard > now:
        return _nearer(ticket, standard, calendar, now)
    if asks_window(ticket, now):
        return calendar.add(now, WORKING_DAY)
    takes = ticket.item.duration_minutes if ticket.item else 0
    start = max(now, ticket.wanted_until or now)
    return (ALWAYS if ticket.urgency == Urgency.URGENT else calendar).add(start, takes or WITHOUT_ITEM)


def _nearer(ticket: Ticket, standard: datetime, calendar: Calendar, now: datetime) -> datetime:
    """Of the time the standard leaves, half after the first "not fixed", a quarter after the second; what it takes at least.

    An agreed window ahead is the resident's own word, and is not hurried.
    """
    if not ticket.reopened or (ticket.wanted_until and ticket.wanted_until > now):
        return standard
    counted = ALWAYS if ticket.urgency == Urgency.URGENT else calendar
    takes = (ticket.item.duration_minutes if ticket.item else 0) or WITHOUT_ITEM
    left = counted.between(now, standard) * NEARER**ticket.reopened
    return min(standard, counted.add(now, max(takes, left)))


def example_for(ticket: Ticket) -> str:
    """An example of what to say with a promise, of the ticket's own kind and line."""
    return gettext(BY_KIND.get(NeedKind(ticket.kind)) or BY_LINE[Line(ticket.line)])


def asks_window(ticket: Ticket, now: datetime) -> bool:
    """Whether the promise of this planned matter should say when somebody comes: no window lies ahead."""
    return ticket.urgency == Urgency.PLANNED and (ticket.wanted_until is None or ticket.wanted_until <= now)


def needs_window(ticket: Ticket, now: datetime) -> bool:
    """Whether it must: one was agreed and is over, so that the resident is left without."""
    return asks_window(ticket, now) and ticket.wanted_until is not None


def check_window(ticket: Ticket, window: Window | None, moment: datetime, now: datetime) -> None:
    """Raises BadInput for a window that is missing where it is needed, past, backwards, or after the promised moment."""
    if window is None:
        if needs_window(ticket, now):
            raise BadInput(
                gettext("上次预约的时间已经过去，请和业主重新约一个上门时段，再作承诺。您填写的内容已保留。")
            )
        return
    if ticket.urgency != Urgency.PLANNED:
        raise BadInput(gettext("只有“预约”的事才约上门时段；要约时间，请先把时限更正为“预约”。您填写的内容已保留。"))
    start, end = window
    if not now < end <= now + FARTHEST or start >= end:
        raise BadInput(gettext("上门时段要在现在以后，结束晚于开始，请重新选。您填写的内容已保留。"))
    if moment < start:
        raise BadInput(gettext("承诺办好的时间早于约定上门的时间，请把其中一个改一改。您填写的内容已保留。"))


def check_words(words: str, least: int = 0, most: int = 300) -> None:
    """Raises BadInput for words missing where they are needed, or too many."""
    if not least <= len(words.strip()) <= most:
        raise BadInput(
            gettext("请写 {least} 到 {most} 个字；您写的都还在。").format(least=least, most=most)
            if least
            else gettext("最多写 {most} 个字；您写的都还在。").format(most=most)
        )


def check_until(until: datetime, now: datetime) -> None:
    """Raises BadInput for a wait that ends before it begins or has no end in sight."""
    if not now < until <= now + FARTHEST:
        raise BadInput(gettext("“等到什么时候”应在现在以后、半年以内。"))


def state_after_wait(before: str, promised_for: datetime | None) -> str:
    """What a ticket is once its wait is over: what it was; one promised meanwhile is promised."""
    return TicketState.PROMISED if before == TicketState.REOPENED and promised_for else before


def check_item(ticket: Ticket, item: MenuItem | None) -> None:
    """Raises BadInput for a service of another company's menu."""
    if item is not None and item.company_id != ticket.company_id:
        raise BadInput(gettext("这项服务不在本公司的清单里。"))

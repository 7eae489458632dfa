"""What a promise, a wait and a word must be."""

from datetime import datetime, timedelta

from xiwei.service.models import Ticket
from xiwei.shared.refusals import BadInput
from xiwei.standards.models import MenuItem

FARTHEST = timedelta(days=180)


def check_moment(ticket: Ticket, moment: datetime, now: datetime, reason: str | None = None) -> None:
    """Raises BadInput for a moment past or absurdly far, or a promise moved without a reason."""
    if moment <= now:
        raise BadInput("承诺的时间已经过去，请选一个以后的时间。")
    if moment > now + FARTHEST:
        raise BadInput("承诺的时间在半年以后。这么久的事请先“转等待”或提请婉拒，把缘由告诉业主。")
    if reason is not None and not 2 <= len(reason.strip()) <= 200:
        raise BadInput("改承诺要写明原因（2 到 200 个字），业主会看到。")
    if reason is not None and moment == ticket.promised_for:
        raise BadInput("新的时间和原来一样。")


def check_words(words: str, least: int = 0, most: int = 300) -> None:
    """Raises BadInput for words missing where they are needed, or too many."""
    if not least <= len(words.strip()) <= most:
        raise BadInput(
            f"请写 {least} 到 {most} 个字；您写的都还在。" if least else f"最多写 {most} 个字；您写的都还在。"
        )


def check_until(until: datetime, now: datetime) -> None:
    """Raises BadInput for a wait that ends before it begins or has no end in sight."""
    if not now < until <= now + FARTHEST:
        raise BadInput("“等到什么时候”应在现在以后、半年以内。")


def check_item(ticket: Ticket, item: MenuItem | None) -> None:
    """Raises BadInput for a service of another company's menu."""
    if item is not None and item.company_id != ticket.company_id:
        raise BadInput("这项服务不在本公司的清单里。")

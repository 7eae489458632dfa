"""What a courteous no must hold."""

from django.utils.translation import gettext

from xiwei.service.models import Decline, Ticket
from xiwei.shared.refusals import BadInput, NotNow
from xiwei.standards.models import Urgency

REPLY = (10, 1000)  # characters, least and most


def check_asking(ticket: Ticket, *, reason: str, alternative: str, reply: str, tried: str) -> None:
    """Raises unless reason, alternative and reply are there, and the matter is one that may be declined at all."""
    if ticket.urgency == Urgency.URGENT:
        raise NotNow(gettext("急修不能婉拒。"))
    if ticket.declines.filter(consented__isnull=True).exists():
        raise NotNow(gettext("已经提请过婉拒，正等主任答复。"))
    for name, words, least, most in (
        (gettext("原因"), reason, 4, 300),
        (gettext("替代办法"), alternative, 4, 300),
        (gettext("给业主的回复"), reply, *REPLY),
        (gettext("试过的办法"), tried, 0, 1000),
    ):
        _check_length(name, words, least, most)


def check_reply(reply: str) -> None:
    """Raises BadInput for a reply too short to be courteous, or too long."""
    _check_length(gettext("给业主的回复"), reply, *REPLY)


def _check_length(name: str, words: str, least: int, most: int) -> None:
    if not least <= len(words.strip()) <= most:
        raise BadInput(
            gettext("“{name}”请写 {least} 到 {most} 个字；您写的都还在。").format(name=name, least=least, most=most)
        )


def check_pending(decline: Decline) -> None:
    """Raises NotNow for one already answered."""
    if decline.consented is not None:
        raise NotNow(gettext("这件婉拒已经答复过了。"))


def check_answer(answer: str) -> None:
    """Raises BadInput for a no without a why."""
    if not 2 <= len(answer.strip()) <= 200:
        raise BadInput(gettext("请写明为什么不同意（2 到 200 个字）。"))

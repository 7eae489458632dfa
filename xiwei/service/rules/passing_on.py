"""When the follow link may be texted to one who asked without an account."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext

from xiwei.people.models import Staff
from xiwei.service.models import Ticket
from xiwei.shared import phones, sms
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may

# A link is sent, and sent again where it was lost; more is a nuisance, and each costs money.
MOST_A_MATTER = 3
APART = timedelta(minutes=10)
MOST_A_DAY = 30


def mobile_of(ticket: Ticket) -> str:
    """The number the text goes to; "" where none was left, or a landline."""
    try:
        return phones.read(ticket.asker_phone) if ticket.asker_phone else ""
    except BadInput:
        return ""


def check_may_text_link(ticket: Ticket, *, by: Staff, sent: Sequence[datetime], today: int, now: datetime) -> None:
    """Raises NotAllowed for anyone but the first contact, NotNow where no text can go out or too many went already.

    `sent` are the moments it was texted before, `today` is how many links `by` has texted in the last day.
    """
    if by.pk != ticket.first_contact_id:
        raise NotAllowed(gettext("进展链接由首问人发给报事的人。"))
    if ticket.asker_id is not None:
        raise NotNow(gettext("报事的人有账号，每一步都会自动告诉他，不用再发链接。"))
    if not mobile_of(ticket):
        raise NotNow(gettext("报事的人没有留手机号，发不了短信。可以当面给他看链接。"))
    if not sms.ready():
        raise NotNow(gettext("这套系统还没有开通短信，请用您自己的手机发。"))
    if len(sent) >= MOST_A_MATTER or today >= MOST_A_DAY:
        raise NotNow(gettext("这个链接已经发过几次了，不再重发。请打电话告诉对方，或用您自己的手机发。"))
    if sent and now - max(sent) < APART:
        raise NotNow(gettext("刚刚发过一次，十分钟后才能再发。短信有时会晚到一会儿。"))


may_text_link = may(check_may_text_link)

"""What may be one matter."""

from django.utils.translation import gettext

from xiwei.service.models import Ticket
from xiwei.shared.refusals import BadInput, NotNow, may


def check_same(ticket: Ticket, into: Ticket) -> None:
    """Raises unless the two are different open tickets of one project, and neither shows one home to another."""
    if ticket.pk == into.pk:
        raise BadInput(gettext("不能并入自己。"))
    if ticket.project_id != into.project_id:
        raise BadInput(gettext("只能并入同一个小区的报事。"))
    if not into.is_open:
        raise NotNow(gettext("{number} 已经结束，不能并入。").format(number=into.number))
    # A follower reads every step: joining a matter inside another's home would show that home to them.
    if not into.is_public and (into.household_id, into.room_id) != (ticket.household_id, ticket.room_id):
        raise BadInput(gettext("不能并入别人家里的事。"))


may_be_same = may(check_same)

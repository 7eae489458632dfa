"""Who may be shown the number of the one who asked."""

from django.utils.translation import gettext

from xiwei.people.models import Staff
from xiwei.people.rules import Permission, check_permission, grounds
from xiwei.service.models import Ticket, WorkOrder
from xiwei.shared.refusals import NotAllowed, NotNow, may


def check_may_ring(order: WorkOrder, by: Staff) -> str:
    """Raises NotAllowed unless `by` has the order, NotNow once it is over or where the asker left no number.

    Gives the ground as a clause, for the page to say.
    """
    if order.worker_id != by.pk:
        raise NotAllowed(gettext("电话给接这张工单的人看，您现在不能查看。"))
    if not order.is_live:
        raise NotNow(gettext("这张工单已经是“{state}”，不用再打电话。").format(state=order.get_state_display()))
    _check_left_a_number(order.ticket)
    return gettext("这张工单派给了您")


def check_may_call_about(ticket: Ticket, by: Staff) -> str:
    """Raises NotAllowed unless `by` may call people of that estate, NotNow where the asker left no number; gives the ground.

    Whoever was asked follows a matter to its end, whatever their post: while it is open they may ring who asked.
    """
    if ticket.is_open and by.pk == ticket.first_contact_id:
        ground = gettext("这件事是您最先接下的，由您跟到办好")
    else:
        where = {"company_id": ticket.company_id, "project_id": ticket.project_id}
        check_permission(by, Permission.PHONE_CALL, **where)
        ground = grounds.by_post(by, Permission.PHONE_CALL, **where)
    _check_left_a_number(ticket)
    return ground


def check_willing(ticket: Ticket, *, willing: bool) -> None:
    """Raises NotNow where who asked does not wish to be rung about what is done (people.stated.CALL_BACK)."""
    if not willing:
        raise NotNow(
            gettext("{name}不接回访电话。请等他在报事页上确认，或者发消息问。").format(name=ticket.asker_called)
        )


def _check_left_a_number(ticket: Ticket) -> None:
    if not ticket.asker_number:
        raise NotNow(gettext("报事的人没有留电话，可以上门联系。"))


may_ring = may(check_may_ring)
may_call_about = may(check_may_call_about)

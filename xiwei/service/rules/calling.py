"""Who may be shown the number of the one who asked."""

from django.utils.translation import gettext

from xiwei.people.models import Staff
from xiwei.people.rules import Permission, check_permission
from xiwei.service.models import Ticket, WorkOrder
from xiwei.shared.refusals import NotAllowed, NotNow, may


def check_may_ring(order: WorkOrder, by: Staff) -> None:
    """Raises NotAllowed unless `by` has the order, NotNow once it is over or where the asker left no number."""
    if order.worker_id != by.pk:
        raise NotAllowed(gettext("电话给接这张工单的人看，您现在不能查看。"))
    if not order.is_live:
        raise NotNow(gettext("这张工单已经是“{state}”，不用再打电话。").format(state=order.get_state_display()))
    _check_left_a_number(order.ticket)


def check_may_call_about(ticket: Ticket, by: Staff) -> None:
    """Raises NotAllowed unless `by` may call people of that estate, NotNow where the asker left no number.

    Whoever was asked follows a matter to its end, whatever their post: while it is open they may ring who asked.
    """
    if not (ticket.is_open and by.pk == ticket.first_contact_id):
        check_permission(by, Permission.PHONE_CALL, company_id=ticket.company_id, project_id=ticket.project_id)
    _check_left_a_number(ticket)


def _check_left_a_number(ticket: Ticket) -> None:
    if not ticket.asker_number:
        raise NotNow(gettext("报事的人没有留电话，可以上门联系。"))


may_ring = may(check_may_ring)
may_call_about = may(check_may_call_about)

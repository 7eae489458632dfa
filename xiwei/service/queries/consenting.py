"""Whether who asked agrees to what we would do beyond the work itself."""

from xiwei.people.queries import consents
from xiwei.people.stated import CALL_BACK
from xiwei.service.models import Ticket, TicketState


def may_call_back(ticket: Ticket) -> bool:
    """Whether who asked may be rung: until the work is done always, for it is needed; then to ask how it went, unless they
    said they would rather not be."""
    if ticket.state != TicketState.DONE or ticket.asker is None:
        return True
    return consents.may_use(ticket.asker, CALL_BACK, company_id=ticket.company_id)

"""What a matter went on as, when the home it was of changed hands."""

from xiwei.people.models import MatterFate, TransferState
from xiwei.service.models import Outcome, Ticket


def successor(ticket: Ticket) -> int | None:
    """The number of the matter that goes on in this one's place; None where none does. A query for those alone."""
    if ticket.outcome != Outcome.HANDED_ON:
        return None
    fates = MatterFate.objects.filter(
        bond="ticket", subject_id=ticket.pk, became_id__isnull=False, transfer__state=TransferState.DONE
    )
    return fates.order_by("-pk").values_list("became_id", flat=True).first()

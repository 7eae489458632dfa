"""What a matter went on as, when the home it was of changed hands, and back, when the change was undone."""

from collections.abc import Sequence

from xiwei.ledger.queries import Line
from xiwei.people.models import MatterFate, TransferState
from xiwei.people.queries.who import Who
from xiwei.service.models import Outcome, Ticket
from xiwei.service.queries import tickets

CAME_BACK = "service.came_back"


def successor(ticket: Ticket, who: Who) -> Ticket | None:
    """The matter that goes on in this one's place, as far as this person may open it. A query for those alone."""
    if ticket.outcome == Outcome.HANDED_ON:
        fates = MatterFate.objects.filter(bond="ticket", subject_id=ticket.pk, transfer__state=TransferState.DONE)
        return _open_to(who, fates.exclude(became_id=None).order_by("-pk").values_list("became_id", flat=True).first())
    if ticket.outcome == Outcome.HANDED_BACK:
        fates = MatterFate.objects.filter(bond="ticket", became_id=ticket.pk)
        return _open_to(who, fates.values_list("subject_id", flat=True).first())
    return None


def came_back_from(lines: Sequence[Line], ticket: Ticket, who: Who) -> Ticket | None:
    """The copy from which an undoing brought this matter back, as far as this person may open it; told by its line."""
    if not any(line.entry.kind == CAME_BACK for line in lines):
        return None
    fates = MatterFate.objects.filter(bond="ticket", subject_id=ticket.pk, transfer__state=TransferState.UNDONE)
    return _open_to(who, fates.exclude(became_id=None).order_by("-pk").values_list("became_id", flat=True).first())


def _open_to(who: Who, pk: int | None) -> Ticket | None:
    return tickets.for_person(who).select_related("project").filter(pk=pk).first() if pk else None

"""What was said of matters that were said not to be fixed: for whoever is sent again."""

from collections.abc import Iterable

from xiwei.ledger.models import Entry
from xiwei.service.models import Ticket

REOPENED = "service.reopened"


def said_of(tickets: Iterable[Ticket]) -> dict[int, str]:
    """By ticket, what was said the last time it was opened again; "" where nothing was; none for one that never was.

    One query for all of them, and none where none was opened again.
    """
    return said_again([ticket.pk for ticket in tickets if ticket.reopened])


def said_again(ids: list[int]) -> dict[int, str]:
    """The same of those known by number to have been opened again."""
    if not ids:
        return {}
    lines = Entry.objects.filter(subject_type=Ticket._meta.label_lower, subject_id__in=ids, kind=REOPENED)
    return {pk: said_in(data) for pk, data in lines.order_by("at", "pk").values_list("subject_id", "data")}


def said_in(data: dict[str, str]) -> str:
    """The wish and the words of such a line."""
    return data.get("wish", "") + data.get("words", "")

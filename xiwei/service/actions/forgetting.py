"""Let go of the names and numbers that people without an account left, when they are past their period."""

from typing import Any

from django.db.models import QuerySet

from xiwei.service.index import INDEX, pairs
from xiwei.shared import names


def forget_visitors(rows: QuerySet[Any]) -> int:
    """Who asked keeps a family name and no number, on the page and in the search; what was asked and done stays."""
    found = list(rows.select_related("project", "item", "room", "place", "building", "first_contact"))
    for ticket in found:
        ticket.asker_phone, ticket.asker_name = "", names.masked(ticket.asker_name)
        ticket.save(update_fields=["asker_phone", "asker_name"])
    INDEX.put_many(pairs(found))
    return len(found)

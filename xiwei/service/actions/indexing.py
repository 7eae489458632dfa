"""The search index, built anew from what is kept: after words of another kind are searched, or it was lost."""

from django.db import transaction
from django.db.models import QuerySet

from xiwei.estate.models import Project
from xiwei.service.index import INDEX, pairs
from xiwei.service.models import Ticket

BATCH = 500


def reindex(project: Project | None = None) -> int:
    """Each ticket's words written anew, of one project or all, a batch a transaction; how many. No ticket itself changes.

    Nothing is out of the search meanwhile: what stood there stands until its own words are written over it.
    """
    rows = Ticket.objects.filter(project=project) if project else Ticket.objects.all()
    known = rows.select_related("project", "item", "room", "place", "building", "asker", "first_contact").order_by("pk")
    done = last = 0
    while batch := _again(known, last):
        done, last = done + len(batch), batch[-1]
    return done


@transaction.atomic
def _again(known: QuerySet[Ticket], last: int) -> list[int]:
    """The next, held until they are written: nobody changes one between the reading and the writing."""
    found = list(known.filter(pk__gt=last).select_for_update(of=("self",))[:BATCH])
    INDEX.put_many(pairs(found))
    return [one.pk for one in found]

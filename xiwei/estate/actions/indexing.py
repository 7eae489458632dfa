"""The search index of documents, built anew from what is kept."""

from django.db import transaction
from django.db.models import F, QuerySet

from xiwei.estate.index import INDEX, words_of
from xiwei.estate.models import Project, Version

BATCH = 200  # with the words inside each file


def reindex(project: Project | None = None) -> int:
    """The words of each document that stands, of one project or all, written anew from its last version; how many."""
    rows = Version.objects.filter(document__destroyed_at__isnull=True, number=F("document__latest"))
    known = rows.filter(document__project=project) if project else rows
    done = last = 0
    while batch := _again(known.select_related("document", "content").order_by("pk"), last):
        done, last = done + len(batch), batch[-1]
    return done


@transaction.atomic
def _again(known: QuerySet[Version], last: int) -> list[int]:
    found = list(known.filter(pk__gt=last)[:BATCH])
    INDEX.put_many([(one.document_id, words_of(one.document, one.filename, one.content.text)) for one in found])
    return [one.pk for one in found]

"""Find what was sent in bulk, from the person who asks."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from xiwei.estate.models import Batch, BatchState, Content, Fate, Item, Project, Version
from xiwei.estate.rules import documents as rules
from xiwei.estate.rules.ground import Asker, check_permitted
from xiwei.ledger.queries import is_at_work


def project_for(who: Asker, pk: int) -> Project:
    """A project whose archive this person keeps. Raises DoesNotExist for a stranger, NotAllowed for a colleague."""
    project = Project.objects.select_related("company").get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    check_permitted(staff, rules.KEEP, company_id=project.company_id, project_id=project.pk)
    return project


def batch_for(who: Asker, pk: int) -> Batch:
    """One batch, on the same terms."""
    batch = Batch.objects.select_related("project__company").get(pk=pk)
    try:
        project_for(who, batch.project_id)
    except Project.DoesNotExist as absent:
        raise Batch.DoesNotExist from absent
    return batch


def lock(batch: Batch) -> Batch:
    """As it is now, held."""
    return Batch.objects.select_for_update(of=("self",)).select_related("project").get(pk=batch.pk)


def history(project: Project) -> QuerySet[Batch]:
    """The project's batches, the last first, each with how many of its files were left aside (`left`)."""
    rows = Batch.objects.filter(project=project)
    return rows.annotate(left=Count("items", Q(items__fate__in=[Fate.LEFT, Fate.READY])))[:10]


def counts(batch: Batch) -> dict[str, int]:
    """How many files by fate."""
    found = dict(batch.items.order_by().values_list("fate").annotate(n=Count("pk")))
    return {fate: found.get(fate, 0) for fate in Fate.values}


def items(batch: Batch, fate: str) -> QuerySet[Item]:
    """Its files of one fate, those first whose kind was only guessed."""
    return batch.items.filter(fate=fate).order_by("-guessed", "place_in")


def next_ready(batch: Batch, most: int) -> list[Item]:
    """The next files to be put."""
    return list(batch.items.filter(fate=Fate.READY).order_by("place_in")[:most])


def there(company_id: int, hashes: Collection[str]) -> set[tuple[str, str, int]]:
    """(hash, noun, id) of what the archive has already among these bytes."""
    rows = Version.objects.filter(
        company_id=company_id, content__sha256__in=hashes, document__destroyed_at__isnull=True
    )
    return set(rows.values_list("content__sha256", "document__of_noun", "document__of_id"))


def contents(company_id: int, hashes: Collection[str]) -> dict[str, Content]:
    """The bytes there are, held, by hash."""
    rows = Content.objects.select_for_update().filter(company_id=company_id, sha256__in=hashes).order_by("sha256")
    return {one.sha256: one for one in rows}


def is_stranded(batch: Batch) -> bool:
    """It should be at work and no job is."""
    if batch.state not in (BatchState.READING, BatchState.RUNNING):
        return False
    return not is_at_work(batch.job)


def is_on_its_way(batch: Batch) -> bool:
    """Whether it is being put in now."""
    return batch.state == BatchState.RUNNING


def kinds_in(batch: Batch) -> set[str]:
    """The kinds its files would be put as."""
    return set(batch.items.filter(fate=Fate.READY).order_by().values_list("kind", flat=True).distinct())


def ended_before(moment: datetime) -> list[Batch]:
    """Batches that were done before this and still have files to tell of."""
    return list(Batch.objects.filter(state=BatchState.DONE, ended_at__lt=moment, items__isnull=False).distinct())


def old(before: datetime) -> list[Batch]:
    """Batches nobody finished since then."""
    return list(Batch.objects.filter(state__in=[BatchState.READY, BatchState.READING], sent_at__lt=before))

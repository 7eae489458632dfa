"""Put a batch into the archive, two hundred files at a time: safe to run twice, for a slice is done whole or not at all."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xiwei.estate.actions.documents import Described, content_of, fresh_content, line_of, made, snapshot
from xiwei.estate.index import INDEX, words_of
from xiwei.estate.models import Batch, BatchState, Content, Document, Fate, Item, Version
from xiwei.estate.papers import files, kinds, nouns
from xiwei.estate.papers.nouns import Subject
from xiwei.estate.queries import batches as queries
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Actor

SLICE = 200


def carry(batch: Batch, *, now: datetime) -> Batch:
    """All that is ready, then the project's line. Does nothing unless the batch is under way."""
    while _carry_some(batch, now):
        pass
    with transaction.atomic():
        held = queries.lock(batch)
        if held.state != BatchState.RUNNING:
            return held
        count, told = queries.counts(held), held.told
        held.state, held.ended_at, held.told = BatchState.DONE, now, count
        held.save(update_fields=["state", "ended_at", "told"])
        # What was left aside and put later is told of by itself.
        fresh = {fate: count[fate] - told.get(fate, 0) for fate in (Fate.TAKEN, Fate.KNOWN, Fate.REFUSED)}
        ledger.record(
            "estate.documents_brought", held.project, by=Actor(*held.sent_by), at=now, taken=fresh[Fate.TAKEN],
            known=fresh[Fate.KNOWN], refused=fresh[Fate.REFUSED],
        )  # fmt: skip
    return held


@transaction.atomic
def _carry_some(batch: Batch, now: datetime) -> int:
    held = queries.lock(batch)
    if held.state != BatchState.RUNNING:
        return 0
    items = queries.next_ready(held, SLICE)
    fresh = _fresh(held, items)
    _put(held, fresh, Actor(*held.sent_by), now)
    Item.objects.bulk_update(items, ["fate", "problem", "stored"], batch_size=SLICE)
    held.done += len(items)
    held.save(update_fields=["done"])
    return len(items)


def _fresh(batch: Batch, items: Sequence[Item]) -> list[Item]:
    """Those the archive has not got meanwhile: what came by another batch is skipped."""
    there = queries.there(batch.company_id, {item.sha256 for item in items})
    for item in items:
        known = (item.sha256, item.of_noun, item.of_id) in there
        item.fate = Fate.KNOWN if known else Fate.TAKEN
        if known:
            _let_go(item.stored)
            item.stored = ""
    return [item for item in items if item.fate == Fate.TAKEN]


def _let_go(stored: str) -> None:
    transaction.on_commit(lambda: files.drop(stored))


def _put(batch: Batch, items: Sequence[Item], by: Actor, now: datetime) -> None:
    if not items:
        return
    contents = _contents(batch, items)
    subjects = _subjects(batch, items)
    documents = [_document(item, subjects[item.of_noun, item.of_id or 0], now) for item in items]
    Document.objects.bulk_create(documents, batch_size=SLICE)
    Version.objects.bulk_create(
        [
            Version(
                company_id=batch.company_id, document=document, content=contents[item.sha256], number=1,
                filename=item.filename, said=snapshot(document), actor_label=by.label[:60], at=now,
            )
            for document, item in zip(documents, items, strict=True)
        ],
        batch_size=SLICE,
    )  # fmt: skip
    INDEX.put_many(
        (document.pk, words_of(document, item.filename, contents[item.sha256].text))
        for document, item in zip(documents, items, strict=True)
    )
    ledger.record_many([ledger.line("estate.document_put", one, by=by, at=now, **line_of(one)) for one in documents])
    for item in items:
        item.stored = ""  # the archive's own now


def _document(item: Item, subject: Subject, now: datetime) -> Document:
    kind = kinds.kind(item.kind)
    document = made(subject, kind, Described(item.name, expires_on=item.expires_on), now)
    document.latest = 1
    return document


def _subjects(batch: Batch, items: Sequence[Item]) -> dict[tuple[str, int], Subject]:
    """Each thing once; one that went meanwhile gives its files to the project."""
    wanted = {(item.of_noun, item.of_id or 0) for item in items}
    whole = nouns.of(batch.project, "project")
    return {key: nouns.subject(*key) or whole for key in wanted}


def _contents(batch: Batch, items: Sequence[Item]) -> dict[str, Content]:
    """The bytes' rows by hash: those that stand are used, the others made in one statement."""
    standing = queries.contents(batch.company_id, {item.sha256 for item in items})
    new: dict[str, Content] = {}
    for item in items:
        kept = files.Kept(item.filename, item.format, item.sha256, item.size, item.stored)
        if item.sha256 in standing:
            standing[item.sha256] = content_of(batch.company_id, kept)
        elif item.sha256 in new:
            _let_go(item.stored)
        else:
            new[item.sha256] = fresh_content(batch.company_id, kept)
    Content.objects.bulk_create(new.values(), batch_size=SLICE)
    return {**standing, **new}

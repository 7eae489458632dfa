"""Hold a document for a dispute, release it; propose to destroy what has been kept long enough, and destroy it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.estate.index import INDEX
from xiwei.estate.models import Content, Document, TextState, Version
from xiwei.estate.papers import files
from xiwei.estate.queries import documents as queries
from xiwei.estate.rules import documents as rules
from xiwei.estate.rules import retention as stages
from xiwei.estate.rules.ground import By
from xiwei.ledger import actions as ledger
from xiwei.ledger.actions import actor_of

PROPOSED = ["proposed_at", "proposed_by", "proposed_label", "proposed_why"]


@transaction.atomic
def hold(document: Document, *, why: str, by: By, now: datetime) -> Document:
    """冻结: nobody changes or destroys it until it is released, whatever day it is."""
    document = queries.lock(document)
    rules.check_can_hold(by, document)
    rules.check_why(why, gettext("为什么冻结"))
    document.held_at, document.held_why = now, why.strip()[:200]
    unpropose(document)
    document.save(update_fields=["held_at", "held_why", *PROPOSED])
    ledger.record("estate.document_held", document, by=by, at=now, name=document.name, why=document.held_why)
    return document


@transaction.atomic
def release(document: Document, *, why: str, by: By, now: datetime) -> Document:
    """The hold ends; from then it is a day before anybody may propose to destroy it."""
    document = queries.lock(document)
    rules.check_can_release(by, document)
    rules.check_why(why, gettext("为什么解除"))
    document.held_at, document.held_why, document.timed_at = None, "", now
    document.save(update_fields=["held_at", "held_why", "timed_at"])
    ledger.record("estate.document_released", document, by=by, at=now, name=document.name, why=why.strip())
    return document


def unpropose(document: Document) -> None:
    """A proposal is of the document as it stood: whatever changes it takes the proposal away. The caller saves."""
    document.proposed_at, document.proposed_by, document.proposed_label, document.proposed_why = None, None, "", ""


@transaction.atomic
def propose(document: Document, *, why: str, by: By, now: datetime) -> Document:
    """One says that it can go, and why; another has to do it.

    Raises NotNow where it must still be kept, is held, its original is out, or its days were changed within a day.
    """
    document = queries.lock(document)
    stages.check_can_propose(by, document, queries.loan_out(document), now)
    rules.check_why(why, gettext("为什么销毁"))
    actor = actor_of(by)
    document.proposed_at, document.proposed_by = now, actor.person_id
    document.proposed_label, document.proposed_why = actor.label[:60], why.strip()[:200]
    document.save(update_fields=PROPOSED)
    ledger.record(
        "estate.document_proposed", document, by=by, at=now, name=document.name, why=document.proposed_why,
    )  # fmt: skip
    return document


@transaction.atomic
def withdraw(document: Document, *, by: By, now: datetime) -> Document:
    """It stays after all. Raises NotNow where nobody proposed it."""
    document = queries.lock(document)
    stages.check_can_withdraw(by, document)
    unpropose(document)
    document.save(update_fields=PROPOSED)
    ledger.record("estate.document_unproposed", document, by=by, at=now, name=document.name)
    return document


@transaction.atomic
def destroy(document: Document, *, by: By, now: datetime) -> Document:
    """Its bytes and the words read in them go for ever; the row stays as the line that says it was there.

    Bytes that another document has too stay for that one. The reason is the proposal's. Raises NotNow where nobody proposed
    it or it may not go now, NotAllowed for whoever proposed it.
    """
    document = queries.lock(document)
    stages.check_can_destroy(by, document, queries.loan_out(document), now)
    document.destroyed_at, document.destroyed_why, document.note = now, document.proposed_why, ""
    proposer = document.proposed_label
    unpropose(document)
    document.save(update_fields=["destroyed_at", "destroyed_why", "note", *PROPOSED])
    hashes = _empty(document, now)
    ledger.record(
        "estate.document_destroyed", document, by=by, at=now, name=document.name, why=document.destroyed_why,
        count=document.latest, hashes=hashes, proposer=proposer,
    )  # fmt: skip
    return document


@transaction.atomic
def erase(document: Document, *, nobody: str, now: datetime) -> None:
    """A resident's paper goes with the person who asked to be forgotten (个人信息保护法 47), whatever its years.

    Its name and words become `nobody`; the erasure's own line tells of it. Raises NotNow for one that is held.
    """
    document = queries.lock(document)
    rules.check_free(document)
    document.name, document.number, document.note, document.shelf = nobody, "", "", ""
    document.destroyed_at, document.destroyed_why = now, nobody
    unpropose(document)
    document.save()
    _empty(document, now)
    document.versions.update(filename=nobody, why="", said={})
    document.loans.update(borrower=nobody, purpose="")


def _empty(document: Document, now: datetime) -> list[str]:
    """Out of the index, and every byte that no other document has; the hashes of what it had."""
    INDEX.drop(document.pk)
    hashes = sorted({one.content.sha256 for one in queries.versions(document)})
    for sha256 in hashes:
        content = queries.lock_content(document.company_id, sha256)
        if content is not None and not queries.others_use(content, document):
            _take_away(content, now)
    return hashes


def _take_away(content: Content, now: datetime) -> None:
    """The file goes with the commit, not before: a deed that fails leaves it."""
    path, pages = content.path, content.pages
    content.gone_at, content.text, content.problem, content.pages = now, "", "", 0
    content.text_state = TextState.NONE
    content.save()
    Version.objects.filter(content=content).update(said={})
    transaction.on_commit(lambda: files.drop(path, pages))

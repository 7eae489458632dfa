"""Put documents into the archive, bring newer versions, put their description right; and look at a resident's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import dateformat, timezone
from django.utils.translation import gettext

from xiwei.estate.actions import staging
from xiwei.estate.actions.retention import unpropose
from xiwei.estate.index import INDEX, words_of
from xiwei.estate.models import Content, Document, TextState, Version
from xiwei.estate.papers import files, formats
from xiwei.estate.papers.kinds import Kind
from xiwei.estate.papers.nouns import Subject
from xiwei.estate.queries import documents as queries
from xiwei.estate.rules import documents as rules
from xiwei.estate.rules import retention as stages
from xiwei.estate.rules.ground import By, Keeper
from xiwei.ledger import actions as ledger
from xiwei.ledger.actions import actor_of
from xiwei.ledger.models import Seen

A_LOOK = timedelta(minutes=30)
DESCRIBED = ("name", "number", "note", "dated_on", "expires_on", "shelf", "paper")
DAYS = ("dated_on", "expires_on")  # what its keeping is reckoned from (Kind.keep_until)
SAID = {
    "name": "名称",
    "number": "编号",
    "note": "备注",
    "dated_on": "文件日期",
    "expires_on": "到期日",
    "shelf": "存放位置",
    "paper": "纸质原件",
}


@dataclass(frozen=True)
class Described:
    """What is said of a document: its name, its own number, a note, its dates, whether and where the original stands."""

    name: str
    number: str = ""
    note: str = ""
    dated_on: date | None = None
    expires_on: date | None = None
    paper: bool = False
    shelf: str = ""


def as_described(document: Document) -> Described:
    """What is said of it now."""
    return Described(**{name: getattr(document, name) for name in DESCRIBED})


@transaction.atomic
def put(subject: Subject, *, kind: str, said: Described, file: files.Sent, by: By, now: datetime) -> Document:
    """A document with its first version; its words are read by the worker in a moment.

    Raises NotAllowed without archive.keep and the right to this kind there, BadInput for a kind that cannot belong to
    the subject, a name or days that cannot be kept, or a file that is not taken (each with its sentence).
    """
    found = rules.check_kind(kind, subject)
    rules.check_may_put(by, subject, found)
    rules.check_described(said.name, said.dated_on, said.expires_on)
    document = made(subject, found, said, now)
    with kept(file, document.company_id) as bytes_:
        document.save()
        _add(document, bytes_, why="", by=by, now=now)
        ledger.record("estate.document_put", document, by=by, at=now, **line_of(document))
    return document


def made(subject: Subject, kind: Kind, said: Described, now: datetime) -> Document:
    """A document not yet written."""
    where = subject.where
    document = Document(
        company_id=where.company_id,
        project_id=where.project_id,
        building_id=where.building_id,
        room_id=where.room_id,
        place_id=where.place_id,
        household_id=where.household_id,
        of_noun=subject.noun,
        of_id=subject.pk,
        of_label=subject.label[:80],
        kind=kind.code,
        put_at=now,
    )
    describe(document, said)
    return document


def describe(document: Document, said: Described) -> None:
    """Set what is said of it, and until when that makes it be kept."""
    document.name, document.number, document.note = said.name.strip(), said.number.strip(), said.note.strip()
    document.dated_on, document.expires_on = said.dated_on, said.expires_on
    document.paper, document.shelf = said.paper, said.shelf.strip()
    document.keep_until = document.sort.keep_until(
        dated_on=said.dated_on, expires_on=said.expires_on, put_on=timezone.localdate(document.put_at)
    )


def line_of(document: Document) -> dict[str, Any]:
    """What a line keeps of a document beside its name."""
    return {"name": document.name, "sort": document.sort.title, "of": document.of_label}


@contextmanager
def kept(file: files.Sent, company_id: int) -> Iterator[files.Kept]:
    """The file in the store while its deed is done; a file is in no transaction, so a refused deed takes it away again."""
    name, found, sha256, size = files.look_at(file)
    path = files.keep(file, files.fresh_path(company_id, sha256))
    try:
        yield files.Kept(name, found, sha256, size, path)
        staging.used(file)
    except BaseException:
        files.drop(path)
        raise


def _add(document: Document, bytes_: files.Kept, *, why: str, by: By, now: datetime) -> Version:
    """One more version, and the words it is found by."""
    content = content_of(document.company_id, bytes_)
    document.latest += 1
    document.save(update_fields=["latest"])
    version = Version.objects.create(
        company_id=document.company_id,
        document=document,
        content=content,
        number=document.latest,
        filename=bytes_.filename,
        why=why.strip(),
        said=snapshot(document),
        actor_label=actor_of(by).label[:60],
        at=now,
    )
    INDEX.put(document.pk, words_of(document, bytes_.filename, content.text))
    return version


def content_of(company_id: int, bytes_: files.Kept) -> Content:
    """The bytes' row: theirs already where the company has the same, else a new one. Bytes there twice are kept once."""
    content = queries.lock_content(company_id, bytes_.sha256)
    if content is None:
        content = fresh_content(company_id, bytes_)
        content.save()
        return content
    if content.gone_at is None:
        transaction.on_commit(lambda: files.drop(bytes_.path))
        return content
    # Destroyed once, and brought again: a path of its own, because the old one may just be going.
    for name, value in {**_fresh(bytes_), "gone_at": None, "pages": 0}.items():
        setattr(content, name, value)
    content.save()
    return content


def fresh_content(company_id: int, bytes_: files.Kept) -> Content:
    """Their row, not yet written."""
    return Content(company_id=company_id, sha256=bytes_.sha256, **_fresh(bytes_))


def _fresh(bytes_: files.Kept) -> dict[str, Any]:
    """What is known of bytes before they are read. What can be neither read nor drawn waits for nothing."""
    readable = bytes_.format in formats.WITH_TEXT | formats.DRAWN
    state = TextState.WAITING if readable else TextState.NONE
    return {"format": bytes_.format, "size": bytes_.size, "path": bytes_.path, "text_state": state}


def snapshot(document: Document) -> dict[str, Any]:
    """How it is described now, to be compared with later."""
    values = {name: getattr(document, name) for name in DESCRIBED}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


@transaction.atomic
def new_version(
    document: Document, *, file: files.Sent, why: str, by: By, now: datetime, said: Described | None = None
) -> Version:
    """A newer file beside the older ones, which stay; `said` is how the document is described from now on.

    Raises NotNow for one that is held, BadInput for the same bytes or days that cannot be kept.
    """
    document = queries.lock(document)
    rules.check_can_change(by, document)
    rules.check_why(why, gettext("为什么换这一版"))
    if said is not None:
        rules.check_described(said.name, said.dated_on, said.expires_on)
        _redescribe(document, said, why=why, by=by, now=now)
    unpropose(document)
    document.save()
    with kept(file, document.company_id) as bytes_:
        rules.check_new_bytes(bytes_.sha256, queries.version(document, document.latest).content.sha256)
        version = _add(document, bytes_, why=why, by=by, now=now)
        ledger.record(
            "estate.document_version_added",
            document,
            by=by,
            at=now,
            name=document.name,
            number=version.number,
            why=why.strip(),
        )
    return version


@transaction.atomic
def note(document: Document, *, said: Described, by: By, now: datetime, why: str = "") -> Document:
    """Put right what is said of it; its file stays. A new day of expiry is warned of anew. Does nothing where all is the same.

    Raises BadInput without a reason where the days change by which it is kept.
    """
    document = queries.lock(document)
    rules.check_can_change(by, document)
    rules.check_described(said.name, said.dated_on, said.expires_on)
    if _redescribe(document, said, why=why, by=by, now=now):
        unpropose(document)
        document.save()
        last = queries.version(document, document.latest)
        INDEX.put(document.pk, words_of(document, last.filename, last.content.text))
    return document


def _redescribe(document: Document, said: Described, *, why: str, by: By, now: datetime) -> bool:
    """Say of it what is said now, with the lines that tell of it; whether anything changed. The caller saves."""
    before, until = snapshot(document), document.keep_until
    describe(document, said)
    changed = [name for name, value in snapshot(document).items() if value != before[name]]
    days = [name for name in changed if name in DAYS]
    retimed = document.keep_until != until or any(before[name] for name in days)
    stages.check_retimed(retimed, why)
    if "expires_on" in changed:
        document.reminded = None
    if retimed:
        document.timed_at = now
        _tell_days(document, before, until, days, why=why, by=by, now=now)
    if rest := [name for name in changed if not (retimed and name in days)]:
        what = "、".join(SAID[name] for name in rest)
        ledger.record(
            "estate.document_noted", document, by=by, at=now, name=document.name, what=what,
            before={name: before[name] for name in rest},
        )  # fmt: skip
    return bool(changed)


def _tell_days(
    document: Document, before: dict[str, Any], until: date | None, days: list[str], *, why: str, by: By, now: datetime
) -> None:
    """The line of changed days: what stood, what stands, and until when each makes it be kept."""
    was = {name: date.fromisoformat(before[name]) if before[name] else None for name in days}
    ledger.record(
        "estate.document_retimed", document, by=by, at=now, name=document.name, why=why.strip()[:200],
        what="、".join(SAID[name] for name in days),
        old="、".join(_kept_day(was[name], "没有写") for name in days),
        new="、".join(_kept_day(getattr(document, name), "没有写") for name in days),
        kept=_kept_day(until, "长期"), keeps=_kept_day(document.keep_until, "长期"),
        before={name: before[name] for name in days},
    )  # fmt: skip


def _kept_day(day: date | None, nothing: str) -> str:
    """As a line keeps it, with its year: 2037年1月1日."""
    return dateformat.format(day, "Y年n月j日") if day else nothing


@transaction.atomic
def look_at(document: Document, *, by: Keeper, now: datetime) -> None:
    """A colleague opens a resident's paper: a line the household reads. Loading the page again is the same look."""
    rules.check_may_see(by, document)
    if queries.looks_still(document, staff_id=by.actor.staff_id, since=now - A_LOOK):
        return
    ledger.record(
        "estate.document_looked_at", document, by=by, at=now, seen_by=Seen.RESIDENT, name=document.name,
    )  # fmt: skip

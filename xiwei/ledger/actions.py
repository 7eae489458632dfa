"""The only writers of the ledger: record a line, publish a fact, do a thing once."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from django.contrib.sessions.models import Session
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext
from django_tasks_db.models import DBTaskResult

from xiwei.ledger import editions
from xiwei.ledger.models import Actor, Entry, Fact, Once, Seen, Where
from xiwei.ledger.registry import COMPANYS, PERSONS, listeners_of, words_for
from xiwei.shared import bulk, moment
from xiwei.shared.refusals import NotNow
from xiwei.shared.tongue import kept


class Subject(Protocol):
    """What a line can be about."""

    pk: Any

    @property
    def where(self) -> Where: ...


class HasActor(Protocol):
    """A Person or a Staff: whoever can do a deed."""

    @property
    def actor(self) -> Actor: ...


By = Actor | HasActor
M = TypeVar("M", bound=models.Model)


def actor_of(by: By) -> Actor:
    """The plain ids and label of whoever did it."""
    return by if isinstance(by, Actor) else by.actor


def line(
    kind: str,
    subject: Subject,
    /,
    *,
    by: By,
    at: datetime,
    seen_by: Seen = Seen.STAFF,
    evidence: Iterable[Any] = (),
    person: models.Model | None = None,
    written_at: datetime | None = None,
    **data: Any,
) -> Entry:
    """An Entry not yet written. Raises KeyError for a kind without words: a line nobody can read is no line."""
    words_for(kind)
    actor = actor_of(by)
    return Entry(
        kind=kind,
        subject_type=subject._meta.label_lower,  # type: ignore[attr-defined]
        subject_id=subject.pk,
        subject_label=kept(subject)[:120],
        person_id=person.pk if person else None,
        actor_person_id=actor.person_id,
        actor_staff_id=actor.staff_id,
        actor_label=actor.label[:60],
        at=at,
        written_at=written_at or moment.now(),
        seen_by=seen_by,
        data={name: kept(value) if isinstance(value, Promise) else value for name, value in data.items()},
        evidence=[photo.as_evidence for photo in evidence],
        **subject.where._asdict(),
    )


def record(kind: str, subject: Subject, /, *, by: By, at: datetime, **kept: Any) -> Entry:
    """Write one line about `subject`, in the caller's transaction: if this fails, the deed is undone (law 2).

    `kept` takes seen_by, evidence, person, and any plain data (note=…, reason=…) the line should keep.
    """
    assert transaction.get_connection().in_atomic_block, "a line is written inside its deed's transaction"
    entry = line(kind, subject, by=by, at=at, **kept)
    record_many([entry])
    return entry


def record_many(entries: list[Entry]) -> None:
    """Write many lines at once, for the same transaction; what they change of a company's arrangements is noted."""
    assert transaction.get_connection().in_atomic_block, "lines are written inside their deed's transaction"
    bulk.insert(Entry, entries)
    editions.turn({of for one in entries for of in _turned(one)})


def _turned(entry: Entry) -> Iterator[str]:
    turns = words_for(entry.kind).turns
    if COMPANYS in turns:
        yield editions.company(entry.company_id)
    if PERSONS in turns and entry.person_id:
        yield editions.person(entry.person_id)


def publish(kind: str, *, company_id: int, at: datetime, **data: Any) -> None:
    """Tell the storeys above: a row for each listener, in the caller's transaction; the worker carries them up."""
    Fact.objects.bulk_create(
        Fact(kind=kind, listener=name, company_id=company_id, data=data, at=at, due_at=at)
        for name in listeners_of(kind)
    )


def once(key: str, *, owner: str, at: datetime, do: Callable[[], M], again: Callable[[int], M]) -> M:
    """Do it once for this owner's key; a repeat gives `again(id of the first result)` and writes nothing.

    The key's row is inserted first, so of two that come together the second waits for the first to commit.
    An empty key means the caller has none: it is simply done.
    """
    if not key:
        return do()
    with transaction.atomic():
        if not _claim(key, owner, at):
            first = Once.objects.values_list("result_id", flat=True).get(owner=owner, key=key[:64])
            assert first is not None, "a key stands together with its result, or not at all"
            try:
                return again(first)
            except ObjectDoesNotExist as gone:  # it was another form's key, or its thing is no longer there to be seen
                raise NotNow(gettext("这张表已经提交过一次了。请刷新页面，看看最新的情况再办。")) from gone
        result = do()
        _note_result(key, owner, result.pk)
        return result


def _claim(key: str, owner: str, at: datetime) -> bool:
    """Insert the key's row; False where it stood already. One statement, because a failed INSERT spoils a PG transaction."""
    table = connection.ops.quote_name(Once._meta.db_table)
    moment_value = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (owner, key, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",  # noqa: S608
            [owner, key[:64], moment_value],
        )
        return cursor.rowcount == 1


def _note_result(key: str, owner: str, pk: Any) -> None:
    table = connection.ops.quote_name(Once._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET result_id = %s WHERE owner = %s AND key = %s",  # noqa: S608
            [pk, owner, key[:64]],
        )


KEPT = {"keys": timedelta(days=30), "facts": timedelta(days=30), "tasks": timedelta(days=14)}
SLICE = 2000


def forget_served(*, now: datetime) -> int:
    """Forget keys, carried facts, ended tasks and sessions past their keeping; returns how many rows went.

    No line is written: these rows are the machinery's own, and nothing a person did or may ask for is among them.
    """
    return sum(
        _delete_slowly(rows)
        for rows in (
            Once.objects.filter(at__lt=now - KEPT["keys"]),
            Fact.objects.filter(done_at__lt=now - KEPT["facts"]),
            DBTaskResult.objects.filter(finished_at__lt=now - KEPT["tasks"]),
            Session.objects.filter(expire_date__lt=now),
        )
    )


def _delete_slowly(rows: models.QuerySet[Any]) -> int:
    """In slices, each its own transaction, so that nobody who writes meanwhile waits long."""
    gone = 0
    while found := list(rows.order_by().values_list("pk", flat=True)[:SLICE]):
        gone += rows.model.objects.filter(pk__in=found).delete()[0]
    return gone
